"""Reads what a search on the board shows: stories that were carried, and their posts."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.channels.models import Channel
from portal.channels.names import kind_name
from portal.kernel.i18n import language
from portal.newsroom.models import Post
from portal.stories.models import Rubric, Story
from portal.wards.models import Ward


def is_carried(session: Session, code: str) -> bool:
    """Whether the story of a canonical code has posts."""
    posted = select(Post.id).join(Story, Story.id == Post.story_id).where(Story.code == code).limit(1)
    return session.scalar(posted) is not None


def stories(session: Session, story_ids: Sequence[int]) -> list[Row[Any]]:
    """The stories in this order, with ward and rubric."""
    if not story_ids:
        return []
    rubric = Rubric.name_en if language() == "en" else Rubric.name
    named = (Story.id, Story.code, Story.title, Story.status, Ward.name.label("ward"), rubric.label("rubric"))
    query: Any = select(*named, Rubric.tone).outerjoin(Ward, Ward.id == Story.ward_id)
    query = query.outerjoin(Rubric, Rubric.id == Story.rubric_id).where(Story.id.in_(story_ids))
    by_id: dict[int, Row[Any]] = {row.id: row for row in session.execute(query)}
    return [by_id[each] for each in story_ids if each in by_id]


def posts(session: Session, story_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Their posts by story: `id`, `kind`, `name`, `channel`, `state` and `owes`."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    query = select(Post.story_id, Post.id, Post.state, Post.owes_since, Channel.kind, Channel.code)
    query = query.join(Channel, Channel.id == Post.channel_id).where(Post.story_id.in_(story_ids))
    for row in session.execute(query.order_by(Post.channel_id, Post.round)) if story_ids else ():
        post = {"id": row.id, "kind": row.kind, "name": kind_name(row.kind), "channel": row.code}
        found[row.story_id].append(post | {"state": row.state.value, "owes": row.owes_since is not None})
    return found
