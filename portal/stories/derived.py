"""Keeps what is derived from stories in step with them, in the transaction that changes them, whoever changes them.

A change made through models is seen here: the cards that show it and the pages kept with them are dropped, the map's
counts follow. What changes rows beside the models (`update(...)`) calls `cards.drop` or `cards.write` itself.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import event, inspect, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.kernel import pages
from portal.photos.models import Photo
from portal.stories import cards, tally
from portal.stories.cards import STORIES
from portal.stories.lifecycle import OPEN as WAITING
from portal.stories.lifecycle import PUBLIC
from portal.stories.models import Rubric, Story, StoryPhoto, TimelineEntry
from portal.wards.models import Ward

# model → the attributes a card shows, and how its stories are found
SHOWN: dict[type[Any], tuple[tuple[str, ...], Any]] = {
    Story: (
        ("status", "credit", "author_id", "author_name", "ward_id", "rubric_id", "photos"),
        lambda row: STORIES.c.id == row.id,
    ),
    User: (("name", "handle"), lambda row: STORIES.c.author_id == row.id),
    Ward: (("name", "slug"), lambda row: STORIES.c.ward_id == row.id),
    Rubric: (("slug", "name", "name_en", "tone"), lambda row: STORIES.c.rubric_id == row.id),
    Photo: (("state", "public_id", "width", "height"), lambda row: STORIES.c.id.in_(_stories_with(row))),
    StoryPhoto: (
        ("position", "caption", "alt", "credit", "consent", "photo_id"),
        lambda row: STORIES.c.id == _story_id(row),
    ),
    TimelineEntry: (("public", "kind", "at", "detail"), lambda row: STORIES.c.id == _story_id(row)),
}
PARTS = (StoryPhoto, TimelineEntry)  # of a story: a new one changes its card too, and a deleted one


def _stories_with(photo: Photo) -> Any:
    return select(StoryPhoto.story_id).where(StoryPhoto.photo_id == photo.id)


def _story_id(part: StoryPhoto | TimelineEntry) -> int:
    """Whose part it is, or was: what a story gives up has no story any more."""
    found: int = part.story_id or _before(part, "story_id")
    return found


def follow(session: Session, _context: Any = None) -> None:
    """After each flush, while the session still knows what has changed."""
    changed = list(_changed(session))
    for row in changed:
        cards.drop(session, SHOWN[type(row)][1](row))
    if changed:
        pages.drop(session)
    for row in (*session.new, *session.dirty):
        if type(row) is Story:
            _count(session, row)
        elif type(row) is User and row in session.dirty and inspect(row).attrs.name.history.deleted:
            _renamed(session, row)


def _changed(session: Session) -> Iterator[Any]:
    """The rows whose cards no longer hold; those of a story that is not public have none."""
    for row in session.dirty:
        found = SHOWN.get(type(row))
        if (
            found
            and any(inspect(row).attrs[name].history.has_changes() for name in found[0])
            and _may_have(session, row)
        ):
            yield row
    for row in (*session.new, *session.deleted):
        if type(row) in PARTS and _may_have(session, row):
            yield row


def _may_have(session: Session, row: Any) -> bool:
    """False for what belongs to a story that was not public before and is not now, so that sending costs nothing."""
    if isinstance(row, TimelineEntry) and not row.public and not inspect(row).attrs.public.history.deleted:
        return False
    story = row if isinstance(row, Story) else None
    if isinstance(row, PARTS):
        story = session.identity_map.get(inspect(Story).identity_key_from_primary_key((_story_id(row),)))
    return story is None or story.status in PUBLIC or _before(story, "status") in PUBLIC


def _renamed(session: Session, user: User) -> None:
    """Whoever has a story of this author open for review has read another name: their answer is out of date."""
    waits = (STORIES.c.author_id == user.id) & STORIES.c.status.in_(WAITING)
    session.connection().execute(update(STORIES).where(waits).values(version=STORIES.c.version + 1))


def _before(row: Any, name: str) -> Any:
    """What the attribute was before this flush; its value now, where it did not change."""
    history = inspect(row).attrs[name].history
    return history.deleted[0] if history.deleted else None if history.added else getattr(row, name)


def _count(session: Session, story: Story) -> None:
    was = _place(_before(story, "status"), _before(story, "ward_id"), _before(story, "published_at"))
    now = _place(story.status, story.ward_id, story.published_at)
    if was == now:
        return
    if was:
        tally.add(session, *was, -1)
    if now:
        tally.add(session, *now, 1)


def _place(status: Any, ward_id: int | None, published_at: Any) -> tuple[int, date] | None:
    """The ward and day under which a story counts, or None."""
    return (ward_id, tally.day_of(published_at)) if status in PUBLIC and ward_id and published_at else None


def connect() -> None:
    """For every session of this process, once."""
    if not event.contains(Session, "after_flush", follow):
        event.listen(Session, "after_flush", follow)
