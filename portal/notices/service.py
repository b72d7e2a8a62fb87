"""Tells people things: a row in their list, and a letter where there is an address. Nothing here commits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.accounts import emails
from portal.accounts.models import User
from portal.notices.models import Notice


@dataclass(frozen=True)
class Letter:
    """A ready letter; `html` is a whole document or empty."""

    subject: str
    text: str
    html: str = ""


def tell(session: Session, user_id: int, key: str, kind: str, detail: Mapping[str, Any], at: datetime) -> bool:
    """Add a notice under a key that makes it unique; False when it was there already.

    `detail` holds JSON values; what has nothing to say is left out.
    """
    if session.scalar(select(Notice.id).where(Notice.key == key)) is not None:
        return False
    kept = {name: value for name, value in detail.items() if value not in (None, "", [])}
    session.add(Notice(user_id=user_id, key=key, kind=kind, detail=kept, made_at=at))
    session.flush()
    return True


def post(session: Session, user: User, key: str, letter: Letter, at: datetime) -> None:
    """Queue a letter to a person who gave an address; others see the notice when they come back."""
    emails.post(session, user, key, letter.subject, letter.text, at, letter.html)


def mark_read(session: Session, user_id: int, at: datetime) -> None:
    waiting = update(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    session.execute(waiting.values(read_at=at).execution_options(synchronize_session=False))
