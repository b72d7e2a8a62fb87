"""Where a story stands on the board, from the states of its posts; and the cursor of a page. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Final

from portal.kernel import numbers
from portal.newsroom.lifecycle import CARRIED, KIT, OPEN, PostState

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR: Final = re.compile(r"([0-9])\.(-?[0-9]{1,18})\.([0-9]{1,18})")


class Bucket(IntEnum):
    """What comes first: a correction owed, then what waits for a person, then for a time, then what is done."""

    OWES = 0
    ACT = 1
    WAIT = 2
    DONE = 3


class Filter(StrEnum):
    """The lists of the board; values are what stands in the address."""

    ALL = ""
    ACT = "tindakan"
    SCHEDULED = "terjadwal"
    PUBLISHED = "terbit"
    SKIPPED = "dilewati"
    CHECK = "periksa"
    FAILED = "gagal"
    CARRIED = "dikirim"


# lists of posts in a state that is rare or passes: no story has a flag for them, see newsroom.queries
BY_STATE: Final = {
    Filter.CHECK: (PostState.CHECK_BY_HAND,),
    Filter.FAILED: (PostState.FAILED,),
    Filter.CARRIED: CARRIED,
}
FLAGGED: Final = (Filter.ACT, Filter.SCHEDULED, Filter.PUBLISHED, Filter.SKIPPED)


@dataclass(frozen=True)
class Standing:
    """What ranking needs of one post; times are aware."""

    state: PostState
    entered_at: datetime
    due_at: datetime | None = None
    owes_since: datetime | None = None


@dataclass(frozen=True)
class Rank:
    """One row of the board. `position` is in microseconds, see BoardRow."""

    bucket: Bucket
    position: int
    act: bool
    scheduled: bool
    published: bool
    skipped: bool


def in_filter(chosen: Filter, state: PostState, owes: bool) -> bool:
    """Whether a post belongs to a list of the board."""
    if chosen in BY_STATE:
        return state in BY_STATE[chosen]
    return {
        Filter.ALL: True,
        Filter.ACT: owes or state in (*OPEN, PostState.HELD),
        Filter.SCHEDULED: state in (PostState.SCHEDULED, *CARRIED),
        Filter.PUBLISHED: state is PostState.PUBLISHED,
        Filter.SKIPPED: state in (PostState.SKIPPED, PostState.CANCELLED),
    }[chosen]


def rank(posts: Sequence[Standing]) -> Rank:
    """The place of a story that has these posts (at least one)."""
    owed = [post.owes_since for post in posts if post.owes_since]
    open_since = [_waits_since(post) for post in posts if post.state in OPEN]
    waiting = [_waits_since(post) for post in posts if post.state in (PostState.SCHEDULED, PostState.HELD, *CARRIED)]
    if owed:
        bucket, position = Bucket.OWES, _micros(min(owed))
    elif open_since:
        bucket, position = Bucket.ACT, _micros(min(open_since))
    elif waiting:
        bucket, position = Bucket.WAIT, _micros(min(waiting))
    else:
        bucket, position = Bucket.DONE, -_micros(max(post.entered_at for post in posts))
    flags = {
        each.name.lower(): any(in_filter(each, post.state, bool(post.owes_since)) for post in posts) for each in FLAGGED
    }
    return Rank(bucket, position, **flags)


def _waits_since(post: Standing) -> datetime:
    """A kit waits since the time it was meant for, what goes out by itself for its time, all others since they came."""
    timed = post.state in (*KIT, PostState.SCHEDULED, *CARRIED)
    return post.due_at if timed and post.due_at else post.entered_at


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def encode(bucket: int, position: int, story_id: int) -> str:
    """The cursor that names the last row of a page."""
    return f"{int(bucket)}.{position}.{story_id}"


def decode(cursor: str) -> tuple[int, int, int] | None:
    """Bucket, position and story of a cursor; None when we did not make it."""
    found = _CURSOR.fullmatch(cursor)
    story_id = numbers.row(found[3]) if found else None
    return (int(found[1]), int(found[2]), story_id) if found and story_id is not None else None
