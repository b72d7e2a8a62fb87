"""The bytes of an upload on its way: one file, whose size says how far it is, whatever happens to the server.

Bytes are added at the end only, under a lock held for one write, so of two requests one goes on and the other stops.
The last byte counts only once the picture is in the database: a server killed in between is asked for it again.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final

from portal.photos import rules

HEAD: Final = 256 * 1024  # bytes in which a picture's size can be read, see rules.sniff
MAGIC: Final = 16  # bytes; with fewer a picture cannot be told from anything else


class Moved(Exception):
    """The file no longer ends where this request writes: another one was quicker."""


class Busy(Exception):
    """Another request is writing or finishing at this very moment."""


class Partial:
    """The file of an upload of `length` bytes, at least one."""

    def __init__(self, path: Path, length: int) -> None:
        self.path, self.length = path, length

    def offset(self) -> int:
        """How many bytes are safely on disk, counting as said above."""
        try:
            handle = os.open(self.path, os.O_RDONLY)
        except FileNotFoundError:
            return 0
        try:
            os.fsync(handle)  # what is promised to be here must outlive a power cut
            return self._offset(handle)
        finally:
            os.close(handle)

    def _offset(self, handle: int) -> int:
        return min(os.fstat(handle).st_size, self.length - 1)

    def at(self, position: int) -> "Appending":
        return Appending(self, position)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody adds a byte meanwhile. Raises Busy."""
        handle = _opened(self.path)
        try:
            _lock(handle)
            yield
        finally:
            os.close(handle)  # and with it the lock

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)


class Appending:
    """Adds bytes from a position on; when it ends, by whatever, all that was added is on disk."""

    def __init__(self, partial: Partial, position: int) -> None:
        self.partial, self.position = partial, position
        self._proven = position >= HEAD

    def __enter__(self) -> "Appending":
        self.partial.path.parent.mkdir(parents=True, exist_ok=True)
        self._handle = _opened(self.partial.path)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            os.fsync(self._handle)
        finally:
            os.close(self._handle)

    @property
    def missing(self) -> int:
        return self.partial.length - self.position

    def write(self, data: bytes) -> None:
        """Raises Moved, Busy, or rules.Refused as soon as the first bytes show that this is no picture we take."""
        _lock(self._handle)
        try:
            if self.partial._offset(self._handle) != self.position:
                raise Moved
            os.ftruncate(self._handle, self.position)  # the byte that did not count
            view = memoryview(data)
            while view:
                written = os.pwrite(self._handle, view, self.position)
                self.position, view = self.position + written, view[written:]
        finally:
            fcntl.flock(self._handle, fcntl.LOCK_UN)
        self._proven = self._proven or self._looks_right()

    def _looks_right(self) -> bool:
        """Whether the header is proven; False while too little is here to tell."""
        if self.position < MAGIC:
            return False
        try:
            rules.sniff(os.pread(self._handle, min(self.position, HEAD), 0), self.partial.length)
        except rules.Refused as refused:
            if refused.code != "broken":  # what is cut off looks broken
                raise
            return self.position >= HEAD
        return True


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _lock(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Busy from error
