"""What the forms of the newsroom have in common: alt texts by number, seen versions, times, and words for too much."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from flask_babel import ngettext

from portal.kernel import dates, numbers
from portal.stories import alt_texts, rules

ALT_MAX: Final = rules.ALT.high
_DAY: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})[ ,]+(\d{1,2})[.:](\d{2})(?: WIB)?", re.ASCII)


def alts(given: Mapping[str, str], most: int) -> dict[int, str]:
    """The fields `alt-0`, `alt-1` …, as many of the first `most` as arrived."""
    return alt_texts.typed(given, most)


def alt_errors(typed: Mapping[int, str]) -> dict[int, str]:
    return {place: too_long(len(alt) - ALT_MAX) for place, alt in typed.items() if len(alt) > ALT_MAX}


def version(typed: str | None) -> int | None:
    """The version of the page that was sent; None when it did not come along."""
    return numbers.whole(typed, high=999_999_999)


def too_long(over: int) -> str:
    return str(ngettext("Too long. Remove %(num)d character.", "Too long. Remove %(num)d characters.", over))


def time(typed: str) -> datetime | None:
    """A time as browsers and people write it, in WIB; None for none or one nobody can read."""
    if found := _DAY.fullmatch(typed):
        day, month, year, hour, minute = found.groups()
        typed = f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute}"
    try:
        return dates.parse_wib(typed)
    except (ValueError, OverflowError):
        return None
