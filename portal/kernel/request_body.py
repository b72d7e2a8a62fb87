"""The body of one request, with a clock: whoever sends it has 20 seconds for each 10,000 bytes.

The clock goes only while the sender is waited for. What the request itself waits for (a place, a lock of the database)
is not the sender's fault.
"""

import io
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final

from werkzeug.exceptions import ClientDisconnected, RequestTimeout

STRETCH: Final = 20.0  # seconds
LEAST: Final = 500  # bytes a second, on average over each stretch
PIECE: Final = 16 * 1024  # bytes of one read: short enough to look at the clock in between
DRAIN_MOST: Final = 32 * 1024 * 1024  # bytes: one photo and its form; whoever sends more is cut off
DRAIN_TIME: Final = 5.0  # seconds
QUICK: Final = 0.05  # seconds in which a piece comes from a sender who is not slow


class TooSlow(RequestTimeout):
    """The sender was slower than LEAST over a STRETCH. Bytes received before were handed on."""


class Meter:
    """Counts the bytes of one sender. A stretch ends, and the next begins, as soon as enough has come for it.

    So whoever sent much at first and then stops has no more time than others.
    """

    def __init__(self, now: float) -> None:
        self.since, self.count = now, 0

    def add(self, count: int, now: float) -> None:
        self.count += count
        if self.count >= LEAST * STRETCH and not self.slow(now):
            self.since, self.count = now, 0

    def pause(self, seconds: float) -> None:
        """Leave out a time in which nobody waited for the sender."""
        self.since += seconds

    def slow(self, now: float) -> bool:
        passed = now - self.since
        return passed >= STRETCH and self.count < LEAST * passed


class Body(io.RawIOBase):
    """`wsgi.input` of one request. `length` is None where the sender did not say it (chunked).

    Raises TooSlow; raises ClientDisconnected where the connection ends before the body does.
    """

    def __init__(
        self,
        raw: Any,
        length: int | None,
        peer: str = "",
        rest: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """`peer` is the other end of the connection; `rest()` is a context in which the sender is waited for."""
        self._raw, self._left, self._rest = raw, length, rest
        self.last = self._turned = time.monotonic()  # when a piece came; when a wait for one last began or ended
        self.peer, self.meter = peer, Meter(self.last)
        self.begun = self.waiting = self.draining = False
        self.ended = length == 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = min(len(buffer), PIECE, PIECE if self._left is None else self._left)
        if self.ended or size == 0:
            return 0
        if self.meter.slow(self.last):
            raise TooSlow
        piece, now = self._wait(size), self.last
        self.meter.add(len(piece), now)
        buffer[: len(piece)] = piece
        if self._left is not None:
            self._left -= len(piece)
        if not piece and self.meter.slow(now):  # the watch has cut it
            raise TooSlow
        if not piece and self._left:
            raise ClientDisconnected
        self.ended = not piece or self._left == 0
        return len(piece)

    def _wait(self, size: int) -> bytes:
        with self._rest():
            now = time.monotonic()
            self.meter.pause(now - self._turned)
            self._turned = now
            self.begun = self.waiting = True
            try:
                return bytes(self._raw.read(size))
            finally:
                self.waiting = False
                self.last = self._turned = time.monotonic()

    def overdue(self, now: float) -> bool:
        """Whether a read that is under way should end."""
        return self.waiting and (self.meter.slow(now) or (self.draining and now - self._turned >= DRAIN_TIME))

    def drain(self) -> None:
        """Read what is on its way, for a short while: a connection that is closed under a sender loses the answer.

        In small pieces while it comes slowly, because a read ends only when its piece is there.
        """
        self.draining, size = True, 1
        until, left = time.monotonic() + DRAIN_TIME, DRAIN_MOST
        try:
            while left and (began := time.monotonic()) < until and (piece := self.read(min(size, left))):
                left -= len(piece)
                size = min(PIECE, size * 2) if time.monotonic() - began < QUICK else 1
        except (RequestTimeout, ClientDisconnected, OSError):
            pass
