"""Faults a server or the line to it can have, counted down, and a TCP proxy that has them before any HTTP server."""

import re
import socket
import threading
import time
from collections import Counter
from enum import StrEnum


class Fault(StrEnum):
    DROP_BEFORE = "drop_before"  # the request arrives and nothing is done
    DROP_AFTER = "drop_after"  # done, and the answer is lost
    STATUS_AFTER = "status_after"  # done, and then 500
    HALF = "half"  # done, and half of the answer arrives
    GARBAGE = "garbage"  # done, and 200 with something else
    BUSY = "busy"  # not done: 429
    SLOW = "slow"  # done, and the answer takes its time


class Faults:
    """What goes wrong next. `seen` counts requests by target, `had` the faults that happened."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[list] = []
        self.seen: Counter[str] = Counter()
        self.had: Counter[Fault] = Counter()

    def add(self, fault: Fault, match: str = "", times: int = 1) -> None:
        """The next `times` requests whose "METHOD /path" has `match` in it (a pattern) go wrong."""
        with self._lock:
            self._waiting.append([fault, re.compile(match), times])

    def take(self, target: str) -> Fault | None:
        with self._lock:
            self.seen[target] += 1
            for row in self._waiting:
                if row[2] and row[1].search(target):
                    row[2] -= 1
                    self.had[row[0]] += 1
                    return row[0]
        return None

    def calls(self, match: str) -> int:
        with self._lock:
            return sum(n for target, n in self.seen.items() if re.search(match, target))

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()
            self.seen.clear()
            self.had.clear()


SLOW = 1.0  # seconds; clients that are to run into it wait less
GARBAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>"
ERROR = b"HTTP/1.1 500 Oops\r\nContent-Type: text/html\r\nContent-Length: 4\r\nConnection: close\r\n\r\noops"
BUSY = b"HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"


class Listener:
    """Something on loopback that answers one request for each connection, as our client makes them."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)  # or the waiting accept would keep the port
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client:
            try:
                request = whole(client)
                answer = self._answer(request)
                if answer:
                    client.sendall(answer)
            except OSError:
                return  # whoever asked is dead

    def _answer(self, request: bytes) -> bytes:
        """All bytes of the answer; none to hang up. `request` is empty when whoever asked hung up before its end."""
        raise NotImplementedError


class Proxy(Listener):
    """Stands before a server on loopback."""

    def __init__(self, target: int) -> None:
        self.faults, self._target = Faults(), target
        super().__init__()

    def _answer(self, request: bytes) -> bytes:
        line = request.split(b"\r\n", 1)[0].decode("latin-1")
        fault = self.faults.take(line.rsplit(" ", 1)[0])
        if fault in (Fault.DROP_BEFORE, Fault.BUSY) or not request:
            return BUSY if fault is Fault.BUSY else b""
        answer = self._forward(request)
        if fault is Fault.SLOW:
            time.sleep(SLOW)
        changed = {Fault.DROP_AFTER: b"", Fault.STATUS_AFTER: ERROR, Fault.GARBAGE: GARBAGE}
        return answer[: len(answer) // 2] if fault is Fault.HALF else changed.get(fault, answer)

    def _forward(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self._target), timeout=60) as server:
            server.sendall(request)
            parts = []
            while part := server.recv(65536):
                parts.append(part)
        return b"".join(parts)


def whole(client: socket.socket) -> bytes:
    """Headers and body of one request, with Connection: close so that the answer ends."""
    client.settimeout(60)
    data = b""
    while b"\r\n\r\n" not in data:
        part = client.recv(65536)
        if not part:
            return b""
        data += part
    head, body = data.split(b"\r\n\r\n", 1)
    found = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    length = int(found[1]) if found else 0
    while len(body) < length:
        part = client.recv(65536)
        if not part:
            return b""
        body += part
    return head + b"\r\n\r\n" + body
