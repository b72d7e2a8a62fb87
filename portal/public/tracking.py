"""What anybody who holds a story's code is told of it: state, ward, dates, who has it until when. Pure.

Neither text nor name: a code stands on paper and in chats, and may be read by others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from portal.stories.lifecycle import GONE, Status


class Holder(StrEnum):
    """Whose turn it is; never a person."""

    DIRECTOR = "director"
    HUMAS = "humas"
    AUTHOR = "author"


class Tracked(Protocol):
    """What this module needs of a story."""

    @property
    def status(self) -> Status: ...
    @property
    def submitted_at(self) -> datetime | None: ...
    @property
    def published_at(self) -> datetime | None: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def escalated_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class Tracking:
    """The answer to a code. A story that is taken down says its state alone."""

    status: Status
    unpublished: bool  # no reader ever saw it
    gone: bool = False
    sent_at: datetime | None = None
    published_at: datetime | None = None
    holder: Holder | None = None
    due_at: datetime | None = None


REVIEWED = (Status.SUBMITTED, Status.IN_REVIEW, Status.HELD, Status.APPROVED)
CHANGED = (Status.RETURNED, Status.DRAFT)


def track(story: Tracked, led: Callable[[], bool]) -> Tracking | None:
    """`led` says whether the ward has a director who may decide; None for what was never sent."""
    if story.submitted_at is None:
        return None
    unpublished = story.published_at is None
    if story.status in GONE:
        return Tracking(story.status, unpublished, gone=True)
    holder = _holder(story, led)
    due_at = story.due_at if holder else None
    return Tracking(story.status, unpublished, False, story.submitted_at, story.published_at, holder, due_at)


def _holder(story: Tracked, led: Callable[[], bool]) -> Holder | None:
    if story.status in CHANGED:
        return Holder.AUTHOR
    if story.status is Status.APPEALED:
        return Holder.HUMAS
    if story.status not in REVIEWED:
        return None
    return Holder.DIRECTOR if story.escalated_at is None and led() else Holder.HUMAS
