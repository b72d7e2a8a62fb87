"""The line to one server: resolved once, checked, connected to the very address that was checked, with an end in time.

It knows how far a call came, which decides whether a post may have been made: before the first byte of the request was
written, nothing was.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import Any

import httpcore

from portal.channels import addresses

Resolve = Callable[[str, int], list[str]]
CONNECT = 5.0  # seconds, for each of: name, connection, encryption
CARRIED_MAX = 6 * 1024 * 1024  # bytes that one answer may take on the wire, with headers and the marks of its pieces
PIECE = 16 * 1024  # bytes written at a time, so that the clock is looked at in between


class Stage(IntEnum):
    """How far a call came."""

    NAME = 0
    CONNECT = 1
    TLS = 2
    READY = 3
    SENT = 4  # at least one byte of the request is on its way


class PrivateAddress(httpcore.ConnectError):
    """The name leads to an address the portal never calls."""


class TooLong(httpcore.ReadError):
    """An answer that takes more bytes to carry than any real one."""


def resolve(host: str, port: int) -> list[str]:
    """The server's IP addresses. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


class Line(httpcore.NetworkBackend):
    """Connects one call. `stage` tells how far it came; `trusted` is for an address that a setting names.

    Such a one may be this machine itself, and nothing else that is private.
    """

    def __init__(self, *, trusted: bool, total: float, resolver: Resolve = resolve) -> None:
        self.stage = Stage.NAME
        self.until = time.monotonic() + total
        self.carried = 0  # bytes of the answer so far
        self._trusted, self._resolve, self._plain = trusted, resolver, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        found = self._addresses(host, port)
        # one forbidden address among good ones is no accident: such a name is not called at all
        if not all(addresses.public(each) or (self._trusted and addresses.loopback(each)) for each in found):
            raise PrivateAddress("private address")
        self.stage = Stage.CONNECT
        for number, address in enumerate(found, start=1):
            try:
                stream = self._plain.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(found) or time.monotonic() > self.until:
                    raise
                continue
            self.stage = Stage.READY
            return _Stream(stream, self)
        raise httpcore.ConnectError("no address")

    def check_time(self) -> float:
        """Seconds that are left. Raises httpcore.ReadTimeout."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("total time is over")
        return left

    def _addresses(self, host: str, port: int) -> list[str]:
        """In a thread: the resolver of the system knows no time limit."""
        answer: list[list[str]] = []

        def ask() -> None:
            try:
                answer.append(self._resolve(host, port))
            except (OSError, UnicodeError):
                answer.append([])

        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        asking.join(CONNECT)
        if not answer or not answer[0]:
            raise httpcore.ConnectError("unknown name")
        return answer[0]


class _Stream(httpcore.NetworkStream):
    """Counts nothing but says when the first byte of the request left; every wait ends with the call's own time."""

    def __init__(self, stream: httpcore.NetworkStream, line: Line) -> None:
        self._stream, self._line = stream, line

    def _left(self, timeout: float | None) -> float:
        left = self._line.check_time()
        return min(left, timeout if timeout is not None else left)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, self._left(timeout))
        self._line.carried += len(data)
        if self._line.carried > CARRIED_MAX:
            raise TooLong("answer too large")
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for begin in range(0, len(buffer), PIECE):
            wait = self._left(timeout)
            self._line.stage = Stage.SENT
            self._stream.write(buffer[begin : begin + PIECE], wait)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        self._line.stage = Stage.TLS
        secured = _Stream(self._stream.start_tls(ssl_context, server_hostname, self._left(timeout)), self._line)
        self._line.stage = Stage.READY
        return secured

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
