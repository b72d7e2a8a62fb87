"""Reads what a search on the ward desk may show: the desk's own wards, and for humas what was passed on to it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, String, bindparam, func, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.kernel import prepared
from portal.kernel.plans import unindexed
from portal.moderation.queries import Desk
from portal.moderation.statements import T, W, led
from portal.photos.models import Photo, PhotoState
from portal.stories.lifecycle import Status
from portal.stories.models import StoryPhoto
from portal.stories.recusals import conflicted

UNSEEN = (Status.DRAFT, Status.WITHDRAWN)


@lru_cache(maxsize=8)
def _wards(own: int) -> Any:
    return select(W.c.id).where(or_(W.c.id.in_(prepared.listed("own", own)), ~led(W.c.id))).order_by(W.c.id)


def wards(session: Session, desk: Desk) -> list[int]:
    """The wards of a desk; humas also has those that nobody leads."""
    if not desk.humas:
        return sorted(desk.wards)
    return [row.id for row in prepared.rows(session, _wards(len(desk.wards)), today=desk.today, **desk.own)]


@lru_cache(maxsize=128)
def _rows(places: int, stories: int, *, humas: bool) -> Any:
    """Parameters: `ward_0` … of the desk, ME; `story_0` …, or `code` where there are none."""
    cover = (
        select(StoryPhoto.photo_id)
        .join(Photo, Photo.id == StoryPhoto.photo_id)
        .where(StoryPhoto.story_id == T.c.id, Photo.state == PhotoState.READY)
        .order_by(StoryPhoto.position)
        .limit(1)
        .correlate(T)
        .scalar_subquery()
    )
    author, photo = User.__table__.c, Photo.__table__.c
    story = [T.c[name] for name in ("id", "code", "title", "body_html", "status", "author_id", "credit")]
    times = [
        T.c.submitted_at,
        T.c.published_at,
        W.c.name.label("ward"),
        func.coalesce(T.c.author_name, author.name).label("author"),
    ]
    mine = unindexed(T.c.ward_id).in_(prepared.listed("ward", places))
    wanted = T.c.id.in_(prepared.listed("story", stories)) if stories else T.c.code == bindparam("code", type_=String)
    return (
        select(*story, *times, photo.public_id, photo.width, photo.height)
        .join(W, W.c.id == T.c.ward_id)
        .join(User.__table__, author.id == T.c.author_id)
        .outerjoin(Photo.__table__, photo.id == cover)
        .where(
            wanted,
            unindexed(T.c.status).not_in(UNSEEN),
            or_(mine, T.c.escalated_at.is_not(None)) if humas else mine,
            ~conflicted(T.c.id),
        )
    )


def rows(session: Session, desk: Desk, places: Sequence[int], story_ids: Sequence[int]) -> list[Row[Any]]:
    """These stories in this order, without those that do not lie on the desk."""
    if not story_ids:
        return []
    values = prepared.filled("ward", places) | prepared.filled("story", story_ids)
    found = prepared.rows(session, _rows(len(places), len(story_ids), humas=desk.humas), me=desk.me, **values)
    by_id = {row.id: row for row in found}
    return [by_id[each] for each in story_ids if each in by_id]


def is_on_desk(session: Session, desk: Desk, places: Sequence[int], code: str) -> bool:
    """Whether the story of a canonical code lies on the desk."""
    query = _rows(len(places), 0, humas=desk.humas)
    return bool(prepared.rows(session, query, code=code, me=desk.me, **prepared.filled("ward", places)))
