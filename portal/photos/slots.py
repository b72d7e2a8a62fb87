"""Limit concurrent uploads: each holds a thread and a file for long."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from portal.photos import lines

AT_ONCE: Final = 24  # of the bodies a web process takes in, see kernel/concurrency.py
WAITING: Final = 4  # more that may wait for one of those
PATIENCE: Final = 3.0  # seconds


class Full(Exception):
    """All slots are taken; the client is asked to try again shortly."""


_inside = threading.BoundedSemaphore(AT_ONCE)
_outside = threading.BoundedSemaphore(AT_ONCE + WAITING)


@contextmanager
def taken() -> Iterator[None]:
    """Hold a slot of this process. Raises Full after PATIENCE."""
    lines.watched()
    if not _outside.acquire(blocking=False):
        raise Full
    try:
        if not _inside.acquire(timeout=PATIENCE):
            raise Full
        try:
            yield
        finally:
            _inside.release()
    finally:
        _outside.release()
