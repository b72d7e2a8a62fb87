"""What a director asked an author to change: the points, those ticked off, and whether anything was changed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.stories.models import ChangeRequest, Story, TimelineEntry
from portal.stories.rules import NOTE, PhotoWords, Sheet, fingerprint


class Clock(NamedTuple):
    """A deadline that runs: its code in data/deadlines.json and its moment."""

    code: str | None
    due_at: datetime | None


def open_request(session: Session, story: Story, clock: Clock, at: datetime) -> ChangeRequest:
    """Keep what is returned and the deadline its review had; `clock` is read before the story moves."""
    request = ChangeRequest(story_id=story.id, made_at=at, fingerprint=fingerprint(sheet_of(story)), done=[])
    request.due_code, request.due_at = clock
    session.add(request)
    session.flush()
    return request


def latest(session: Session, story_id: int) -> ChangeRequest | None:
    """The request of the last return; None for a story that was never returned."""
    query = select(ChangeRequest).where(ChangeRequest.story_id == story_id)
    return session.scalar(query.order_by(ChangeRequest.id.desc()).limit(1))


def is_unchanged(request: ChangeRequest | None, sheet: Sheet) -> bool:
    """Whether this form is what was returned, word for word and photo for photo."""
    return request is not None and request.fingerprint == fingerprint(sheet)


def tick(request: ChangeRequest, points: Iterable[str], detail: dict[str, Any]) -> None:
    """Keep which points the author calls done; unknown ones are dropped. The caller commits."""
    given = set(points)
    request.done = [code for code in codes_of(detail) if code in given]


def codes_of(detail: dict[str, Any]) -> list[str]:
    """The points of a returned entry: its reasons by code, then the note."""
    found = [str(reason["code"]) for reason in detail.get("reasons", ())]
    return [*found, NOTE] if detail.get("note") else found


def returned_detail(entries: Sequence[TimelineEntry]) -> dict[str, Any]:
    """What the last `returned` line of a story's way says; empty without one."""
    return next((entry.detail for entry in reversed(entries) if entry.kind == "returned"), {})


def sheet_of(story: Story) -> Sheet:
    """A stored story as the form that would send it."""
    photos = tuple(PhotoWords(row.photo_id, row.caption, row.alt, row.credit, row.consent) for row in story.photos)
    return Sheet(
        title=story.title,
        body=story.body,
        ward_id=story.ward_id,
        rubric_id=story.rubric_id,
        event_date=story.event_date,
        place=story.place,
        source=story.source,
        photos=photos,
    )
