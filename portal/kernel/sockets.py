"""The TCP sockets of this process. The web server opens and accepts them itself and hands none to its application.

They are looked up in /proc and asked with TCP_INFO (Linux); on another system there is none to be found.
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


class Traffic(NamedTuple):
    """What the kernel knows of one connection; ages in seconds, counts in bytes."""

    sent_ago: float
    received_ago: float
    acked: int
    received: int

    @property
    def owes(self) -> bool:
        """Whether we have sent nothing since the other end sent last: a request is under way."""
        return self.received > 0 and (self.acked == 0 or self.received_ago < self.sent_ago)


def every() -> Iterator[socket.socket]:
    """Each TCP socket, as a duplicate that is closed again when the next one is asked for."""
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


def listens(line: socket.socket) -> bool:
    return bool(line.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


def traffic(line: socket.socket) -> Traffic:
    """Raises OSError."""
    told = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
    sent, received = AGES.unpack_from(told, AGES_AT)
    return Traffic(sent / 1000, received / 1000, *COUNTS.unpack_from(told, COUNTS_AT))
