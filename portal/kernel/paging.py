"""Keyset paging: a cursor names the last row seen, so page 10,000 costs what page 1 costs."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from portal.kernel.numbers import MOST

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CURSOR = re.compile(r"([0-9a-z]{1,13})-([0-9a-z]{1,13})")
T = TypeVar("T")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class BadCursor(ValueError):
    """The cursor was not made by us."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """Up to `size` items and the cursor of the next page, if there is one."""

    items: Sequence[T]
    next: str | None


def encode(at: datetime, row_id: int) -> str:
    return f"{base36((at - EPOCH) // timedelta(microseconds=1))}-{base36(row_id)}"


def decode(text: str) -> tuple[datetime, int]:
    """The time and row a cursor names. Raises BadCursor."""
    match = CURSOR.fullmatch(text)
    if match is None:
        raise BadCursor(text)
    try:
        at, row_id = EPOCH + timedelta(microseconds=int(match[1], 36)), int(match[2], 36)
    except OverflowError as error:
        raise BadCursor(text) from error
    if row_id > MOST:  # PostgreSQL refuses to compare an integer column with more
        raise BadCursor(text)
    return at, row_id


def cut(rows: Sequence[T], size: int, position: Callable[[T], tuple[datetime, int]]) -> Page[T]:
    """Make a page from up to `size + 1` rows."""
    if len(rows) <= size:
        return Page(rows, None)
    return Page(rows[:size], encode(*position(rows[size - 1])))


def base36(number: int) -> str:
    """A number as a cursor writes it; `int(text, 36)` reads it."""
    if number < 0:
        raise BadCursor(str(number))
    text = ""
    while True:
        number, rest = divmod(number, 36)
        text = DIGITS[rest] + text
        if number == 0:
            return text
