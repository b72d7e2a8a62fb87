"""What nobody needs any more goes: uploads never finished, files without a row, pictures that no story took.

The caller commits. A file is younger than its row by the time of one transaction, so young files are left alone.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy.orm import Session

from portal.kernel import clock
from portal.photos import queries, service, uploads
from portal.photos.models import Photo

GRACE: Final = timedelta(minutes=30)  # for a file without a row
UNCLAIMED: Final = timedelta(days=7)  # for a picture without a story
DIGITS: Final = "0123456789abcdef"
CHUNK: Final = 500

T = TypeVar("T")


def by_minute(session: Session, at: datetime) -> None:
    """What one minute's sweep does: expired uploads, and a sixteenth of all pictures, so that it stays short."""
    _uploads(session, at)
    _pictures(session, at, DIGITS[int(at.timestamp()) // 60 % 16])


def sweep(session: Session, at: datetime) -> None:
    """Everything at once, as sixteen minutes would."""
    _uploads(session, at)
    for digit in DIGITS:
        _pictures(session, at, digit)


def _pictures(session: Session, at: datetime, digit: str) -> None:
    _unclaimed(session, at, digit)
    for folder in ("originals", "renditions"):
        for shard in sorted(_root().glob(f"{folder}/{digit}[0-9a-f]")):
            _orphans(shard, at, lambda names: queries.known(session, names))


def _root() -> Path:
    return service.storage().root


def _uploads(session: Session, at: datetime) -> None:
    for upload in queries.expired(session, at, CHUNK):
        uploads.cancel(session, upload)
    if (_root() / "uploads").is_dir():
        _orphans(_root() / "uploads", at, lambda names: queries.known_uploads(session, names))


def _unclaimed(session: Session, at: datetime, digit: str) -> None:
    for rows in _chunks(queries.older(session, digit, at - UNCLAIMED)):
        used = service.held(session, [row.id for row in rows])
        for row in rows:
            if row.id not in used:
                service.remove(session, session.get_one(Photo, row.id), at)


def _orphans(folder: Path, at: datetime, known: Callable[[Iterable[str]], set[str]]) -> None:
    """Remove the files and folders whose name nobody knows, and what a killed writer left half-way."""
    # files bear the machine's time, not the portal's
    limit = clock.real_now() + (at - clock.now()) - GRACE
    for entries in _chunks(entry for entry in os.scandir(folder) if _changed(entry) < limit):
        wanted = known(entry.name for entry in entries)
        for entry in entries:
            if entry.name in wanted:
                continue
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                Path(entry.path).unlink(missing_ok=True)


def _changed(entry: os.DirEntry[str]) -> datetime:
    try:
        return datetime.fromtimestamp(entry.stat(follow_symlinks=False).st_mtime, UTC)
    except FileNotFoundError:  # it went while we looked
        return datetime.max.replace(tzinfo=UTC)


def _chunks(things: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(things)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
