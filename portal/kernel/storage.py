"""Files the portal keeps, by key. A file is there whole or not at all, and on disk before anybody is told so."""

import errno
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

KEY = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-zA-Z0-9][a-zA-Z0-9._-]*)+")
FREE_FLOOR = 64 * 1024 * 1024  # bytes: below it new files are refused, so that the database can still write


class DiskFull(OSError):
    """Too little free space to accept another file."""


class Storage:
    """Local files below one folder. Keys look like `originals/ab/cdef` and can never climb out of it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, key: str) -> Path:
        """Where a key lives. Raises ValueError for a key that could leave the folder."""
        if not KEY.fullmatch(key) or ".." in key:
            raise ValueError(f"not a storage key: {key!r}")
        return self.root / key

    def check_space(self, wanted: int = 0) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self.root).free - wanted < FREE_FLOOR:
            raise DiskFull(errno.ENOSPC, "free space is below the floor")

    def put(self, key: str, source: IO[bytes] | bytes) -> int:
        """Store and fsync; returns the number of bytes. Raises DiskFull."""
        self.check_space()
        target = self.path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            with part.open("wb") as out:
                if isinstance(source, bytes):
                    out.write(source)
                else:
                    shutil.copyfileobj(source, out, 1024 * 1024)
                out.flush()
                os.fsync(out.fileno())
                size = out.tell()
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
        return size

    def open(self, key: str) -> IO[bytes]:
        return self.path(key).open("rb")

    def exists(self, key: str) -> bool:
        return self.path(key).is_file()

    def delete(self, key: str) -> None:
        self.path(key).unlink(missing_ok=True)

    def keys(self, prefix: str) -> Iterator[str]:
        """Every stored key below a first folder such as `originals`."""
        for file in sorted((self.root / prefix).rglob("*")):
            if file.is_file() and not file.name.startswith("."):
                yield file.relative_to(self.root).as_posix()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
