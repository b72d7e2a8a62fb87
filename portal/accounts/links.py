"""One-time links and recovery codes: the database keeps only a hash, so that a copy of it opens nothing."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from portal.accounts import codes, queries
from portal.accounts.models import OneTimeLink, User
from portal.kernel.db import changed


def key_hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def issue(
    session: Session,
    user: User,
    purpose: str,
    at: datetime,
    life: timedelta | None,
    by_id: int | None = None,
    **detail: Any,
) -> str:
    """A new link's key, to be shown or sent once. The caller commits."""
    key = secrets.token_urlsafe(24)
    _add(session, user, purpose, key, at, life, by_id, detail)
    return key


def find(session: Session, key: str, purposes: tuple[str, ...], at: datetime) -> OneTimeLink | None:
    """The link of a key while it may be used."""
    return queries.link(session, key_hash(key), purposes, at)


def spend(session: Session, link: OneTimeLink, at: datetime) -> bool:
    """Use a link up; False when somebody was faster. The caller commits."""
    unused = (OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None))
    return changed(session, update(OneTimeLink).where(*unused).values(used_at=at)) == 1


def void(session: Session, user: User, purposes: tuple[str, ...], at: datetime) -> None:
    """Make every open link of these purposes useless. The caller commits."""
    session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.user_id == user.id, OneTimeLink.purpose.in_(purposes), OneTimeLink.used_at.is_(None))
        .values(used_at=at)
    )


def tidy(session: Session, at: datetime) -> None:
    """Forget links that ran out long ago. The caller commits."""
    session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at < at - timedelta(days=90)))


def issue_codes(session: Session, user: User, at: datetime) -> list[str]:
    """New recovery codes in groups, replacing the old ones. The caller commits and shows them once."""
    void(session, user, ("recovery",), at)
    drawn = [codes.draw() for _ in range(codes.HOW_MANY)]
    for code in drawn:
        _add(session, user, "recovery", _code_key(user.id, code), at, None, None, {})
    return [codes.grouped(code) for code in drawn]


def find_code(session: Session, user: User | None, typed: str, at: datetime) -> OneTimeLink | None:
    """The unused recovery code a person typed; asked of the database also for nobody, who has none."""
    return queries.link(session, key_hash(_code_key(user.id if user else 0, codes.read(typed))), ("recovery",), at)


def _code_key(user_id: int, code: str) -> str:
    # with the person in it, two people may draw the same code and a code counts only for its owner
    return f"recovery:{user_id}:{code}"


def _add(
    session: Session,
    user: User,
    purpose: str,
    key: str,
    at: datetime,
    life: timedelta | None,
    by_id: int | None,
    detail: dict[str, Any],
) -> None:
    session.add(
        OneTimeLink(
            user_id=user.id,
            purpose=purpose,
            key_hash=key_hash(key),
            detail=detail,
            made_at=at,
            made_by_id=by_id,
            expires_at=at + life if life else None,
        )
    )
