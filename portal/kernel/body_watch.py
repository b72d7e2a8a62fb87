"""End blocked reads of request bodies that have stalled.

The web server's read has no timeout and cannot be cancelled; it ends only with its connection, and the application does
not learn which connection that is. So while bodies are being received, a thread checks the process's own sockets each
second and shuts one for reading if it owes bytes, sent too few in 20 seconds and has the address of an overdue body.
The read then ends, and the answer still goes out. A sender who was told to continue (Expect), or who sent this head
together with the request before, does not owe by these counts; so a connection from that address on which nothing went
either way for 20 seconds is shut too. An idle one loses nothing by that. On systems other than Linux, and under servers
whose sockets are in another process, the time is checked only between two reads.
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
        late = {address_key(body.peer) for body in bodies if body.overdue(now)}
        found: dict[int, Seen] = {}
        for line in sockets.tcp_sockets():
            with suppress(OSError):  # it has just ended
                if not sockets.is_listening(line):
                    self._check(line, bodies, found, now, late)
        self._seen = found

    def _check(
        self, line: socket.socket, bodies: list[Body], found: dict[int, Seen], now: float, late: set[str]
    ) -> None:
        """Shut one connection for reading if it is time. `late` are the addresses of overdue bodies."""
        told = sockets.tcp_info(line)
        if not told.owes:
            silent = Meter(now - told.silent).slow(now)
            if late and silent and address_key(line.getpeername()[0]) in late:
                line.shutdown(socket.SHUT_RD)
            return
        inode = os.fstat(line.fileno()).st_ino
        seen = found[inode] = self._counted(inode, told, now)
        if late and not seen.shut and self._late(line.getpeername()[0], bodies, seen, told, now):
            line.shutdown(socket.SHUT_RD)
            seen.shut = True

    def _late(self, address: str, bodies: list[Body], seen: Seen, told: sockets.TcpInfo, now: float) -> bool:
        """Return whether an overdue body comes over this connection."""
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

    def _counted(self, inode: int, told: sockets.TcpInfo, now: float) -> Seen:
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
