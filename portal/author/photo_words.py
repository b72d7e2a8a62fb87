"""What is said at the photo field: the pictures' own words, and those only this form needs."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.photos.words import sentence

HERE: dict[str, Any] = {
    "too_many": _l("%(photo)s was left out: a story may have 10 photos."),
    "gone": _l("%(photo)s is not with us any more. Choose it again, or send without it."),
    "no_room": _l(
        "Storage is full right now, so %(photo)s cannot be added. Save your text, and add the photo later today."
    ),
    "again": _l("Choose this photo again. Its words are still here."),
    "old_page": _l("Choose your photos again: this page was open for too long to take them."),
}


def broken(code: str | None, number: int, *, again: bool) -> str:
    """Why photo `number` of a story cannot be used; what to do about it only where it can be chosen `again`."""
    if again:
        return sentence(code, number=number)
    return str(_("Photo %(number)d is damaged or could not be processed.", number=number))


def consent_question() -> str:
    """Asked at the box for all photos when it is empty."""
    return str(
        _(
            "Have the people who are clearly visible agreed? Tick the box if they have, "
            "or if nobody can be recognised. If not, remove the photo."
        )
    )


def why(code: str | None, name: str = "") -> str:
    """One or two sentences that name the picture and say what to do."""
    if code in HERE:
        return str(HERE[code]) % {"photo": name or _("This photo")}
    return sentence(code, name=name)
