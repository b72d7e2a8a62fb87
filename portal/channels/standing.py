"""What the delivery protocol learns about a channel at work: rests, turns in its pace, health. Nothing commits."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.channels.adapter_api import Failure, FailureKind
from portal.channels.models import Channel, Health
from portal.channels.pace import pace_of

STALE = timedelta(seconds=60)  # a reserved slot that was not used by then is given up
_REFUSES = {FailureKind.REAUTH: Health.REAUTH, FailureKind.BLOCKED: Health.BLOCKED}


def fresh(session: Session, channel_id: int) -> Channel:
    """The channel as it is now, locked until the transaction ends; taken after all other locks."""
    query = select(Channel).where(Channel.id == channel_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def pause(session: Session, channel_id: int, until: datetime) -> None:
    """Nothing is sent to the channel before `until`; a longer rest stays."""
    shorter = Channel.paused_until.is_(None) | (Channel.paused_until < until)
    session.execute(
        update(Channel)
        .where(Channel.id == channel_id, shorter)
        .values(paused_until=until)
        .execution_options(synchronize_session=False)
    )


def slot(session: Session, channel: Channel, pictures: int, at: datetime) -> datetime:
    """Reserve the next free moment in the network's pace: `at` itself where it sets none, or nobody is ahead.

    Whoever asks first goes first, over all workers.
    """
    pace = pace_of(channel.kind)
    if pace is None:
        return at
    channel = fresh(session, channel.id)
    far = at + timedelta(hours=24)  # a clock that was ahead must not keep the channel silent
    free = channel.next_at if channel.next_at is not None and at < channel.next_at < far else at
    channel.next_at = free + pace.room(pictures)
    session.flush()
    return free


def trouble(session: Session, channel_id: int, failure: Failure, at: datetime) -> tuple[Channel, bool]:
    """Note that a call failed for a reason of the channel's. Returns it, and whether this is the beginning of it."""
    channel = fresh(session, channel_id)
    health = _REFUSES.get(failure.kind, Health.DOWN)
    began = channel.health is not health
    if channel.failures == 0 or channel.down_since is None or (began and health is not Health.DOWN):
        channel.down_since = at
    if channel.health is not Health.REAUTH or health is not Health.DOWN:
        # a network that is down as well says nothing about credentials it has refused before
        channel.health, channel.health_at = health, at
        channel.health_code, channel.health_said = failure.code, failure.said[:300]
    channel.failures += 1
    session.flush()
    return channel, began


def fine(session: Session, channel_id: int, at: datetime) -> None:
    """A call went well; writes only where that is news."""
    news = (Channel.health != Health.OK) | (Channel.failures != 0)
    session.execute(
        update(Channel)
        .where(Channel.id == channel_id, news)
        .values(health=Health.OK, health_code="", health_said="", health_at=at, failures=0, down_since=None)
        .execution_options(synchronize_session=False)
    )
