"""Write the hash chain of staff acts, and store its end outside the database."""

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.audit import anchor, chain
from portal.audit.anchor import EMPTY, START, Head
from portal.audit.models import AuditAnchor, AuditEntry
from portal.settings import Settings

log = logging.getLogger(__name__)
LOCKED = select(AuditAnchor).where(AuditAnchor.id == 1).with_for_update()
HEAD = select(AuditAnchor.count, AuditAnchor.last_id, AuditAnchor.last_hash).where(AuditAnchor.id == 1)
WRITTEN, NEXT = "audit.written", "audit.next"  # in session.info: where the head belongs, and the head


def record(
    session: Session, actor_id: int | None, action: str, object_name: str, at: datetime, **detail: Any
) -> AuditEntry:
    """Add one line. The caller commits.

    `object_name` says what was acted on, e.g. "story:BW-7K3F2Q"; `detail` holds JSON values and never a secret.
    The anchor row is locked first, so that two writers on PostgreSQL take turns.
    """
    end = session.scalar(LOCKED) or _first(session)
    before = Head(end.count, end.last_id, end.last_hash)
    entry = AuditEntry(
        at=at, actor_id=actor_id, action=action, object=object_name, detail=detail, previous=end.last_hash, hash=""
    )
    session.add(entry)
    session.flush()
    moment = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    entry.hash = chain.digest(entry.previous, entry.id, moment, actor_id, action, object_name, entry.detail)
    end.count, end.last_id, end.last_hash = end.count + 1, entry.id, entry.hash
    end.signature = anchor.sign(Head(end.count, end.last_id, end.last_hash), key())
    session.flush()
    if WRITTEN not in session.info and _continues(session, before):
        session.info[WRITTEN] = folder(), key()
    return entry


def _first(session: Session) -> AuditAnchor:
    """The anchor of an empty log. Two writers may come here at once: the second waits for the row of the first."""
    try:
        with session.begin_nested():
            session.add(AuditAnchor(id=1, count=0, last_id=0, last_hash=START, signature=""))
    except IntegrityError:
        pass
    return session.scalars(LOCKED).one()


def _continues(session: Session, before: Head) -> bool:
    """Whether the log that is written to is the one the file remembers.

    A file that is missing or names no row of the log is left as it is: `audit verify` shall find it so.
    """
    try:
        kept = anchor.read(folder(), key())
    except (anchor.Damaged, OSError):
        kept = None
    if kept is None:
        fine = False
    elif kept.acts in (0, before.acts):
        fine = kept in (EMPTY, before)
    else:
        known = session.scalar(select(AuditEntry.hash).where(AuditEntry.id == kept.last_id))
        fine = kept.acts < before.acts and known == kept.last_hash
    if not fine:
        log.error("the log of staff acts and %s do not fit; run `flask --app wsgi audit verify`", anchor.FILE)
    return fine


@event.listens_for(Session, "before_commit")
def _look(session: Session) -> None:
    # read again rather than remembered: a savepoint may have undone what was recorded in it
    if WRITTEN in session.info and not session.in_nested_transaction():
        session.info[NEXT] = head(session)


@event.listens_for(Session, "after_commit")
def _remember(session: Session) -> None:
    if session.in_nested_transaction():
        return
    where, end = session.info.pop(WRITTEN, None), session.info.pop(NEXT, None)
    if where is None or end is None:
        return
    try:
        anchor.advance(where[0], end, where[1])
    except (anchor.Damaged, OSError) as error:
        # the act is committed; the next one brings the file up to date
        log.error("%s could not be written: %s", anchor.FILE, error)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(WRITTEN, None)
        session.info.pop(NEXT, None)


def renew(session: Session) -> Head:
    """Remember the log as it is now, whatever the file says; for a restore, and for a person who has looked.

    Raises OSError.
    """
    end = head(session)
    anchor.write(folder(), end, key())
    return end


def head(session: Session) -> Head:
    """Return the end of the log according to its anchor."""
    found = session.execute(HEAD).one_or_none()
    return Head(*found) if found else EMPTY


def folder() -> Path:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.instance


def key() -> bytes:
    return anchor.key_of(str(current_app.config["SECRET_KEY"]))
