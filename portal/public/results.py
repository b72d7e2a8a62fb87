"""Puts the page of a search together: what was found with its words marked, and what helps where nothing was."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from portal.kernel import dates, html, search
from portal.kernel.i18n import language
from portal.kernel.phrases import gettext as _
from portal.kernel.phrases import ngettext
from portal.kernel.search_marks import Marker, Piece, marker
from portal.kernel.search_pages import Page, page
from portal.kernel.search_query import parse
from portal.public import finding, queries, search_queries
from portal.public.cards import Card, cards
from portal.public.finding import Meant
from portal.public.queries import Listed
from portal.public.search_form import Wanted
from portal.wards.spelling import Spellings

PAGE = 20
NEWEST = 4  # stories shown where nothing was found


@dataclass(frozen=True)
class Result:
    """A story that was found; title and summary in pieces that are marked or not."""

    card: Card
    title: Sequence[Piece]
    summary: Sequence[Piece]


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the address without it."""

    words: str
    address: str


@dataclass(frozen=True)
class Found:
    """`instead` is the query that was answered where the typed one found nothing; `next` is a cursor."""

    results: Sequence[Result]
    next: str | None
    meant: Meant
    instead: str = ""


def find(session: Session, wanted: Wanted, wards: Sequence[Any], cursor: str) -> Found:
    """One page of results. Raises paging.BadCursor."""
    spellings = Spellings(wards)
    meant = finding.meaning(wanted.query, wanted.cut, spellings)
    found = _page(session, meant, cursor)
    instead = ""
    if not found.ids and meant.offers:
        corrected = meant.offers[0][1]
        other = finding.meaning(parse(corrected), wanted.cut, spellings)
        again = _page(session, other, "")
        if again.ids:
            found, instead, meant = again, corrected, replace(other, offers=meant.offers)
    return Found(_results(session, meant, found), found.next, meant, instead)


def _page(session: Session, meant: Meant, cursor: str) -> Page:
    return page(lambda ask: search.find(session, ask), meant.asks, cursor, PAGE)


def _results(session: Session, meant: Meant, found: Page) -> list[Result]:
    rows = search_queries.found(session, [search.item_of(each) for each in found.ids])
    marks = marker(meant.query, open_last=found.open)
    return [_result(row, card, marks) for row, card in zip(rows, cards(rows), strict=True)]


def _result(row: Listed, card: Card, marks: Marker) -> Result:
    return Result(
        card, marks.mark(card.title), marks.excerpt(html.line_of(row.body_html)) or (Piece(card.summary, False),)
    )


def headline(found: Found, *, first: bool) -> str:
    """How much was found, as far as it is known without counting."""
    count = len(found.results)
    if found.next and first:
        return str(ngettext("More than %(num)d story", "More than %(num)d stories", count))
    if not first:
        return str(_("Older results"))
    return str(ngettext("%(num)d story", "%(num)d stories", count)) if count else str(_("Nothing found"))


def chips(wanted: Wanted) -> list[Chip]:
    """The filters that are on."""
    found = []
    if wanted.ward:
        found.append(Chip(str(_("Ward of %(ward)s", ward=wanted.ward.name)), wanted.address(kelurahan="")))
    if wanted.rubric:
        name = wanted.rubric.name_en if language() == "en" else wanted.rubric.name
        found.append(Chip(name, wanted.address(rubrik="")))
    if wanted.since:
        day = dates.long_date(wanted.since, language())
        found.append(Chip(str(_("from %(day)s", day=day)), wanted.address(dari="")))
    if wanted.until:
        day = dates.long_date(wanted.until, language())
        found.append(Chip(str(_("up to %(day)s", day=day)), wanted.address(sampai="")))
    return found


def help_for(session: Session, wanted: Wanted, found: Found | None, wards: Sequence[Any]) -> dict[str, Any]:
    """For an empty page: the newest stories, and the wards around the one that was meant."""
    ward = wanted.ward or (found.meant.ward if found else None)
    return {
        "newest": cards(queries.latest(session, NEWEST)),
        "near": finding.neighbours(wards, ward) if ward else [],
    }
