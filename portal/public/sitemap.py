"""Sitemaps by sitemaps.org 0.9, with news entries and the other language of each page. Pure.

Stories are cut into parts by their numbers, so that a part holds the same stories for ever, no part is too large and
nobody counts: https://www.sitemaps.org/protocol.html allows 50,000 addresses and 50 MB.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from xml.sax.saxutils import escape

PART: Final = 5000  # numbers of stories in one part; each is two addresses
NEWS_DAYS: Final = timedelta(days=2)  # older ones are no news (Google, "Create a news sitemap")
MIME: Final = "application/xml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SET: Final = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)
_INDEX: Final = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
# what XML 1.0 cannot carry even escaped
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its path in Indonesian. `title` and `published` make it a news entry."""

    path: str
    changed: datetime | None = None
    title: str = ""
    published: datetime | None = None


def parts(highest: int) -> range:
    """The numbers of the parts that hold the stories up to `highest`."""
    return range(1, (max(0, highest) + PART - 1) // PART + 1)


def bounds(part: int) -> tuple[int, int]:
    """The stories of a part: numbers above the first and up to the second."""
    return (part - 1) * PART, part * PART


def urlset(pages: Iterable[Page], base: str, paper: str) -> str:
    """Both languages of each page; `paper` is what the publication is called in news entries."""
    return _HEAD + _SET + "".join(line for page in pages for line in _urls(page, base, paper)) + "</urlset>\n"


def index(addresses: Iterable[str]) -> str:
    """The sitemap of sitemaps."""
    inner = "".join(f"<sitemap><loc>{_text(each)}</loc></sitemap>\n" for each in addresses)
    return f"{_HEAD}{_INDEX}{inner}</sitemapindex>\n"


def _urls(page: Page, base: str, paper: str) -> Iterator[str]:
    indonesian, english = _text(base + page.path), _text(f"{base}/en{page.path if page.path != '/' else '/'}")
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{lang}" href="{address}"/>'
        for lang, address in (("id", indonesian), ("en", english), ("x-default", indonesian))
    )
    changed = f"<lastmod>{_stamp(page.changed)}</lastmod>" if page.changed else ""
    # the words of a story are Indonesian on its English page too: it is one piece of news
    news = _news(page.title, page.published, paper) if page.published else ""
    yield f"<url><loc>{indonesian}</loc>{changed}{others}{news}</url>\n"
    yield f"<url><loc>{english}</loc>{changed}{others}</url>\n"


def _news(title: str, published: datetime, paper: str) -> str:
    who = f"<news:publication><news:name>{_text(paper)}</news:name><news:language>id</news:language></news:publication>"
    when = f"<news:publication_date>{_stamp(published)}</news:publication_date>"
    return f"<news:news>{who}{when}<news:title>{_text(title)}</news:title></news:news>"


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _text(words: str) -> str:
    return escape(_NOT_XML.sub("", words), {'"': "&quot;"})
