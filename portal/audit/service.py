"""Writes and verifies the chain of what staff did."""

import contextlib
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.audit.models import AuditAnchor, AuditEntry

START = "0" * 64
LOCKED = select(AuditAnchor).where(AuditAnchor.id == 1).with_for_update()


def record(
    session: Session, actor_id: int | None, action: str, object_name: str, at: datetime, **detail: Any
) -> AuditEntry:
    """Add one line. The caller commits.

    `object_name` says what was acted on, e.g. "story:BW-7K3F2Q"; `detail` holds JSON values and never a secret.
    The anchor row is locked first, so that two writers on PostgreSQL take turns.
    """
    anchor = session.scalar(LOCKED) or _first(session)
    entry = AuditEntry(
        at=at, actor_id=actor_id, action=action, object=object_name, detail=detail, previous=anchor.last_hash, hash=""
    )
    session.add(entry)
    session.flush()
    entry.hash = _hash(entry)
    anchor.count, anchor.last_id, anchor.last_hash = anchor.count + 1, entry.id, entry.hash
    anchor.signature = _sign(anchor, _key())
    session.flush()
    return entry


def _first(session: Session) -> AuditAnchor:
    """The anchor of an empty log. Two writers may come here at once: the second waits for the row of the first."""
    try:
        with session.begin_nested():
            session.add(AuditAnchor(id=1, count=0, last_id=0, last_hash=START, signature=""))
    except IntegrityError:
        pass
    return session.scalars(LOCKED).one()


def verify(session: Session) -> str | None:
    """None when the chain is whole, else one line that names the first bad row."""
    previous, count, last_id = START, 0, 0
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=500))
    with contextlib.closing(rows):
        for entry in rows:
            if entry.previous != previous:
                return f"audit_entry {entry.id}: a row before it is missing or was changed"
            if entry.hash != _hash(entry):
                return f"audit_entry {entry.id}: its content was changed"
            previous, count, last_id = entry.hash, count + 1, entry.id
    anchor = session.get(AuditAnchor, 1)
    if anchor is None:
        return None if count == 0 else "audit_anchor is missing"
    if (anchor.count, anchor.last_id, anchor.last_hash) != (count, last_id, previous):
        return f"audit_entry {anchor.last_id}: the end of the log is missing or was replaced"
    if not hmac.compare_digest(anchor.signature, _sign(anchor, _key())):
        return "audit_anchor: its signature is not ours"
    return None


def _hash(entry: AuditEntry) -> str:
    body = [
        entry.previous,
        entry.id,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.action,
        entry.object,
        entry.detail,
    ]
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _sign(anchor: AuditAnchor, key: bytes) -> str:
    text = f"{anchor.count}:{anchor.last_id}:{anchor.last_hash}"
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _key() -> bytes:
    return hashlib.sha256(f"audit:{current_app.config['SECRET_KEY']}".encode()).digest()
