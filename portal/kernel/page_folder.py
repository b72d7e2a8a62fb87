"""The page store on disk: one folder for each generation, and a link to the one that holds now.

`current` is a symbolic link to `<number>`, changed in one step. A page is a file beside its path, so that nginx finds
it by the address alone: `/berita` is `17/berita@.html`, compressed `.gz` and `.br` beside it.
"""

import contextlib
import fcntl
import logging
import os
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

from portal.kernel import modes
from portal.kernel.storage import FREE_FLOOR

log = logging.getLogger(__name__)
# the ending of a kept file tells what it is, to nginx too (nginx.conf); another type stays in memory
TYPES = {
    "text/html; charset=utf-8": "html",
    "application/atom+xml; charset=utf-8": "atom",
    "application/xml; charset=utf-8": "xml",
    "application/feed+json": "feed",
    "application/json": "json",
    "text/plain; charset=utf-8": "txt",
    "image/png": "png",
    "image/jpeg": "jpg",
}
ENDINGS = ("", ".gz", ".br")
# nothing that a file system or nginx could take for another path: no `//`, no name that begins with a dot
PLAIN = re.compile(r"/(?:[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}(?:/[A-Za-z0-9_-][A-Za-z0-9._-]{0,199})*/?)?")
LONGEST = 512  # characters of a path
MOST = 512 * 1024 * 1024  # bytes that one process may write for one generation


def is_plain(path: str) -> bool:
    """Whether a path may become a file name; any other is answered, and kept nowhere."""
    return len(path) <= LONGEST and PLAIN.fullmatch(path) is not None


class PageFolder:
    """The folder `pages` of the instance; several processes and nginx read and write it at once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.link = str(root / "current")
        self._budget = ("", 0)  # generation, bytes written for it by this process

    def generation(self) -> str:
        """The number that holds now, read anew each time; "" while the store is closed."""
        try:
            return os.readlink(self.link)  # noqa: PTH115 – asked for each request
        except OSError:
            return ""

    def is_open(self) -> bool:
        return self.root.is_dir()

    def open(self) -> None:
        """Raises OSError."""
        modes.open_folder(self.root)
        if not self.root.stat().st_mode & 0o005:  # made under another umask; nginx must get in
            self.root.chmod(modes.PUBLIC_FOLDER)

    def close(self) -> None:
        """Keep and answer nothing until the next `show`."""
        with contextlib.suppress(OSError):
            Path(self.link).unlink()

    def show(self, number: int) -> None:
        """Make this the generation that holds, unless a newer one does. Raises OSError."""
        if number <= _number(self.generation()):
            return
        with self._locked():
            if number <= _number(self.generation()):
                return
            modes.open_folder(self.root / str(number))
            part = self.root / f".current.{os.getpid()}.{threading.get_ident()}"
            part.unlink(missing_ok=True)
            part.symlink_to(str(number))
            part.replace(self.link)

    def highest(self) -> int:
        """The highest number this folder has ever shown, as far as it is still there. Raises OSError."""
        return max([_number(self.generation()), *(_number(each.name) for each in self.root.iterdir())])

    def tidy(self) -> None:
        """Remove the generations before the one that holds."""
        now = _number(self.generation())
        if now == 0:
            return
        for folder in self.root.iterdir():
            if 0 < _number(folder.name) < now:
                shutil.rmtree(folder, ignore_errors=True)

    def read(self, generation: str, path: str) -> tuple[str, tuple[bytes, bytes, bytes]] | None:
        """Content type and the bytes as they are, gzip and br (b"" where there is none), or None."""
        for kind, ending in TYPES.items():
            name = f"{self.root}/{generation}{path}@.{ending}"
            if (plain := _bytes(name)) is not None:
                return kind, (plain, _bytes(f"{name}.gz") or b"", _bytes(f"{name}.br") or b"")
        return None

    def write(self, generation: str, path: str, kind: str, bodies: tuple[bytes, bytes, bytes], stamp: int) -> None:
        """Keep a page whose path `is_plain`; `stamp` becomes its time. A failure only means that it is not kept."""
        size = sum(map(len, bodies))
        written = self._budget[1] if self._budget[0] == generation else 0
        if kind not in TYPES or written + size > MOST:
            return
        self._budget = (generation, written + size)
        name = f"{self.root}/{generation}{path}@.{TYPES[kind]}"
        try:
            if shutil.disk_usage(self.root).free < FREE_FLOOR:
                return
            modes.open_folder(Path(name).parent)
            # the plain one last: whoever finds it finds the others
            for ending, body in sorted(zip(ENDINGS, bodies, strict=True), reverse=True):
                if body:
                    _write(f"{name}{ending}", body, stamp)
        except OSError as error:
            log.warning("page %s is not kept: %s", path, error)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        handle = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _number(name: str) -> int:
    return int(name) if name.isdecimal() and name.isascii() else 0


def _bytes(name: str) -> bytes | None:
    try:
        with open(name, "rb") as file:  # noqa: PTH123 – Path costs as much as the read
            return file.read()
    except OSError:
        return None


def _write(name: str, body: bytes, stamp: int) -> None:
    folder, _slash, last = name.rpartition("/")
    part = f"{folder}/.{last}.{os.getpid()}.{threading.get_ident()}"
    try:
        Path(part).write_bytes(body)
        Path(part).chmod(modes.PUBLIC_FILE)
        os.utime(part, (stamp, stamp))
        Path(part).replace(name)
    except OSError:
        Path(part).unlink(missing_ok=True)
        raise
