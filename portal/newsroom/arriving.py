"""The post is on its channel: the network's name for it is committed before anything else."""

import logging
import time
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.channels import standing
from portal.channels.adapter_api import Phase, Remote
from portal.kernel import clock, events, failpoints
from portal.newsroom import leases, moves, queries, reminders
from portal.newsroom.courier import Courier
from portal.newsroom.lifecycle import PostAction
from portal.newsroom.models import Post
from portal.newsroom.moves import Call

log = logging.getLogger(__name__)
TRIES, PAUSE = 5, 1.0  # commits of an answer that would be lost with this process; seconds between them


def arrive(run: Courier, remote: Remote, phase: Phase) -> None:
    """Commit that the post is out, and tell everybody who waits for it. Raises Lost."""
    stubborn(run.session, lambda: _commit(run, remote, phase))
    failpoints.hit("delivery.after_publish")


def _commit(run: Courier, remote: Remote, phase: Phase) -> None:
    session, at = run.session, clock.now()
    delivery = leases.hold(session, run.lease)
    post = delivery.post
    url = free_url(session, post, remote.url)
    delivery.remote_id, delivery.remote_url, delivery.failure = remote.id, remote.url or None, {}
    post.remote_id, post.remote_url = remote.id, url
    post.published_at, post.published_by_id = at, None
    owes = not moves.is_live(post)
    if owes:
        post.owes_since = at
    moves.carry(session, delivery, PostAction.ARRIVE, at, Call(str(phase)), remote=remote.id, url=remote.url)
    news = {"post": post.id, "story": post.story_id, "channel": post.channel.code, "url": url}
    events.publish(session, "post.published", news)
    if owes:
        reminders.owed(session, [post], at)
    standing.fine(session, post.channel_id, at)
    session.commit()


def free_url(session: Session, post: Post, url: str) -> str | None:
    """The address, if no other post has it: a doubtful address never fails a post that is out."""
    if not url or len(url) > 500:
        return None
    if url != post.remote_url and queries.url_taken(session, url):
        log.warning("the address of post %d proves another post already", post.id)
        return None
    return url


def stubborn(session: Session, commit: Callable[[], None]) -> None:
    """Try again while the database is away: what is lost here could only be asked about."""
    for left in reversed(range(TRIES)):
        try:
            commit()
            return
        except DBAPIError:
            session.rollback()
            if not left:
                raise
            log.warning("could not keep what the channel answered; trying again", exc_info=True)
            time.sleep(PAUSE)
