"""A phone that loses its network says nothing, and its upload would hold a thread for ever: let the kernel ask.

The web server opens its listening sockets itself and offers no setting for this, so they are looked up here. What is
accepted from then on inherits the setting (Linux); a line whose other end is gone breaks within a minute.
"""

import os
import socket
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Final

OPTIONS: Final = (
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 30),  # seconds of silence before the first question
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 5),  # seconds between questions
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 4),  # questions without an answer
)


@cache
def watched() -> int:
    """Set it once for this process; how many listening sockets it has."""
    return sum(_watch(int(entry.name)) for entry in Path("/proc/self/fd").iterdir())


def _watch(number: int) -> bool:
    try:
        with closing(socket.socket(fileno=os.dup(number))) as line:
            if line.family not in (socket.AF_INET, socket.AF_INET6) or line.type != socket.SOCK_STREAM:
                return False
            if not line.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                return False
            for level, name, value in OPTIONS:
                line.setsockopt(level, name, value)
            return True
    except OSError:  # no socket, or closed meanwhile
        return False
