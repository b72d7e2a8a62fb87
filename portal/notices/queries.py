"""Reads what a person was told."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.kernel import paging
from portal.notices.models import Notice

PAGE = 20
COUNTED = 99  # nobody needs to know that there are more


def told(session: Session, user_id: int, cursor: str = "", size: int = PAGE) -> paging.Page[Notice]:
    """A person's notices, newest first. Raises paging.BadCursor."""
    query: Any = select(Notice).where(Notice.user_id == user_id)
    if cursor:
        _at, last = paging.decode(cursor)
        query = query.where(Notice.id < last)
    rows = session.scalars(query.order_by(Notice.id.desc()).limit(size + 1)).all()
    return paging.cut(rows, size, lambda notice: (notice.made_at, notice.id))


def unread(session: Session, user_id: int) -> int:
    """How many notices wait, at most COUNTED."""
    waiting = select(Notice.id).where(Notice.user_id == user_id, Notice.read_at.is_(None)).limit(COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(waiting)) or 0
