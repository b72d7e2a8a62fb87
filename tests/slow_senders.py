"""Senders that announce a body and do not send it; and what others see of a server meanwhile."""

import contextlib
import socket
import time
from collections.abc import Callable, Iterable

BODY = 4_000_000  # bytes announced
KINDS = ("POST /masuk", "POST /kirim/berita", "POST /unggah", "PATCH /unggah/x", "GET /masuk")


def half_sent(port: int, what: str, first: bytes = b"a") -> socket.socket:
    """A connection with a whole head and the first of its body."""
    kind = "application/offset+octet-stream" if "/unggah" in what else "application/x-www-form-urlencoded"
    head = ["Host: x", "Tus-Resumable: 1.0.0", f"Upload-Length: {BODY}", "Upload-Offset: 0", f"Content-Type: {kind}"]
    line = socket.create_connection(("127.0.0.1", port), timeout=60)
    line.sendall("\r\n".join([f"{what} HTTP/1.1", *head, f"Content-Length: {BODY}", "", ""]).encode() + first)
    return line


def told_at_once(line: socket.socket, patience: float = 0.5) -> bytes:
    """What has been answered so far."""
    line.settimeout(patience)
    with contextlib.suppress(TimeoutError):
        return line.recv(65536)
    return b""


def drip(lines: Iterable[socket.socket]) -> None:
    """One more byte on each line that still takes one."""
    for line in lines:
        with contextlib.suppress(OSError):
            line.send(b"x")


def longest(asks: Iterable[Callable[[], object]]) -> float:
    """Seconds that the slowest of these takes, asked one after the other."""
    worst = 0.0
    for ask in asks:
        began = time.monotonic()
        ask()
        worst = max(worst, time.monotonic() - began)
    return worst
