"""Reads what a person was told."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.kernel import paging
from portal.notices.models import Notice
from portal.notices.rules import Audience

PAGE = 20
COUNTED = 99  # nobody needs to know that there are more


def told(session: Session, user_id: int, audience: Audience, cursor: str = "", size: int = PAGE) -> paging.Page[Notice]:
    """A person's notices of one list, newest first. Raises paging.BadCursor."""
    query: Any = select(Notice).where(Notice.user_id == user_id, Notice.audience == audience)
    if cursor:
        _at, last = paging.decode(cursor)
        query = query.where(Notice.id < last)
    rows = session.scalars(query.order_by(Notice.id.desc()).limit(size + 1)).all()
    return paging.cut(rows, size, lambda notice: (notice.made_at, notice.id))


def unread(session: Session, user_id: int, audience: Audience) -> int:
    """How many notices of one list wait, at most COUNTED."""
    mine = (Notice.user_id == user_id, Notice.audience == audience, Notice.read_at.is_(None))
    waiting = select(Notice.id).where(*mine).limit(COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(waiting)) or 0


def recent(session: Session, user_id: int, kinds: Collection[str], since: datetime) -> Sequence[Notice]:
    """What a person was told of these kinds since then, newest first; locked, so that it can be added to."""
    query = select(Notice).where(Notice.user_id == user_id, Notice.kind.in_(kinds), Notice.made_at >= since)
    query = query.order_by(Notice.id.desc()).limit(PAGE).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).all()
