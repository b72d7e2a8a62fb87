"""How often letters come, and how often one may be asked for. Pure."""

from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Final


class Pace(StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


WIB: Final = timezone(timedelta(hours=7))
HOUR: Final = 6  # in Pekalongan: before work and school begin
MONDAY: Final = 0
DIGESTS: Final = (Pace.DAILY, Pace.WEEKLY)

UNCONFIRMED: Final = timedelta(days=7)  # after that a wish nobody confirmed is forgotten
PER_ADDRESS: Final = 3  # letters of confirmation to one address in ADDRESS_WINDOW
ADDRESS_WINDOW: Final = timedelta(days=1)
PER_CLIENT: Final = 30  # wishes from one household in CLIENT_WINDOW
CLIENT_WINDOW: Final = timedelta(hours=1)

BATCH: Final = 500  # subscribers that one piece of work looks at: a transaction of well under a second
MOST: Final = 30  # stories in one letter


def slot(pace: Pace, at: datetime) -> datetime:
    """The last moment at or before `at` when digests of this pace were due: 06.00 WIB, for weekly ones on Monday."""
    local = at.astimezone(WIB)
    found = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if found > local:
        found -= timedelta(days=1)
    if pace is Pace.WEEKLY:
        found -= timedelta(days=(found.weekday() - MONDAY) % 7)
    return found


def day_name(moment: datetime) -> str:
    """What a digest is called in the keys of its work."""
    return f"{moment.astimezone(WIB):%Y-%m-%d}"
