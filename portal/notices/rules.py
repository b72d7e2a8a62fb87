"""Whom a notice is for, and when a letter tells of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from portal.kernel.clock import WIB

DIGEST_AT: Final = time(7)  # WIB
SPACING: Final = timedelta(minutes=15)


class Audience(StrEnum):
    AUTHOR = "author"  # what happens to somebody's own stories and account
    DESK = "desk"  # what waits for somebody because of an appointment


class Pace(StrEnum):
    """How somebody with an appointment wants to be mailed about the desk."""

    AT_ONCE = "at_once"
    DAILY = "daily"


@dataclass(frozen=True)
class Mailing:
    """How a kind of desk notice is mailed. `spacing` keeps letters of one kind apart: what comes meanwhile is one
    letter. `urgent` goes out at once whatever pace was chosen.
    """

    spacing: timedelta = SPACING
    urgent: bool = False


_ALONE, _URGENT, _GROUPED = Mailing(timedelta(0)), Mailing(timedelta(0), urgent=True), Mailing()
# every kind that is for a desk; all others are for authors
DESK: Final[Mapping[str, Mailing]] = MappingProxyType(
    {
        "arrived": _ALONE,
        "withdrawal_asked": _ALONE,
        "name_asked": _ALONE,
        "review_reminder": _URGENT,
        "review_deputy": _URGENT,
        "review_overdue": _URGENT,
        "kit_due": _GROUPED,
        "post_held": _GROUPED,
        "approval_wanted": _GROUPED,
        "delivery_check": _GROUPED,
        "delivery_failed": _GROUPED,
        "delivery_undeleted": _GROUPED,
        "channel_reauth": _GROUPED,
        "channel_blocked": _GROUPED,
        "channel_down": _GROUPED,
        "channels_trouble": _GROUPED,
        "correction_owed": _GROUPED,
    }
)


def audience(kind: str) -> Audience:
    return Audience.DESK if kind in DESK else Audience.AUTHOR


def letter_time(kind: str, pace: Pace, last: datetime | None, at: datetime) -> datetime:
    """When a desk notice made at `at` is to be mailed; `last` is the time of the last letter of its kind, if any.

    A letter that is still to come (`last` after `at`) takes this notice along.
    """
    mailing = DESK[kind]
    if pace is Pace.DAILY and not mailing.urgent:
        return digest_after(at)
    if last is None or last + mailing.spacing <= at:
        return at
    return last if last > at else last + mailing.spacing


def digest_after(at: datetime) -> datetime:
    """The next digest: 07.00 WIB, of the next day for what comes at seven or later."""
    day = at.astimezone(WIB).date()
    today = datetime.combine(day, DIGEST_AT, WIB)
    return today if at < today else datetime.combine(day + timedelta(1), DIGEST_AT, WIB)
