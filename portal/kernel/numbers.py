"""Whole numbers from outside, bounded on both sides before anything reads them.

`int()` takes more than anybody means: signs, blanks, underscores, the digits of forty scripts, and up to 4,300 of
them; and the database refuses what its column cannot hold. Whoever reads a number from an address, a form, a header or
a cookie reads it here.
"""

import re
from typing import Final

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError

MOST: Final = 2**31 - 1  # what an integer column holds on PostgreSQL
_DIGITS: Final = re.compile(r"[0-9]{1,19}")


def whole(text: str | None, low: int = 0, high: int = MOST) -> int | None:
    """The number that plain digits mean; None for anything else, and for one outside `low` to `high`."""
    if text is None or not _DIGITS.fullmatch(text):
        return None
    number = int(text)
    return number if low <= number <= high else None


def row(text: str | None) -> int | None:
    """The number of a row of the database, or None."""
    return whole(text, 1)


class RowConverter(BaseConverter):
    """`<row:user_id>` in a route: the number of a row or of a part, counted from 1; anything else is 404."""

    regex = "[1-9][0-9]{0,9}"

    def to_python(self, value: str) -> int:
        number = row(value)
        if number is None:
            raise ValidationError
        return number


def init_app(app: Flask) -> None:
    app.url_map.converters["row"] = RowConverter
