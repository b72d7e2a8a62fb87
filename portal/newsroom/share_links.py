"""A share link proves a post as it was given; the worker finds the post's own address later.

The network may be closed to us for good, and a link that works for people is proof enough: then it stays.
"""

from datetime import datetime, timedelta
from typing import Final

from flask import current_app
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.audit import service as audit
from portal.channels import redirects
from portal.channels.redirects import Unresolved
from portal.kernel import clock, codes, events, jobs
from portal.kernel.db import changed
from portal.kernel.jobs import Job, Retry
from portal.newsroom.models import Post
from portal.stories import service as stories

KIND: Final = "share.resolve"
OPEN, RESOLVED, TAKEN = "open", "resolved", "taken"  # values of Post.share_outcome, beside the codes of Unresolved
WAITS: Final = (
    timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6),
)  # fmt: skip


def take(session: Session, post: Post, link: str, at: datetime) -> None:
    """Keep a share link on the post, and ask for the address behind it."""
    post.share_link, post.share_outcome = link, OPEN
    jobs.enqueue(session, KIND, f"share:{post.id}", {"post": post.id}, at)


def resolve(job: Job) -> None:
    """The handler of work kind "share.resolve"; no transaction is open while a network is asked."""
    post = job.session.get(Post, job.payload["post"])
    if post is None or post.share_link is None or post.share_outcome != OPEN:
        return
    post_id, link, channel = post.id, post.share_link, post.channel
    kind, handle, address = channel.kind, channel.handle, channel.address
    job.session.commit()
    call = redirects.caller(kind, current_app.config["SETTINGS"])
    try:
        found = redirects.resolve(kind, link, call, handle=handle, address=address)
    except Unresolved as error:
        if not error.final and job.attempt <= len(WAITS):
            raise Retry(WAITS[job.attempt - 1], cost=1) from error
        _end(job.session, post_id, error.code)
        return
    _keep(job.session, post_id, found)


def _keep(session: Session, post_id: int, url: str) -> None:
    """The address takes the link's place on the post and on the story's page, unless it proves another post."""
    try:
        with session.begin_nested():
            if not _end(session, post_id, RESOLVED, remote_url=url):
                return
    except IntegrityError:
        _end(session, post_id, TAKEN)
        return
    post = session.get_one(Post, post_id, populate_existing=True)
    about = f"story:{codes.pretty(post.story.code)}"
    audit.record(session, None, "post.resolved", about, clock.now(), post=post_id, url=url)
    stories.change_timeline(session, f"shared:{post_id}", url=url)
    events.publish(session, "public.changed", {"what": "address", "story": post.story_id})


def _end(session: Session, post_id: int, outcome: str, **values: str) -> bool:
    """Beside the version: nobody's page collides with it. False where somebody else was faster."""
    waiting = update(Post).where(Post.id == post_id, Post.share_outcome == OPEN)
    ended = waiting.values(share_outcome=outcome, **values).execution_options(synchronize_session=False)
    return bool(changed(session, ended))
