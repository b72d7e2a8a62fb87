"""Many posts given their times, or made ready, at once: each for itself, so that none holds up another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal.newsroom import approvals, moves, reminders, service
from portal.newsroom.faults import Faulty, Refused
from portal.newsroom.lifecycle import WHOLE_STORY, NotAllowed, PostAction, PostState
from portal.newsroom.models import Post
from portal.newsroom.service import Change

MOST = 100  # posts at once


class Stale(Exception):
    """Somebody changed the post since the page was drawn."""


Fault = NotAllowed | Refused | Faulty | StaleDataError | Stale


@dataclass(frozen=True)
class Outcome:
    """What became of one post; `fault` is None for one that was done. `due_at` only where times were given."""

    post_id: int
    due_at: datetime | None = None
    fault: Fault | None = None


def schedule(
    session: Session,
    posts: Sequence[Post],
    first: datetime,
    every: timedelta,
    seen: Mapping[int, int],
    by: int,
    at: datetime,
) -> list[Outcome]:
    """The first at `first`, each next one `every` later; the times of those that fail are not given to others.

    `seen` holds the versions on the page, by post. The caller commits: the good ones are kept.
    """
    times = {post.id: first + number * every for number, post in enumerate(posts)}

    def act(post: Post) -> None:
        change = Change(due_at=times[post.id], timed=True)
        service.edit(session, post, PostAction.SCHEDULE, change, by, at)
        if approvals.owed(post):
            reminders.approval_wanted(session, post, by, at)

    return [Outcome(post.id, times[post.id], _one(session, post, seen, act)) for post in posts]


def prepare(session: Session, posts: Sequence[Post], seen: Mapping[int, int], by: int, at: datetime) -> list[Outcome]:
    """A kit for each of these posts that are carried by hand. The caller commits: the good ones are kept."""

    def act(post: Post) -> None:
        service.edit(session, post, PostAction.PUBLISH, Change(), by, at)

    return [Outcome(post.id, fault=_one(session, post, seen, act)) for post in posts]


def to_prepare(posts: Sequence[Post]) -> list[Post]:
    """Those that "all channels" means: by hand, waiting, and not held by a person who said why."""
    return [post for post in posts if post.state in WHOLE_STORY and not moves.is_api(post) and not _held_by_hand(post)]


def _held_by_hand(post: Post) -> bool:
    return post.state is PostState.HELD and not post.fault


def _one(session: Session, post: Post, seen: Mapping[int, int], act: Callable[[Post], None]) -> Fault | None:
    """Do it in a savepoint, unless the page was out of date; what went wrong."""
    version = seen.get(post.id)
    try:
        with session.begin_nested():
            if version is not None and version != post.version:
                raise Stale
            act(post)
    except (NotAllowed, Refused, Faulty, StaleDataError, Stale) as fault:
        return fault
    return None
