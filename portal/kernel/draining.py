"""Reads to its end what came with a request that was answered early.

A server that answers while bytes are still on their way closes the connection, and the sender sees a broken line
instead of the answer: a phone whose session ended in the middle of a photo would never learn why.
"""

from collections.abc import Iterable
from typing import Any

from flask import Flask

ANSWERED = "portal.answered_early"  # set by a view whose sender reads the answer while it is still sending
MOST = 32 * 1024 * 1024  # bytes: one photo and its form; whoever sends more is cut off
PIECE = 256 * 1024


def drain(environ: dict[str, Any]) -> None:
    """Nothing is left where a view has read its body, so most requests cost one empty read."""
    length = environ.get("CONTENT_LENGTH") or "0"
    left = min(int(length), MOST) if length.isdecimal() else 0
    while left > 0 and (piece := environ["wsgi.input"].read(min(PIECE, left))):
        left -= len(piece)


def init_app(app: Flask) -> None:
    inner = app.wsgi_app

    def answer_then_drain(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        # after the request's end, not in an after_request: a slow sender must not hold its transaction open
        answer: Iterable[bytes] = inner(environ, start_response)
        if not environ.get(ANSWERED):
            drain(environ)
        return answer

    app.wsgi_app = answer_then_drain  # type: ignore[method-assign]
