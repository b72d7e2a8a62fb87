"""A published story as lists show it: plain values, so that a list costs one statement and no model objects."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from portal.kernel import clock, dates, text
from portal.kernel.credits import photographer
from portal.kernel.i18n import language
from portal.kernel.ui import path
from portal.public.addresses import rubric_url, story_url, ward_url
from portal.public.bylines import Byline, signed
from portal.public.queries import Listed

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


@dataclass(
    frozen=True, slots=True, eq=False
)  # one object for one row (`_card`): comparing them all costs a list 0.1 ms
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
    author_url: str = ""  # empty without a full name
    when: str = ""  # the time in words of that day: "kemarin 20.42"
    length: int = 0  # characters of the text, where the front page is arranged


def cards(rows: Iterable[Listed]) -> list[Card]:
    """Rows of `queries` in the language of the page, with their times as seen from today."""
    lang, root, today = language(), path(""), dates.wib(clock.now()).date()
    return [_card(row, lang, root, today) for row in rows]


@lru_cache(maxsize=4000)
def _card(row: Listed, lang: str, root: str, today: date) -> Card:
    """The same row makes the same card on every page of one language below one mount point, for a day."""
    kept = json.loads(row.card)
    shown = byline_of(kept)
    photos = kept["photos"]
    return Card(
        url=story_url(row.slug, row.code),
        title=row.title,
        summary=text.excerpt(row.excerpt, SUMMARY),
        rubric=rubric_of(kept, english=lang == "en"),
        ward=ward_of(kept),
        byline=shown.words,
        author_url=shown.url,
        published_at=row.published_at,
        photo=picture(photos[0], shown.words) if photos else None,
        when=dates.recent(row.published_at, dates.start_of_day(today), lang),
        trail=2 if row.shared else 1,
        length=row.length,
    )


def byline_of(kept: dict[str, Any]) -> Byline:
    """How the story of a card (a read `stories.cards` text) names its author."""
    return signed(kept["credit"], kept["name"], kept["handle"], kept["ward"][0])


def rubric_of(kept: dict[str, Any], *, english: bool) -> Named:
    slug, name, name_en, tone = kept["rubric"]
    return Named(name_en if english else name, rubric_url(slug), tone)


def ward_of(kept: dict[str, Any]) -> Named:
    name, slug = kept["ward"]
    return Named(name, ward_url(slug))


def picture(kept: Sequence[Any], shown: str) -> Picture:
    """A picture of a card whose story names its author as `shown`, who is named under it when nobody else is."""
    name, width, height, alt, caption, credit = kept
    return Picture(name, width, height, alt, caption, photographer(credit) or shown)
