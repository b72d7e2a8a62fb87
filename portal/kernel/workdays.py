"""Working days of the Indonesian civil service: Monday to Friday without public holidays and joint leave.

The days come from PyPI `holidays` (joint leave, "cuti bersama", is its category `government`); what an admin enters
goes before it, because the joint decree is amended in the middle of a year.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib import import_module

from portal.kernel.clock import WIB

Override = tuple[date, str, bool]
"""Day, name, and whether people work on it."""

_DAY = timedelta(days=1)
_JOINT_LEAVE = "cuti bersama"
_SPELLINGS = (
    ("Hari kedua dari Hari Raya Idul Fitri", "Hari kedua Idulfitri"),
    ("Idul Fitri", "Idulfitri"),
    ("Idul Adha", "Iduladha"),
)


@dataclass(frozen=True)
class Calendar:
    """Which local days are worked; outside the years it was built for only weekends are free."""

    holidays: Mapping[date, str]
    extra_working: Set[date] = frozenset()

    def is_working(self, day: date) -> bool:
        return day in self.extra_working or (day.weekday() < 5 and day not in self.holidays)

    def add(self, day: date, amount: int) -> date:
        """The `amount`-th working day after `day`, which is day 0 whether it is worked or not."""
        while amount > 0:
            day += _DAY
            amount -= self.is_working(day)
        return day

    def count(self, after: date, until: date) -> int:
        """How many working days lie in (after, until]."""
        return sum(self.is_working(after + timedelta(n)) for n in range(1, (until - after).days + 1))

    def is_ramadan(self, day: date) -> bool:
        """Whether one of the next 29 days is Idulfitri; the first day of a long Ramadan counts as ordinary."""
        names = (self.holidays.get(day + timedelta(n), "") for n in range(1, 30))
        return any(_spelled(name).startswith("Hari Raya Idulfitri") for name in names)


def national_holidays(year: int) -> dict[date, str]:
    """Public holidays and joint leave of a year, with Indonesian names."""
    return dict(_library(year, ("public", "government")))


def decree_missing(year: int, overrides: Iterable[Override] = ()) -> bool:
    """Whether no joint leave of the year is known yet, so that later due dates may still move.

    The government publishes it by decree (SKB) in the autumn before; an admin may have typed it in already.
    """
    typed = any(day.year == year and name.lower().startswith(_JOINT_LEAVE) for day, name, _ in overrides)
    return not typed and not _library(year, ("government",))


def merge(national: Mapping[date, str], overrides: Iterable[Override]) -> Calendar:
    """The national days as an admin corrected them; of two entries for one day the later counts."""
    holidays, working = dict(national), set[date]()
    for day, name, is_working in overrides:
        if is_working:
            working.add(day)
            holidays.pop(day, None)
        else:
            working.discard(day)
            holidays[day] = name
    return Calendar(holidays, frozenset(working))


def calendar_around(at: datetime, overrides: Iterable[Override] = ()) -> Calendar:
    """The calendar from five years before a moment to three years after it."""
    year = local_date(at).year
    national: dict[date, str] = {}
    for each in range(year - 5, year + 4):
        national.update(_library(each, ("public", "government")))
    return merge(national, overrides)


def local_date(at: datetime) -> date:
    """The day in Pekalongan.

    Raises:
        ValueError: the moment has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return at.astimezone(WIB).date()


def end_of_day(day: date) -> datetime:
    """23:59:59 WIB of a day, as UTC."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=WIB).astimezone(UTC)


@lru_cache(maxsize=128)
def _library(year: int, categories: tuple[str, ...]) -> Mapping[date, str]:
    # loaded on first use: the library costs a third to two thirds of a second, which most commands and tests never need
    found = import_module("holidays").country_holidays("ID", years=year, categories=categories, language="id")
    return {day: _spelled(str(name)) for day, name in found.items()}


def _spelled(name: str) -> str:
    """A holiday's name in the spelling of KBBI; an admin may have typed the older one."""
    for old, new in _SPELLINGS:
        name = name.replace(old, new)
    return name
