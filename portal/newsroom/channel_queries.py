from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.newsroom.lifecycle import PostState
from portal.newsroom.models import Post


def held(session: Session, channel_id: int, faults: Collection[str]) -> Sequence[Post]:
    """The channel's posts that the machine holds for one of these faults, the earliest due first."""
    query = select(Post).where(Post.channel_id == channel_id, Post.state == PostState.HELD, Post.fault.in_(faults))
    return session.scalars(query.order_by(Post.due_at, Post.id)).all()
