"""What search engines and messengers are told of a page, as plain values and as JSON-LD text. Pure."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

CONTEXT = "https://schema.org"
LARGEST = 1600  # pixels, the long edge of rendition `l`
# a title in a data block must not be able to end it, nor to begin a comment in it
_ESCAPES = (("&", "\\u0026"), ("<", "\\u003c"), (">", "\\u003e"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class HasPicture(Protocol):
    """What is needed of a picture that may be shown."""

    @property
    def id(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def caption(self) -> str: ...
    @property
    def credit(self) -> str: ...


def text(*things: dict[str, Any]) -> str:
    """One or several things as JSON that may stand between `<script type="application/ld+json">` and its end."""
    whole = {"@context": CONTEXT} | (things[0] if len(things) == 1 else {"@graph": list(things)})
    told = _ENCODER.encode(whole)
    for letter, escape in _ESCAPES:  # five times faster than one translate
        told = told.replace(letter, escape)
    return told


def organization(name: str, base: str, logo: str) -> dict[str, Any]:
    """The office that keeps the portal."""
    return {"@type": "GovernmentOrganization", "name": name, "url": f"{base}/", "logo": image(logo, 1200, 630)}


def image(url: str, width: int, height: int) -> dict[str, Any]:
    return {"@type": "ImageObject", "url": url, "width": width, "height": height}


def photo(picture: HasPicture, base: str) -> dict[str, Any]:
    """A photo of a story in its largest rendition, with whoever is named under it."""
    scale = min(1.0, LARGEST / max(picture.width, picture.height, 1))
    found = image(f"{base}/foto/{picture.id}/l.jpg", round(picture.width * scale), round(picture.height * scale))
    said = {"caption": picture.caption, "creditText": picture.credit}
    return found | {name: words for name, words in said.items() if words}


def place(ward: str, city: str) -> dict[str, Any]:
    """A ward of the city."""
    address = {"@type": "PostalAddress", "addressLocality": city, "addressCountry": "ID"}
    return {"@type": "Place", "name": f"{ward}, {city}", "address": address}


def news_article(
    *,
    url: str,
    headline: str,
    description: str,
    published: datetime,
    changed: datetime,
    author: str,
    author_url: str,
    section: str,
    where: dict[str, Any],
    publisher: dict[str, Any],
    pictures: Sequence[HasPicture],
    card: str,
    base: str,
) -> dict[str, Any]:
    """A story. `author` is the byline its author chose; the share picture `card` stands after the photos."""
    person = {"@type": "Person", "name": author} | ({"url": author_url} if author_url else {})
    return {
        "@type": "NewsArticle",
        "mainEntityOfPage": url,
        "url": url,
        "headline": headline,
        "description": description,
        "datePublished": _stamp(published),
        "dateModified": _stamp(max(changed, published)),
        "author": person,
        "publisher": publisher,
        "image": [*(photo(each, base) for each in pictures), image(card, 1200, 630)],
        "articleSection": section,
        "contentLocation": where,
        "isAccessibleForFree": True,
        "inLanguage": "id",
    }


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`(name, absolute address)` from the front page to this one."""
    items = [{"@type": "ListItem", "position": n, "name": name, "item": url} for n, (name, url) in enumerate(steps, 1)]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def website(name: str, url: str, language: str, publisher: dict[str, Any]) -> dict[str, Any]:
    return {"@type": "WebSite", "name": name, "url": url, "inLanguage": language, "publisher": publisher}


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
