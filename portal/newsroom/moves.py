"""The only place where a post changes: the lifecycle is asked, a line is kept, the log and the board follow."""

import dataclasses
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit import service as audit
from portal.kernel import codes
from portal.newsroom import lifecycle, ranking
from portal.newsroom.lifecycle import PostAction, PostState
from portal.newsroom.models import BoardRow, Post, PostEvent
from portal.newsroom.ranking import Standing
from portal.stories.lifecycle import PUBLIC


def is_live(post: Post) -> bool:
    """Whether the post's story is public."""
    return post.story.status in PUBLIC


def take(
    session: Session, post: Post, action: PostAction, at: datetime, actor_id: int | None, **detail: Any
) -> PostEvent:
    """Move a post one step and keep a line about it. The caller commits.

    `actor_id` is None for the machine; `detail` holds JSON values.

    Raises:
        NotAllowed: the post cannot take this action now.
        StaleDataError: somebody else changed it in the same moment.
    """
    before, after = post.state, lifecycle.move(post.state, action, live=is_live(post))
    post.state, post.changed_at = after, at
    if after is not before:
        post.entered_at = at
    if after is not PostState.KIT_CLAIMED:
        post.claimed_by_id = post.claimed_until = None
    if after is not PostState.HELD:
        post.fault = ""
    session.flush()
    event = PostEvent(
        post_id=post.id, at=at, actor_id=actor_id, action=action, before=before, after=after, version=post.version
    )
    event.detail = detail
    session.add(event)
    place(session, post.story_id)
    audit.record(
        session,
        actor_id,
        f"post.{action}",
        f"story:{codes.pretty(post.story.code)}",
        at,
        post=post.id,
        channel=post.channel.code,
        before=str(before),
        after=str(after),
        **detail,
    )
    return event


def place(session: Session, story_id: int) -> None:
    """Bring the story's row on the board in line with its posts."""
    session.flush()
    # locked first: of two people at two posts of one story the later one sees what the earlier one did
    row = session.get(BoardRow, story_id, with_for_update=True)
    columns = select(Post.state, Post.entered_at, Post.due_at, Post.owes_since).where(Post.story_id == story_id)
    found = ranking.rank([Standing(*columns) for columns in session.execute(columns)])
    row = row or BoardRow(story_id=story_id)
    for name, value in dataclasses.asdict(found).items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
