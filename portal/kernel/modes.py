"""File modes of the instance: private to its owner, except public pages, which nginx reads.

Folders are 0700 and files 0600. The instance folder itself may be passed through but not listed (0711), and `pages`,
which holds nothing but public pages, may be read. SQLite gives `-wal` and `-shm` the mode of their database.
"""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

UMASK: Final = 0o077
PASSED: Final = 0o711  # the instance folder: whoever knows a name may go on, nobody sees the names
PUBLIC: Final = "pages"
PUBLIC_FOLDER: Final = 0o755
PUBLIC_FILE: Final = 0o644


class Loose(NamedTuple):
    """A file or folder that others may read, list or write although they should not."""

    path: str
    wanted: int


def keep_private() -> None:
    """Make new files and folders of this process and its children private."""
    os.umask(UMASK)


def open_folder(folder: Path) -> None:
    """Create a folder, with missing parents, that everybody may read. Raises OSError."""
    if folder.is_dir():
        return
    open_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir()
        folder.chmod(PUBLIC_FOLDER)


def loose(root: Path) -> Iterator[Loose]:
    """Yield what is too open in an instance; the contents of a folder come before the folder."""
    for entry in _entries(root):
        yield from _below(entry, public=entry.name == PUBLIC)
    if stat.S_IMODE(root.stat().st_mode) & 0o066:
        yield Loose(str(root), PASSED)


def repair(root: Path) -> int:
    """Close what is too open; returns how many files and folders that were. Raises OSError for the folder itself.

    A folder that is closed is not looked into: nobody gets past it, so a start costs the same with a thousand pictures
    and with a million. What it holds is changed before the folder is, so a repair that was cut off begins again.
    """
    changed = 0
    for entry in _entries(root):
        if entry.name == PUBLIC or _mode(entry) & 0o077:
            changed += sum(map(_close, _below(entry, public=entry.name == PUBLIC)))
    if stat.S_IMODE(root.stat().st_mode) != PASSED:
        root.chmod(PASSED)
        changed += 1
    return changed


def _close(found: Loose) -> bool:
    # another user's file, or one that went meanwhile: `doctor` names what stays
    with contextlib.suppress(OSError):
        Path(found.path).chmod(found.wanted)
        return True
    return False


def _below(entry: os.DirEntry[str], *, public: bool) -> Iterator[Loose]:
    if entry.is_symlink():
        return
    folder = entry.is_dir(follow_symlinks=False)
    for each in _entries(entry.path) if folder else ():
        yield from _below(each, public=public)
    if _mode(entry) & (0o022 if public else 0o077):
        wanted = (PUBLIC_FOLDER if folder else PUBLIC_FILE) if public else (0o700 if folder else 0o600)
        yield Loose(entry.path, wanted)


def _mode(entry: os.DirEntry[str]) -> int:
    try:
        return stat.S_IMODE(entry.stat(follow_symlinks=False).st_mode)
    except OSError:  # it went while we looked
        return 0


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []
