"""What humas change about a channel: its account, its secret, whether it is used. A secret is sealed on its way in."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from portal.audit import service as audit
from portal.channels import connections, queries, vault
from portal.channels.models import Channel, Health, Mode

FIELDS: Final = ("kind", "name", "handle", "address", "username", "active", "needs_approval")
# a change of one of these makes what a test has found worthless
_CONNECTION: Final = ("kind", "handle", "address", "username")


@dataclass(frozen=True)
class Entry:
    """A channel as it was filled in. `secret` None keeps the stored one, an empty one removes it."""

    kind: str
    name: str
    handle: str = ""
    address: str = ""
    username: str = ""
    active: bool = False
    needs_approval: bool = False
    secret: str | None = None


def add(session: Session, code: str, entry: Entry, by: int, at: datetime, key: str) -> Channel:
    """A new channel at the end of the list. `key` is the instance's secret. The caller commits."""
    made = Channel(code=code, position=queries.next_position(session), mode=Mode.ASSISTED, health=Health.UNTESTED)
    made.secret, made.failures, made.health_code, made.health_said = "", 0, "", ""
    changed = _write(made, entry, key)
    session.add(made)
    session.flush()
    audit.record(session, by, "channel.added", f"channel:{code}", at, **changed)
    return made


def change(session: Session, channel: Channel, entry: Entry, by: int, at: datetime, key: str) -> bool:
    """Bring a channel up to date; False when nothing was different. The caller commits."""
    changed = _write(channel, entry, key)
    if not changed:
        return False
    session.flush()
    audit.record(session, by, "channel.changed", f"channel:{channel.code}", at, **changed)
    return True


def _write(channel: Channel, entry: Entry, key: str) -> dict[str, Any]:
    """What was changed, for the audit log: of a secret only that it was entered or removed."""
    given = {name: getattr(entry, name) for name in FIELDS}
    changed: dict[str, Any] = {name: value for name, value in given.items() if getattr(channel, name, None) != value}
    for name, value in changed.items():
        setattr(channel, name, value)
    if entry.secret:
        channel.secret = vault.seal(key, entry.secret)
        changed |= {"secret": "entered"}
    elif entry.secret == "" and channel.secret:
        channel.secret = ""
        changed |= {"secret": "removed"}
    connections.settle(channel)
    if {"secret", *_CONNECTION} & changed.keys():
        channel.health, channel.health_code, channel.health_said = Health.UNTESTED, "", ""
        channel.health_at, channel.failures, channel.down_since = None, 0, None
    return changed


def version(channel: Channel) -> str:
    """Tells one state of a channel's fields from another: the form carries it, so that nobody overwrites unseen."""
    values = [*(getattr(channel, name) for name in FIELDS), channel.secret]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]
