"""Puts the page of a search together: what was found with its words marked, and what helps where nothing was."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from portal.kernel import dates, html, search, search_vocabulary
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
    """`instead` is the query that was answered where the typed one found nothing; `next` is a cursor.

    `partial` says that no story holds all that was asked for, and these hold some of it.
    """

    results: Sequence[Result]
    next: str | None
    meant: Meant
    instead: str = ""
    partial: bool = False


def find(session: Session, wanted: Wanted, wards: Sequence[Any], cursor: str) -> Found:
    """One page of results: as typed, else with typing errors mended, else what matches in part.

    Raises paging.BadCursor.
    """
    spellings = Spellings(wards)
    meant = finding.meaning(wanted.query, wanted.cut, spellings)
    found = _page(session, meant, cursor)
    if found.ids:
        return Found(_results(session, meant, found), found.next, meant)
    corrections = finding.corrections(meant, lambda typed: search_vocabulary.mend(session, typed))
    for corrected in corrections:
        other = finding.meaning(parse(corrected), wanted.cut, spellings)
        if (again := _page(session, other, "")).ids:
            other = replace(other, offers=meant.offers)
            return Found(_results(session, other, again), again.next, other, corrected)
    # the last correction has mended the most
    closest = finding.meaning(parse(corrections[-1]), wanted.cut, spellings) if corrections else meant
    ids = finding.partly(lambda ask: search.find(session, ask), closest, PAGE)
    closest = replace(closest, offers=meant.offers)
    page = Page(ids, None, open=False)
    return Found(_results(session, closest, page), None, closest, partial=bool(ids))


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
    if found.partial:
        return str(_("Partial matches"))
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
