"""A second officer reads a post before it goes out, where its channel asks for that. Nothing here commits."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.newsroom import lifecycle, moves, parcels
from portal.newsroom.faults import Faulty, Refused, blocking
from portal.newsroom.lifecycle import EDITABLE, NotAllowed, PostAction
from portal.newsroom.models import Post, PostEvent
from portal.stories import recusals


def owed(post: Post) -> bool:
    """Whether the post waits for a second officer before it may go out."""
    return post.channel.needs_approval and post.state in EDITABLE and not parcels.is_approved(post)


def may_approve(session: Session, post: Post, by: int) -> bool:
    """Nobody approves words they wrote last, or a post about a story in which they have an interest."""
    return owed(post) and post.edited_by_id != by and not recusals.has_conflict(session, post.story, by)


def guard(post: Post) -> None:
    """Raises Refused for a post that must not leave the house yet."""
    if owed(post):
        raise Refused("", "approval_first")


def approve(session: Session, post: Post, by: int, at: datetime) -> PostEvent:
    """A second officer has read it as it stands; any edit afterwards voids this.

    Raises:
        NotAllowed: nothing waits for an approval.
        Refused: this person wrote the text last, or has a conflict of interest in the story.
        Faulty: it is not fit to go out.
    """
    lifecycle.move(post.state, PostAction.APPROVE, live=moves.is_live(post), api=moves.is_api(post))
    if not owed(post):
        raise NotAllowed("no approval is owed")
    if not may_approve(session, post, by):
        raise Refused("", "own_words" if post.edited_by_id == by else "conflict")
    if faults := blocking(post):
        raise Faulty(faults)
    post.approved_by_id, post.approved_at, post.approved_hash = by, at, parcels.approval_hash(post)
    return moves.take(session, post, PostAction.APPROVE, at, by)
