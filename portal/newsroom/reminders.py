"""Tells the public-relations officers what waits for them, and the sweep that finds it out."""

from collections.abc import Iterable, Sequence, Set
from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.channels.names import kind_name
from portal.kernel import steady
from portal.kernel.clock import WIB
from portal.kernel.jobs import Job
from portal.newsroom import queries, service
from portal.newsroom.models import Post
from portal.notices import service as notices
from portal.stories import recusals


def sweep(session: Session, at: datetime, most: int = service.SWEEP) -> None:
    """Every minute: posts whose time has come become kits, and humas hears of it. The caller commits."""
    ready, held = service.make_due_ready(session, at, steady.ahead(), most)
    tell(session, ready, "kit_due", at)
    tell(session, held, "post_held", at)


def approval_wanted(session: Session, post: Post, by: int, at: datetime) -> None:
    """A post was given a time that no second officer has read yet: everybody who may approve it hears of it."""
    writer = post.edited_by_id or by
    out = {each.id for each in people_on(session, at) if recusals.has_conflict(session, post.story, each.id)}
    tell(session, [post], "approval_wanted", at, but={writer, *out})


def people_on(session: Session, at: datetime) -> Sequence[User]:
    """The officers of that day."""
    return queries.humas(session, at.astimezone(WIB).date())


def due(job: Job) -> None:
    """A post's time may have come: the handler of the work that waits for it.

    Each of many that are due at once has such work, so each run may be short.
    """
    sweep(job.session, job.at, service.LOOK)


def owed(session: Session, posts: Iterable[Post], at: datetime) -> None:
    """The story of these posts was taken down while they are out."""
    tell(session, posts, "correction_owed", at)


def tell(session: Session, posts: Iterable[Post], kind: str, at: datetime, but: Set[int] = frozenset()) -> None:
    """One notice for each officer and post; the post's version makes it one for each time it happens."""
    posts = list(posts)
    people = people_on(session, at) if posts else ()
    for post in posts:
        detail = {
            "post": post.id,
            "path": f"/siar/{post.id}",
            "code": post.story.code,
            "title": post.story.title,
            "channel": kind_name(post.channel.kind),
            "fault": post.fault,
            "due": post.due_at.isoformat() if post.due_at else "",
        }
        for person in (each for each in people if each.id not in but):
            notices.tell(session, person.id, f"{kind}:{post.id}:{post.version}:{person.id}", kind, detail, at)
