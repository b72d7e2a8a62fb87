"""Find the TCP sockets of this process, which the web server does not hand to its application.

Uses /proc and TCP_INFO (Linux); on other systems it finds none.
"""

import os
import socket
import stat
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

FILES: Final = Path("/proc/self/fd")
# offsets in `struct tcp_info`, linux/tcp.h: tcpi_last_data_sent, tcpi_last_data_recv; tcpi_bytes_acked and _received
AGES: Final = struct.Struct("I4xI")
AGES_AT, COUNTS, COUNTS_AT = 44, struct.Struct("QQ"), 120


class TcpInfo(NamedTuple):
    """What the kernel knows of one connection; ages in seconds, counts in bytes."""

    sent_ago: float
    received_ago: float
    acked: int
    received: int

    @property
    def owes(self) -> bool:
        """Whether we have sent nothing since the other end sent last: a request is under way."""
        return self.received > 0 and (self.acked == 0 or self.received_ago < self.sent_ago)

    @property
    def silent(self) -> float:
        """Seconds since anything went either way."""
        return min(self.sent_ago, self.received_ago)


def tcp_sockets() -> Iterator[socket.socket]:
    """Yield a duplicate of each TCP socket; it is closed when the next one is requested."""
    numbers = [int(entry.name) for entry in FILES.iterdir()] if FILES.is_dir() else []
    for number in numbers:
        try:
            if not stat.S_ISSOCK(os.fstat(number).st_mode):
                continue
            copy = os.dup(number)
        except OSError:  # closed meanwhile
            continue
        try:
            line = socket.socket(fileno=copy)
        except OSError:  # another file has taken its number meanwhile
            os.close(copy)
            continue
        with line:
            if line.family in (socket.AF_INET, socket.AF_INET6) and line.type == socket.SOCK_STREAM:
                yield line


def is_listening(line: socket.socket) -> bool:
    return bool(line.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


def tcp_info(line: socket.socket) -> TcpInfo:
    """Raises OSError."""
    told = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
    sent, received = AGES.unpack_from(told, AGES_AT)
    return TcpInfo(sent / 1000, received / 1000, *COUNTS.unpack_from(told, COUNTS_AT))
