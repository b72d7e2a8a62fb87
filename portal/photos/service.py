"""Takes pictures in, hands them to a story, lets them go. Nothing here commits."""

import hashlib
import io
import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import BinaryIO, Final, NamedTuple

from flask import current_app
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.kernel import jobs
from portal.kernel.storage import Storage
from portal.kernel.text import clean_line
from portal.photos import queries, rules
from portal.photos.models import Photo
from portal.photos.rules import Refused, has_room, sniff_file
from portal.settings import Settings

NAME: Final = 120  # characters kept of a file's name
NAMED_AT_ONCE: Final = 50  # ids that one form may name

# Which of these pictures does something still need? Wiring fills it: stories, proofs of the newsroom.
USED_BY: list[Callable[[Session, Sequence[int]], set[int]]] = []
# Which of these pictures must not be swept away, though their owner may delete them? Wiring fills it: unsent forms.
HELD_BY: list[Callable[[Session, Sequence[int]], set[int]]] = []
# Clauses on Photo: these pictures do not count against their owner. Wiring fills it: sent stories, proofs.
SENT: list[ColumnElement[bool]] = []
HOUR: Final = timedelta(hours=1)
BEING_SENT: Final = HOUR  # how long an upload that was begun counts like a picture


class Stored(NamedTuple):
    """An original on disk that no row knows yet; without one the sweep removes it."""

    public_id: str
    kind: str
    size: int  # bytes
    sha256: str


def storage() -> Storage:
    found: Storage = current_app.extensions["portal.storage"]
    return found


def new_id() -> str:
    """24 hex digits: nobody guesses the address of a picture that is not published."""
    return secrets.token_hex(12)


def original_key(public_id: str) -> str:
    return f"originals/{public_id[:2]}/{public_id}"


def renditions_key(public_id: str) -> str:
    """The folder that holds a picture's renditions."""
    return f"renditions/{public_id[:2]}/{public_id}"


def rendition_key(public_id: str, name: str) -> str:
    """Where a rendition is stored; `name` is one of rules.rendition_names()."""
    return f"{renditions_key(public_id)}/{name}"


class _Hashing(io.RawIOBase):
    """A file whose bytes are hashed while somebody reads them."""

    def __init__(self, source: BinaryIO) -> None:
        self.source, self.sha256 = source, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the buffer a BufferedReader hands over
        data = self.source.read(len(buffer))
        buffer[: len(data)] = data
        self.sha256.update(data)
        return len(data)


def store(fh: BinaryIO, public_id: str = "") -> Stored:
    """Prove a seekable file and put it into private storage; for a moment with no transaction open.

    Raises rules.Refused, or OSError (ENOSPC) when the disk is full.
    """
    public_id = public_id or new_id()
    header = sniff_file(fh, fh.seek(0, io.SEEK_END))
    fh.seek(0)
    hashing = _Hashing(fh)
    size = storage().put(original_key(public_id), io.BufferedReader(hashing, 1024 * 1024))
    return Stored(public_id, str(header.kind), size, hashing.sha256.hexdigest())


def keep(session: Session, owner_id: int, stored: Stored, name: str, at: datetime) -> Photo:
    """The row of a stored original, and the work of making its renditions."""
    photo = Photo(public_id=stored.public_id, owner_id=owner_id, kind=stored.kind, size=stored.size)
    photo.original_key, photo.sha256 = original_key(stored.public_id), stored.sha256
    photo.original_name, photo.evidence, photo.received_at = file_name(name), {}, at
    session.add(photo)
    session.flush()
    # by public id: a number may come back after a restore, this never does
    jobs.enqueue(session, "photo", f"photo:{photo.public_id}", {"photo": photo.id}, at)
    return photo


def check_quota(session: Session, owner_id: int, size: int, at: datetime, *, ahead: bool = False) -> None:
    """Whether one more finished picture of `size` bytes fits. Raises Refused.

    `ahead`: before a byte of it was sent, when uploads begun lately count like pictures. The answer holds until the
    caller commits, so that two at once cannot both take the last place.
    """
    queries.lock_owner(session, owner_id)  # before anything is counted
    files, kept = queries.unsent(session, owner_id, SENT)
    coming = queries.on_the_way(session, owner_id, at, at - BEING_SENT) if ahead else (0, 0)
    if not has_room(files + coming[0], kept + coming[1], size):
        raise Refused("no_quota")
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.demo and queries.received_since(session, owner_id, at - HOUR) + size > rules.CAPS.hourly_bytes:
        raise Refused("too_much_an_hour")


def admit(session: Session, owner_id: int, stored: Stored, name: str, at: datetime) -> Photo:
    """`keep` for what residents send: within their quota. Raises Refused; then the original is gone."""
    try:
        check_quota(session, owner_id, stored.size, at)
    except Refused:
        storage().delete(original_key(stored.public_id))
        raise
    return keep(session, owner_id, stored, name, at)


def receive(session: Session, owner: User, fh: BinaryIO, name: str, at: datetime) -> Photo:
    """Take a whole picture in: `store`, then `keep`. Raises what `store` raises; the caller commits."""
    return keep(session, owner.id, store(fh), name, at)


def file_name(text: str) -> str:
    """A file's name as it may be shown: no folders, one line, the ending kept."""
    name = clean_line(text.replace("\\", "/").rsplit("/", 1)[-1])
    stem, dot, ending = name.rpartition(".")
    if len(name) > NAME and dot and len(ending) <= 8:
        name = f"{stem[: NAME - len(ending) - 2]}….{ending}"
    return name[:NAME] or "foto"


def claim_uploads(session: Session, owner_id: int, ids: Iterable[str]) -> list[Photo]:
    """The pictures that finished uploads became, in the order named; what is unfinished or another's is left out."""
    wanted = list(dict.fromkeys(ids))[:NAMED_AT_ONCE]
    found = queries.own(session, owner_id, wanted)
    return [found[public_id] for public_id in wanted if public_id in found]


def in_use(session: Session, photo_ids: Sequence[int]) -> set[int]:
    """Those of these pictures that something still needs; all of them while nobody is registered to know."""
    if not USED_BY:
        return set(photo_ids)
    return set().union(*(asked(session, photo_ids) for asked in USED_BY))


def held(session: Session, photo_ids: Sequence[int]) -> set[int]:
    """Those of these pictures that the sweep leaves alone."""
    return in_use(session, photo_ids).union(*(asked(session, photo_ids) for asked in HELD_BY))


def remove(session: Session, photo: Photo, at: datetime) -> None:
    """Forget a picture that nothing needs; its files go once the caller has committed."""
    work = {"photo": photo.public_id}
    jobs.enqueue(session, "photo.discard", f"photo.discard:{photo.public_id}", work, at)
    session.delete(photo)
    session.flush()
