"""Whether a delivery may go on: asked when it begins, and again in the transaction that arms it."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.channels.models import Health
from portal.newsroom import moves, parcels, service
from portal.newsroom.faults import APPROVAL, BLOCKED, NO_CONNECTION, REAUTH, blocking
from portal.newsroom.lifecycle import PostAction
from portal.newsroom.models import Delivery, Post

HEALTH = {Health.REAUTH: REAUTH, Health.BLOCKED: BLOCKED}


def closed(session: Session, delivery: Delivery, at: datetime) -> bool:
    """Whether the delivery ends here: its story is gone, or the post is held with words. The caller commits."""
    post = delivery.post
    if not moves.is_live(post):
        moves.take(session, post, PostAction.STOP, at, None)
        return True
    fault = _fault(post)
    if fault:
        service.hold_for(session, post, fault, at)
    return bool(fault)


def _fault(post: Post) -> str:
    channel = post.channel
    if not moves.is_api(post):
        return NO_CONNECTION
    if channel.health in HEALTH:
        return HEALTH[channel.health]
    if not parcels.is_approved(post):
        return APPROVAL
    faults = blocking(post)
    return faults[0].code if faults else ""


def not_before(delivery: Delivery, at: datetime) -> datetime | None:
    """The moment until which the delivery waits although nothing is wrong with it; None when it may go on now."""
    post = delivery.post
    # the clock may have been set back since the post was given to the machine
    waits = [each for each in (post.channel.paused_until, post.due_at) if each is not None and each > at]
    return max(waits, default=None)
