"""Search on the board: every story that was ever carried, with its posts, newest first."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.accounts.desks import frame
from portal.accounts.rights import Rights
from portal.channels.models import Channel
from portal.channels.names import kind_name
from portal.kernel import codes, search
from portal.kernel.search import Ask, Cut
from portal.kernel.search_marks import Piece, marker
from portal.kernel.search_pages import page
from portal.kernel.search_query import parse
from portal.newsroom.models import Post
from portal.stories.indexing import OUT
from portal.stories.lifecycle import PUBLIC
from portal.stories.models import Rubric, Story
from portal.wards.models import Ward

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
    posts = _posts(session, story_ids)
    return shown | {
        "hits": [_hit(row, marks.mark(row.title), posts[row.id]) for row in _stories(session, story_ids)],
        "older": url_for("newsroom.board", q=query.text, sesudah=met.next) if met.next else "",
        "first": url_for("newsroom.board", q=query.text) if cursor else "",
    }


def coded(session: Session, typed: str) -> str:
    """The address of the story whose code was typed, if it has posts; else empty."""
    try:
        code = codes.parse(typed)
    except codes.WrongCode:
        return ""
    posted = select(Post.id).join(Story, Story.id == Post.story_id).where(Story.code == code).limit(1)
    return url_for("newsroom.master", code=codes.pretty(code)) if session.scalar(posted) else ""


def _stories(session: Session, story_ids: Sequence[int]) -> list[Row[Any]]:
    if not story_ids:
        return []
    named = (Story.id, Story.code, Story.title, Story.status, Ward.name.label("ward"), Rubric.name.label("rubric"))
    query: Any = select(*named, Rubric.tone).outerjoin(Ward, Ward.id == Story.ward_id)
    query = query.outerjoin(Rubric, Rubric.id == Story.rubric_id).where(Story.id.in_(story_ids))
    found: dict[int, Row[Any]] = {row.id: row for row in session.execute(query)}
    return [found[each] for each in story_ids if each in found]


def _posts(session: Session, story_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    query = select(Post.story_id, Post.id, Post.state, Post.owes_since, Channel.kind, Channel.code)
    query = query.join(Channel, Channel.id == Post.channel_id).where(Post.story_id.in_(story_ids))
    for row in session.execute(query.order_by(Post.channel_id, Post.round)) if story_ids else ():
        post = {"id": row.id, "kind": row.kind, "name": kind_name(row.kind), "channel": row.code}
        found[row.story_id].append(post | {"state": row.state.value, "owes": row.owes_since is not None})
    return found


def _hit(row: Row[Any], title: Sequence[Piece], posts: Sequence[dict[str, Any]]) -> Hit:
    rubric = {"name": row.rubric or "", "color": row.tone or ""}
    return Hit(title, rubric, row.ward or "", codes.pretty(row.code), row.status in PUBLIC, posts)
