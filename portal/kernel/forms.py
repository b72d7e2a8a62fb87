"""Forms and their token. A missing or forged token is 400; one that is only old keeps the person's words: 422."""

import hmac
import secrets
from enum import StrEnum
from functools import lru_cache
from typing import Any

from flask import Flask, abort, current_app, g, request, session
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer
from markupsafe import Markup, escape
from wtforms import Form

from portal.kernel.db import READING
from portal.kernel.i18n import wtforms_translations
from portal.kernel.text import clean, clean_line

TOKEN_LIFE = 12 * 3600  # seconds: a story written over a long evening is still sent without a second try
SECRET, FORMER = "csrf_token", "csrf_former"  # keys in the session: the secret of its tokens, and those before it
FORMER_KEPT = 4  # secrets: each is 40 bytes in the cookie


class Token(StrEnum):
    GOOD = "good"
    STALE = "stale"
    FORGED = "forged"


@lru_cache(maxsize=4)
def _serializer(secret: str) -> URLSafeTimedSerializer:
    # flask-wtf signs with this salt; reading it here tells "old" from "forged", which its own check does not
    return URLSafeTimedSerializer(secret, salt="wtf-csrf-token")


def token_state() -> Token:
    """What the request's token is worth. Stale = ours, but expired or from a session that has ended."""
    text = request.form.get("csrf_token", "") or request.headers.get("X-CSRFToken", "")
    serializer = _serializer(str(current_app.secret_key))
    expired = False
    try:
        raw = serializer.loads(text, max_age=TOKEN_LIFE)
    except SignatureExpired as error:
        raw, expired = error.payload and serializer.load_payload(error.payload), True
    except BadData:
        return Token.FORGED
    mine = session.get(SECRET)
    if mine is None or str(raw) in session.get(FORMER, ()):
        return Token.STALE
    if not hmac.compare_digest(str(raw), str(mine)):
        return Token.FORGED
    return Token.STALE if expired else Token.GOOD


def rotate_token() -> None:
    """Give this session a new token secret, as at sign-in: whoever planted the old one cannot make tokens any more.

    Forms opened before are stale, not forged: they come back as typed.
    """
    former = session.get(SECRET)
    if former is not None:
        session[FORMER] = [*session.get(FORMER, ()), str(former)][-FORMER_KEPT:]
    session[SECRET] = secrets.token_hex(20)
    g.pop(SECRET, None)  # flask-wtf keeps the signed token of this request there


def exempt(view: Any) -> Any:
    """For endpoints whose token is a header no foreign page can send (tus)."""
    view.token_exempt = True
    return view


def check_token() -> None:
    """Runs before every request that may change something; parses the body before any transaction opens."""
    g.token_stale = False
    if request.method in READING or request.endpoint is None:
        return
    if getattr(current_app.view_functions.get(request.endpoint), "token_exempt", False):
        return
    state = token_state()
    if state is Token.FORGED:
        abort(400, description=_("The form's token is missing or wrong. Open the page again and send it once more."))
    g.token_stale = state is Token.STALE


def stale_message() -> str:
    return str(_("This page was open for too long. Your words are still here: check them and send again."))


def line(value: str | None) -> str:
    """A filter for fields of one line: single spaces, no control characters, never None."""
    return clean_line(value or "")


def paragraphs(value: str | None) -> str:
    """A filter for fields of many lines: LF, no control characters, never None."""
    return clean(value or "")


class BaseForm(Form):
    """Every form of the portal. `form_errors` holds what belongs to no single field."""

    class Meta:
        def get_translations(self, form: Form) -> Any:
            return wtforms_translations

    def validate(self, extra_validators: Any = None) -> bool:
        g.checked_form = self  # kernel.errors tells its faults to JSON callers
        fine = super().validate(extra_validators)
        if g.get("token_stale"):
            self.form_errors.append(stale_message())
            return False
        return fine


def csrf() -> Markup:
    """The hidden token field; asking for it makes the page this visitor's own (it sets the session cookie)."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(escape(generate_csrf()))


def init_app(app: Flask) -> None:
    app.config["WTF_CSRF_TIME_LIMIT"] = TOKEN_LIFE
    app.before_request(check_token)
    app.jinja_env.globals["csrf"] = csrf
    app.jinja_env.globals["csrf_token"] = generate_csrf
