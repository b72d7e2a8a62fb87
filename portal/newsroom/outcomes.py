"""What follows from a failed call, by what was being done: the one table of it, and how long is waited. Pure.

The same answer means different things by phase: a cut line while uploading is tried again, while publishing it means
that nobody knows whether readers see the post.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from portal.channels.adapter_api import FailureKind, Idempotency, Phase

ATTEMPTS: Final = 6
BACKOFF: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=25))
JITTER: Final = 0.2  # of the wait, to either side, so that posts of one outage do not come back as one crowd
PAUSE: Final = timedelta(minutes=15)  # where the network names no time
PAUSE_MAX: Final = timedelta(hours=24)
SETTLE: Final = timedelta(seconds=30)  # a server may still be at work on a request whose answer was lost
BETWEEN: Final = timedelta(seconds=45)  # two readings before an absence is believed
READINGS: Final = MappingProxyType({Idempotency.READ_BACK: 2})  # all others are certain the first time


class Then(StrEnum):
    """What the protocol does next."""

    AGAIN = "again"  # later, at the cost of an attempt
    PAUSE = "pause"  # the whole account waits; costs no attempt
    HOLD = "hold"  # the account is of no use until a person has looked: its posts are held
    FAIL = "fail"  # final: a person has to change something
    PREPARE = "prepare"  # from the beginning
    RECONCILE = "reconcile"  # the channel is asked whether the post exists
    ASK = "ask"  # a person is asked
    DONE = "done"


K, P = FailureKind, Phase
_ACCOUNT = {K.RATE_LIMITED: Then.PAUSE, K.QUOTA: Then.PAUSE, K.REAUTH: Then.HOLD, K.BLOCKED: Then.HOLD}
_UNSEEN = {**_ACCOUNT, K.RETRY: Then.AGAIN, K.REJECTED: Then.FAIL, K.MEDIA_EXPIRED: Then.PREPARE}

TABLE: Final = MappingProxyType(
    {
        # nothing that readers see was asked for: not knowing how it ended does no harm
        P.TEST: {**_UNSEEN, K.UNKNOWN: Then.AGAIN, K.GONE: Then.FAIL},
        P.PREPARE: {**_UNSEEN, K.UNKNOWN: Then.AGAIN, K.GONE: Then.PREPARE},
        P.READY: {**_UNSEEN, K.UNKNOWN: Then.AGAIN, K.GONE: Then.PREPARE},
        P.PUBLISH: {**_UNSEEN, K.UNKNOWN: Then.RECONCILE, K.GONE: Then.RECONCILE},
        # while nobody knows, only an answer moves the post; without one a person is asked in the end
        P.FIND: {
            **dict.fromkeys(K, Then.AGAIN),
            K.RATE_LIMITED: Then.PAUSE,
            K.QUOTA: Then.PAUSE,
            K.UNKNOWN: Then.ASK,
            K.GONE: Then.ASK,
        },
        P.DELETE: {
            **_UNSEEN,
            K.REAUTH: Then.FAIL,
            K.BLOCKED: Then.FAIL,
            K.MEDIA_EXPIRED: Then.FAIL,
            K.UNKNOWN: Then.AGAIN,
            K.GONE: Then.DONE,
        },
    }
)


def then(kind: FailureKind, phase: Phase) -> Then:
    """What a failure of that kind leads to in that phase."""
    return TABLE[phase][kind]


def backoff(attempt: int, chance: float) -> timedelta:
    """How long to wait after the attempt of that number (from 1). `chance` in [0, 1) spreads the wait."""
    wait = BACKOFF[min(max(attempt, 1), len(BACKOFF)) - 1]
    return wait * (1 - JITTER + 2 * JITTER * chance)


def pause_until(until: datetime | None, at: datetime) -> datetime:
    """Until when an account rests: what the network says, within a second and a day from now."""
    wanted = until if until is not None else at + PAUSE
    return min(max(wanted, at + timedelta(seconds=1)), at + PAUSE_MAX)


def readings(idempotency: Idempotency) -> int:
    """How often a channel is asked before "it is not there" is believed."""
    return READINGS.get(idempotency, 1)
