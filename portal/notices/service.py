"""Tells people things: a row in a list of theirs, and a letter where there is an address. Nothing here commits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.accounts import emails
from portal.accounts.models import User
from portal.notices import desk_mail
from portal.notices.models import Notice
from portal.notices.rules import Audience
from portal.notices.rules import audience as audience_of


@dataclass(frozen=True)
class Letter:
    """A ready letter; `html` is a whole document or empty."""

    subject: str
    text: str
    html: str = ""


def tell(session: Session, user_id: int, key: str, kind: str, detail: Mapping[str, Any], at: datetime) -> bool:
    """Add a notice under a key that makes it unique; False when it was there already.

    `detail` holds JSON values; what has nothing to say is left out. The kind says which list it stands in; what is for
    a desk is mailed, too, at the pace its reader chose.
    """
    if session.scalar(select(Notice.id).where(Notice.key == key)) is not None:
        return False
    kept = {name: value for name, value in detail.items() if value not in (None, "", [])}
    notice = Notice(user_id=user_id, key=key, kind=kind, audience=audience_of(kind), detail=kept, made_at=at)
    session.add(notice)
    session.flush()
    if notice.audience is Audience.DESK:
        desk_mail.plan(session, notice, at)
    return True


def post(session: Session, user: User, key: str, letter: Letter, at: datetime) -> None:
    """Queue a letter to a person who gave an address; others see the notice when they come back."""
    emails.post(session, user, key, letter.subject, letter.text, at, letter.html)


def mark_read(session: Session, user_id: int, audience: Audience, at: datetime) -> None:
    """Everything in one list of a person counts as read."""
    mine = (Notice.user_id == user_id, Notice.audience == audience, Notice.read_at.is_(None))
    waiting = update(Notice).where(*mine)
    session.execute(waiting.values(read_at=at).execution_options(synchronize_session=False))


def forget(session: Session, user_id: int, kinds: Collection[str], code: str) -> None:
    """Take back what a desk told a person about the story of this code, and the letters that were to tell of it."""
    mine = (Notice.user_id == user_id, Notice.audience == Audience.DESK, Notice.kind.in_(kinds))
    about = delete(Notice).where(*mine, Notice.detail["code"].as_string() == code)
    session.execute(about.execution_options(synchronize_session=False))
