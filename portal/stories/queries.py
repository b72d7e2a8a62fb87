"""Reads an author's own stories. Lists are plain rows, because the ORM would cost more than the page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select, tuple_
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from portal.kernel import paging, prepared
from portal.photos.models import Photo
from portal.stories.lifecycle import PUBLIC, Status
from portal.stories.models import Rubric, Story, StoryPhoto, TimelineEntry
from portal.wards.models import Ward

PAGE = 20
PLACES = select(
    select(Ward.id).where(Ward.slug == bindparam("ward")).scalar_subquery().label("ward"),
    select(Rubric.id).where(Rubric.slug == bindparam("rubric")).scalar_subquery().label("rubric"),
)


class OwnStory(NamedTuple):
    """One row of an author's list."""

    id: int
    code: str
    title: str
    slug: str
    status: Status
    ward: str | None
    created_at: datetime
    changed_at: datetime
    submitted_at: datetime | None
    due_at: datetime | None
    due_code: str | None
    published_at: datetime | None


def own(session: Session, author_id: int, cursor: str = "", size: int = PAGE) -> paging.Page[OwnStory]:
    """An author's stories, newest first. Raises paging.BadCursor."""
    columns = (Story.id, Story.code, Story.title, Story.slug, Story.status, Ward.name, Story.created_at)
    more = (Story.changed_at, Story.submitted_at, Story.due_at, Story.due_code, Story.published_at)
    query: Any = select(*columns, *more).outerjoin(Ward, Story.ward_id == Ward.id)
    query = query.where(Story.author_id == author_id)
    if cursor:
        query = query.where(tuple_(Story.created_at, Story.id) < paging.decode(cursor))
    query = query.order_by(Story.created_at.desc(), Story.id.desc()).limit(size + 1)
    rows = [OwnStory(*row) for row in session.execute(query)]
    return paging.cut(rows, size, lambda row: (row.created_at, row.id))


def own_story(session: Session, author_id: int, code: str) -> Story | None:
    """One story of this author with ward, rubric and pictures, by its canonical code; None for anybody else's."""
    return session.scalar(
        select(Story)
        .outerjoin(Story.ward)
        .outerjoin(Story.rubric)
        .options(contains_eager(Story.ward), contains_eager(Story.rubric), selectinload(Story.photos))
        .where(Story.code == code, Story.author_id == author_id)
    )


def by_code(session: Session, code: str) -> Story | None:
    """A story with its ward, by its canonical code, whoever wrote it; the caller says who may see it."""
    return session.scalar(select(Story).options(joinedload(Story.ward)).where(Story.code == code))


def is_by(session: Session, code: str, author_id: int) -> bool:
    """Whether the story of that canonical code is this person's."""
    return session.scalar(select(Story.id).where(Story.code == code, Story.author_id == author_id)) is not None


def under_key(session: Session, author_id: int, key: str) -> Story | None:
    """The story of a submission key, if this person has one."""
    return session.scalar(select(Story).where(Story.author_id == author_id, Story.submission_key == key))


class Draft(NamedTuple):
    """A saved draft that was never sent."""

    submission_key: str
    title: str
    code: str
    changed_at: datetime
    photos: int


def drafts(session: Session, author_id: int, without: Sequence[str], most: int) -> list[Draft]:
    """An author's saved drafts, last changed first, but for those of the keys `without`."""
    photos = select(func.count()).where(StoryPhoto.story_id == Story.id).scalar_subquery()
    query = select(Story.submission_key, Story.title, Story.code, Story.changed_at, photos)
    query = query.where(Story.author_id == author_id, Story.status == Status.DRAFT, Story.submitted_at.is_(None))
    query = query.where(Story.submission_key.not_in(without)).order_by(Story.changed_at.desc(), Story.id.desc())
    return [Draft(*row) for row in session.execute(query.limit(most))]


def timeline(session: Session, story_id: int) -> Sequence[TimelineEntry]:
    """What happened to a story, oldest first."""
    query = select(TimelineEntry).where(TimelineEntry.story_id == story_id)
    return session.scalars(query.order_by(TimelineEntry.at, TimelineEntry.id)).all()


def places(session: Session, ward: str, rubric: str) -> tuple[int | None, int | None]:
    """The ids of a ward and a rubric by their slugs, in one query; None for what there is none of."""
    (row,) = prepared.rows(session, PLACES, ward=ward, rubric=rubric)
    return row.ward, row.rubric


def free_photos(session: Session, owner_id: int, public_ids: Sequence[str], key: str) -> dict[str, Photo]:
    """Of these pictures the ones this person sent that are in no story but the one of that key, by public id.

    One statement, so that of equal forms sent at once none finds its pictures taken by the other.
    """
    if not public_ids:
        return {}
    query = (
        select(Photo)
        .outerjoin(StoryPhoto, StoryPhoto.photo_id == Photo.id)
        .outerjoin(Story, Story.id == StoryPhoto.story_id)
        .where(Photo.public_id.in_(public_ids), Photo.owner_id == owner_id)
        .where(Story.id.is_(None) | ((Story.author_id == owner_id) & (Story.submission_key == key)))
    )
    return {photo.public_id: photo for photo in session.scalars(query)}


def has_published(session: Session, author_id: int) -> bool:
    """Whether readers know this author: a story is public, or may be put back."""
    query = select(Story.id).where(Story.author_id == author_id, Story.status.in_((Status.PUBLISHED, Status.HIDDEN)))
    return session.scalar(query.limit(1)) is not None


def story_of_photo(session: Session, photo_id: int) -> Story | None:
    """The story a picture belongs to."""
    return session.scalar(
        select(Story).join(StoryPhoto, StoryPhoto.story_id == Story.id).where(StoryPhoto.photo_id == photo_id)
    )


def is_public(session: Session, photo_id: int) -> bool:
    """Whether a picture is shown in a story that everybody may read."""
    query = select(Story.id).join(StoryPhoto, StoryPhoto.story_id == Story.id)
    return (
        session.scalar(query.where(StoryPhoto.photo_id == photo_id, StoryPhoto.consent, Story.status.in_(PUBLIC)))
        is not None
    )


def in_stories(session: Session, photo_ids: Sequence[int]) -> set[int]:
    """Those of these pictures that some story holds."""
    return set(session.scalars(select(StoryPhoto.photo_id).where(StoryPhoto.photo_id.in_(photo_ids))))
