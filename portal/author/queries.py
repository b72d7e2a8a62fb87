"""Reads that only the news to residents needs."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.channels.models import Channel


def channel(session: Session, code: str) -> Channel | None:
    return session.scalar(select(Channel).where(Channel.code == code))
