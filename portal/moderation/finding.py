"""Search on the ward desk: every story that was sent to its wards, whatever became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.accounts.desks import frame
from portal.accounts.rights import Rights
from portal.kernel import codes, html, search
from portal.kernel.search import Ask, Cut
from portal.kernel.search_marks import Marker, Piece, marker
from portal.kernel.search_pages import page
from portal.kernel.search_query import parse
from portal.moderation import cards, found, pages
from portal.stories.indexing import ESCALATED

PAGE = 20


@dataclass(frozen=True)
class Hit:
    """A story on the desk; title and words in pieces that are marked or not."""

    url: str
    title: Sequence[Piece]
    words: Sequence[Piece]
    meta: Sequence[str]
    status: str
    photo: dict[str, Any] | None


def find(session: Session, rights: Rights, typed: str, cursor: str, at: datetime) -> dict[str, Any]:
    """What the page of results shows. Raises paging.BadCursor."""
    desk = pages.desk_of(rights, at)
    places = found.wards(session, desk)
    query = parse(typed)
    shown = frame(rights) | {"typed": query.text, "hits": [], "older": "", "first": ""}
    if not query.must:
        return shown
    cut = Cut(public=False, among=places, among_tags=(ESCALATED,) if desk.humas else ())
    met = page(lambda ask: search.find(session, ask), (Ask(query, cut),), cursor, PAGE)
    rows = found.rows(session, desk, places, [search.item_of(each) for each in met.ids])
    marks = marker(query, open_last=met.open)
    return shown | {
        "hits": [_hit(row, marks, rights.user_id or 0, at) for row in rows],
        "older": url_for("moderation.queue", q=query.text, sesudah=met.next) if met.next else "",
        "first": url_for("moderation.queue", q=query.text) if cursor else "",
    }


def coded(session: Session, rights: Rights, typed: str, at: datetime) -> str:
    """The address of the story whose code was typed, if it lies on this desk; else empty."""
    try:
        code = codes.parse(typed)
    except codes.WrongCode:
        return ""
    desk = pages.desk_of(rights, at)
    known = found.is_on_desk(session, desk, found.wards(session, desk), code)
    return url_for("moderation.review", code=codes.pretty(code)) if known else ""


def _hit(row: Any, marks: Marker, me: int, at: datetime) -> Hit:
    own = row.author_id == me
    pretty = codes.pretty(row.code)
    url = url_for("author.submission", code=pretty) if own else url_for("moderation.review", code=pretty)
    sent = _("sent %(when)s", when=cards.moment(row.submitted_at, at))
    meta = [cards.byline(row.author, row.credit, own=own), str(sent), row.ward, pretty]
    photo = {"id": row.public_id, "width": row.width, "height": row.height} if row.public_id else None
    words = marks.excerpt(html.line_of(row.body_html))
    return Hit(url, marks.mark(row.title), words, meta, row.status.value, photo)
