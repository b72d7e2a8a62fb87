"""Queries of name change requests, for the humas desk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import exists, func, select, tuple_
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import NameChange, User
from portal.kernel import paging
from portal.stories.lifecycle import Status
from portal.stories.models import Credit, Story
from portal.stories.recusals import conflicted
from portal.wards.models import Ward

PAGE = 20
NAMED = 5  # stories shown with a request


class Asked(NamedTuple):
    """One request that waits for an answer."""

    id: int
    user_id: int
    former_name: str
    name: str
    all_stories: bool
    ward: str
    asked_at: datetime


def waiting(session: Session, me: int, cursor: str = "", size: int = PAGE) -> paging.Page[Asked]:
    """One page of the open requests, the oldest first. Raises paging.BadCursor.

    Without those of authors in whose stories `me` has a conflict of interest: a new name changes these stories too.
    """
    out = exists(select(Story.id).where(Story.author_id == NameChange.user_id, conflicted(Story.id, me)))
    columns = (NameChange.id, NameChange.user_id, NameChange.former_name, NameChange.name, NameChange.all_stories)
    query: Any = (
        select(*columns, func.coalesce(Ward.name, ""), NameChange.asked_at)
        .join(User, User.id == NameChange.user_id)
        .outerjoin(Ward, Ward.id == User.home_ward_id)
        .where(NameChange.outcome.is_(None), ~out)
    )
    if cursor:
        query = query.where(tuple_(NameChange.asked_at, NameChange.id) > paging.decode(cursor))
    rows = session.execute(query.order_by(NameChange.asked_at, NameChange.id).limit(size + 1))
    return paging.cut([Asked(*row) for row in rows], size, lambda row: (row.asked_at, row.id))


def one(session: Session, change_id: int) -> NameChange | None:
    """A request with its person, answered or not."""
    person = joinedload(NameChange.user).joinedload(User.home_ward)
    return session.scalar(select(NameChange).options(person).where(NameChange.id == change_id))


def published(session: Session, author_id: int) -> tuple[int, Sequence[Story]]:
    """How many public stories a person has, and the latest that are signed with the full name."""
    mine = (Story.author_id == author_id) & (Story.status == Status.PUBLISHED)
    signed = select(Story).where(mine, Story.credit == Credit.FULL)
    latest = signed.order_by(Story.published_at.desc(), Story.id.desc()).limit(NAMED)
    count = session.scalar(select(func.count()).select_from(Story).where(mine)) or 0
    return count, session.scalars(latest).all()
