"""Nobody knows whether the post was made: the channel is asked, and where it cannot say, a person is."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.channels import standing
from portal.channels.adapter_api import Failed, Failure, FailureKind, Idempotency, Phase, Remote
from portal.kernel import clock
from portal.newsroom import alerts, arriving, failing, leases, moves, outcomes
from portal.newsroom.courier import Courier, Packed, chance
from portal.newsroom.lifecycle import PostAction
from portal.newsroom.models import Delivery
from portal.newsroom.moves import Call
from portal.newsroom.outcomes import Then

CANNOT_ASK = Failure(FailureKind.UNKNOWN, "cannot_ask")
HIDDEN_THERE = Failure(FailureKind.GONE, "removed_there")
KILLED = Failure(FailureKind.UNKNOWN, "cut", said="")


def lose(run: Courier, delivery: Delivery) -> None:
    """An armed delivery nobody is at any more: its worker died between arming and the answer."""
    at = clock.now()
    failing.keep(delivery, KILLED, Phase.PUBLISH)
    moves.carry(run.session, delivery, PostAction.LOSE, at, Call(str(Phase.PUBLISH)), code=KILLED.code)
    run.session.commit()


def ask(run: Courier, delivery: Delivery) -> bool:
    """Ask the channel once. Says whether the delivery goes on at once.

    Raises jobs.Retry when it is asked again later, Lost.
    """
    at = clock.now()
    wait = _not_yet(delivery, at)
    if wait is not None:
        raise run.later(wait)
    try:
        packed = run.pack(delivery)
    except Failed as error:  # its credentials are gone meanwhile: they may come back before the last time of asking
        return _unanswered(run, error.failure)
    if packed.idempotency is Idempotency.NONE:
        return _by_hand(run, delivery, CANNOT_ASK)
    run.session.commit()
    try:
        found = find(run, packed)
    except Failed as error:
        return _unanswered(run, error.failure)
    if found is None:
        return _absent(run, packed)
    if not found.live:
        return _by_hand(run, leases.hold(run.session, run.lease), HIDDEN_THERE)
    arriving.arrive(run, found, Phase.FIND)
    return False


def find(run: Courier, packed: Packed) -> Remote | None:
    """Ask the channel for the post. Raises Failed, Lost."""
    return run.call(
        Phase.FIND, lambda: packed.adapter.find(packed.http, packed.account, packed.parcel, dict(packed.step))
    )


def _not_yet(delivery: Delivery, at: datetime) -> datetime | None:
    settled = (delivery.armed_at or at) + outcomes.SETTLE
    paused = delivery.post.channel.paused_until or at
    first = max(settled, paused)
    # further than that only after the clock was set back: what was armed by the old time has long been settled
    return first if at < first <= at + outcomes.PAUSE_MAX else None


def _absent(run: Courier, packed: Packed) -> bool:
    """It is not there. Believed, it is sent again; the story is gone: it is not."""
    session, at = run.session, clock.now()
    delivery = leases.hold(session, run.lease)
    delivery.asked += 1
    call = Call(str(Phase.FIND))
    if delivery.asked < outcomes.readings(packed.idempotency):
        due = at + outcomes.BETWEEN
        moves.carry(session, delivery, PostAction.LOSE, at, Call(str(Phase.FIND), None, due), found=False)
        raise run.later(due)
    delivery.asked = 0
    standing.fine(session, delivery.post.channel_id, at)
    if not moves.is_live(delivery.post):
        moves.take(session, delivery.post, PostAction.STOP, at, None)
        session.commit()
        return False
    delivery.attempts += 1
    moves.carry(session, delivery, PostAction.WAIT, at, call, found=False)
    if delivery.attempts >= outcomes.ATTEMPTS:
        return _give_up(session, delivery, at)
    if delivery.attempts > 1:  # it was lost more than once: slower from now on
        raise run.later(at + outcomes.backoff(delivery.attempts - 1, chance()))
    session.commit()
    return True


def _give_up(session: Session, delivery: Delivery, at: datetime) -> bool:
    moves.carry(session, delivery, PostAction.FAIL, at, Call(str(Phase.FIND)), code="cut")
    alerts.post(session, delivery, alerts.FAILED, at)
    session.commit()
    return False


def _unanswered(run: Courier, failure: Failure) -> bool:
    """The channel could not be asked now: again later, and in the end a person looks."""
    session, at = run.session, clock.now()
    session.rollback()
    delivery = leases.hold(session, run.lease)
    then = outcomes.then(failure.kind, Phase.FIND)
    if then is Then.ASK:
        return _by_hand(run, delivery, failure)
    failing.keep(delivery, failure, Phase.FIND)
    due = outcomes.pause_until(failure.until, at)
    if then is Then.PAUSE:
        standing.pause(session, delivery.post.channel_id, due)
    else:
        delivery.attempts += 1
        channel, _began = standing.trouble(session, delivery.post.channel_id, failure, at)
        if delivery.attempts >= outcomes.ATTEMPTS:
            alerts.channel(session, channel, at)
            return _by_hand(run, delivery, failure)
        due = at + outcomes.backoff(delivery.attempts, chance())
    call = Call(str(Phase.FIND), failure.status, due)
    moves.carry(session, delivery, PostAction.LOSE, at, call, **failing.said(failure))
    raise run.later(due)


def _by_hand(run: Courier, delivery: Delivery, failure: Failure) -> bool:
    """Final for the machine: from here only a person moves the post."""
    session, at = run.session, clock.now()
    failing.keep(delivery, failure, Phase.FIND)
    call = Call(str(Phase.FIND), failure.status)
    moves.carry(session, delivery, PostAction.ASK, at, call, **failing.said(failure))
    alerts.post(session, delivery, alerts.CHECK, at)
    session.commit()
    return False
