"""Form fields of a visitor, stored for a day while they sign in or register.

Anybody may store them, so they are limited: known fields only, each cut to a maximum length, and quotas per client
address and in all.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.stories import rules
from portal.stories.forms import PHOTO_TEXTS, TEXTS, StoryForm
from portal.stories.models import ParkedWords

KEPT: Final = timedelta(hours=24)
SLACK: Final = 4  # times the most a field may have: what is typed holds more characters than are counted
SHORT: Final = 100  # characters of a field that is a choice, a date or a key
ROWS: Final = 1000  # of one household in KEPT; a whole network of phones may share one address
BYTES: Final = 8 * 1024 * 1024  # of one household
BYTES_OF_ALL: Final = 64 * 1024 * 1024
AGAIN: Final = timedelta(hours=1)  # when everybody together has left too much


class TooMany(Exception):
    """The quota of this client or of all is used up; retry after `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(str(seconds))
        self.seconds = seconds


def known_fields() -> dict[str, int]:
    """Return the fields of a story form with the maximum number of characters stored."""
    found = dict.fromkeys((field.name for field in StoryForm()), SHORT)
    found |= {name: SLACK * span.high for name, span in TEXTS.items()}
    # `done`: points of a returned story, ticked off
    found |= dict.fromkeys(("upload_ids", "photos_consent", "done"), SHORT)
    for n in range(rules.PHOTOS):
        found |= {f"photo-{n}-{name}": SLACK * span.high for name, span in PHOTO_TEXTS.items()}
        found[f"photo-{n}-consent"] = SHORT
    return found


def fitting(fields: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the known fields, truncated; repeated fields name pictures, at most PHOTOS of them."""
    most = known_fields()
    return {
        name: [value[: most[name]] for value in values[: rules.PHOTOS]]
        for name, values in fields.items()
        if name in most
    }


def park(session: Session, fields: Mapping[str, list[str]], at: datetime, key: str = "", client: str = "") -> str:
    """Keep the fields of a form, each a list of values; returns the key that finds them, `key` if it is known.

    `client` is a keyed hash of the sender's address. Raises TooMany.
    """
    kept = fitting(fields)
    size = len(json.dumps(kept))
    row = _find(session, key, at)
    _check(session, client, size - (row.size if row else 0), at, new=row is None)
    if row is None:
        key = secrets.token_urlsafe(24)
        row = ParkedWords(key_hash=_hash(key))
        session.add(row)
    row.fields, row.made_at, row.client, row.size = kept, at, client, size
    session.flush()
    return key


def _check(session: Session, client: str, more: int, at: datetime, *, new: bool) -> None:
    count, size, first = session.execute(
        select(func.count(), func.coalesce(func.sum(ParkedWords.size), 0), func.min(ParkedWords.made_at)).where(
            ParkedWords.client == client, ParkedWords.made_at >= at - KEPT
        )
    ).one()
    if count + new > ROWS or size + more > BYTES:
        raise TooMany(max(1, round((first + KEPT - at).total_seconds())) if first else 1)
    if (session.scalar(select(func.sum(ParkedWords.size))) or 0) + more > BYTES_OF_ALL:
        raise TooMany(round(AGAIN.total_seconds()))


def fetch(session: Session, key: str, at: datetime) -> dict[str, Any]:
    """The fields kept under a key; empty when there are none or their day is over."""
    row = _find(session, key, at)
    return row.fields if row else {}


def drop(session: Session, key: str) -> None:
    session.execute(delete(ParkedWords).where(ParkedWords.key_hash == _hash(key)))


def tidy(session: Session, at: datetime) -> None:
    """Forget what nobody came back for; called by the minute sweep. The caller commits."""
    session.execute(delete(ParkedWords).where(ParkedWords.made_at < at - KEPT))


def _find(session: Session, key: str, at: datetime) -> ParkedWords | None:
    if not key:
        return None
    return session.scalar(
        select(ParkedWords).where(ParkedWords.key_hash == _hash(key), ParkedWords.made_at >= at - KEPT)
    )


def _hash(key: str) -> str:
    return sha256(key.encode()).hexdigest()
