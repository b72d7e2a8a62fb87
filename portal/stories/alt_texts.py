"""Alt texts written at a desk for an author's photos, or asked of public relations; the audit log holds who did it."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.audit import service as audit
from portal.audit.models import AuditEntry
from portal.kernel import codes
from portal.kernel.text import clean_line
from portal.stories.models import Story

WRITTEN, REQUESTED = "alt_text.written", "alt_text.requested"


class Source(NamedTuple):
    """Who did it, and when."""

    name: str
    at: datetime


class Sources(NamedTuple):
    """`written` by the id of the photo: whose alt text still is the one that the desk wrote."""

    written: dict[int, Source]
    requested: Source | None


NONE = Sources({}, None)


def typed(given: Mapping[str, str], most: int) -> dict[int, str]:
    """The fields `alt-0`, `alt-1` …, as many of the first `most` as arrived."""
    names = ((place, f"alt-{place}") for place in range(most))
    return {place: clean_line(given[name]) for place, name in names if name in given}


def without(story: Story) -> int:
    """How many photos have no alt text."""
    return sum(not row.alt.strip() for row in story.photos)


def write(session: Session, story: Story, alts: Mapping[int, str], by: int | None, at: datetime) -> None:
    """Keep what was written, by the photo's place in the story; an empty field takes nothing away.

    The story's version stays: whoever decides on it meanwhile is not disturbed. The caller commits.
    """
    for place, row in enumerate(story.photos):
        alt = alts.get(place, "")
        if alt and alt != row.alt:
            row.alt = alt
            audit.record(session, by, WRITTEN, _object(story), at, photo=row.photo_id, text=_digest(alt))


def request(session: Session, story: Story, by: int | None, at: datetime) -> None:
    """Ask public relations to write what is missing; asked once, it stays asked. The caller commits."""
    if (missing := without(story)) and not sources(session, story).requested:
        audit.record(session, by, REQUESTED, _object(story), at, photos=missing)


def sources(session: Session, story: Story) -> Sources:
    """Who wrote or asked for the alt texts of a story."""
    if not story.photos:
        return NONE
    query = (
        select(AuditEntry.action, AuditEntry.detail, AuditEntry.at, func.coalesce(User.name, "").label("name"))
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(AuditEntry.object == _object(story), AuditEntry.action.in_((WRITTEN, REQUESTED)))
        .order_by(AuditEntry.id)
    )
    alts = {row.photo_id: _digest(row.alt) for row in story.photos}
    written, requested = {}, None
    for row in session.execute(query):
        if row.action == REQUESTED:
            requested = Source(row.name, row.at)
        elif alts.get(row.detail["photo"]) == row.detail["text"]:
            written[row.detail["photo"]] = Source(row.name, row.at)
    return Sources(written, requested)


def _object(story: Story) -> str:
    return f"story:{codes.pretty(story.code)}"


def _digest(alt: str) -> str:
    """Tells whether a text is still the same, without keeping it in a log that is never changed."""
    return sha256(alt.encode()).hexdigest()[:16]
