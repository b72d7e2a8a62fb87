"""The checklist that goes with a kit: what a person looks at before and after posting by hand."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from portal.channels.limits import SITES, Kind
from portal.kernel.clock import WIB

FRIDAY = 4  # datetime.weekday
BRIEF = ("children", "privacy")  # the lines that count on every channel; its own first line is the third
FILE = Path(__file__).parents[1] / "data" / "checklists.json"


@dataclass(frozen=True)
class Item:
    """One line to tick; `code` is stable, `text` is in the language asked for."""

    code: str
    text: str
    brief: bool = False  # one of the three that count most


@dataclass(frozen=True)
class Slot:
    """A good time of day in WIB ("06.30"), with what to mind."""

    code: str
    starts: str
    ends: str
    text: str


def checklist(kind: str, lang: str, *, name: str, handle: str = "") -> list[Item]:
    """The lines for a kit of that kind of channel, in the order of the work; `lang` is "id" or "en"."""
    data = _data()
    own = data["kinds"][Kind.WEBSITE if Kind(kind) in SITES else Kind(kind)]
    shown = f" ({handle if handle.startswith('@') else f'@{handle}'})" if handle else ""
    rows = [*data["before"], *own, *data["after"]]
    first = {*BRIEF, own[0]["code"]}
    return [
        Item(row["code"], row[lang].replace("{name}", name).replace("{handle}", shown), row["code"] in first)
        for row in rows
    ]


def slots(lang: str, *, friday: bool = False) -> list[Slot]:
    """The times of day to propose; on a Friday without the one that falls on the prayers."""
    rows = [row for row in _data()["slots"] if not (friday and "friday" in row.get("not_on", []))]
    return [Slot(row["code"], row["from"], row["to"], row[lang]) for row in rows]


def next_slot(at: datetime) -> datetime:
    """The beginning of the next good time of day, at least a quarter of an hour away; aware UTC."""
    return next(upcoming(at))


def upcoming(at: datetime) -> Iterator[datetime]:
    """The beginnings of the good times of day from a quarter of an hour on, for three days; aware UTC."""
    soon = (at + timedelta(minutes=15)).astimezone(WIB)
    for days in range(3):
        day = soon + timedelta(days=days)
        for slot in slots("id", friday=day.weekday() == FRIDAY):
            hour, minute = map(int, slot.starts.split("."))
            begins = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
            if begins >= soon:
                yield begins.astimezone(UTC)


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return loaded
