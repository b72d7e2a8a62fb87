"""A phone that loses its network says nothing, and its upload would hold a thread for ever: let the kernel ask.

The web server opens its listening sockets itself and offers no setting for this, so they are looked up here. What is
accepted from then on inherits the setting (Linux); a line whose other end is gone breaks within a minute.
"""

import socket
from functools import cache
from typing import Final

from portal.kernel import sockets

OPTIONS: Final = (
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 30),  # seconds of silence before the first question
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 5),  # seconds between questions
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 4),  # questions without an answer
)


@cache
def watched() -> int:
    """Set it once for this process; how many listening sockets it has."""
    listening = 0
    for line in sockets.tcp_sockets():
        if sockets.is_listening(line):
            listening += 1
            for level, name, value in OPTIONS:
                line.setsockopt(level, name, value)
    return listening
