"""The hash chain of the audit log: hash an act with its predecessor, and check a row.

Rows are read raw, not through column types: a tampered row may hold a value that its type cannot read.
"""

import hashlib
import json
import re
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, text

_AT: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}", re.ASCII)
_TEXTS: Final = ("at", "action", "object", "detail", "previous", "hash")


class Row(NamedTuple):
    """A row as it lies there. Texts are bytes or str; None where something else lies. `actor` is "" for no number."""

    id: int
    actor: int | str | None
    at: bytes | str | None  # 2026-11-24 02:00:00.123456, UTC
    action: bytes | str | None
    object: bytes | str | None
    detail: bytes | str | None
    previous: bytes | str | None
    hash: bytes | str | None


def statement(connection: Connection) -> Any:
    """Select all rows in order, each value in a form that can always be read."""
    if connection.dialect.name == "sqlite":
        # bytes: a text that is no UTF-8 would stop the reading
        columns = [f"CASE typeof({name}) WHEN 'text' THEN CAST({name} AS BLOB) END" for name in _TEXTS]
        actor = "CASE typeof(actor_id) WHEN 'integer' THEN actor_id WHEN 'null' THEN NULL ELSE '' END"
    else:
        columns = ["to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')", "action", "object"]
        columns += ["detail::text", "previous", "hash"]
        actor = "actor_id"
    return text(f"SELECT id, {actor}, {', '.join(columns)} FROM audit_entry ORDER BY id")  # noqa: S608 – names of ours


def digest(previous: str, row_id: int, at: str, actor_id: int | None, action: str, about: str, detail: Any) -> str:
    """The hash of an act, 64 hex digits; `at` is ISO 8601 in UTC with microseconds."""
    body = [previous, row_id, at, actor_id, action, about, detail]
    line = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()


class Broken(ValueError):
    """A row does not fit; the message says why."""


def check(row: Row, previous: str) -> str:
    """Return the hash of a row whose predecessor has hash `previous`. Raises Broken."""
    texts = {name: _text(name, getattr(row, name)) for name in _TEXTS}
    if isinstance(row.actor, str):
        raise Broken("its actor_id is no number")
    if not _AT.fullmatch(texts["at"]):
        raise Broken("its at is no time")
    if texts["previous"] != previous:
        raise Broken("a row before it is missing or was changed")
    try:
        detail = json.loads(texts["detail"])
    except (ValueError, RecursionError) as error:
        raise Broken("its detail is no JSON") from error
    at = f"{texts['at'].replace(' ', 'T')}+00:00"
    try:
        wanted = digest(previous, row.id, at, row.actor, texts["action"], texts["object"], detail)
    except (ValueError, RecursionError):  # half a character, or brackets without end
        wanted = ""
    # the second: blanks between the parts of the detail change its meaning as little as its hash
    if texts["hash"] != wanted or json.dumps(detail) != texts["detail"]:
        raise Broken("its content was changed")
    return wanted


def _text(name: str, value: bytes | str | None) -> str:
    if value is None:
        raise Broken(f"its {name} is empty or no text")
    try:
        return value if isinstance(value, str) else value.decode()
    except UnicodeDecodeError as error:
        raise Broken(f"its {name} is no text") from error
