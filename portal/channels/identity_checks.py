"""Whether an account's name, picture and link match those of the other channels: a person looks once a month."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit import service as audit
from portal.channels.models import Channel
from portal.kernel.clock import WIB


def is_due(channel: Channel, at: datetime) -> bool:
    """Whether nobody has looked in this calendar month (WIB)."""
    last = channel.identity_checked_at
    return last is None or _month(last) != _month(at)


def record(session: Session, channel: Channel, by: int, at: datetime) -> None:
    """Somebody has looked. The caller commits."""
    channel.identity_checked_at, channel.identity_checked_by_id = at, by
    audit.record(session, by, "channel.identity_checked", f"channel:{channel.code}", at)


def _month(at: datetime) -> tuple[int, int]:
    local = at.astimezone(WIB)
    return local.year, local.month
