"""When a sign-in ended while somebody was typing: the page that keeps every word and sends it again."""

from typing import Any

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage

from portal.kernel import errors

SECRET = ("password", "csrf_token", "secret")
# the fields people write in, by their names in forms; all others travel along unseen
WORDS: dict[str, Any] = {
    "title": _l("Title"),
    "body": _l("Story"),
    "place": _l("Place"),
    "source": _l("How do you know"),
    "event_date": _l("Date"),
    "text": _l("Text"),
    "note": _l("Note"),
    "name": _l("Name"),
    "decree": _l("Decree number"),
    "proof_url": _l("Address of the post"),
    "contact": _l("Contact"),
    "aliases": _l("Other spellings"),
}


def kept_fields() -> list[tuple[str, str]]:
    """Everything that was sent but secrets and the token, in its order; a field that came twice stays twice."""
    return [
        (name, value)
        for name, values in request.form.lists()
        if not any(word in name.lower() for word in SECRET)
        for value in values
    ]


def page() -> ResponseReturnValue:
    """422: what was typed, a button that sends it again, and for whom is signed out a way to sign in beside it.

    Also the answer of buttons without a form of their own when their page was open for too long.
    """
    if errors.wants_json():
        return errors.answer(422, _("You are signed out. Sign in again, then send this once more."))
    fields = kept_fields()
    return make_response(
        render_template(
            "accounts/ended.html",
            fields=fields,
            shown=[(WORDS[name], value) for name, value in fields if name in WORDS and value.strip()],
            files=[f.filename for _name, f in request.files.items(multi=True) if isinstance(f, FileStorage) and f],
            action=f"{request.script_root}{request.full_path}".rstrip("?"),
        ),
        422,
    )
