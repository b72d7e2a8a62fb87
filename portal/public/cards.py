"""A published story as lists show it: plain values, so that a list costs one statement and no model objects."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from portal.kernel import text
from portal.kernel.i18n import language
from portal.kernel.ui import path
from portal.public.addresses import rubric_url, story_url, ward_url
from portal.public.bylines import byline, photo_credit

SUMMARY = 140  # characters: two lines beside a picture


@dataclass(frozen=True, slots=True)
class Named:
    """A rubric or a ward with its page; `color` is the dye of a rubric's kicker."""

    name: str
    url: str
    color: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that may be shown. `id` is its public name, width and height are those of the upright original."""

    id: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the macros of components/story.html draw. `byline` never holds a name the author did not want shown."""

    url: str
    title: str
    summary: str
    rubric: Named
    ward: Named
    byline: str
    published_at: datetime
    photo: Picture | None
    trail: int  # 1 carried, 2 shared, 3 answered


def cards(rows: Iterable[Any]) -> list[Card]:
    """Rows of `queries` in the language of the page."""
    lang, root = language(), path("")
    return [_card(row, lang, root) for row in rows]


@lru_cache(maxsize=4000)
def _card(row: Any, lang: str, root: str) -> Card:
    """The same row makes the same card on every page of one language below one mount point."""
    shown = byline(row.credit, row.author, row.handle, row.ward).words
    return Card(
        url=story_url(row.slug, row.code),
        title=row.title,
        summary=text.excerpt(row.excerpt, SUMMARY),
        rubric=rubric_of(row, english=lang == "en"),
        ward=Named(row.ward, ward_url(row.ward_slug)),
        byline=shown,
        published_at=row.published_at,
        photo=picture(row, row.credit, row.author, shown) if row.photo_id else None,
        trail=2 if row.shared_at else 1,
    )


def rubric_of(row: Any, *, english: bool) -> Named:
    return Named(row.rubric_en if english else row.rubric, rubric_url(row.rubric_slug), row.tone)


def picture(row: Any, credit: Any, author: str, shown: str) -> Picture:
    """The picture in a row of `queries`, whose story names its author as `shown`."""
    named = photo_credit(row.photo_credit, credit, author, shown)
    return Picture(row.photo_id, row.width, row.height, row.alt, row.caption, named)
