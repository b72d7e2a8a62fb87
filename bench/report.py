"""One figure of the bar, with its target and whether it is met."""

from collections.abc import Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """`passed` is None for a figure without a target, printed beside the others."""

    row: str  # of design/bar: P1, P2 …
    what: str
    figure: str
    target: str = ""
    passed: bool | None = None

    def line(self) -> str:
        verdict = {True: "PASS", False: "FAIL", None: ""}[self.passed]
        return f"{self.row:4} {self.what:78} {self.figure:>16}   {self.target:22} {verdict}".rstrip()


def at_most(row: str, what: str, value: float, limit: float, unit: str = "", digits: int = 2) -> Row:
    return Row(row, what, _shown(value, unit, digits), f"≤ {_shown(limit, unit, None)}", value <= limit)


def at_least(row: str, what: str, value: float, limit: float, unit: str = "", digits: int = 2) -> Row:
    return Row(row, what, _shown(value, unit, digits), f"≥ {_shown(limit, unit, None)}", value >= limit)


def plain(row: str, what: str, value: float, unit: str = "", digits: int = 2) -> Row:
    """A figure that stands beside another one."""
    return Row(row, what, _shown(value, unit, digits))


def missing(row: str, what: str, why: str) -> Row:
    return Row(row, what, "not measured", why, False)


def _shown(value: float, unit: str, digits: int | None) -> str:
    text = f"{value:g}" if digits is None else f"{value:,.{digits}f}"
    return f"{text} {unit}".rstrip()


def verdict(rows: Sequence[Row]) -> str:
    """The last line of a run."""
    failed = sum(row.passed is False for row in rows)
    return f"{sum(row.passed is True for row in rows)} targets met, {failed} missed"
