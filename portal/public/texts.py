"""The portal's own texts as HTML, drawn once for each language: /tentang, /syarat, /privasi, /pedoman, …"""

import re
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from portal import content
from portal.kernel import html, text
from portal.kernel.phrases import gettext as _
from portal.stories.retention import STANDARD, Terms
from portal.wards.city import City

# anchors that other pages link to, by the words of a heading in either language
ANCHORS = {
    "ralat-koreksi-dan-hak-jawab": "koreksi",
    "errata-corrections-and-right-of-reply": "koreksi",
    "withdrawal": "pencabutan",
}
_HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
_NUMBER = re.compile(r"^\d+-")


@dataclass(frozen=True, slots=True)
class Text:
    """A page: the paragraph before its first heading, the rest, and `(anchor, words)` of its headings."""

    opening: Markup
    body: Markup
    sections: tuple[tuple[str, Markup], ...]


def titles() -> dict[str, str]:
    """What each page is called, in the language of the page."""
    return {
        "tentang": _("About us"),
        "syarat": _("Terms for stories"),
        "privasi": _("Privacy"),
        "pedoman": _("Cyber Media Guidelines"),
        "ralat": _("Corrections"),
        "pencabutan": _("Withdrawn stories"),
    }


def values(city: City, lang: str, keep: Terms = STANDARD) -> dict[str, str]:
    """What fills the placeholders of `portal.content`."""
    either = " or " if lang == "en" else " atau "
    return {
        "wards": str(len(city.wards)),
        "city.name": city.name,
        "city.emergency": city.emergency,
        "city.office.name": city.office.name,
        "city.office.unit": city.office.unit,
        "city.office.phones": either.join(city.office.phones),
        "city.complaint_line.name": city.complaint_line.name,
        "city.complaint_line.label": city.complaint_line.label,
        "city.complaint_line.whatsapp": city.complaint_line.whatsapp,
        "city.ppid.name": city.ppid.name,
        "city.ppid.url": city.ppid.url,
        "keep.positions": str(keep.position_days),
        "keep.originals": str(keep.original_months),
    }


@lru_cache(maxsize=64)
def page(name: str, lang: str, city: City, keep: Terms = STANDARD) -> Text:
    """Raises KeyError for an unknown page or language."""
    drawn = html.render_page(content.page_text(name, lang, values(city, lang, keep)))
    opening, heading, rest = drawn.partition("<h2>")
    sections: list[tuple[str, Markup]] = []

    def anchored(found: re.Match[str]) -> str:
        words = Markup(found[1])  # noqa: S704 – a piece of what render_page has just cleaned
        slug = _NUMBER.sub("", text.slugify(str(words.striptags()), fallback="bagian"))
        sections.append((ANCHORS.get(slug, slug), words))
        return Markup('<h2 id="{}">{}</h2>').format(sections[-1][0], words)

    body = Markup(_HEADING.sub(anchored, heading + rest))  # noqa: S704 – the same, with anchors
    return Text(Markup(opening), body, tuple(sections))  # noqa: S704 – the same
