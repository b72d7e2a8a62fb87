"""What a picture's private evidence says about a story: hints for whoever decides, never a verdict. Pure.

A position never leaves this file: it is told as a distance from where other pictures of the ward were taken.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from statistics import median
from typing import Any, NamedTuple

from portal.kernel.clock import WIB

COMPARABLE = 3  # pictures at least, before the middle of a ward means anything
FAR = 20  # kilometres: beyond that a number would say more about a home than about the story
_EARTH = 6371.0  # kilometres
Point = tuple[float, float]  # degrees north, degrees east


class Timing(NamedTuple):
    """`kind`: none (no time in the picture), same (the day of the event), before, after (by `days`), undated."""

    kind: str
    taken_at: datetime | None = None
    days: int = 0


class Nearness(NamedTuple):
    """`kind`: none (no position), alone (nothing to compare with), near (under 1 km), km (`km` rounded), far."""

    kind: str
    km: int = 0


def timing(evidence: Mapping[str, Any], event_date: date | None) -> Timing:
    """The moment in the picture beside the day the author gave; a camera without a zone is read as WIB."""
    try:
        taken = datetime.fromisoformat(str(evidence.get("taken_at")))
    except ValueError:
        return Timing("none")
    taken = taken.replace(tzinfo=WIB) if taken.tzinfo is None else taken
    if event_date is None:
        return Timing("undated", taken)
    days = (taken.astimezone(WIB).date() - event_date).days
    return Timing("same" if days == 0 else "before" if days < 0 else "after", taken, abs(days))


def camera(evidence: Mapping[str, Any]) -> str:
    """`Samsung SM-A145F`, without saying the maker twice; empty when the picture does not tell."""
    make, model = (" ".join(str(evidence.get(key) or "").split()) for key in ("make", "model"))
    return model if model.casefold().startswith(make.casefold()) else f"{make} {model}".strip()


def point(evidence: Mapping[str, Any]) -> Point | None:
    """Where the picture was taken, or None; (0, 0) is what cameras write that do not know."""
    north, east = evidence.get("latitude"), evidence.get("longitude")
    if not isinstance(north, int | float) or not isinstance(east, int | float) or (north, east) == (0, 0):
        return None
    return float(north), float(east)


def nearness(here: Point | None, others: Sequence[Point]) -> Nearness:
    """How far a picture was taken from the middle of others, told no finer than a kilometre."""
    if here is None:
        return Nearness("none")
    if len(others) < COMPARABLE:
        return Nearness("alone")
    middle = median(north for north, _ in others), median(east for _, east in others)
    distance = _distance(here, middle)
    if distance < 1:
        return Nearness("near")
    return Nearness("far") if distance > FAR else Nearness("km", round(distance))


def _distance(one: Point, other: Point) -> float:
    """Kilometres along the globe (haversine)."""
    north, east = math.radians(one[0]), math.radians(one[1])
    to_north, to_east = math.radians(other[0]), math.radians(other[1])
    half = math.sin((to_north - north) / 2) ** 2
    half += math.cos(north) * math.cos(to_north) * math.sin((to_east - east) / 2) ** 2
    return 2 * _EARTH * math.asin(min(1.0, math.sqrt(half)))
