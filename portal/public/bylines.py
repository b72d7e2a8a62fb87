"""How a story names its author. Nothing below this file hands on a name that the author did not want to see."""

from dataclasses import dataclass

from flask_babel import gettext as _

from portal.kernel import text
from portal.public.addresses import author_url
from portal.stories.models import Credit


@dataclass(frozen=True, slots=True)
class Byline:
    """`words` as readers see them; `url` leads to the author's page and is empty without a full name."""

    words: str
    url: str = ""


def byline(credit: Credit, name: str, handle: str, ward: str) -> Byline:
    """The author as this story names them: in full, by initials, or as a resident of the ward."""
    if credit is Credit.FULL:
        return Byline(name, author_url(handle))
    letters = text.initials(name) if credit is Credit.INITIALS else ""
    if letters:
        return Byline(_("%(initials)s, %(ward)s ward", initials=letters, ward=ward))
    return Byline(_("A resident of %(ward)s", ward=ward))


def photo_credit(typed: str, credit: Credit, name: str, shown: str) -> str:
    """Who is named under a picture: who was typed, else the author.

    An author who wants no full name may still have typed it there, out of habit: it gives way to the byline.
    """
    if not typed:
        return shown
    if credit is not Credit.FULL and name.casefold() in typed.casefold():
        return shown
    return typed
