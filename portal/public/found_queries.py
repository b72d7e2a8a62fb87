"""What feeds, share pictures, sitemaps and embeds read beside the lists. Nothing counts or skips over stories."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, Row, Select, String, bindparam, func, select

from portal.kernel.db import Source, UtcDateTime
from portal.kernel.prepared import rows
from portal.public.columns import (
    DISTRICTS,
    FORMER,
    IS_PUBLIC,
    PEOPLE,
    PHOTOS,
    PLACE_COLUMNS,
    RUBRICS,
    SHOWN,
    STILL_PUBLIC,
    STORIES,
    WARDS,
    district,
    person,
    photo,
    rubric,
    story,
    story_photo,
    ward,
)
from portal.stories.models import Credit

NEWS = 1000  # titles a news sitemap may hold (Google, "Create a news sitemap")


@lru_cache
def _ward() -> Select[Any]:
    named = (ward.id, ward.slug, ward.name, ward.postal_code, district.name.label("district"))
    return (
        select(*named)
        .select_from(WARDS)
        .join(DISTRICTS, district.id == ward.district_id)
        .where(ward.slug == bindparam("slug", type_=String))
    )


def ward_of(source: Source, slug: str) -> Row[Any] | None:
    """A ward with the name of its district, by the slug in its address."""
    return next(iter(rows(source, _ward(), slug=slug)), None)


@lru_cache
def _brief(*, body: bool = False) -> Select[Any]:
    cover = (
        select(story_photo.photo_id)
        .join(PHOTOS, photo.id == story_photo.photo_id)
        .where(story_photo.story_id == story.id, *SHOWN)
        .order_by(story_photo.position)
        .limit(1)
        .correlate(STORIES)
        .scalar_subquery()
    )
    named = (story.id, story.code, story.slug, story.title, story.excerpt, story.credit, story.published_at)
    shown = (photo.public_id.label("photo_id"), photo.width, photo.height, *((story.body_html,) if body else ()))
    return (
        select(*named, story.status, *PLACE_COLUMNS, *shown)
        .join(WARDS, ward.id == story.ward_id)
        .join(RUBRICS, rubric.id == story.rubric_id)
        .join(PEOPLE, person.id == story.author_id)
        .outerjoin(PHOTOS, photo.id == cover)
        .where(IS_PUBLIC, story.code == bindparam("code", type_=String))
    )


def brief(source: Source, code: str) -> Row[Any] | None:
    """A public story by its canonical code with what a card says of it, and the picture on top; None if not public."""
    return next(iter(rows(source, _brief(), code=code)), None)


def words(source: Source, code: str) -> Row[Any] | None:
    """The same with `body_html`."""
    return next(iter(rows(source, _brief(body=True), code=code)), None)


@lru_cache
def _state() -> Select[Any]:
    was_public = story.published_at.is_not(None)
    return select(story.status).where(story.code == bindparam("code", type_=String), was_public)


def state(source: Source, code: str) -> str | None:
    """The state of a story that was published once; None for every other."""
    return next((row.status for row in rows(source, _state(), code=code)), None)


@lru_cache
def _highest() -> Select[Any]:
    return select(func.max(story.id).label("highest"))


def highest(source: Source) -> int:
    """The largest number a story has; 0 while there is none."""
    return rows(source, _highest())[0].highest or 0


@lru_cache
def _between() -> Select[Any]:
    numbers = (story.id > bindparam("after", type_=Integer)) & (story.id <= bindparam("upto", type_=Integer))
    named = (story.slug, story.code, story.title, story.published_at, story.changed_at)
    return select(*named).where(STILL_PUBLIC, numbers).order_by(story.id)


def between(source: Source, after: int, upto: int) -> Sequence[Row[Any]]:
    """The public stories with numbers in (after, upto], oldest first."""
    return rows(source, _between(), after=after, upto=upto)


@lru_cache
def _since() -> Select[Any]:
    named = (story.slug, story.code, story.title, story.published_at, story.changed_at)
    return (
        select(*named)
        .where(IS_PUBLIC, story.published_at >= bindparam("since", type_=UtcDateTime))
        .order_by(story.published_at.desc(), story.id.desc())
        .limit(NEWS)
    )


def since(source: Source, at: datetime) -> Sequence[Row[Any]]:
    """The stories published since then, newest first, at most NEWS of them."""
    return rows(source, _since(), since=at)


@lru_cache
def _author() -> Select[Any]:
    signed = select(story.id).where(IS_PUBLIC, story.credit == Credit.FULL, story.author_id == person.id).exists()
    return select(person.name).where(person.handle == bindparam("handle", type_=String), signed)


def author_name(source: Source, handle: str) -> str | None:
    """The name of an author who signed a public story with it; None for everybody else."""
    found = rows(source, _author(), handle=handle)
    return found[0].name if found else None


@lru_cache
def _successor() -> Select[Any]:
    former = (FORMER.c.handle == bindparam("handle", type_=String)) & (
        FORMER.c.until > bindparam("at", type_=UtcDateTime)
    )
    signed = select(story.id).where(IS_PUBLIC, story.credit == Credit.FULL, story.author_id == person.id).exists()
    return select(person.handle).join(FORMER, FORMER.c.user_id == person.id).where(former, signed)


def successor(source: Source, handle: str, at: datetime) -> str | None:
    """The handle of an author page that had this one before a name change; None if nobody's leads anywhere."""
    found = rows(source, _successor(), handle=handle, at=at)
    return found[0].handle if found else None
