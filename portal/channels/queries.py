from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.channels.models import Channel


def active(session: Session) -> Sequence[Channel]:
    """The channels a publication goes to, in the order of the desk."""
    return session.scalars(select(Channel).where(Channel.active).order_by(Channel.position, Channel.id)).all()


def every(session: Session) -> Sequence[Channel]:
    """All channels: the active ones first, each part in the order of the desk."""
    return session.scalars(select(Channel).order_by(Channel.active.desc(), Channel.position, Channel.id)).all()


def by_code(session: Session, code: str, *, lock: bool = False) -> Channel | None:
    """One channel; with `lock` nobody else changes it until the transaction ends."""
    query = select(Channel).where(Channel.code == code)
    return session.scalar(query.with_for_update() if lock else query)


def next_position(session: Session) -> int:
    return (session.scalar(select(func.max(Channel.position))) or 0) + 1
