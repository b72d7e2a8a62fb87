"""Search on the board: every story that was ever carried, with its posts, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.accounts.desks import frame
from portal.accounts.rights import Rights
from portal.kernel import codes, search
from portal.kernel.search import Ask, Cut
from portal.kernel.search_marks import Piece, marker
from portal.kernel.search_pages import page
from portal.kernel.search_query import parse
from portal.newsroom import found
from portal.stories.indexing import OUT
from portal.stories.lifecycle import PUBLIC

PAGE = 20


@dataclass(frozen=True)
class Hit:
    """A story that was found; `posts` as rows with `id`, `kind`, `name`, `state` and `owes`."""

    title: Sequence[Piece]
    rubric: dict[str, str]
    ward: str
    code: str
    public: bool
    posts: Sequence[dict[str, Any]]


def find(session: Session, rights: Rights, typed: str, cursor: str) -> dict[str, Any]:
    """What the page of results shows. Raises paging.BadCursor."""
    query = parse(typed)
    shown = frame(rights) | {"typed": query.text, "hits": [], "older": "", "first": ""}
    if not query.must:
        return shown
    asked = Ask(query, Cut(public=False, tags=(OUT,)))
    met = page(lambda ask: search.find(session, ask), (asked,), cursor, PAGE)
    marks = marker(query, open_last=met.open)
    story_ids = [search.item_of(each) for each in met.ids]
    posts = found.posts(session, story_ids)
    return shown | {
        "hits": [_hit(row, marks.mark(row.title), posts[row.id]) for row in found.stories(session, story_ids)],
        "older": url_for("newsroom.board", q=query.text, sesudah=met.next) if met.next else "",
        "first": url_for("newsroom.board", q=query.text) if cursor else "",
    }


def coded(session: Session, typed: str) -> str:
    """The address of the story whose code was typed, if it has posts; else empty."""
    try:
        code = codes.parse(typed)
    except codes.WrongCode:
        return ""
    return url_for("newsroom.master", code=codes.pretty(code)) if found.is_carried(session, code) else ""


def _hit(row: Row[Any], title: Sequence[Piece], posts: Sequence[dict[str, Any]]) -> Hit:
    rubric = {"name": row.rubric or "", "color": row.tone or ""}
    return Hit(title, rubric, row.ward or "", codes.pretty(row.code), row.status in PUBLIC, posts)
