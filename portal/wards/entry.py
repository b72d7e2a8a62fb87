"""One object of a city file: every key is asked for by kind, and what was never asked for is a typing error. Pure."""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

ANY = r"(?s:.*\S.*)"
T = TypeVar("T")


class CityDataError(Exception):
    """One line that names the file, the place in it, and what is wrong there."""


class Entry:
    """One object of the file; every key is asked for once, what was never asked for is a typing error."""

    def __init__(self, value: Any, where: str) -> None:
        self.where = where
        if not isinstance(value, dict):
            raise self.wrong("must be an object")
        self.left = dict(value)

    def wrong(self, what: str) -> CityDataError:
        return CityDataError(f"{self.where} {what}")

    def take(self, key: str) -> Any:
        if key not in self.left:
            raise self.wrong(f"lacks {key!r}")
        return self.left.pop(key)

    def text(self, key: str, pattern: str = ANY) -> str:
        value = self.take(key)
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise self.wrong(f"{key} cannot be {value!r}")
        return value

    def text_or(self, key: str, default: str) -> str:
        """A text that may be left out."""
        return self.text(key) if key in self.left else default

    def one_of(self, key: str, known: Iterable[str]) -> str:
        value = self.take(key)
        if value not in known:
            raise self.wrong(f"{key} cannot be {value!r}; known are {', '.join(known)}")
        return str(value)

    def https(self, key: str, *, optional: bool = False) -> str:
        return self.text(key, r"https://[a-z0-9.-]+\.[a-z]{2,}(?:/\S*)?" + ("|" if optional else ""))

    def number(self, key: str, low: int, high: int) -> int:
        return self._number(key, self.take(key), low, high)

    def _number(self, key: str, value: Any, low: int, high: int) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.wrong(f"{key} must be from {low} to {high}, not {value!r}")
        return value

    def pair(self, key: str, *bounds: tuple[int, int]) -> list[int]:
        values = self.take(key)
        if not isinstance(values, list) or len(values) != len(bounds):
            raise self.wrong(f"needs {len(bounds)} numbers as {key}")
        return [self._number(key, value, *bound) for value, bound in zip(values, bounds, strict=True)]

    def flag(self, key: str) -> bool:
        value = self.take(key)
        if not isinstance(value, bool):
            raise self.wrong(f"{key} must be true or false, not {value!r}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.take(key)
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            raise self.wrong(f"needs a list of texts as {key}")
        return tuple(values)

    def entry(self, key: str) -> "Entry":
        return Entry(self.take(key), f"{self.where}.{key}")

    def each(self, key: str, read: Callable[["Entry"], T]) -> tuple[T, ...]:
        values = self.take(key)
        if not isinstance(values, list) or not values:
            raise self.wrong(f"needs a list with something in it as {key}")
        return tuple(Entry(value, f"{self.where} {key}[{n}]").closed(read) for n, value in enumerate(values))

    def closed(self, read: Callable[["Entry"], T]) -> T:
        """What `read` makes of it, once nothing is left over."""
        made = read(self)
        if self.left:
            raise self.wrong(f"has the unknown key {next(iter(self.left))!r}")
        return made
