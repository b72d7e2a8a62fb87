"""How a story names its author. Nothing below this file hands on a name that the author did not want to see."""

from dataclasses import dataclass

from portal.kernel import text
from portal.kernel.phrases import gettext as _
from portal.public.addresses import author_url
from portal.stories.models import Credit


@dataclass(frozen=True, slots=True)
class Byline:
    """`words` as readers see them; `url` leads to the author's page and is empty without a full name."""

    words: str
    url: str = ""


def byline(credit: Credit, name: str, handle: str, ward: str) -> Byline:
    """The author as this story names them: in full, by initials, or as a resident of the ward."""
    letters = text.initials(name) if credit is Credit.INITIALS else ""
    return signed(credit.value, name if credit is Credit.FULL else letters, handle, ward)


def signed(credit: str, name: str, handle: str, ward: str) -> Byline:
    """The same from a card, whose `name` is what may be shown: the full name, initials, or nothing."""
    if credit == "full":
        return Byline(name, author_url(handle))
    if name:
        return Byline(_("%(initials)s, citizen contributor in %(ward)s", initials=name, ward=ward))
    return Byline(_("A resident of %(ward)s", ward=ward))
