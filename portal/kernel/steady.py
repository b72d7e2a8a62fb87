"""Notices a wall clock that was moved while this process ran, by the clock that nobody can move."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

NOTICED = timedelta(minutes=10)  # smaller corrections are the daily work of a time server
REMEMBERED = 120.0  # seconds: every thread that looks after the jump sees it


def _boot_time() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)  # goes on while a machine sleeps


class Steady:
    """`ahead()` says how far the wall clock has jumped ahead; after two minutes the new time is believed."""

    def __init__(self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = _boot_time) -> None:
        self._wall, self._steady, self._lock = wall, steady, threading.Lock()
        self._offset, self._jump, self._since = wall() - steady(), 0.0, steady()

    def ahead(self) -> timedelta:
        """Zero in the ordinary course, and after a jump back."""
        with self._lock:
            now = self._steady()
            drift = self._wall() - now - self._offset
            if abs(drift) > NOTICED.total_seconds():
                self._offset, self._jump, self._since = self._offset + drift, self._jump + drift, now
            elif now - self._since > REMEMBERED:
                self._jump = 0.0
            return timedelta(seconds=max(0.0, self._jump))


_clock = Steady()


def ahead() -> timedelta:
    """How far the machine's clock has jumped ahead in the last two minutes of this process."""
    return _clock.ahead()
