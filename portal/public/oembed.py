"""oEmbed 1.0 (https://oembed.com): how another site quotes a story. Pure but for words in the reader's language."""

import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from markupsafe import Markup

from portal.kernel import codes

WIDTH, LEAST, HEIGHT = 600, 200, 220  # pixels a quotation takes
CARD: Final = (1200, 630)
AGE: Final = 300  # seconds a quotation may be kept: what is taken down must not live on elsewhere
_STORY: Final = re.compile(r"(?:/en)?/berita/([^/]+)")


@dataclass(frozen=True, slots=True)
class Quoted:
    """What is quoted of a story; addresses are absolute, `author_url` may be empty."""

    title: str
    summary: str
    url: str
    author: str
    author_url: str
    day: str
    card: str


def code_in(url: str, base: str) -> str | None:
    """The canonical code of the story an address on this site leads to; None for every other address."""
    try:
        asked, own = urlsplit(url), urlsplit(base)
        same = (asked.scheme in ("http", "https")) and asked.hostname == own.hostname and asked.port == own.port
        found = _STORY.fullmatch(unquote(asked.path, errors="strict").rstrip("/")) if same else None
        return codes.split_path(found[1])[1] if found else None
    except (ValueError, codes.WrongCode):
        return None


def width(asked: int | None) -> int:
    """The width of the quotation when the asking site has room for so many pixels."""
    return min(WIDTH, asked) if asked else WIDTH


def document(quoted: Quoted, provider: str, base: str, most: tuple[int | None, int | None]) -> dict[str, Any]:
    """The answer. `most` is (maxwidth, maxheight) in pixels; a picture that is larger is left out."""
    wide, high = most
    found: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": quoted.title,
        "author_name": quoted.author,
        "provider_name": provider,
        "provider_url": f"{base}/",
        "cache_age": AGE,
        "html": str(blockquote(quoted, provider)),
        "width": width(wide),
        "height": min(HEIGHT, high) if high else HEIGHT,
    }
    if quoted.author_url:
        found["author_url"] = quoted.author_url
    if (wide or CARD[0]) >= CARD[0] and (high or CARD[1]) >= CARD[1]:
        found |= {"thumbnail_url": quoted.card, "thumbnail_width": CARD[0], "thumbnail_height": CARD[1]}
    return found


def blockquote(quoted: Quoted, provider: str) -> Markup:
    """Words and one link: no script, no style, nothing that is loaded."""
    return Markup(
        '<blockquote cite="{url}" lang="id"><p dir="auto"><a href="{url}">{title}</a></p><p dir="auto">{summary}</p>'
        "<footer>{author} · {provider}, {day}</footer></blockquote>"
    ).format(
        url=quoted.url,
        title=quoted.title,
        summary=quoted.summary,
        author=quoted.author,
        provider=provider,
        day=quoted.day,
    )
