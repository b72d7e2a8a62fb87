"""Puts one story's page together: plain values for the template, in the language of the page."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from portal.kernel import html
from portal.kernel.i18n import language
from portal.kernel.phrases import gettext as _
from portal.kernel.phrases import ngettext
from portal.public.arrange import blocks, interleave
from portal.public.bylines import Byline
from portal.public.cards import Card, Named, Picture, byline_of, cards, picture, rubric_of, ward_of
from portal.public.queries import Listed

BEGINS = 400  # characters of a paragraph with its marks: enough for the sixty that are compared
HOUR, DAY = 3600, 86_400  # seconds
_DATELINE = re.compile(r"\s*(?:<(?:strong|em)>)?(?:(?:kota|kabupaten)\s+)?([a-z]+)\s*[,–—-]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Leader:
    """Who leads a ward today; `until` is None where the decree names no last day."""

    name: str
    deputy: bool
    until: date | None


@dataclass(frozen=True, slots=True)
class Channel:
    """Where the story was shared; `url` is empty where a screenshot proves it."""

    name: str
    account: str
    url: str
    gone: bool = False  # taken down there since


@dataclass(frozen=True, slots=True)
class Step:
    """One line of "what became of this story"."""

    kind: str  # carried, again, shared, answered
    at: datetime | None = None
    text: str = ""
    channels: tuple[Channel, ...] = ()


@dataclass(frozen=True, slots=True)
class Further:
    """Stories to read next, under one head: `ward`, `rubric` or `newest`."""

    kind: str
    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything on a story's page."""

    code: str
    title: str
    standfirst: str
    summary: str
    rubric: Named
    ward: Named
    byline: Byline
    published_at: datetime
    changed_at: datetime
    by_humas: bool  # who approved it, where no director could
    lead: Picture | None
    flow: Sequence[Any]  # Markup of a paragraph, or a Picture
    gallery: Sequence[Picture]
    steps: Sequence[Step]
    trail: int
    leader: Leader | None
    further: Sequence[Further]


def reading(row: Any, card: str, further: Mapping[str, Sequence[Listed]], city: str) -> Reading:
    """The page of a published story from the row and card of `story_queries`; `city` is the name in its dateline."""
    kept = json.loads(card)
    signed = byline_of(kept)
    pictures = [picture(each, signed.words) for each in kept["photos"]]
    paragraphs = blocks(row.body_html)
    flow, gallery = interleave(dated(paragraphs, city), pictures[1:])
    steps = steps_of(row.submitted_at, row.published_at, kept["way"])
    return Reading(
        code=row.code,
        title=row.title,
        standfirst=standfirst(row.excerpt, paragraphs[0] if paragraphs else ""),
        summary=row.excerpt,
        rubric=rubric_of(kept, english=language() == "en"),
        ward=ward_of(kept),
        byline=signed,
        published_at=row.published_at,
        changed_at=max(row.changed_at, row.published_at),
        by_humas=row.approver == "humas",
        lead=pictures[0] if pictures else None,
        flow=flow,
        gallery=gallery,
        steps=steps,
        trail=3 if steps[-1].kind == "answered" else 2 if any(step.channels for step in steps) else 1,
        leader=leader_of(row.leader, row.leader_role, row.leads_until) if row.leader else None,
        further=[Further(kind, cards(rows)) for kind, rows in further.items() if rows],
    )


def leader_of(name: str, role: Any, until: date | None) -> Leader:
    return Leader(name, role == "deputy", until)


def standfirst(excerpt: str, first: str) -> str:
    """The excerpt, unless it is only the beginning of the text, which nobody wants to read twice."""
    begins = html.line_of(first[:BEGINS])
    return "" if begins.startswith(excerpt.rstrip("…")[:60]) or not begins else excerpt


def dated(paragraphs: Sequence[str], city: str) -> list[Markup]:
    """Cleaned HTML with "Kota … –" in front, unless its author began like that already, as newspapers do."""
    return [Markup(part) for part in _dated(paragraphs, city)]  # noqa: S704 – kernel.html cleaned it when saved


def _dated(paragraphs: Sequence[str], city: str) -> Sequence[str]:
    if not paragraphs:
        return ()
    place, first = _dateline(city), paragraphs[0]
    found = _DATELINE.match(first.removeprefix("<p>"))
    if found and found[1].casefold() == city.rsplit(maxsplit=1)[-1].casefold():
        return paragraphs
    if not first.startswith("<p>"):
        return (f"<p>{place}</p>", *paragraphs)
    return (f"<p>{place}{first.removeprefix('<p>')}", *paragraphs[1:])


@lru_cache(maxsize=8)
def _dateline(city: str) -> Markup:
    return Markup('<span class="date" dir="ltr">{} –</span> ').format(city)


def steps_of(sent: datetime | None, published: datetime, way: Sequence[Any]) -> list[Step]:
    """What became of a published story so far, in order; `way` as in a card, without what only its author is told."""
    steps = [Step("carried", published, waited(sent, published))]
    steps += [Step("again", datetime.fromisoformat(at)) for kind, at, _said in way if kind == "restored"]
    shared = [(at, said) for kind, at, said in way if kind == "shared"]
    if shared:
        channels = tuple(channel_of(said) for _at, said in shared)
        steps.append(Step("shared", datetime.fromisoformat(shared[0][0]), channels=channels))
    answers = [(at, said) for kind, at, said in way if kind == "answered"]
    return steps + [Step("answered", datetime.fromisoformat(at), str(said.get("text", ""))) for at, said in answers]


def channel_of(detail: dict[str, Any]) -> Channel:
    gone = bool(detail.get("gone"))
    url = "" if gone else str(detail.get("url") or "")
    return Channel(
        name=str(detail.get("name") or detail.get("channel") or ""),
        account=str(detail.get("account") or ""),
        url=url if url.startswith(("https://", "http://")) else "",
        gone=gone,
    )


def waited(sent: datetime | None, published: datetime) -> str:
    """How long the author waited for the decision, in words."""
    if sent is None or sent > published:
        return ""
    seconds = (published - sent).total_seconds()
    if seconds < HOUR:
        return str(_("reviewed within an hour after it was sent"))
    if seconds < 2 * DAY:
        hours = round(seconds / HOUR)
        return str(
            ngettext("reviewed %(num)d hour after it was sent", "reviewed %(num)d hours after it was sent", hours)
        )
    days = round(seconds / DAY)
    return str(ngettext("reviewed %(num)d day after it was sent", "reviewed %(num)d days after it was sent", days))
