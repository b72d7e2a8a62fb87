"""One engine for every deadline: when it falls, how long is left, and whether it is time to worry. Pure.

The clocks of the rules: `hour` counts elapsed hours and never pauses; `workday` counts working days, the day of receipt
being day 0 (on a free day too, so that day 1 is the next working day), due 23:59:59 WIB of the last one; `day` and
`month` count calendar days and months to 23:59:59 WIB. The clock `office` counts hours of service, `window` hours
between two times of every day. Sources: UU 14/2008, Perpres 21/2023, rules of Dewan Pers and of this house.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from portal.kernel.clock import WIB
from portal.kernel.deadline_rules import RULES, Rule, office_hours, rule
from portal.kernel.workdays import (
    Calendar,
    calendar_around,
    decree_missing,
    end_of_day,
    local_date,
    merge,
    national_holidays,
)

__all__ = [
    "RULES",
    "Calendar",
    "Chip",
    "Left",
    "Pause",
    "Rule",
    "State",
    "calendar_around",
    "chip",
    "decree_missing",
    "due",
    "end_of_day",
    "local_date",
    "merge",
    "national_holidays",
    "office_hours",
    "remaining",
    "rule",
    "state",
    "warnings_at",
]


class State(StrEnum):
    """How a deadline stands."""

    OK = "ok"
    SOON = "soon"
    LATE = "late"
    PAUSED = "paused"


@dataclass(frozen=True)
class Pause:
    """From the written notice to the applicant until the applicant's answer."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Left:
    """What a chip says about time, for templates to put in words.

    `kind` is `in` (2 hari kerja), `today` (Hari ini 23.59), `tomorrow` (Besok 23.59), `late` (Lewat 1 hari kerja) or
    `paused` (Menunggu penulis); `unit` (minute, hour, day, workday) and `amount` belong to `in` and `late`.
    """

    kind: str
    unit: str
    amount: int
    due: datetime


@dataclass(frozen=True)
class Chip:
    state: State
    left: Left


def due(
    code: str, start: datetime, calendar: Calendar, *, extensions: int = 0, pauses: Sequence[Pause] = ()
) -> datetime:
    """When the deadline falls, aware UTC; `extensions` is how often it was extended.

    Raises:
        ValueError: unknown code, naive time, more extensions than the rule has, or pauses where the clock never stops.
    """
    found, day = rule(code), local_date(start)
    if not 0 <= extensions <= found.extensions:
        raise ValueError(f"{code} may be extended {found.extensions} times")
    if pauses and not found.pausable:
        raise ValueError(f"{code} never pauses")
    amount = found.amount + extensions * found.extension
    if found.unit == "workday":
        return end_of_day(_last_workday(day, amount, calendar, pauses))
    if found.unit == "day":
        return end_of_day(day + timedelta(amount))
    if found.unit == "month":
        return end_of_day(_months_later(day, amount))
    if found.clock == "elapsed":
        return start.astimezone(UTC) + timedelta(hours=amount)
    return _run(found, start, timedelta(hours=amount), calendar)


def remaining(now: datetime, due_at: datetime, calendar: Calendar, unit: str = "workday") -> Left:
    """How long is left, or how late it is, said as briefly as a chip can; `unit` is the rule's."""
    today, last = local_date(now), local_date(due_at)
    if now > due_at:
        return _late(now, due_at, calendar.count(last, today) if unit == "workday" else 0)
    days = (last - today).days
    if days < 2:
        return Left("tomorrow" if days else "today", "", 0, due_at)
    if unit == "workday" and (amount := calendar.count(today, last)):
        return Left("in", "workday", amount, due_at)
    return Left("in", "day", days, due_at)


def state(
    now: datetime, due_at: datetime, start: datetime, warn_fractions: Sequence[float], paused: bool = False
) -> State:
    """`soon` from the first warning on; a deadline is late only after its moment."""
    if paused:
        return State.PAUSED
    if now > due_at:
        return State.LATE
    warned = any(now >= start + (due_at - start) * fraction for fraction in warn_fractions)
    return State.SOON if warned else State.OK


def chip(
    code: str, now: datetime, start: datetime, due_at: datetime, calendar: Calendar, *, paused: bool = False
) -> Chip:
    """State and words-to-be of one deadline."""
    found = rule(code)
    left = Left("paused", "", 0, due_at) if paused else remaining(now, due_at, calendar, found.unit)
    return Chip(state(now, due_at, start, found.warn, paused), left)


def warnings_at(code: str, start: datetime, due_at: datetime) -> list[datetime]:
    """When the owner is to be warned, in order."""
    return [start + (due_at - start) * fraction for fraction in rule(code).warn]


def _late(now: datetime, due_at: datetime, workdays: int) -> Left:
    if workdays:
        return Left("late", "workday", workdays, due_at)
    minutes = max(1, int((now - due_at).total_seconds() // 60))
    for unit, size in (("day", 1440), ("hour", 60)):
        if minutes >= size:
            return Left("late", unit, minutes // size, due_at)
    return Left("late", "minute", minutes, due_at)


def _last_workday(day: date, amount: int, calendar: Calendar, pauses: Iterable[Pause]) -> date:
    """Days after the notice up to the day of the answer do not count: the answer's day is a day 0 again."""
    waits = [(local_date(pause.start), local_date(pause.end)) for pause in pauses]
    while amount > 0:
        day = calendar.add(day, 1)
        amount -= not any(since < day <= until for since, until in waits)
    return day


def _months_later(day: date, amount: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _run(found: Rule, start: datetime, amount: timedelta, calendar: Calendar) -> datetime:
    """The moment at which a clock that runs only in the spans of each day has run long enough."""
    at = start.astimezone(WIB)
    day = at.date()
    while True:
        for opens, closes in found.spans(day, calendar):
            begins = max(opens, at)
            if closes - begins >= amount:
                return (begins + amount).astimezone(UTC)
            amount -= max(closes - begins, timedelta(0))
        day += timedelta(1)
