"""How fast a network wants to be fed, as dated data. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from portal.channels.limits import Kind


@dataclass(frozen=True)
class Pace:
    """The time one message takes up; an album counts as many messages as it has pictures."""

    interval: timedelta
    source: str
    checked_on: date

    def room(self, pictures: int) -> timedelta:
        """What a post with that many pictures takes up."""
        return self.interval * max(1, pictures)


PACES: Final = MappingProxyType(
    {
        Kind.TELEGRAM: Pace(
            timedelta(seconds=3),
            "Bots FAQ: one message a second in a chat, 20 a minute in a group; unofficial, so retry_after counts too",
            date(2026, 11, 24),
        )
    }
)


def pace_of(kind: str) -> Pace | None:
    """None where the network sets no pace for single posts."""
    return PACES.get(Kind(kind))
