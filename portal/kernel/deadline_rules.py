"""The deadlines of the house as typed data: amounts, clocks, warnings (data/deadlines.json). Pure."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from portal.kernel.clock import WIB
from portal.kernel.workdays import Calendar

Span = tuple[datetime, datetime]
_DATA = json.loads((Path(__file__).parents[1] / "data" / "deadlines.json").read_text("utf-8"))


@dataclass(frozen=True)
class Rule:
    """One deadline. `warn` are fractions of the time at which the owner is warned, the first turns the chip yellow.

    `extension` is in `unit` and may be added `extensions` times; `window` are the local times between which the clock
    of a `window` rule runs.
    """

    code: str
    amount: int
    unit: str  # hour, workday, day, month
    clock: str  # elapsed, office, window
    kind: str  # rule (of law), adopted, standard (of another body), target, config, info
    warn: tuple[float, ...]
    label_id: str
    label_en: str
    extension: int
    extensions: int
    pausable: bool
    window: tuple[time, time]

    def label(self, lang: str = "id") -> str:
        return self.label_en if lang == "en" else self.label_id

    def spans(self, day: date, calendar: Calendar) -> list[Span]:
        """When the clock of an `office` or `window` rule runs on a local day, in order."""
        if self.clock == "window":
            return [_span(day, *self.window)]
        return office_hours(day, calendar)


def _rule(code: str, row: dict[str, Any]) -> Rule:
    extension = row.get("extension", {"amount": 0, "times": 0})
    opens, closes = (time.fromisoformat(text) for text in row.get("window", ("00:00", "23:59")))
    return Rule(
        code=code,
        amount=row["amount"],
        unit=row["unit"],
        clock=row.get("clock", "elapsed"),
        kind=row["kind"],
        warn=tuple(row["warn"]),
        label_id=row["id"],
        label_en=row["en"],
        extension=extension["amount"],
        extensions=extension["times"],
        pausable=row.get("pausable", False),
        window=(opens, closes),
    )


RULES = {code: _rule(code, row) for code, row in _DATA["deadlines"].items()}


def rule(code: str) -> Rule:
    """The rule of that code.

    Raises:
        ValueError: there is none.
    """
    if code not in RULES:
        raise ValueError(f"no deadline {code}")
    return RULES[code]


def office_hours(day: date, calendar: Calendar) -> list[Span]:
    """Before and after the break of a working day; shorter in Ramadan, a longer break on Fridays. Perpres 21/2023."""
    if not calendar.is_working(day):
        return []
    hours = _DATA["office"]["ramadan" if calendar.is_ramadan(day) else "regular"]
    pause = hours["friday_break" if day.weekday() == 4 else "break"]
    opens, stops, resumes, closes = (
        time.fromisoformat(text) for text in (hours["opens"], pause[0], pause[1], hours["closes"])
    )
    return [_span(day, opens, stops), _span(day, resumes, closes)]


def _span(day: date, opens: time, closes: time) -> Span:
    return datetime.combine(day, opens, WIB), datetime.combine(day, closes, WIB)
