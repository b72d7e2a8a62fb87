"""What `/unggah` answers when it does not take something, and who may use it at all."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts import guards
from portal.kernel import errors, forms
from portal.photos import tus
from portal.photos.partials import Busy, Moved
from portal.photos.rules import Refused
from portal.photos.slots import Full
from portal.photos.tus import Malformed
from portal.photos.uploads import TooMany, WrongChecksum
from portal.photos.words import sentence


class Said(NamedTuple):
    """The answer to one fault of the protocol."""

    status: int
    words: Any
    headers: dict[str, str] = {}  # never changed


FAULTS: dict[type[Exception], Said] = {
    Moved: Said(409, _l("This upload has moved on. Ask where it is, then go on from there.")),
    Busy: Said(423, _l("Another request is writing to this upload. Try again in a moment.")),
    Full: Said(503, _l("Many photos are arriving at once. Try again in a few seconds."), {"Retry-After": "3"}),
    WrongChecksum: Said(tus.WRONG_CHECKSUM, _l("Part of the photo was damaged on the way. Send that part again.")),
}
CAUGHT: tuple[type[Exception], ...] = (Refused, TooMany, Malformed, *FAULTS)


def say(status: int, words: Any, headers: dict[str, str] | None = None) -> Response:
    """A short sentence for programs; problem+json for those that ask for it."""
    if errors.wants_json():
        response = errors.answer(status, str(words))
    else:
        response = Response(f"{words}\n", status, mimetype="text/plain")
    response.headers.update(headers or {})
    return response


def refused(error: Exception, name: str = "") -> Response:
    """The answer to whatever a request of the protocol may raise."""
    if isinstance(error, Refused):
        return say(error.status, sentence(error.code, name=name))
    if isinstance(error, TooMany):
        return say(413, sentence("too_many_on_the_way", name=name))
    if isinstance(error, Malformed):
        return say(400, _("The header %(name)s is missing or cannot be read.", name=error.header))
    return say(*FAULTS[type(error)])


def by_session(view: Callable[..., Response]) -> Callable[..., Response]:
    """Only for a signed-in person who speaks tus 1.0.0: that header, which no foreign page can send, is the token."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Response:
        if request.method == "OPTIONS":
            return view(*args, **kwargs)
        if not guards.current_rights().signed_in:
            return say(401, _("Sign in, then send the photo again. The part already sent is kept for a day."))
        if request.headers.get("Tus-Resumable") != tus.VERSION:
            words = _("This address speaks tus %(version)s.", version=tus.VERSION)
            return say(412, words, {"Tus-Version": tus.VERSION})
        try:
            return view(*args, **kwargs)
        except CAUGHT as error:
            return refused(error)

    guarded.guard = "signed in"  # type: ignore[attr-defined]  # the architecture test reads it
    exempt: Callable[..., Response] = forms.exempt(guarded)
    return exempt
