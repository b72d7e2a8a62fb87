"""Flask's signed session cookie, opened only if sent, and a second cookie that marks browsers whose pages differ."""

from typing import Any

from flask import Flask, Request, Response, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer

# Sent beside the session cookie while public pages differ for this browser. The page store and nginx go by it, because
# neither can read a session. It grants nothing: a forged one only asks for a page drawn anew.
MARK = "masuk"
_PERSONAL = ("_user_id", "_flashes")  # what a public page shows of a session: Flask-Login's key and Flask's own


class Sessions(SecureCookieSessionInterface):
    """Flask makes its signer for every request; one does for all, and who reads without a cookie needs none."""

    def __init__(self) -> None:
        self._signers: dict[Any, URLSafeTimedSerializer | None] = {}

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if app.secret_key not in self._signers:
            self._signers[app.secret_key] = super().get_signing_serializer(app)
        return self._signers[app.secret_key]

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if app.secret_key and self.get_cookie_name(app) not in request.environ.get("HTTP_COOKIE", ""):
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        super().save_session(app, session, response)
        if session.accessed or session.modified:  # else the answer may be for everybody, and must set no cookie
            self._mark(app, session, response)

    def _mark(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set or delete MARK, with the attributes of the session cookie."""
        wanted, sent = is_personal(session), MARK in request.cookies
        place: dict[str, Any] = {
            "domain": self.get_cookie_domain(app),
            "path": self.get_cookie_path(app),
            "secure": self.get_cookie_secure(app),
            "samesite": self.get_cookie_samesite(app),
            "httponly": True,
        }
        lost = not sent and response.mimetype == "text/html"  # not on a picture or a feed
        if wanted and (lost or self.should_set_cookie(app, session)):
            response.set_cookie(MARK, "1", expires=self.get_expiration_time(app, session), **place)
        elif sent and not wanted:
            response.delete_cookie(MARK, **place)


def is_personal(session: SessionMixin) -> bool:
    """Whether public pages differ for this session: somebody is signed in, or a message waits to be shown."""
    return any(key in session and not (key == "_user_id" and "sign_in_over" in g) for key in _PERSONAL)


def sign_in_over() -> None:
    """Note that the sign-in which the session names no longer counts, so that MARK goes with this answer."""
    g.sign_in_over = True


def signed_in_anew() -> None:
    """Undo `sign_in_over` for a request that signs somebody in."""
    g.pop("sign_in_over", None)


def person(app: Flask, environ: dict[str, Any]) -> str:
    """Return the person of the request's cookie by its signature alone, or "". Their session may have ended since."""
    opened = app.session_interface.open_session(app, app.request_class(environ))
    return str(opened.get("_user_id") or "") if opened else ""  # Flask-Login's name


def init_app(app: Flask) -> None:
    app.session_interface = Sessions()
