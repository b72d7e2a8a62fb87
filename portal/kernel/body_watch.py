"""Ends the wait for a body that has stopped coming.

A read of the web server's knows no time limit and cannot be called off; it ends when its connection does. Which
connection a request came by is not told either. So each second the process looks at its own sockets while bodies are
under way: one that owes us bytes, has sent too few for 20 seconds and comes from where an overdue body comes from is
closed for reading. The read then ends, and the answer still goes out. On another system than Linux, and under a server
that keeps its sockets in another process, only the time between two pieces is looked at.
"""

import os
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from portal.kernel import sockets
from portal.kernel.client_address import address_key
from portal.kernel.concurrency import Gate
from portal.kernel.request_body import DRAIN_TIME, Body, Meter

TICK: Final = 1.0  # seconds
NEAR: Final = 0.3  # seconds between the last byte of a connection and the moment its request had it in hand


@dataclass
class Seen:
    """One socket while it owes a request."""

    acked: int
    received: int
    meter: Meter
    shut: bool = False


class Watch:
    """Knows the bodies under way; its thread lives only while there are any."""

    def __init__(self, gate: Gate) -> None:
        self._gate, self._lock = gate, threading.Lock()
        self._bodies: set[Body] = set()
        self._thread: threading.Thread | None = None
        self._seen: dict[int, Seen] = {}  # by inode

    def add(self, body: Body) -> None:
        with self._lock:
            self._bodies.add(body)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, daemon=True, name="bodies")
                self._thread.start()

    def discard(self, body: Body) -> None:
        with self._lock:
            self._bodies.discard(body)

    def _run(self) -> None:
        while True:
            time.sleep(TICK)
            with self._lock:
                bodies = list(self._bodies)
                if not bodies:
                    self._thread = None
                    self._seen = {}
                    return
            with suppress(OSError):
                self._look(bodies, time.monotonic())

    def _look(self, bodies: list[Body], now: float) -> None:
        overdue = [body for body in bodies if body.overdue(now)]
        found: dict[int, Seen] = {}
        for line in sockets.every():
            if sockets.listens(line):
                continue
            told = sockets.traffic(line)
            if not told.owes:
                continue
            inode = os.fstat(line.fileno()).st_ino
            seen = found[inode] = self._counted(inode, told, now)
            if overdue and not seen.shut and self._late(line.getpeername()[0], bodies, seen, told, now):
                line.shutdown(socket.SHUT_RD)
                seen.shut = True
        self._seen = found

    def _late(self, address: str, bodies: list[Body], seen: Seen, told: sockets.Traffic, now: float) -> bool:
        """Whether this connection is one that an overdue body comes by."""
        peer, last = address_key(address), now - told.received_ago
        ours = [body for body in bodies if body.waiting and address_key(body.peer) == peer]
        late = [body for body in ours if body.overdue(now)]
        if not late or self._at_work(peer, last):
            return False
        if seen.meter.slow(now):
            return True
        # the rest of a refused body has less time: it is told from others by the moment it fell silent
        if any(not body.draining and 0 <= body.last - last <= DRAIN_TIME for body in ours):
            return False
        return any(body.draining and 0 <= body.last - last <= NEAR for body in late)

    def _counted(self, inode: int, told: sockets.Traffic, now: float) -> Seen:
        seen = self._seen.get(inode)
        if seen is None or seen.acked != told.acked:  # another request than at the last look
            return Seen(told.acked, told.received, Meter(now))
        seen.meter.add(told.received - seen.received, now)
        seen.received = told.received
        return seen

    def _at_work(self, peer: str, last: float) -> bool:
        """Whether a request whose last byte came at that moment is complete and worked on: it owes us nothing."""
        return any(
            address_key(whose) == peer and 0 <= since - last <= NEAR
            for whose, since in list(self._gate.working.values())
        )
