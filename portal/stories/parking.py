"""A visitor's words on their way through sign-in or registration: never lost, and gone after a day."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.stories.models import ParkedWords

KEPT = timedelta(hours=24)


def park(session: Session, fields: Mapping[str, list[str]], at: datetime, key: str = "") -> str:
    """Keep the fields of a form, each a list of values; returns the key that finds them, `key` if it is known."""
    row = _find(session, key, at)
    if row is None:
        key = secrets.token_urlsafe(24)
        row = ParkedWords(key_hash=_hash(key))
        session.add(row)
    row.fields, row.made_at = dict(fields), at
    session.flush()
    return key


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
