from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user

from portal.accounts.models import User

bp = Blueprint("accounts", __name__)


def go(path: str) -> ResponseReturnValue:
    """303 to a path of the contract in the language of this page."""
    return redirect(f"{request.script_root}{path}", 303)


def page(template: str, code: int = 200, **values: Any) -> ResponseReturnValue:
    """A page about one person: never kept by anybody's cache."""
    response = make_response(render_template(template, **values), code)
    response.headers["Cache-Control"] = "no-store"
    return response


def too_many(template: str, seconds: int, form: Any, message: str = "", **values: Any) -> ResponseReturnValue:
    """429: the form as typed, and when it may be sent again; `message` where seconds say little."""
    form.form_errors.append(
        message
        or ngettext(
            "Too many tries. Wait %(num)d second, then try again.",
            "Too many tries. Wait %(num)d seconds, then try again.",
            seconds,
        )
    )
    response = make_response(page(template, 429, form=form, **values))
    response.headers["Retry-After"] = str(seconds)
    return response


def me() -> User:
    """The signed-in person; only below the guard `signed_in`."""
    user = current_user._get_current_object()
    return user if isinstance(user, User) else abort(403)
