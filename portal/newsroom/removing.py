"""Taking a post down on its channel, because a person asked for it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.channels import connections, standing
from portal.channels.adapter_api import Account, Adapter, Failed, Failure, FailureKind, Phase, Remote
from portal.channels.adapters import adapter_for
from portal.channels.outgoing import Outgoing
from portal.kernel import clock, events
from portal.kernel.jobs import Job, Retry
from portal.newsroom import alerts, failing, moves, outcomes
from portal.newsroom.courier import INTERNAL, chance, log, settings
from portal.newsroom.lifecycle import PostAction, PostState
from portal.newsroom.models import Delivery, DeliveryEvent, Post
from portal.newsroom.outcomes import Then


def remove(job: Job) -> None:
    """The handler of work kind "delivery" with a "delete" in it. May run twice: what is gone is gone."""
    session = job.session
    post = _load(session, job.payload["delete"])
    if post.state is not PostState.PUBLISHED or post.remote_id is None:
        session.rollback()
        return
    remote = Remote(post.remote_id, post.remote_url or "")
    try:
        adapter, http, account = _line(post)
        session.rollback()
        _delete(adapter, http, account, remote)
    except Failed as error:
        session.rollback()
        if outcomes.then(error.failure.kind, Phase.DELETE) is not Then.DONE:
            _failed(job, error.failure)
            return
    _done(session, job.payload["delete"], clock.now())


def _line(post: Post) -> tuple[Adapter, Outgoing, Account]:
    adapter = adapter_for(post.channel.kind)
    if adapter is None:
        raise Failed(Failure(FailureKind.REAUTH, "no_credentials"))
    account = connections.account_of(post.channel, settings())
    return adapter, connections.outgoing_for(account, settings()), account


def _delete(adapter: Adapter, http: Outgoing, account: Account, remote: Remote) -> None:
    try:
        adapter.delete(http, account, remote)
    except Failed:
        raise
    except Exception as error:
        log.exception("the adapter failed while deleting")
        raise Failed(Failure(FailureKind.RETRY, INTERNAL, said=type(error).__name__)) from error


def _load(session: Session, post_id: int) -> Post:
    query = (
        select(Post)
        .options(joinedload(Post.story, innerjoin=True))
        .where(Post.id == post_id)
        .with_for_update(of=Post)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).one()


def _done(session: Session, post_id: int, at: datetime) -> None:
    """Gone from the channel: nothing is owed any more. The caller commits."""
    post = _load(session, post_id)
    if post.state is not PostState.PUBLISHED:
        return
    post.owes_since = None
    moves.take(session, post, PostAction.RETRACT, at, None)
    news = {"post": post.id, "story": post.story_id, "channel": post.channel.code}
    events.publish(session, "post.retracted", news)
    delivery = moves.latest(session, post.id)
    if delivery is not None:
        delivery.failure = {}
        _line_of(session, delivery, at, None, {"deleted": True})
    standing.fine(session, post.channel_id, at)


def _failed(job: Job, failure: Failure) -> None:
    """Again later, or final with words and a notice. Raises Retry."""
    session, at = job.session, clock.now()
    post = _load(session, job.payload["delete"])
    delivery = moves.latest(session, post.id)
    then, tried = outcomes.then(failure.kind, Phase.DELETE), job.attempt
    due = at + outcomes.backoff(tried, chance())
    if then is Then.PAUSE:
        due = outcomes.pause_until(failure.until, at)
        standing.pause(session, post.channel_id, due)
    ends = then is Then.FAIL or tried >= outcomes.ATTEMPTS
    if delivery is not None:
        failing.keep(delivery, failure, Phase.DELETE)
        _line_of(session, delivery, at, failure, failing.said(failure), None if ends else due)
        if ends:
            alerts.post(session, delivery, alerts.UNDELETED, at)
    session.commit()
    if not ends:
        raise Retry(due - at, cost=0 if then is Then.PAUSE else 1)


def _line_of(
    session: Session,
    delivery: Delivery,
    at: datetime,
    failure: Failure | None,
    detail: Mapping[str, object],
    retry_at: datetime | None = None,
) -> None:
    line = DeliveryEvent(
        delivery_id=delivery.id,
        at=at,
        actor_id=None,
        before=delivery.state,
        after=delivery.state,
        phase=str(Phase.DELETE),
        status=failure.status if failure else None,
        retry_at=retry_at,
    )
    line.detail = dict(detail)
    session.add(line)
