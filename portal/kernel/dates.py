"""Numbers, dates and times as people in Pekalongan write them, and their English counterparts. Pure.

Times are shown in WIB: "Selasa (24/11/2026) 06.40 WIB", "24/11/2026 13.00 WIB", "Rp10.000". English pages write
"Tuesday, 24 November 2026, 06:40 WIB".
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from portal.kernel.clock import WIB

DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "id": (
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}


def number(value: int | float | Decimal, lang: str = "id", decimals: int = 0) -> str:
    """`1.234.567` or `1.234,5`; English `1,234,567` and `1,234.5`."""
    text = f"{value:,.{decimals}f}"
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))


def rupiah(value: int) -> str:
    """`Rp10.000`, without a space, in either language."""
    return f"{'-' if value < 0 else ''}Rp{number(abs(value))}"


def wib(moment: datetime) -> datetime:
    """The moment on Pekalongan's clock.

    Raises:
        ValueError: it has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment if moment.tzinfo is WIB else moment.astimezone(WIB)


def parse_wib(text: str) -> datetime:
    """What a `datetime-local` field sends, `YYYY-MM-DDTHH:MM`, read as WIB; aware UTC.

    Raises:
        ValueError: another shape, or no such moment.
    """
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?", text, re.ASCII):
        raise ValueError(f"no local time: {text[:40]!r}")
    return datetime.fromisoformat(text).replace(tzinfo=WIB).astimezone(UTC)


def field_wib(moment: datetime) -> str:
    """The value of a `datetime-local` field, `2026-11-24T13:00`."""
    return wib(moment).strftime("%Y-%m-%dT%H:%M")


def start_of_day(day: date) -> datetime:
    """Midnight of Pekalongan, as UTC."""
    return datetime.combine(day, time.min, WIB).astimezone(UTC)


def short_date(moment: date, lang: str = "id") -> str:
    """`24/11/2026`, English `24 Nov 2026`; of a moment the local day."""
    day = _day(moment)
    if lang == "en":
        return f"{day.day} {MONTHS['en'][day.month - 1][:3]} {day.year}"
    return f"{day.day}/{day.month}/{day.year}"


def long_date(moment: date, lang: str = "id") -> str:
    """`24 November 2026` in both languages."""
    day = _day(moment)
    return f"{day.day} {MONTHS[lang][day.month - 1]} {day.year}"


def day_date(moment: date, lang: str = "id") -> str:
    """`Selasa (24/11/2026)`, English `Tuesday, 24 November 2026`."""
    day = _day(moment)
    name = DAYS[lang][day.weekday()]
    return f"{name}, {long_date(day, 'en')}" if lang == "en" else f"{name} ({short_date(day)})"


def clock(moment: datetime, lang: str = "id") -> str:
    """`13.00`, English `13:00`; the zone is added where a whole stamp is shown."""
    local = wib(moment)
    return f"{local.hour:02}{':' if lang == 'en' else '.'}{local.minute:02}"


def clock_seconds(moment: datetime, lang: str = "id") -> str:
    """`13.00.05`, English `13:00:05`: for what happens within the minute."""
    return f"{clock(moment, lang)}{':' if lang == 'en' else '.'}{wib(moment).second:02}"


def stamp(moment: datetime, lang: str = "id") -> str:
    """`24/11/2026 13.00 WIB`, English `24 Nov 2026, 13:00 WIB`."""
    local = wib(moment)
    return f"{short_date(local.date(), lang)}{',' if lang == 'en' else ''} {clock(local, lang)} WIB"


def day_stamp(moment: datetime, lang: str = "id") -> str:
    """`Selasa (24/11/2026) 06.40 WIB`, English `Tuesday, 24 November 2026, 06:40 WIB`."""
    local = wib(moment)
    return f"{day_date(local.date(), lang)}{',' if lang == 'en' else ''} {clock(local, lang)} WIB"


def date_id(moment: date) -> str:
    return short_date(moment, "id")


def date_en(moment: date) -> str:
    return short_date(moment, "en")


@dataclass(frozen=True)
class Relative:
    """How long ago (`past`) or ahead something is, for templates to put in words.

    `kind` is `now` (less than a minute), `minutes`, `hours` (same local day), `yesterday`, `today`, `tomorrow`, `days`
    (up to six) or `date`; `amount` belongs to minutes, hours and days.
    """

    kind: str
    amount: int
    past: bool


def relative(moment: datetime, now: datetime) -> Relative:
    """A moment seen from now, as finely as its distance deserves."""
    seconds = (now - moment).total_seconds()
    past, minutes = seconds >= 0, int(abs(seconds) // 60)
    day = relative_day(moment, now)
    if minutes < 60:
        return Relative("minutes" if minutes else "now", minutes, past)
    return Relative("hours", minutes // 60, past) if day.kind == "today" else day


def relative_day(moment: date, now: datetime) -> Relative:
    """The same by whole local days."""
    days = (_day(moment) - _day(now)).days
    past = days < 0
    if abs(days) < 2:
        return Relative(("today", "tomorrow", "yesterday")[days], 0, past)
    return Relative("days" if abs(days) < 7 else "date", abs(days), past)


def _day(moment: date) -> date:
    return wib(moment).date() if isinstance(moment, datetime) else moment
