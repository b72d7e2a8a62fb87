"""Limits of one web process: requests processed at once, and request bodies received at once."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

THREADS: Final = 128  # of one web process; most of them only ever wait for a sender
WORKING: Final = 8  # requests that are worked on at once; the others wait for a place
WRITING: Final = 6  # of these, for requests with a body: while all of them wait for a lock, pages are still drawn
BODIES: Final = 64  # half of the threads stay free for requests without a body
ANONYMOUS: Final = 48  # of these, for senders who are not signed in
OF_ADDRESS: Final = 40  # for one of them: many phones share the address of one network
OF_PERSON: Final = 32  # for one who is signed in: twenty answers to one story at once must all be heard


class Gate:
    """Places for requests in progress. A request leaves its place while it waits for its body; that costs a thread."""

    def __init__(self, places: int = WORKING, writing: int = WRITING) -> None:
        self._places, self._writing = threading.BoundedSemaphore(places), threading.BoundedSemaphore(writing)
        self.working: dict[int, tuple[str, float]] = {}  # by thread: the other end, and since when (monotonic)

    @contextmanager
    def inside(self, peer: str) -> Iterator[None]:
        with self._places:
            self.working[threading.get_ident()] = (peer, time.monotonic())
            try:
                yield
            finally:
                self.working.pop(threading.get_ident(), None)

    @contextmanager
    def writing(self, peer: str) -> Iterator[None]:
        """For a request with a body."""
        self._enter(peer)
        try:
            yield
        finally:
            self._leave()

    @contextmanager
    def outside(self, peer: str) -> Iterator[None]:
        """For somebody who is `writing`, and comes back afterwards."""
        self._leave()
        try:
            yield
        finally:
            self._enter(peer)

    def _enter(self, peer: str) -> None:
        self._writing.acquire()  # always before a place, which must not be held meanwhile
        self._places.acquire()
        self.working[threading.get_ident()] = (peer, time.monotonic())

    def _leave(self) -> None:
        self.working.pop(threading.get_ident(), None)
        self._places.release()
        self._writing.release()


class Slots:
    """Count bodies being received per sender: a signed-in person or an address."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: Counter[str] = Counter()
        self._anonymous = 0

    def take(self, sender: str, *, known: bool) -> bool:
        """Take a slot and return True, or return False if none is free. Pair with `give`."""
        with self._lock:
            most = OF_PERSON if known else OF_ADDRESS
            if self._held.total() >= BODIES or self._held[sender] >= most:
                return False
            if not known and self._anonymous >= ANONYMOUS:
                return False
            self._held[sender] += 1
            self._anonymous += not known
            return True

    def give(self, sender: str, *, known: bool) -> None:
        with self._lock:
            self._held[sender] -= 1
            self._anonymous -= not known
            if not self._held[sender]:
                del self._held[sender]
