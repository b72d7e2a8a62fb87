"""A publication becomes one post for each active channel, fitted to it. Nothing here commits."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.channels import queries as channels
from portal.channels.identity import Identity
from portal.channels.models import Channel
from portal.newsroom import mastering, moves, service
from portal.newsroom.faults import blocking
from portal.newsroom.fitting import Severity
from portal.newsroom.lifecycle import PostState
from portal.newsroom.mastering import House
from portal.newsroom.models import Master, Post
from portal.stories.models import Story


def create(session: Session, story: Story, identity: Identity, base_url: str, at: datetime) -> list[Post]:
    """One post for each active channel that has none of this story yet, from its master; returns the new ones.

    Handled twice at the same moment, the unique key leaves one; a channel that cannot carry the story at all (no
    picture for Instagram) gets a held post that says why.
    """
    taken = set(session.scalars(select(Post.channel_id).where(Post.story_id == story.id)))
    house, kept = House(identity, base_url), session.get(Master, story.id)
    made = []
    for channel in channels.active(session):
        if channel.id in taken:
            continue
        post = _fitted(story, channel, house, kept)
        post.created_at = post.entered_at = post.changed_at = at
        try:
            with session.begin_nested():
                session.add(post)
        except IntegrityError:
            continue
        made.append(post)
    for post in made:
        held = [issue for issue in blocking(post) if issue.severity is Severity.HOLD]
        if held:
            service.hold_for(session, post, held[0].code, at)
    if made:
        moves.place(session, story.id)
    return made


def _fitted(story: Story, channel: Channel, house: House, kept: Master | None) -> Post:
    fitted = mastering.fitted(story, channel.kind, house, kept)
    return Post(
        story=story,
        channel=channel,
        round=1,
        state=PostState.QUEUED,
        text=fitted.text,
        notes=list(fitted.notes),
        pictures=mastering.positions(story, fitted),
    )
