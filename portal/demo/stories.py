"""The stories of the demonstration: words and wishes as data, with every date relative to now.

Each story is a TOML file in texts/. `{event}` in a body becomes the day of the event in press style,
"Senin (23/11/2026)"; `{event-6}` and `{event+14}` are days before and after it.
"""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from portal.demo.pictures import WIB, photo

TEXTS = Path(__file__).with_name("texts")
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


@dataclass(frozen=True)
class DemoPhoto:
    """One picture: which scene, and the words its author gave it. `taken` is the WIB time on the day of the event."""

    scene: str
    seed: int
    caption: str
    alt: str
    credit: str
    taken: str
    orientation: int = 1

    def jpeg(self, event: date, tile: tuple[int, int]) -> bytes:
        """The file as the telephone saved it, `tile` being the ward's place on the map."""
        hour, minute = map(int, self.taken.split("."))
        at = datetime.combine(event, time(hour, minute), WIB)
        return photo(self.scene, self.seed, at, tile, self.orientation)


@dataclass(frozen=True)
class DemoPost:
    """What should have become of the story on one channel. A channel that is not listed keeps its queued post.

    `hours_ago` is the time of publication, `due_in_hours` of the schedule; `reason` a code (`needs_picture`) or words.
    """

    channel: str
    state: str
    reason: str = ""
    hours_ago: float = 0
    due_in_hours: float = 0
    proof_url: str = ""


@dataclass(frozen=True)
class DemoStory:
    """A story, who wrote it, and how far it should have come. Hours are counted back from now."""

    key: str
    title: str
    body: str
    ward: str
    rubric: str
    event_days_ago: int
    place: str
    source: str
    credit: str
    author: str
    submitted_hours_ago: float
    state: str
    decided_hours_ago: float = 0
    decided_by: str = ""
    claimed_by: str = ""
    reasons: tuple[str, ...] = ()
    note: str = ""
    photos: tuple[DemoPhoto, ...] = field(default=())
    posts: tuple[DemoPost, ...] = field(default=())
    skip_rest: str = ""  # why humas passed over every channel that `posts` does not name

    def event(self, now: datetime) -> date:
        """The day it happened, in Pekalongan."""
        return now.astimezone(WIB).date() - timedelta(days=self.event_days_ago)

    def text(self, now: datetime) -> str:
        """The body with its dates filled in, lines ended with LF, without an empty one at the ends."""
        event = self.event(now)
        return re.sub(r"\{event([+-]\d+)?\}", lambda found: press_date(event, int(found[1] or 0)), self.body).strip()


def press_date(day: date, shift: int = 0) -> str:
    """A day as the local press writes it: "Senin (23/11/2026)"."""
    day += timedelta(days=shift)
    return f"{DAYS[day.weekday()]} ({day.day}/{day.month}/{day.year})"


@cache
def stories() -> tuple[DemoStory, ...]:
    """All of them, by the number of their file."""
    return tuple(_story(path.stem, tomllib.loads(path.read_text("utf-8"))) for path in sorted(TEXTS.glob("*.toml")))


def _story(key: str, data: dict[str, Any]) -> DemoStory:
    photos = tuple(DemoPhoto(**each) for each in data.pop("photos", []))
    posts = tuple(DemoPost(**each) for each in data.pop("posts", []))
    data["reasons"] = tuple(data.get("reasons", ()))
    return DemoStory(key=key, photos=photos, posts=posts, **data)
