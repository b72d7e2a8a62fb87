"""What a director asked for, as its author sees it: the points with how to fix each, and which are ticked off."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from portal.author import words
from portal.kernel.dates import day_stamp
from portal.kernel.i18n import language
from portal.stories import change_requests, queries
from portal.stories.lifecycle import Status
from portal.stories.models import ChangeRequest, Story, TimelineEntry
from portal.stories.rules import NOTE

FIELD = "done"  # the form field of the ticks, one value for each point


class Point(NamedTuple):
    """One reason in the language of the page, or the note (`code` is NOTE, `title` empty)."""

    code: str
    title: str
    fix: str
    quote: str
    done: bool


class Requested(NamedTuple):
    """Everything that was asked for: the reasons, the note, and until when the author has time."""

    points: list[Point]
    note: str
    note_done: bool
    due: str

    @property
    def left(self) -> int:
        """How many points are not ticked off."""
        return sum(not point.done for point in self.points) + bool(self.note and not self.note_done)


def of(story: Story, entries: Sequence[TimelineEntry], done: Sequence[str]) -> Requested | None:
    """The request an author still has to answer; None for a story that is not returned."""
    detail = change_requests.returned_detail(entries)
    if story.status is not Status.RETURNED or not detail:
        return None
    codes = [str(reason.get("code", "")) for reason in detail.get("reasons", ())]
    pairs = zip(codes, words.reasons(detail), strict=True)
    points = [Point(code, row["title"], row["fix"], row["quote"], code in done) for code, row in pairs]
    return Requested(points, str(detail.get("note", "")), NOTE in done, _due(story.due_at))


def for_form(session: Session, story: Story, typed: MultiDict[str, str] | None = None) -> Requested | None:
    """The same for the form of a story: ticked as it was sent just now, else as it is kept."""
    if story.status is not Status.RETURNED:
        return None
    request = change_requests.latest(session, story.id)
    done = typed.getlist(FIELD) if typed is not None else request.done if request else []
    return of(story, queries.timeline(session, story.id), done)


def keep_ticks(session: Session, story: Story, done: Sequence[str]) -> ChangeRequest | None:
    """Keep the ticks that came with a form and return the request they are about. The caller commits."""
    if story.status is not Status.RETURNED:
        return None
    request = change_requests.latest(session, story.id)
    if request:
        detail: dict[str, Any] = change_requests.returned_detail(queries.timeline(session, story.id))
        change_requests.tick(request, done, detail)
    return request


def _due(at: datetime | None) -> str:
    return day_stamp(at, language()) if at else ""
