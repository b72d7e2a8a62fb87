"""Every error in plain words, as a page or as problem+json; drawn without the database, which may be what is gone."""

import errno
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, g, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from portal.kernel import typed
from portal.kernel.db import READING
from portal.kernel.i18n import language

FULL = ("database or disk is full", "no space left", "disk full")


FRONT_PAGE = _l("Go to the front page")


@dataclass(frozen=True)
class Words:
    """What a page says about one code: what is wrong, what to do, and where to go from here."""

    title: Any
    text: Any
    to: str = "/"
    label: Any = FRONT_PAGE


class InsufficientStorage(HTTPException):
    """The disk is full: reading goes on, nothing new is taken."""

    code = 507
    description = "The server has no room left."


WORDS = {
    400: Words(
        _l("This request did not arrive whole"),
        _l("Open the page again and send it once more. What you typed is usually still in the form behind this page."),
    ),
    403: Words(
        _l("This page is not open to your account"),
        _l("If it should be, ask the public relations office to check your appointment."),
        "/akun",
        _l("See my account"),
    ),
    404: Words(
        _l("We cannot find this page"),
        _l("The address may be mistyped, or the page has moved. Check the address, or start from the front page."),
    ),
    405: Words(
        _l("This page cannot be opened that way"),
        _l("It only takes a form. Go back and use the button on the page."),
    ),
    408: Words(
        _l("Sending took too long"),
        _l("Your connection may be weak. Go back, your words are usually still in the form, and send it again."),
    ),
    409: Words(
        _l("Somebody was here before you"),
        _l("This has changed since you opened it. Open it again to see what happened, then decide."),
    ),
    410: Words(
        _l("This story is no longer here"),
        _l("It was taken down. Withdrawn stories are listed with the reason."),
        "/pencabutan",
        _l("See withdrawn stories"),
    ),
    413: Words(
        _l("This is too large"),
        _l("A photo may have 25 MB, a story 10 photos. Send smaller or fewer photos."),
        "/kirim",
        _l("Back to sending a story"),
    ),
    415: Words(
        _l("We cannot use this kind of file"),
        _l("Send photos as JPEG, HEIC, PNG or WebP."),
        "/kirim",
        _l("Back to sending a story"),
    ),
    422: Words(
        _l("Something in the form needs another look"),
        _l("Go back, check what you filled in, and send it again."),
    ),
    429: Words(
        _l("Too many tries at once"),
        _l("Wait a moment, then try again. Nothing you sent before is lost."),
    ),
    500: Words(
        _l("Something broke on our side"),
        _l("It is not your fault. We have a note of it. Try again in a few minutes; your draft is kept."),
    ),
    503: Words(
        _l("Our data cannot be opened right now"),
        _l("This page cannot be opened right now. Nothing already received is lost. Try again in a minute."),
    ),
    507: Words(
        _l("Storage is full right now"),
        _l(
            "Nothing can be saved or changed for a while; reading goes on. "
            "Keep what you typed, and try again later today."
        ),
    ),
}
RETRY_AFTER = {429: "30", 503: "30", 507: "3600"}  # seconds


def words_for(code: int) -> Words:
    """The row of that code; another one speaks for its family."""
    return WORDS.get(code) or WORDS[500 if code >= 500 else 400]


def wants_json() -> bool:
    """Whether the caller asked for JSON rather than a page; */* is a browser or a tool that takes a page."""
    accepted = request.accept_mimetypes
    page = accepted["text/html"]
    return max(accepted["application/json"], accepted["application/problem+json"]) > page


def lost(code: int) -> bool:
    """Whether what a form sent would be lost with this answer: its own page cannot be drawn again."""
    return code in (500, 503, 507) and request.method not in READING


def answer(code: int, detail: str = "", words: Words | None = None) -> Response:
    """The answer for one code. `detail` replaces the general text and must already be in the page's language."""
    words = words or words_for(code)
    text = detail or str(words.text)
    if wants_json():
        problem = {"type": "about:blank", "title": str(words.title), "status": code, "detail": text}
        response = make_response(problem, code)
        response.mimetype = "application/problem+json"
    else:
        # straight from the environment: context processors may ask the database, which may be what is gone
        page = current_app.jinja_env.get_template("errors/error.html")
        kept = {"shown": typed.shown(), "files": typed.files()} if lost(code) else {}
        response = make_response(page.render(code=code, words=words, text=text, **kept), code)
    response.headers["Content-Language"] = language()
    response.headers["Vary"] = "Accept"
    if code in RETRY_AFTER:
        response.headers["Retry-After"] = RETRY_AFTER[code]
    return response


def faults_of_form() -> str:
    """What the form this request checked has to say, field by field; "" without one."""
    form = g.get("checked_form")
    found = form.errors.items() if form else ()
    return " ".join(f"{name}: {text}" if name else str(text) for name, texts in found for text in texts)


def retell(response: Response) -> Response:
    """A page with faults that a view drew itself (a form as typed, a conflict), told to a program as problem+json."""
    if response.status_code < 400 or response.mimetype != "text/html" or not wants_json():
        return response
    problem = answer(response.status_code, faults_of_form())
    response.set_data(problem.get_data())
    response.mimetype = "application/problem+json"
    response.vary.add("Accept")
    return response


def on_http_error(error: HTTPException) -> ResponseReturnValue:
    """abort(code) and everything Flask raises itself; redirects and ready-made responses pass as they are."""
    code = error.code or 500
    if error.response is not None or code < 400:
        return error
    own = vars(error).get("description")  # set by whoever called abort; the class default is English
    response = answer(code, str(own or ""), getattr(error, "words", None))
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def on_database_error(error: Exception) -> ResponseReturnValue:
    """The database is gone, locked for too long, or has no room to write."""
    current_app.logger.error("database: %s", error)
    full = any(sign in str(error).lower() for sign in FULL)
    return answer(507 if full else 503)


def on_os_error(error: OSError) -> ResponseReturnValue:
    """A full disk is said as such; every other OSError is a fault like any other."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        raise error
    current_app.logger.error("disk: %s", error)
    return answer(507)


def init_app(app: Flask) -> None:
    app.aborter.mapping[507] = InsufficientStorage  # so that abort(507) works like every other code
    app.register_error_handler(HTTPException, on_http_error)
    for database_error in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(database_error, on_database_error)
    app.register_error_handler(OSError, on_os_error)
    app.after_request(retell)
