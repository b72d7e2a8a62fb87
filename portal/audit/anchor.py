"""The signed end of the audit log in a file outside the database.

Somebody who can write to the database can empty its tables; `audit.anchor` in the instance folder still has the number
of acts and the hash of the last one. The file is written after the commit, so it may lag behind the log (a process
killed in between) but never leads: the row it names must be in the log. Pure except for the file itself.
"""

import contextlib
import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

START: Final = "0" * 64
FILE: Final = "audit.anchor"
MOST: Final = 1000  # bytes; the file has some two hundred


class Head(NamedTuple):
    """How the log ends: the number of acts, the number of the last row, and its hash (64 hex digits)."""

    acts: int
    last_id: int
    last_hash: str


EMPTY: Final = Head(0, 0, START)


class Damaged(Exception):
    """The file is there, but not as we wrote it. Says how."""


def key_of(secret: str) -> bytes:
    """Derive the signing key from the instance's secret."""
    return hashlib.sha256(f"audit:{secret}".encode()).digest()


def sign(head: Head, key: bytes) -> str:
    text = f"{head.acts}:{head.last_id}:{head.last_hash}"
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def read(folder: Path, key: bytes) -> Head | None:
    """Return the stored head, or None without a file. Raises Damaged, or OSError when it cannot be read."""
    try:
        with (folder / FILE).open("rb") as file:
            text = file.read(MOST)
    except FileNotFoundError:
        return None
    try:
        kept = json.loads(text)
        head, signature = Head(kept["acts"], kept["last_id"], kept["last_hash"]), kept["signature"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Damaged("it cannot be read") from error
    right = type(head.acts) is int and type(head.last_id) is int and isinstance(head.last_hash, str)
    if not right or not isinstance(signature, str) or text != _line(head, key):
        raise Damaged("it was changed, or belongs to another secret")
    return head


def write(folder: Path, head: Head, key: bytes) -> None:
    """Store this head, replacing any other. Raises OSError."""
    part = folder / f".{FILE}.{os.getpid()}.part"
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(_line(head, key))
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / FILE)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def advance(folder: Path, head: Head, key: bytes) -> None:
    """Store a head unless the stored one is later, as of a faster process. Raises OSError, Damaged."""
    with _alone(folder):
        kept = read(folder, key)
        if kept is not None and kept.acts < head.acts:
            write(folder, head, key)


def _line(head: Head, key: bytes) -> bytes:
    return json.dumps({**head._asdict(), "signature": sign(head, key)}).encode() + b"\n"


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    handle = os.open(folder / f"{FILE}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
