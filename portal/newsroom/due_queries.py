"""Reads what is due and what owes a correction, a page at a time, in one statement each."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from portal.kernel import paging
from portal.newsroom.bulk import MOST
from portal.newsroom.lifecycle import CARRIED, KIT, WHOLE_STORY, PostState
from portal.newsroom.models import Post
from portal.stories.models import Story

PAGE = 30
TIMED = (PostState.SCHEDULED, *KIT, *CARRIED)  # what goes out at a time and is not out


def due(session: Session, cursor: str = "", size: int = PAGE) -> paging.Page[Post]:
    """What has a time and is not out yet, earliest first. Raises paging.BadCursor."""
    return _page(session, select(Post).where(Post.state.in_(TIMED)), Post.due_at, cursor, size)


def owing(session: Session, cursor: str = "", size: int = PAGE) -> paging.Page[Post]:
    """What owes a correction on its channel, longest first. Raises paging.BadCursor."""
    return _page(session, select(Post), Post.owes_since, cursor, size)


def _page(
    session: Session, query: Select[Post], moment: "InstrumentedAttribute[datetime | None]", cursor: str, size: int
) -> paging.Page[Post]:
    story = joinedload(Post.story, innerjoin=True)
    query = query.options(joinedload(Post.claimed_by), story.joinedload(Story.ward)).where(moment.is_not(None))
    if cursor:
        query = query.where(tuple_(moment, Post.id) > paging.decode(cursor))
    rows = session.scalars(query.order_by(moment, Post.id).limit(size + 1)).all()
    return paging.cut(rows, size, lambda post: (getattr(post, moment.key), post.id))


def chosen(session: Session, post_ids: Sequence[int], story_ids: Sequence[int]) -> Sequence[Post]:
    """These posts, and those of these stories that wait for a time; in the order of stories and channels."""
    whole = Post.story_id.in_(story_ids) & Post.state.in_(WHOLE_STORY)
    story = joinedload(Post.story, innerjoin=True)
    query = select(Post).options(story.selectinload(Story.photos), selectinload(Post.claimed_by))
    found = query.where(Post.id.in_(post_ids) | whole).order_by(Post.story_id.desc(), Post.channel_id, Post.round)
    return session.scalars(found.limit(MOST)).all()
