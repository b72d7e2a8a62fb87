"""WSGI layer around Flask that limits the number and the duration of request bodies.

A request without a body takes a place at the gate. One with a body also needs a slot of its sender and has a minimum
speed. A body that the view did not read is drained briefly, so that the sender sees the answer (a phone whose session
ended in the middle of a photo learns why); then the connection is closed.
"""

import io
from collections.abc import Iterable
from functools import partial
from typing import Any, Final

from flask import Flask, request
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import ServiceUnavailable

from portal.kernel import sessions
from portal.kernel.body_watch import Watch
from portal.kernel.client_address import address_key
from portal.kernel.concurrency import Gate, Slots
from portal.kernel.db import READING
from portal.kernel.errors import Words
from portal.kernel.request_body import Body

ANSWERED: Final = "portal.answered_early"  # set by a view whose sender reads the answer while it is still sending
FULL: Final = "portal.no_slot"
RETRY_AFTER: Final = 5  # seconds


class TooManyBodies(ServiceUnavailable):
    """No slot is free. A 503: uploaders try again by themselves."""

    words = Words(
        _l("Many forms and photos are arriving at once"),
        _l("Wait a few seconds, then send it again. Nothing you sent before is lost."),
    )

    def __init__(self) -> None:
        super().__init__(retry_after=RETRY_AFTER)


class Held:
    """Delays start_response until it is known whether the connection can be kept."""

    def __init__(self) -> None:
        self.told: tuple[Any, ...] = ()

    def __call__(self, status: str, headers: list[tuple[str, str]], *problem: Any) -> None:
        self.told = (status, headers, *problem)


class BodyLayer:
    """The WSGI application around Flask's."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.inner: Any = app.wsgi_app
        self.gate, self.slots = Gate(), Slots()
        self.watch = Watch(self.gate)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        peer = environ.get("werkzeug.proxy_fix.orig", environ).get("REMOTE_ADDR") or ""
        if not has_body(environ):
            with self.gate.inside(peer):
                return self.inner(environ, start_response)  # type: ignore[no-any-return]  # WSGI
        held = Held()
        answer, ended = self._with_body(environ, held, peer)
        status, headers, *problem = held.told
        if not ended and environ.get("SERVER_SOFTWARE") == "Granian":
            # PEP 3333 leaves this header to the server; this one takes it from us, and would close without it too
            headers = [*headers, ("Connection", "close")]
        start_response(status, headers, *problem)
        return answer

    def _with_body(self, environ: dict[str, Any], held: Held, peer: str) -> tuple[Iterable[bytes], bool]:
        """The answer, and whether the body was read to its end."""
        sender, known = self.sender(environ)
        reads = environ["REQUEST_METHOD"] in READING  # what comes with these means nothing
        if reads or not self.slots.take(sender, known=known):
            environ |= {"wsgi.input": io.BytesIO(), "CONTENT_LENGTH": "0", FULL: not reads}
            environ.pop("HTTP_TRANSFER_ENCODING", None)
            with self.gate.inside(peer):
                return self.inner(environ, held), False
        length = environ.get("CONTENT_LENGTH") or ""
        body = Body(
            environ["wsgi.input"], int(length) if length.isdecimal() else None, peer, partial(self.gate.outside, peer)
        )
        environ["wsgi.input"] = body
        self.watch.add(body)
        try:
            with self.gate.writing(peer):
                answer = self.inner(environ, held)
                # after the request's end, not in an after_request: a slow sender must not hold its transaction open
                if not environ.get(ANSWERED) and not (environ.get("HTTP_EXPECT") and not body.begun):
                    body.drain()
        finally:
            self.watch.discard(body)
            self.slots.give(sender, known=known)
        return answer, body.ended

    def sender(self, environ: dict[str, Any]) -> tuple[str, bool]:
        """Who sends, and whether a session of ours says so; asked before any database."""
        person = sessions.person(self.app, environ)
        return (f"person {person}", True) if person else (address_key(environ.get("REMOTE_ADDR")), False)


def has_body(environ: dict[str, Any]) -> bool:
    length = environ.get("CONTENT_LENGTH")
    return (length is not None and length not in ("", "0")) or "HTTP_TRANSFER_ENCODING" in environ


def refuse() -> None:
    """Runs before everything else of a request: without a slot there is nothing to look at."""
    if request.environ.get(FULL):
        raise TooManyBodies


def init_app(app: Flask) -> None:
    """Call first: its layer is the innermost, and its look comes before every other."""
    app.before_request(refuse)
    app.wsgi_app = BodyLayer(app)  # type: ignore[method-assign]  # Flask's documented way to wrap
