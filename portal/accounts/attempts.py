"""Guessing stops after five wrong tries a minute, for one account and from one address. Only failures count."""

from datetime import datetime

from flask import current_app
from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.accounts import queries
from portal.accounts.models import FailedSignIn, User
from portal.accounts.rules import GUESS_WINDOW, GUESSES
from portal.kernel.client_address import address_key
from portal.kernel.db import lock_digest
from portal.kernel.keyed_hash import keyed_hash


def account_key(user: User | None, canonical: str) -> str:
    """One account, however it was named; a name nobody has counts by itself. Keyed, so that rows tell no address."""
    text = f"user:{user.id}" if user else f"text:{canonical}"
    return keyed_hash(str(current_app.secret_key), "failed", text)


def wait(session: Session, key: str, address: str | None, at: datetime) -> int:
    """Seconds until another try is looked at; 0 when one may be made now."""
    of_account, of_address = queries.failures(session, key, address_key(address), at)
    until = [times[-GUESSES] + GUESS_WINDOW for times in (of_account, of_address) if len(times) >= GUESSES]
    return max((max(1, round((end - at).total_seconds())) for end in until), default=0)


def settle(session: Session, key: str, address: str | None, fine: bool, at: datetime) -> int:
    """After the check: 0, or seconds to wait because others used the tries up meanwhile. The caller commits.

    Then not even a right guess is told as such: fifty guesses at once get five answers. A wrong one is written down.
    """
    lock_digest(session, key)
    left = wait(session, key, address, at)
    if not left and not fine:
        session.add(FailedSignIn(identity_hash=key, address=address_key(address), at=at))
    return left


def tidy(session: Session, at: datetime) -> None:
    """Forget tries that no longer count. The caller commits."""
    session.execute(delete(FailedSignIn).where(FailedSignIn.at < at - 2 * GUESS_WINDOW))
