"""What every command shares: a fault of the machine is one line and exit code 1, never a trace."""

import errno
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError

MACHINE = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)
MISSING = ("no such table", 'relation "')  # SQLite, PostgreSQL
NO_TABLES = "The database has no tables of this version; run `flask --app wsgi db upgrade`."


def plain(command: click.Command) -> click.Command:
    """The command, and every one below it, saying faults of the machine in one line. Safe to repeat."""
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        plain(below)
    if command.callback is not None and not hasattr(command.callback, "plain"):
        command.callback = _told(command.callback)
    return command


def _told(callback: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(callback)
    def told(*args: Any, **kwargs: Any) -> Any:
        try:
            return callback(*args, **kwargs)
        except (DBAPIError, OSError) as error:
            line = said(error)
            if line is None:
                raise
            click.echo(line, err=True)
            sys.exit(1)

    told.plain = True  # type: ignore[attr-defined]  # remembers that it is wrapped
    return told


def said(error: DBAPIError | OSError) -> str | None:
    """The line for a fault of the machine; None for one of our own, which keeps its trace."""
    if isinstance(error, OSError):
        return f"{error.filename or 'The disk'}: {error.strerror}." if error.errno in MACHINE else None
    first = str(error.orig).strip().split("\n", maxsplit=1)[0]
    if any(sign in first for sign in MISSING):
        return NO_TABLES
    # DatabaseError itself: a file that is no database; its other children are mistakes of ours
    if isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError:
        return f"The database cannot be used: {first}."
    return None
