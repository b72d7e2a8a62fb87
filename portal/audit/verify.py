"""Verify the whole audit log against itself, its anchor and the file outside the database."""

import contextlib
import hmac
from collections.abc import Mapping, Set
from typing import NamedTuple

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError

from portal.audit import anchor, chain, service
from portal.audit.anchor import EMPTY, FILE, Head
from portal.kernel.db import snapshot

AT_ONCE = 1000  # rows fetched together


class Walk(NamedTuple):
    """What a walk along the chain found: how far it is whole, the heads at the counts asked for, the first fault."""

    head: Head
    passed: Mapping[int, Head]
    fault: str | None


def verify(given: Head | None = None, *, outside: bool = True, connection: Connection | None = None) -> str | None:
    """None when the log is whole, else one line that names the first bad row.

    `given` is an end of the log that somebody keeps elsewhere; its last row need not be known (0). Without `outside`
    the file is not asked. Another state than the committed one is seen over a `connection` of the caller's.
    """
    # the file before the rows: it may lag behind them and must never lead
    kept, fault = _kept() if outside else (None, None)
    ends = {name: head for name, head in ((FILE, kept), ("the letter", given)) if head}
    with snapshot() if connection is None else contextlib.nullcontext(connection) as reading:
        walk = _walk(reading, {head.acts for head in ends.values()})
        told = walk.fault or _anchor(reading, walk.head)
    return told or next(filter(None, (_outside(head, walk, name) for name, head in ends.items())), fault)


def _kept() -> tuple[Head | None, str | None]:
    """Return the head in the file, or what is wrong with it."""
    try:
        head = anchor.read(service.folder(), service.key())
    except anchor.Damaged as error:
        return None, f"{FILE}: {error}"
    except OSError as error:
        return None, f"{FILE}: {error.strerror}"
    missing = f"{FILE}: it is missing, so nothing outside the database knows how the log ends"
    return head, None if head else missing


def _walk(connection: Connection, counts: Set[int]) -> Walk:
    head, passed = EMPTY, {0: EMPTY}
    row = None
    try:
        rows = connection.execute(chain.statement(connection), execution_options={"yield_per": AT_ONCE})
        with contextlib.closing(rows):
            for values in rows:
                row = chain.Row(*values)
                head = Head(head.acts + 1, row.id, chain.check(row, head.last_hash))
                if head.acts in counts:
                    passed[head.acts] = head
    except chain.Broken as broken:
        return Walk(head, passed, f"audit_entry {row.id if row else 0}: {broken}")
    except DatabaseError as error:
        if isinstance(error, OperationalError | ProgrammingError):  # no table, no server: said as for every command
            raise
        return Walk(head, passed, f"audit_entry after {head.last_id}: the database cannot read it")
    return Walk(head, passed, None)


def _anchor(connection: Connection, head: Head) -> str | None:
    """What is wrong with the anchor row."""
    cast = {"sqlite": "CAST({} AS BLOB)"}.get(connection.dialect.name, "{}")
    hashes = ", ".join(cast.format(name) for name in ("last_hash", "signature"))
    query = f"SELECT id, count, last_id, {hashes} FROM audit_anchor"  # noqa: S608 – names of ours
    rows = connection.execute(text(query)).all()
    if not rows:
        return f"audit_entry {head.last_id + 1}: the end of the log is missing, and so is audit_anchor"
    if len(rows) > 1 or rows[0][0] != 1:
        return "audit_anchor: it has other rows than its own"
    _id, count, last_id, *texts = rows[0]
    last_hash, signature = (each.decode("utf-8", "replace") if isinstance(each, bytes) else each for each in texts)
    if Head(count, last_id, last_hash) != head:
        return f"audit_entry {last_id}: the end of the log is missing or was replaced"
    if not isinstance(signature, str) or not hmac.compare_digest(signature.encode(), _signature(head)):
        return "audit_anchor: its signature is not ours"
    return None


def _signature(head: Head) -> bytes:
    return anchor.sign(head, service.key()).encode()


def _outside(kept: Head, walk: Walk, name: str) -> str | None:
    """What an end that is kept outside the database says against the log."""
    if kept.acts > walk.head.acts:
        return (
            f"audit_entry {kept.last_id or kept.acts}: the end of the log is missing; "
            f"{name} remembers {kept.acts} acts, {walk.head.acts} are there"
        )
    there = walk.passed[kept.acts]
    if there.last_hash != kept.last_hash or kept.last_id not in (0, there.last_id):
        return f"audit_entry {there.last_id}: it is another one than {name} remembers"
    return None
