"""Who of staff is out of a story: the rows, and the conditions that keep it off their lists."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, exists, select
from sqlalchemy.orm import Session

from portal.stories.lifecycle import CONFLICTS, RecusalKind
from portal.stories.models import Recusal, Story

R: Any = Recusal.__table__
ME = bindparam("me", type_=Integer())  # whoever looks, in statements that are made once
KINDS = select(R.c.kind).where(R.c.story_id == bindparam("story"), R.c.user_id == bindparam("user"))


def kinds(session: Session, story_id: int, user_id: int) -> frozenset[RecusalKind]:
    """Why this person takes no part in the story; empty for almost everybody."""
    return frozenset(session.connection().execute(KINDS, {"story": story_id, "user": user_id}).scalars())


def recused(story_id: Any, user_id: Any = ME, among: Iterable[RecusalKind] = tuple(RecusalKind)) -> ColumnElement[bool]:
    """In SQL: whether a person is out of a story for one of these reasons; by default any, so that it is not theirs."""
    mine = R.c.story_id == story_id, R.c.user_id == user_id
    return exists(select(R.c.id).where(*mine, R.c.kind.in_(sorted(among))))


def conflicted(story_id: Any, user_id: Any = ME) -> ColumnElement[bool]:
    """In SQL: whether a conflict of interest keeps a person from even seeing that a story is there."""
    return recused(story_id, user_id, CONFLICTS)


def has_conflict(session: Session, story: Story, user_id: int) -> bool:
    """Whether this person may not check the story for others: wrote it, or has a conflict of interest."""
    return user_id == story.author_id or bool(kinds(session, story.id, user_id) & CONFLICTS)


def has_conflict_with_author(session: Session, author_id: int, user_id: int) -> bool:
    """Whether this person has a conflict of interest in any story of an author."""
    query = select(Story.id).where(Story.author_id == author_id, conflicted(Story.id, user_id))
    return session.scalar(query.limit(1)) is not None


def add(session: Session, story_id: int, user_id: int, kind: RecusalKind, by: int, at: datetime) -> bool:
    """Record it once; False where it was recorded before. The caller commits."""
    if kind in kinds(session, story_id, user_id):
        return False
    session.add(Recusal(story_id=story_id, user_id=user_id, kind=kind, recorded_by_id=by, recorded_at=at))
    session.flush()
    return True
