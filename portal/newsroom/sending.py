"""The delivery protocol: prepare, arm, publish once – and commit between any two of them.

Whatever ends this process leaves the delivery in a state that says what may be done: before it is armed everything may
be repeated, afterwards the channel or a person is asked.
"""

import logging
import time
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.channels import standing
from portal.channels.adapter_api import Failed, Failure, FailureKind, Idempotency, Phase
from portal.kernel import clock, failpoints
from portal.kernel.jobs import Job, Retry
from portal.newsroom import arriving, failing, gate, leases, moves, reconciling, removing
from portal.newsroom.courier import INTERNAL, Courier, Packed
from portal.newsroom.leases import Lost
from portal.newsroom.lifecycle import DeliveryState, PostAction
from portal.newsroom.models import Delivery
from portal.newsroom.moves import Call

log = logging.getLogger(__name__)
PROMPT = 20.0  # seconds between arming and the call; whoever slept longer does not call any more
SLOT = "slot"  # the moment reserved in the network's pace, in `step`


def deliver(job: Job) -> None:
    """The handler of work kind "delivery"."""
    if "delete" in job.payload:
        removing.remove(job)
        return
    lease = leases.take(job.session, job.payload["delivery"], job.owner, job.key, clock.now())
    job.session.commit()
    if lease is None:
        _stand_aside(job.session, job.payload["delivery"])
        return
    run = Courier(job.session, lease)
    try:
        while _advance(run):
            pass
    except Lost:
        job.session.rollback()
        log.info("delivery %d is in other hands", lease.delivery_id)


def _stand_aside(session: Session, delivery_id: int) -> None:
    """It has ended, or a lease runs: of a worker that is at it, or of one that died."""
    until = session.scalar(select(Delivery.lease_until).where(Delivery.id == delivery_id))
    session.rollback()
    if until is not None:
        raise Retry(min(max(until - clock.now(), timedelta(0)), leases.LEASE) + timedelta(seconds=1))


def _advance(run: Courier) -> bool:
    """One piece of the way; says whether there is more to do now. Raises Retry, Lost."""
    delivery = leases.hold(run.session, run.lease)
    if delivery.state is DeliveryState.ARMED:
        reconciling.lose(run, delivery)
        return True
    if delivery.state is DeliveryState.RECONCILING:
        return reconciling.ask(run, delivery)
    phase = Phase.PREPARE
    try:
        packed = _begin(run, delivery)
        if packed is None:
            return False
        packed = _prepare(run, packed)
        phase = Phase.READY
        wait = run.call(phase, lambda: packed.adapter.ready(packed.http, packed.account, packed.parcel, packed.step))
        if wait is not None:
            raise _wait(run, wait)
        if _is_there(run, packed):
            return False
    except Failed as error:
        return failing.fail(run, error.failure, phase)
    return _publish(run)


def _begin(run: Courier, delivery: Delivery) -> Packed | None:
    """Look whether the post may go out and pack it; None when its delivery has ended. Raises Retry, Failed."""
    session, at = run.session, clock.now()
    _pass(run, delivery, at)
    if delivery.state not in (DeliveryState.QUEUED, DeliveryState.PREPARING, DeliveryState.WAITING):
        return None
    packed = run.pack(delivery)
    if _renew(delivery, packed) or delivery.state is DeliveryState.QUEUED:
        moves.carry(session, delivery, PostAction.PREPARE, at)
    packed = replace(packed, step=dict(delivery.step))
    session.commit()
    return packed


def _pass(run: Courier, delivery: Delivery, at: datetime) -> None:
    """Raises Retry for a delivery that has to wait; commits the end of one that may not go out."""
    if gate.closed(run.session, delivery, at):
        run.session.commit()
        return
    due = gate.not_before(delivery, at)
    if due is not None:
        raise run.later(due)


def _renew(delivery: Delivery, packed: Packed) -> bool:
    """Begin anew when text or pictures are others than those that were prepared."""
    if delivery.request_hash == packed.digest:
        return False
    delivery.step, delivery.request_hash = {}, packed.digest
    return True


def _prepare(run: Courier, packed: Packed) -> Packed:
    kept = dict(packed.step)

    def keep(step: dict[str, object]) -> None:
        run.keep(dict(step))
        kept.clear()
        kept.update(step)

    adapter, given = packed.adapter, dict(packed.step)
    run.call(Phase.PREPARE, lambda: adapter.prepare(packed.http, packed.account, packed.parcel, given, keep))
    return replace(packed, step=kept)


def _wait(run: Courier, wait: timedelta) -> Retry:
    """The network is not ready with what was uploaded."""
    at = clock.now()
    delivery, due = leases.hold(run.session, run.lease), at + wait
    moves.carry(run.session, delivery, PostAction.WAIT, at, Call(str(Phase.READY), None, due))
    return run.later(due)


def _is_there(run: Courier, packed: Packed) -> bool:
    """Before a second delivery sends, a channel that can be asked is asked for what the first one may have made."""
    if packed.number == 1 or packed.idempotency is Idempotency.NONE:
        return False
    doubtful = (
        select(Delivery.id)
        .where(Delivery.post_id == run.lease.post_id, Delivery.id != run.lease.delivery_id)
        .where(Delivery.armed_at.is_not(None))
        .limit(1)
    )
    found = run.session.scalar(doubtful)
    run.session.rollback()
    if found is None:
        return False
    remote = reconciling.find(run, packed)
    if remote is None or not remote.live:  # a person has asked for it to be sent, and it is not to be seen
        return False
    arriving.arrive(run, remote, Phase.FIND)
    return True


def _publish(run: Courier) -> bool:
    failpoints.hit("delivery.before_arm")
    began = time.monotonic()
    packed = _arm(run)
    if packed is None:
        return True
    failpoints.hit("delivery.after_arm")
    try:
        if time.monotonic() - began > PROMPT:
            raise Failed(Failure(FailureKind.RETRY, INTERNAL, said="slept"))
        remote = run.call(
            Phase.PUBLISH, lambda: packed.adapter.publish(packed.http, packed.account, packed.parcel, packed.step)
        )
        failpoints.hit("delivery.after_call")
    except Failed as error:
        failpoints.hit("delivery.after_call")
        return failing.fail(run, error.failure, Phase.PUBLISH)
    arriving.arrive(run, remote, Phase.PUBLISH)
    return False


def _arm(run: Courier) -> Packed | None:
    """Commit that the call is about to be made, after looking at everything once more; None to begin again."""
    session, at = run.session, clock.now()
    delivery = leases.hold(session, run.lease)
    _pass(run, delivery, at)
    if delivery.state not in (DeliveryState.PREPARING, DeliveryState.WAITING):
        return None
    delivery.armed_at = at
    try:
        packed = run.pack(delivery)
    except Failed as error:
        failing.fail(run, error.failure, Phase.READY)
        return None
    if _renew(delivery, packed):
        delivery.armed_at = None
        moves.carry(session, delivery, PostAction.PREPARE, at)
        session.commit()
        return None
    _take_turn(run, delivery, packed, at)
    delivery.lease_until, delivery.due_at = at + leases.LEASE, at
    moves.carry(session, delivery, PostAction.ARM, at)
    session.commit()
    return packed


def _take_turn(run: Courier, delivery: Delivery, packed: Packed, at: datetime) -> None:
    """Keep the network's pace. Raises Retry when it is not this post's turn."""
    reserved = delivery.step.get(SLOT)
    if reserved is not None and timedelta(0) <= at - datetime.fromisoformat(reserved) < standing.STALE:
        return
    turn = standing.slot(run.session, delivery.post.channel, len(packed.parcel.media), at)
    if turn > at:
        delivery.armed_at, delivery.step = None, {**delivery.step, SLOT: turn.isoformat()}
        moves.carry(run.session, delivery, PostAction.WAIT, at, Call(str(Phase.READY), None, turn))
        raise run.later(turn)
