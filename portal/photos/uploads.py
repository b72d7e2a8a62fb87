"""Uploads on their way: begun, continued, turned into a picture, or taken back. Nothing here commits."""

import tempfile
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, Protocol

from sqlalchemy.orm import Session
from werkzeug.exceptions import ClientDisconnected, RequestTimeout

from portal.photos import queries, service, tus
from portal.photos.models import Photo, TusUpload
from portal.photos.partials import Appending, Partial
from portal.photos.rules import CAPS, MB, Refused

MOST: Final = 200  # of one person at the same time
MOST_BYTES: Final = 1024 * MB
PIECE: Final = 64 * 1024  # bytes; what a killed server may lose of a request


class TooMany(Exception):
    """This person has too much on the way already."""


class WrongChecksum(Exception):
    """The bytes of this request are not what it said; none of them was kept."""


class Body(Protocol):
    def read(self, size: int, /) -> bytes: ...


def key(upload_id: str) -> str:
    return f"uploads/{upload_id}"


def partial(upload: TusUpload) -> Partial:
    return Partial(service.storage().path(key(upload.id)), upload.length)


def begin(session: Session, owner_id: int, length: int, name: str, at: datetime) -> TusUpload:
    """A new upload of `length` bytes. Raises rules.Refused, TooMany, or OSError (ENOSPC) when there is no room."""
    if length == 0:
        raise Refused("empty")
    if length > CAPS.file_bytes:
        raise Refused("too_big")
    count, size = queries.on_the_way(session, owner_id, at)
    if count >= MOST or size + length > MOST_BYTES:
        raise TooMany
    service.check_quota(session, owner_id, length, at, ahead=True)
    service.storage().check_space(length)
    upload = TusUpload(id=service.new_id(), owner_id=owner_id, length=length, name=service.file_name(name))
    upload.created_at, upload.expires_at = at, at + tus.LIFE
    session.add(upload)
    session.flush()
    return upload


def take(upload: TusUpload, position: int, body: Body, checksum: tus.Checksum | None) -> int:
    """Add the bytes of one request, for as long as they come; the new offset. No transaction may be open.

    Raises what Appending.write raises, and WrongChecksum.
    """
    service.storage().check_space(upload.length - position)
    with partial(upload).at(position) as end:
        if checksum is None:
            _copy(body, end.missing, end.write)
        else:
            _proven(body, end, checksum)
        return end.position


def _copy(body: Body, most: int, write: Callable[[bytes], Any]) -> None:
    while most and (data := _read(body, min(PIECE, most))):
        write(data)
        most -= len(data)


def _read(body: Body, size: int) -> bytes:
    try:
        return body.read(size)
    except (ClientDisconnected, RequestTimeout, OSError):  # cut off, or too slow; what came before counts
        return b""


def _proven(body: Body, end: Appending, checksum: tus.Checksum) -> None:
    """What must be checked before it counts is kept apart until it is, in a file without a name."""
    hashing = checksum.new()
    with tempfile.TemporaryFile(dir=end.partial.path.parent) as apart:

        def write(data: bytes) -> None:
            hashing.update(data)
            apart.write(data)

        _copy(body, end.missing, write)
        if hashing.digest() != checksum.digest:
            raise WrongChecksum
        apart.seek(0)
        while data := apart.read(PIECE):
            end.write(data)


def finish(session: Session, upload: TusUpload, stored: service.Stored, at: datetime) -> Photo | None:
    """The picture that an upload became; None when another request has finished or removed it meanwhile.

    Raises rules.Refused when the person's quota is full by now.
    """
    if queries.upload(session, upload.owner_id, upload.id) is None:
        return None
    photo = service.admit(session, upload.owner_id, stored, upload.name, at)
    session.delete(upload)
    session.flush()
    return photo


def cancel(session: Session, upload: TusUpload) -> None:
    """Take an upload back; its file may go before the caller commits, because then it only starts anew."""
    session.delete(upload)
    session.flush()
    partial(upload).drop()
