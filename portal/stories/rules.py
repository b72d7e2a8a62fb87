"""What a story must carry and how long each part may be, as data and small checks. Pure."""

import json
import re
from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from portal.kernel.text import visible


class Span(NamedTuple):
    """How many characters a text may have, counted after cleaning; both ends belong to it."""

    low: int
    high: int


TITLE = Span(10, 120)
BODY = Span(100, 10_000)
PLACE = Span(0, 160)
SOURCE = Span(0, 400)
CAPTION = Span(0, 300)
ALT = Span(0, 250)
PHOTO_CREDIT = Span(0, 120)
PHOTOS = 10
NOTE = "note"  # what stands for the director's note among the points an author ticks off
EARLIEST = date(1900, 1, 1)  # a mistyped year, not an event anybody reports from


class Wrong(NamedTuple):
    """What is wrong with one value: `missing`, `short`, `long` (by `amount` characters), `unreadable`, `future`, …"""

    code: str
    amount: int = 0


@dataclass(frozen=True)
class PhotoWords:
    """A received picture and what was typed for it."""

    photo_id: int
    caption: str = ""
    alt: str = ""
    credit: str = ""
    consent: bool = False


@dataclass(frozen=True)
class Sheet:
    """One filled-in form, cleaned and checked; a draft may lack anything."""

    title: str = ""
    body: str = ""
    ward_id: int | None = None
    rubric_id: int | None = None
    event_date: date | None = None
    place: str = ""
    source: str = ""
    credit: str = "full"
    original: bool = False
    license: bool = False
    photos: tuple[PhotoWords, ...] = ()
    author: str = ""  # the author's name, which photos without a credit get


def fingerprint(sheet: Sheet) -> str:
    """A hash of what a director reviews; equal for a story that comes back as it was returned."""
    day = sheet.event_date.isoformat() if sheet.event_date else ""
    places = [sheet.ward_id, sheet.rubric_id, day, sheet.place, sheet.source]
    reviewed = [sheet.title, sheet.body, *places, [astuple(photo) for photo in sheet.photos]]
    return sha256(json.dumps(reviewed).encode()).hexdigest()


def check_text(text: str, span: Span, *, full: bool, shown: Callable[[str], str] = visible) -> Wrong | None:
    """A draft (`full` false) may be short or empty, but never longer than what is kept.

    `shown` finds the part that readers see; only that counts for the minimum.
    """
    if len(text) > span.high:
        return Wrong("long", len(text) - span.high)
    if not full or not span.low:
        return None
    size = len(shown(text))
    if size >= span.low:
        return None
    return Wrong("short", span.low - size) if size else Wrong("missing")


def read_day(text: str) -> date | None:
    """The day meant by 2026-11-24 or 24/11/2026; None when it is none."""
    if found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text, re.ASCII):
        year, month, day = found.groups()
    elif found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text, re.ASCII):
        day, month, year = found.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def check_day(text: str, today: date, *, full: bool) -> Wrong | None:
    """`today` is the day in Pekalongan. A draft may lack the day or name a later one, but not one nobody can read."""
    if not text:
        return Wrong("missing") if full else None
    day = read_day(text)
    if day is None or day < EARLIEST:
        return Wrong("unreadable")
    return Wrong("future") if full and day > today else None
