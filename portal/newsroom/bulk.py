"""Many posts given their times at once: each for itself, so that one that is not fit holds up no other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal.newsroom import approvals, reminders, service
from portal.newsroom.faults import Faulty, Refused
from portal.newsroom.lifecycle import NotAllowed, PostAction, PostState
from portal.newsroom.models import Post
from portal.newsroom.service import Change

MOST = 100  # posts at once
WHOLE_STORY = (PostState.QUEUED, PostState.HELD)  # what "all channels of a story" means


class Stale(Exception):
    """Somebody changed the post since the page was drawn."""


Fault = NotAllowed | Refused | Faulty | StaleDataError | Stale


@dataclass(frozen=True)
class Outcome:
    """What became of one post; `fault` is None for one that is scheduled now."""

    post_id: int
    due_at: datetime
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
    return [_one(session, post, first + number * every, seen.get(post.id), by, at) for number, post in enumerate(posts)]


def _one(session: Session, post: Post, due_at: datetime, seen: int | None, by: int, at: datetime) -> Outcome:
    post_id = post.id
    try:
        with session.begin_nested():
            if seen is not None and seen != post.version:
                raise Stale
            service.edit(session, post, PostAction.SCHEDULE, Change(due_at=due_at, timed=True), by, at)
            if approvals.owed(post):
                reminders.approval_wanted(session, post, by, at)
    except (NotAllowed, Refused, Faulty, StaleDataError, Stale) as fault:
        return Outcome(post_id, due_at, fault)
    return Outcome(post_id, due_at)
