"""What /cari was asked for, read from its address: never an error page, a message at the field instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from portal.kernel.clock import WIB
from portal.kernel.phrases import gettext as _
from portal.kernel.search import Cut
from portal.kernel.search_query import Query, parse

FIELDS = ("q", "kelurahan", "rubrik", "dari", "sampai")
EARLIEST, LATEST = date(1970, 1, 2), date(9000, 1, 1)


@dataclass(frozen=True)
class Wanted:
    """The query and its filters. `typed` is what stands in the fields again; `errors` names a fault for each field."""

    query: Query
    ward: Any | None
    rubric: Any | None
    since: date | None
    until: date | None
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def filtered(self) -> bool:
        return any((self.ward, self.rubric, self.since, self.until))

    @property
    def asked(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.query.must) or self.filtered

    @property
    def cut(self) -> Cut:
        """Whole days in Pekalongan, the last one included."""
        return Cut(
            place=self.ward.id if self.ward else None,
            topic=self.rubric.id if self.rubric else None,
            since=_midnight(self.since) if self.since else None,
            until=_midnight(self.until + timedelta(days=1)) if self.until else None,
        )

    def kind(self, name: str) -> str:
        """The kind of field a date stands in: browsers show nothing in a date field for words they cannot read."""
        try:
            return "date" if date.fromisoformat(self.typed[name]).isoformat() == self.typed[name] else "text"
        except ValueError:
            return "text" if self.typed[name] else "date"

    def address(self, **changes: str) -> str:
        """The part behind "?" with some fields changed; empty ones are left out."""
        return urlencode({name: value for name, value in (self.typed | changes).items() if value})


def read(args: Mapping[str, str], wards: Sequence[Any], rubrics: Sequence[Any]) -> Wanted:
    """From the arguments of a request."""
    errors: dict[str, str] = {}
    query = parse(args.get("q", ""))
    ward = _chosen(args, "kelurahan", wards, errors)
    rubric = _chosen(args, "rubrik", rubrics, errors)
    since, until = _day(args, "dari", errors), _day(args, "sampai", errors)
    typed = {"q": query.text, "kelurahan": ward.slug if ward else "", "rubrik": rubric.slug if rubric else ""}
    typed |= {"dari": _kept(since, args.get("dari", "")), "sampai": _kept(until, args.get("sampai", ""))}
    if since and until and since > until:
        errors["sampai"] = str(_("The last day lies before the first. Swap the two dates."))
        since = until = None
    return Wanted(query, ward, rubric, since, until, typed, errors)


def _chosen(args: Mapping[str, str], name: str, known: Sequence[Any], errors: dict[str, str]) -> Any | None:
    slug = args.get(name, "").strip()
    found = next((each for each in known if each.slug == slug), None)
    if slug and found is None:
        errors[name] = str(_("This choice does not exist. Choose another from the list."))
    return found


def _day(args: Mapping[str, str], name: str, errors: dict[str, str]) -> date | None:
    text = args.get(name, "").strip()
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = datetime.strptime(text[:20], form).replace(tzinfo=WIB).date()
        except ValueError:
            continue
        if EARLIEST <= day < LATEST:
            return day
    errors[name] = str(_("This date cannot be read. Write it like 24/11/2026."))
    return None


def _kept(day: date | None, typed: str) -> str:
    """What stands in the field again."""
    return day.isoformat() if day else typed[:20].strip()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=WIB)
