"""Unsent story forms of signed-in people: the fields as typed and the photos they name, one row for each form.

A row belongs to a submission key, like the story that may come of it. It is removed when that story is saved, sent or
taken back, and after KEPT without a change.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from portal.photos import service as photos
from portal.photos.models import Photo
from portal.stories import parking, queries
from portal.stories.lifecycle import EDITABLE
from portal.stories.models import Autosave, AutosavedPhoto, Story

KEPT: Final = timedelta(days=30)
MOST: Final = 30  # of one person
DROP_AT_ONCE: Final = 200  # rows per sweep


class Seen(NamedTuple):
    """Who writes: a browser tab, and the version it last read. `force` overwrites what another tab wrote."""

    page: str
    version: int = 0
    force: bool = False


class Conflict(Exception):
    """Another tab or device has changed the form since this one read it."""


class Closed(Exception):
    """The story of this key was sent, or changed since the form was opened; nothing is kept."""


class TooMany(Exception):
    """This person has MOST unsent forms already."""


def find(session: Session, author_id: int, key: str) -> Autosave | None:
    query = select(Autosave).where(Autosave.author_id == author_id, Autosave.submission_key == key)
    return session.scalar(query.execution_options(populate_existing=True))


def write(
    session: Session, author_id: int, key: str, fields: Mapping[str, list[str]], seen: Seen, at: datetime
) -> Autosave:
    """Keep the fields of a form under its key. Raises Conflict, Closed, TooMany. The caller commits."""
    _check_story(session, author_id, key, (fields.get("version") or [""])[0])
    row = find(session, author_id, key)
    if row is None:
        if (session.scalar(select(func.count()).where(Autosave.author_id == author_id)) or 0) >= MOST:
            raise TooMany
        row = Autosave(author_id=author_id, submission_key=key, version=0)
        session.add(row)
    elif not seen.force and seen.page != row.page and seen.version != row.version:
        raise Conflict
    row.fields, row.page, row.version, row.saved_at = parking.fitting(fields), seen.page, row.version + 1, at
    session.flush()
    _name_photos(session, row)
    return row


def is_open(story: Story) -> bool:
    """Whether its author may still change a story's words."""
    return story.status in EDITABLE


def _check_story(session: Session, author_id: int, key: str, version: str) -> None:
    story = select(Story.status, Story.version).where(Story.author_id == author_id, Story.submission_key == key)
    for kept in session.execute(story):
        if kept.status not in EDITABLE or (version and version != str(kept.version)):
            raise Closed


def _name_photos(session: Session, row: Autosave) -> None:
    """Hold exactly the photos that the form names and that are this person's to use."""
    named = queries.free_photos(session, row.author_id, row.fields.get("upload_ids", []), row.submission_key)
    wanted = {photo.id for photo in named.values()}
    held = select(AutosavedPhoto).where(AutosavedPhoto.autosave_id == row.id)
    for kept in session.scalars(held).all():
        if kept.photo_id in wanted:
            wanted.discard(kept.photo_id)
        else:
            session.delete(kept)
    session.add_all(AutosavedPhoto(autosave_id=row.id, photo_id=photo_id) for photo_id in wanted)
    session.flush()


def typed(session: Session, row: Autosave) -> tuple[MultiDict[str, str], dict[str, Photo]]:
    """The fields of a form and its photos by public id. A photo its owner has deleted is in neither."""
    query = select(Photo).join(AutosavedPhoto, AutosavedPhoto.photo_id == Photo.id)
    kept = {photo.public_id: photo for photo in session.scalars(query.where(AutosavedPhoto.autosave_id == row.id))}
    free = queries.free_photos(session, row.author_id, list(kept), row.submission_key)
    return _without(MultiDict(row.fields), set(free)), free


def _without(fields: MultiDict[str, str], known: set[str]) -> MultiDict[str, str]:
    """The fields without the photos that are not known; the words of the others move up to their new numbers."""
    ids = fields.poplist("upload_ids")
    words = {name: fields.poplist(name) for name in list(fields) if name.startswith("photo-")}
    left = [n for n, each in enumerate(ids) if each in known]
    fields.setlist("upload_ids", [ids[n] for n in left])
    for place, n in enumerate(left):
        for name, values in words.items():
            if name.startswith(f"photo-{n}-"):
                fields.setlist(name.replace(f"photo-{n}-", f"photo-{place}-", 1), values)
    return fields


class Unsent(NamedTuple):
    """An unsent form in the list of its author's; `code` and `version` are the story's, where one was saved."""

    key: str
    title: str
    photos: int
    at: datetime
    code: str | None


def unsent(session: Session, author_id: int, most: int) -> list[Unsent]:
    """A person's unsent forms and saved drafts, last changed first; what was returned is not among them."""
    photo_count = select(func.count()).where(AutosavedPhoto.autosave_id == Autosave.id).scalar_subquery()
    same = (Story.author_id == Autosave.author_id) & (Story.submission_key == Autosave.submission_key)
    query: Any = select(Autosave, photo_count, Story.code, Story.submitted_at).outerjoin(Story, same)
    query = query.where(Autosave.author_id == author_id).order_by(Autosave.saved_at.desc(), Autosave.id.desc())
    forms = [
        Unsent(row.submission_key, _title(row.fields), count, row.saved_at, code)
        for row, count, code, sent in session.execute(query.limit(MOST))
        if sent is None
    ]
    drafts = queries.drafts(session, author_id, [each.key for each in forms], most)
    saved = [Unsent(row.submission_key, row.title, row.photos, row.changed_at, row.code) for row in drafts]
    return sorted(forms + saved, key=lambda each: each.at, reverse=True)[:most]


def _title(fields: Mapping[str, list[str]]) -> str:
    return (fields.get("title") or [""])[0].strip()


def drop(session: Session, author_id: int, key: str) -> None:
    """Forget a form whose story was saved, sent or taken back."""
    session.execute(delete(Autosave).where(Autosave.author_id == author_id, Autosave.submission_key == key))


def discard(session: Session, author_id: int, key: str, at: datetime) -> bool:
    """Throw an unsent form away with the photos that are in no story; False where there is none."""
    row = find(session, author_id, key)
    if row is None:
        return False
    held = select(Photo).join(AutosavedPhoto, AutosavedPhoto.photo_id == Photo.id)
    found = session.scalars(held.where(AutosavedPhoto.autosave_id == row.id)).all()
    session.delete(row)
    session.flush()
    used = photos.held(session, [photo.id for photo in found])
    for photo in found:
        if photo.id not in used:
            photos.remove(session, photo, at)
    return True


def named(session: Session, photo_ids: Sequence[int]) -> set[int]:
    """Those of these pictures that an unsent form names."""
    return set(session.scalars(select(AutosavedPhoto.photo_id).where(AutosavedPhoto.photo_id.in_(photo_ids))))


def tidy(session: Session, at: datetime) -> None:
    """Forget forms that nobody changed for KEPT; called by the minute sweep. The caller commits."""
    old = select(Autosave.id).where(Autosave.saved_at < at - KEPT).limit(DROP_AT_ONCE)
    session.execute(delete(Autosave).where(Autosave.id.in_(session.scalars(old).all())))
