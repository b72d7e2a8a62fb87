"""The instance folder: its secret, its clock, and the lock that keeps a second server out."""

import contextlib
import ctypes
import dataclasses
import fcntl
import os
import secrets
import signal
import socket
import sqlite3
from pathlib import Path

from portal.kernel import clock, failpoints, modes
from portal.settings import Settings


class InstanceError(Exception):
    """One line that says what about this machine stops the portal."""


def prepare(settings: Settings, *, fresh: bool = False) -> Settings:
    """Make the folder and the secret, set clock and failpoint; returns the settings with the secret filled in.

    `fresh` is said by the process that starts the instance; it also closes what others could read. Raises
    InstanceError.
    """
    folder = settings.instance
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(modes.PASSED)
        if fresh:
            modes.repair(folder)
        secret = _secret(folder / "secret")
        clock.set_shift(clock.shared_shift(folder, settings.now, fresh=fresh))
    except OSError as error:
        raise InstanceError(f"The instance folder {folder} cannot be written: {error.strerror}.") from error
    failpoints.arm(settings.failpoint)
    return dataclasses.replace(settings, secret=secret)


def _secret(file: Path) -> str:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        text = file.read_text().strip()
        if len(text) < 32:
            raise InstanceError(
                f"{file} is damaged; restore it from a backup or remove it to sign everybody out."
            ) from None
        return text
    text = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w") as out:
        out.write(text)
    return text


def check_database(settings: Settings) -> None:
    """Raises InstanceError when the SQLite file cannot be opened for writing or is no database."""
    path = settings.sqlite_path
    if path is None or not path.exists():
        return
    try:
        connection = sqlite3.connect(path, timeout=10)
        try:
            connection.execute("PRAGMA schema_version").fetchone()
            connection.execute("BEGIN IMMEDIATE")
            connection.rollback()
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise InstanceError(f"The database {path} cannot be used: {error}.") from error


def check_port(host: str, port: int) -> None:
    """Raises InstanceError when somebody already listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise InstanceError(
                f"Port {port} on {host} cannot be used ({error.strerror}); set PORTAL_PORT to a free one."
            ) from error


def lock(folder: Path, name: str = "server.lock") -> int:
    """Hold the instance for this process and what it execs; returns the descriptor. Raises InstanceError."""
    try:
        handle = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise InstanceError(f"The instance folder {folder} cannot be written: {error.strerror}.") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise InstanceError(f"Another server already runs on the instance {folder}.") from error
    os.set_inheritable(handle, True)
    return handle


def die_with_parent() -> None:
    """Linux: a child whose parent was killed must not keep the port and the lock."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
