"""What a person typed into a form that cannot be taken just now: it is shown again, and nothing of it is lost."""

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l

from portal.kernel import multipart

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


def fields() -> list[tuple[str, str]]:
    """Everything that was sent but secrets and the token, in its order; a field that came twice stays twice.

    Nothing when the body was not read: whatever went wrong then, reading it now could only make it worse.
    """
    if "form" not in vars(request._get_current_object()):  # type: ignore[attr-defined]  # what the proxy stands for
        return []
    return [
        (name, value)
        for name, values in request.form.lists()
        if not any(word in name.lower() for word in SECRET)
        for value in values
    ]


def shown() -> list[tuple[Any, str]]:
    """(label, text) of the fields people write in, without empty ones."""
    return [(WORDS[name], value) for name, value in fields() if name in WORDS and value.strip()]


def files() -> list[str]:
    """The names of the files that came along; a browser wants them chosen again."""
    if "files" not in vars(request._get_current_object()):  # type: ignore[attr-defined]  # what the proxy stands for
        return []
    return [multipart.name_of(file) for _name, file in request.files.items(multi=True) if file.filename]
