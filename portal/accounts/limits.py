"""Rate limits for requests without an account: uses are rows, counted per client address or recipient."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.accounts import queries, rules
from portal.accounts.models import RateHit
from portal.kernel.client_address import address_key
from portal.kernel.db import lock_digest
from portal.kernel.keyed_hash import keyed_hash


@dataclass(frozen=True)
class Limit:
    """At most `most` uses in `window` for one `key` (an address, a recipient)."""

    kind: str
    key: str
    most: int
    window: timedelta


def registration(address: str | None) -> Limit:
    """Limit registrations from one client address."""
    most = rules.REGISTRATIONS_IN_DEMO if current_app.config["SETTINGS"].demo else rules.REGISTRATIONS
    return Limit("register", address_key(address), most, rules.REGISTRATION_WINDOW)


def reset_request(address: str | None) -> Limit:
    """Limit requests for reset letters from one client address."""
    most = rules.RESET_REQUESTS_IN_DEMO if current_app.config["SETTINGS"].demo else rules.RESET_REQUESTS
    return Limit("reset", address_key(address), most, rules.RESET_REQUEST_WINDOW)


def guardian_letter(to: str) -> Limit:
    """Limit letters to one guardian, whichever accounts ask for them."""
    return Limit("guardian", to, rules.GUARDIAN_LETTERS, rules.GUARDIAN_WINDOW)


def wrong_code(address: str | None) -> Limit:
    """Limit wrong story codes from one client address; right ones do not count."""
    return Limit("code", address_key(address), rules.WRONG_CODES, rules.WRONG_CODE_WINDOW)


def wait(session: Session, limit: Limit, at: datetime) -> int:
    """Return the seconds until another use is allowed, 0 for now; nothing is recorded."""
    return _wait(session, limit, _keyed(limit), at)


def take(session: Session, limits: Sequence[Limit], at: datetime) -> int:
    """Record one use of each limit and return 0, or record nothing and return seconds to wait. The caller commits."""
    keys = [_keyed(limit) for limit in limits]
    for key in sorted(keys):  # in one order, so that two requests cannot wait for each other
        lock_digest(session, key)
    waits = [_wait(session, limit, key, at) for limit, key in zip(limits, keys, strict=True)]
    if any(waits):
        return max(waits)
    session.add_all(RateHit(kind=limit.kind, key_hash=key, at=at) for limit, key in zip(limits, keys, strict=True))
    session.flush()
    return 0


def tidy(session: Session, at: datetime) -> None:
    """Delete uses outside every window. The caller commits."""
    session.execute(delete(RateHit).where(RateHit.at < at - 2 * rules.GUARDIAN_WINDOW))


def _wait(session: Session, limit: Limit, key: str, at: datetime) -> int:
    used = queries.hits(session, limit.kind, key, at - limit.window, limit.most)
    if len(used) < limit.most:
        return 0
    return max(1, round((used[-1] + limit.window - at).total_seconds()))


def _keyed(limit: Limit) -> str:
    return keyed_hash(str(current_app.secret_key), "limit", f"{limit.kind}:{limit.key}")
