"""Flask's signed session cookie, opened only where one was sent."""

from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


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


def person(app: Flask, environ: dict[str, Any]) -> str:
    """Whose cookie a request carries, by its signature alone; "" for nobody. Its session may have ended since."""
    opened = app.session_interface.open_session(app, app.request_class(environ))
    return str(opened.get("_user_id") or "") if opened else ""  # Flask-Login's name


def init_app(app: Flask) -> None:
    app.session_interface = Sessions()
