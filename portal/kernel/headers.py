"""Headers every answer carries."""

from flask import Flask, Response
from flask.globals import request_ctx

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def constant(*, https: bool) -> dict[str, str]:
    """The headers of every answer of this site; nginx adds the same to the pages it answers itself."""
    return HEADERS | ({"Strict-Transport-Security": "max-age=31536000; includeSubDomains"} if https else {})


def init_app(app: Flask, *, https: bool) -> None:
    every = constant(https=https)
    names = frozenset(name.lower() for name in every)

    @app.after_request
    def harden(response: Response) -> Response:
        own = names.intersection([name.lower() for name, _value in response.headers])
        # straight to Werkzeug's list: it looks through all headers for each one that is set
        response.headers._list += (
            [each for each in every.items() if each[0].lower() not in own] if own else every.items()
        )
        if response.status_code // 100 == 3 and response.location:
            response.set_data(b"")  # nobody reads Werkzeug's English page; the address alone leads on
        if response.status_code >= 400:
            response.headers.setdefault("Cache-Control", "no-store")
        elif _reads_session():
            # it knows who reads it or holds a form token; not "no-store", which would empty a form on the way back
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


def _reads_session() -> bool:
    # the session itself, not flask's proxy: merely asking the proxy would count as reading it
    opened = request_ctx._session
    return opened is not None and opened.accessed
