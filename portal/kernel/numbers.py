"""Parse whole numbers from outside, within bounds, and write them.

`int()` accepts too much: signs, spaces, underscores, digits of forty scripts, up to 4,300 of them; and the database
rejects numbers too large for a column. Use this for every number from a URL, form, header or cookie.
"""

import re
from typing import Final

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError

MOST: Final = 2**31 - 1  # what an integer column holds on PostgreSQL
_DIGITS: Final = re.compile(r"[0-9]{1,19}")


def whole(text: str | None, low: int = 0, high: int = MOST) -> int | None:
    """Return the number in ASCII digits, or None for anything else and outside `low` to `high`."""
    if text is None or not _DIGITS.fullmatch(text):
        return None
    number = int(text)
    return number if low <= number <= high else None


def grouped(number: int, lang: str) -> str:
    """A number as people of the language read it: 10.000 in Indonesian, 10,000 in English."""
    return f"{number:,}" if lang == "en" else f"{number:,}".replace(",", ".")


def row(text: str | None) -> int | None:
    """Return a database row number, or None."""
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
