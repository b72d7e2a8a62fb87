"""Redirect URLs with trailing characters (a slash, punctuation, an invisible character) to the URL without them.

Chats and mail programs often include what follows a URL in the link, or put emphasis marks around it. Only GET requests
that would be 404 are redirected, and only to a public page. Pages behind a sign-in are rarely shared in chats; there
only a slash is removed.
"""

import re
from urllib.parse import quote

from flask import Flask, current_app, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from portal.kernel import errors
from portal.kernel.db import READING
from portal.kernel.i18n import without_prefix

# an octet or character reference that was escaped once too often; its closing ";" has gone with the punctuation
_ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2}|&(?:amp|apos|gt|lt|nbsp|quot|#\d{1,5}))\Z")
# NUL and broken bytes are no punctuation, and a code that ends with a hyphen is a mistyped one.
_NEVER_TAIL = frozenset("-\0\ufffd")
_SENTENCE_END = frozenset(".,;:!?)…")
_SAFE = "/:@!$&'()*+,;=~-._"  # as in alternate_url


def without_tail(path: str) -> str:
    """The path without slashes, quotes, brackets, stops, dashes, emphasis marks, blanks, zero-width characters and
    emoji at its end; "/" if nothing else is there. No address of ours ends with one of them.
    """
    end = len(path)
    while end:
        last = path[end - 1]
        if not (last.isalnum() or last in _NEVER_TAIL):
            end -= 1
        elif escaped := _ESCAPED.search(path, max(0, end - 8), end):
            end = escaped.start()
        else:
            break
    return path[:end] or "/"


def clean_address() -> str | None:
    """Where this request should have gone, with its query string; None if its path has no tail or no route without it.

    The result begins with exactly one slash, so it never leaves this host.
    """
    path = request.path
    clean = without_tail(path)
    # "//host" is another site for browsers; no route has it, and this must not depend on that
    if (
        clean == path
        or clean.startswith("//")
        or _loses_name(path, clean)
        or not _has_page(clean, open_only=clean + "/" != path)
    ):
        return None
    query = request.query_string.decode("latin-1")
    return f"{request.root_path}{quote(clean, safe=_SAFE)}{'?' if query else ''}{query}"


def _loses_name(path: str, clean: str) -> bool:
    """Whether a name in the address is nothing but tail: "/kelurahan/'" asks for a ward that is not there.

    Not so the end of a sentence behind the slash of a list: "/berita/." is the list.
    """
    lost = path[len(clean) :].replace("/", "")
    return request.url_rule is not None and clean.count("/") < path.count("/") and not _SENTENCE_END.issuperset(lost)


def _has_page(path: str, *, open_only: bool) -> bool:
    inside = path if request.root_path.endswith("/en") else without_prefix(path)
    try:
        endpoint, _values = current_app.url_map.bind("").match(inside, method="GET")
    except MethodNotAllowed:
        return True
    except HTTPException:
        return False
    guard = getattr(current_app.view_functions.get(endpoint), "guard", "")  # set by accounts.guards
    return guard == "anyone" or not open_only


def on_missing(error: HTTPException) -> ResponseReturnValue:
    """Redirect (308) or answer as for every other error."""
    rule = request.url_rule
    is_page = rule is None or "GET" in (rule.methods or ())  # an upload is asked for by HEAD, and is no page
    if is_page and request.method in READING and (right := clean_address()) is not None:
        return redirect(right, 308)
    return errors.on_http_error(error)


def init_app(app: Flask) -> None:
    """Call after errors."""
    app.register_error_handler(404, on_missing)
    app.register_error_handler(405, on_missing)
