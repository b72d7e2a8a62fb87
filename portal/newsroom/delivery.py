"""What people ask of the delivery protocol, and what they read about it. Nothing here commits."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.channels import failures
from portal.channels.adapter_api import Failure, FailureKind
from portal.channels.adapters import adapter_for
from portal.channels.models import Channel
from portal.channels.names import kind_name
from portal.kernel import jobs
from portal.newsroom import lifecycle, moves, parcels
from portal.newsroom.faults import PASSING, Faulty, blocking
from portal.newsroom.lifecycle import UNDER_WAY, DeliveryState, NotAllowed, PostAction, PostState
from portal.newsroom.models import Delivery, DeliveryEvent, Post, PostEvent

KIND = "delivery"
EVENTS = 60
FORGOTTEN = timedelta(minutes=2)
REVIVED = 200  # at once; the next minute takes the rest


def request(session: Session, post: Post, by: int | None, at: datetime) -> Delivery:
    """Have the machine carry a scheduled post to its channel now. `by` is None for the clock.

    Asked twice it is the same delivery.

    Raises NotAllowed: the post is not scheduled, or its channel has no connection.
    """
    lifecycle.move(post.state, PostAction.PREPARE, live=moves.is_live(post), api=moves.is_api(post))
    if not moves.is_api(post):
        raise NotAllowed("the channel has no connection")
    last = moves.latest(session, post.id)
    if last is not None and last.state in UNDER_WAY:
        return last
    made = Delivery(
        post_id=post.id,
        number=last.number + 1 if last else 1,
        key=parcels.key_of(post),
        state=DeliveryState.QUEUED,
        # what was uploaded for the last one is used again, unless text or pictures have changed since
        step=dict(last.step) if last else {},
        request_hash=last.request_hash if last else None,
        failure={},
        due_at=at,
        created_at=at,
        attempts=0,
        fence=0,
        asked=0,
    )
    session.add(made)
    session.flush()
    made.post = post
    note(session, made, DeliveryState.QUEUED, at, by)
    jobs.enqueue(session, KIND, work_key(made), {"delivery": made.id}, at)
    return made


def note(session: Session, delivery: Delivery, before: DeliveryState, at: datetime, by: int | None) -> None:
    """Keep a line that is no step of the protocol: the delivery was asked for."""
    line = DeliveryEvent(delivery_id=delivery.id, at=at, actor_id=by, before=before, after=delivery.state)
    line.detail = {}
    session.add(line)


def work_key(delivery: Delivery) -> str:
    return f"deliver:{delivery.post_id}:{delivery.number}"


def revive(session: Session, at: datetime) -> None:
    """Deliveries under way that nobody works on and no work waits for get theirs back; called every minute.

    That happens when a run broke down too often (a database that was away), never in the ordinary course.
    """
    query = (
        select(Delivery)
        .where(Delivery.state.in_(UNDER_WAY), Delivery.due_at < at - FORGOTTEN)
        .where(Delivery.lease_until.is_(None) | (Delivery.lease_until < at - FORGOTTEN))
        .order_by(Delivery.due_at, Delivery.id)
        .limit(REVIVED)
    )
    for found in session.scalars(query):
        jobs.reopen(session, KIND, work_key(found), {"delivery": found.id}, at)


def resend(session: Session, post: Post, by: int, at: datetime) -> PostEvent:
    """A person has looked: it is not on the channel. Send it again, as a new delivery.

    Raises:
        NotAllowed: nobody was asked to look.
        Faulty: text or pictures are not fit to go out by now.
    """
    return _again(session, post, PostAction.RESEND, by, at)


def assist(session: Session, post: Post, by: int, at: datetime) -> PostEvent:
    """Give up the machine's way: the post becomes a kit. Raises NotAllowed, Faulty."""
    lifecycle.move(post.state, PostAction.ASSIST, live=moves.is_live(post), api=moves.is_api(post))
    if faults := blocking(post):
        raise Faulty(faults)
    return moves.take(session, post, PostAction.ASSIST, at, by)


def _again(session: Session, post: Post, action: PostAction, by: int, at: datetime) -> PostEvent:
    lifecycle.move(post.state, action, live=moves.is_live(post), api=moves.is_api(post))
    if faults := blocking(post):
        raise Faulty(faults)
    post.due_at = at
    event = moves.take(session, post, action, at, by)
    request(session, post, by, at)
    return event


def can_delete(channel: Channel) -> bool:
    """Whether the machine can take posts down on this channel."""
    adapter = adapter_for(channel.kind)
    return adapter is not None and adapter.capabilities.delete


def remove(session: Session, post: Post, by: int, at: datetime) -> PostEvent:
    """Ask the channel to take the post down; what became of it shows in the history. Raises NotAllowed."""
    if post.remote_id is None or not can_delete(post.channel):
        raise NotAllowed("the machine cannot take it down there")
    event = moves.take(session, post, PostAction.DELETE, at, by)
    jobs.enqueue(session, KIND, f"delete:{post.id}:{post.version}", {"delete": post.id}, at)
    return event


def release(session: Session, posts: Sequence[Post], at: datetime) -> None:
    """What the machine held these posts for is over: each waits for its time again, or goes out if that has come.

    Posts that are held for something else, or by a person, stay as they are.
    """
    for post in posts:
        if post.state is PostState.HELD and post.fault in PASSING and moves.is_live(post):
            moves.take(session, post, PostAction.RESUME, at, None)
            if moves.is_api(post) and (post.due_at is None or post.due_at <= at):
                request(session, post, None, at)


def history(session: Session, post_id: int) -> list[DeliveryEvent]:
    """What the machine did with a post, latest first. `delivery.number` tells the deliveries apart."""
    query = (
        select(DeliveryEvent)
        .join(Delivery, Delivery.id == DeliveryEvent.delivery_id)
        .where(Delivery.post_id == post_id)
        .order_by(DeliveryEvent.id.desc())
        .limit(EVENTS)
    )
    return list(session.scalars(query))


def latest(session: Session, post_id: int) -> Delivery | None:
    """The post's newest delivery; its `failure` is the last one, with words in `failure_words`."""
    return moves.latest(session, post_id)


def failure_words(delivery: Delivery | None) -> str | None:
    """Which photo or field, who refused, what to do; None where nothing has failed."""
    if delivery is None or not delivery.failure:
        return None
    kept = delivery.failure
    failure = Failure(FailureKind(kept["kind"]), kept["code"], kept["field"], kept["status"], kept["said"])
    return failures.words(failure, kind_name(delivery.post.channel.kind))


def waits_until(post: Post, delivery: Delivery | None, at: datetime) -> datetime | None:
    """The moment before which nothing is tried: the channel is paused, or the next attempt has its time."""
    paused = post.channel.paused_until
    if paused is not None and paused > at and post.state in (PostState.SCHEDULED, *lifecycle.CARRIED):
        return paused
    waits = delivery is not None and delivery.state in (DeliveryState.WAITING, DeliveryState.RECONCILING)
    return delivery.due_at if delivery is not None and waits and delivery.due_at > at else None
