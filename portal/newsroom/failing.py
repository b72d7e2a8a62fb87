"""A call of the delivery protocol failed: what becomes of the post, its channel and the people who wait."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.channels import standing
from portal.channels.adapter_api import Failure, FailureKind, Phase
from portal.kernel import clock
from portal.newsroom import alerts, gate, leases, moves, outcomes, service
from portal.newsroom.courier import INTERNAL, Courier, chance
from portal.newsroom.lifecycle import PostAction, PostState
from portal.newsroom.models import Delivery
from portal.newsroom.moves import Call
from portal.newsroom.outcomes import Then

OURS = (INTERNAL, "picture_unreadable")  # says nothing about the channel


def fail(run: Courier, failure: Failure, phase: Phase) -> bool:
    """Settle a failure before or at publishing. Says whether the delivery goes on at once.

    Raises jobs.Retry when it goes on later, Lost.
    """
    session, at = run.session, clock.now()
    session.rollback()
    delivery = leases.hold(session, run.lease)
    keep(delivery, failure, phase)
    then = outcomes.then(failure.kind, phase)
    if then is Then.RECONCILE:
        moves.carry(session, delivery, PostAction.LOSE, at, _call(failure, phase), **said(failure))
        session.commit()
        return True
    if then is Then.FAIL:
        _end(session, delivery, failure, phase, at)
        return False
    if not moves.is_live(delivery.post):
        return _stop(session, delivery, at)
    if then is Then.HOLD:
        _hold(session, delivery, failure, phase, at)
        return False
    if then is Then.PREPARE:
        delivery.step, delivery.request_hash = {}, None
    due = _pause(session, delivery, failure, at) if then is Then.PAUSE else _count(session, delivery, failure, at)
    if due is None:
        _end(session, delivery, failure, phase, at)
        return False
    moves.carry(session, delivery, PostAction.WAIT, at, _call(failure, phase, due), **said(failure))
    raise run.later(due)


def keep(delivery: Delivery, failure: Failure, phase: Phase) -> None:
    """The last failure, for the words on the page."""
    delivery.failure = {
        "kind": str(failure.kind),
        "code": str(failure.code),
        "field": failure.field,
        "status": failure.status,
        "said": failure.said[:300],
        "phase": str(phase),
    }


def said(failure: Failure) -> dict[str, str]:
    found = {"kind": str(failure.kind), "code": str(failure.code), "field": failure.field, "said": failure.said[:300]}
    return {name: value for name, value in found.items() if value}


def _call(failure: Failure, phase: Phase, retry_at: datetime | None = None) -> Call:
    return Call(str(phase), failure.status, retry_at)


def _stop(session: Session, delivery: Delivery, at: datetime) -> bool:
    """The story went away while the call was under way, and nothing was made: nothing is tried again."""
    if delivery.post.state is PostState.ARMED:
        moves.carry(session, delivery, PostAction.WAIT, at)
    moves.take(session, delivery.post, PostAction.STOP, at, None)
    session.commit()
    return False


def _pause(session: Session, delivery: Delivery, failure: Failure, at: datetime) -> datetime:
    """The account rests; the post has lost nothing by it."""
    until = outcomes.pause_until(failure.until, at)
    standing.pause(session, delivery.post.channel_id, until)
    return until


def _count(session: Session, delivery: Delivery, failure: Failure, at: datetime) -> datetime | None:
    """When the next attempt is due; None when there is none left."""
    delivery.attempts += 1
    if failure.code not in OURS and failure.kind is not FailureKind.MEDIA_EXPIRED:
        channel, _began = standing.trouble(session, delivery.post.channel_id, failure, at)
        if delivery.attempts >= outcomes.ATTEMPTS:
            alerts.channel(session, channel, at)
    if delivery.attempts >= outcomes.ATTEMPTS:
        return None
    return at + outcomes.backoff(delivery.attempts, chance())


def _end(session: Session, delivery: Delivery, failure: Failure, phase: Phase, at: datetime) -> None:
    moves.carry(session, delivery, PostAction.FAIL, at, _call(failure, phase), **said(failure))
    if outcomes.then(failure.kind, phase) is Then.FAIL or failure.code in OURS:
        alerts.post(session, delivery, alerts.FAILED, at)
    session.commit()


def _hold(session: Session, delivery: Delivery, failure: Failure, phase: Phase, at: datetime) -> None:
    """Credentials or the account are of no use: the post waits for a person, who is told once for the account."""
    post = delivery.post
    moves.carry(session, delivery, PostAction.WAIT, at, _call(failure, phase), **said(failure))
    channel, began = standing.trouble(session, post.channel_id, failure, at)
    service.hold_for(session, post, gate.HEALTH[channel.health], at)
    if began:
        alerts.channel(session, channel, at)
    session.commit()
