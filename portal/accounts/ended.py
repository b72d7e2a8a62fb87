"""When a sign-in ended while somebody was typing: the page that keeps every word and sends it again."""

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.kernel import errors, typed


def page() -> ResponseReturnValue:
    """422: what was typed, a button that sends it again, and for whom is signed out a way to sign in beside it.

    Also the answer of buttons without a form of their own when their page was open for too long.
    """
    if errors.wants_json():
        return errors.answer(422, _("You are signed out. Sign in again, then send this once more."))
    return make_response(
        render_template(
            "accounts/ended.html",
            fields=typed.fields(),
            shown=typed.shown(),
            files=typed.files(),
            action=f"{request.script_root}{request.full_path}".rstrip("?"),
        ),
        422,
    )
