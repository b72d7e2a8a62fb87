"""The only place where a post changes: the lifecycle is asked, a line is kept, the log and the board follow."""

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit import service as audit
from portal.channels.models import Mode
from portal.kernel import codes
from portal.newsroom import lifecycle, ranking
from portal.newsroom.lifecycle import UNDER_WAY, DeliveryState, PostAction, PostState
from portal.newsroom.models import BoardRow, Delivery, DeliveryEvent, Post, PostEvent
from portal.newsroom.ranking import Standing
from portal.stories.lifecycle import PUBLIC

LOUD = (PostAction.ARRIVE, PostAction.ASK, PostAction.FAIL)


def is_live(post: Post) -> bool:
    """Whether the post's story is public."""
    return post.story.status in PUBLIC


def is_api(post: Post) -> bool:
    """Whether the machine can carry posts to the post's channel."""
    return post.channel.mode is Mode.API


def take(
    session: Session, post: Post, action: PostAction, at: datetime, actor_id: int | None, **detail: Any
) -> PostEvent:
    """Move a post one step and keep a line about it. The caller commits.

    `actor_id` is None for the machine; `detail` holds JSON values. A delivery that was under way follows: when the
    post leaves the machine's hands it ends, and a worker that is still at it writes nothing any more.

    Raises:
        NotAllowed: the post cannot take this action now.
        StaleDataError: somebody else changed it in the same moment.
    """
    before = _shift(session, post, action, at)
    current = latest(session, post.id)
    if current is not None and (current.state in UNDER_WAY or action is PostAction.PROOF):
        _follow(session, current, post.state, at, actor_id, Call(), {"action": str(action)})
    return _record(session, post, action, before, at, actor_id, detail)


@dataclass(frozen=True)
class Call:
    """What a delivery's line says of the call behind it."""

    phase: str = ""
    status: int | None = None
    retry_at: datetime | None = None


def carry(
    session: Session, delivery: Delivery, action: PostAction, at: datetime, call: Call = Call(), **detail: Any
) -> None:
    """One step of the delivery protocol: the post and its delivery move together. The caller holds both and commits.

    Only what people want to know goes into the post's history and the log; the delivery's own has every step.

    Raises NotAllowed.
    """
    post = delivery.post
    before = _shift(session, post, action, at)
    _follow(session, delivery, post.state, at, None, call, detail)
    if action in LOUD:
        kept = {name: value for name, value in detail.items() if name in ("url", "code")}
        _record(session, post, action, before, at, None, kept)


def _shift(session: Session, post: Post, action: PostAction, at: datetime) -> PostState:
    before, after = post.state, lifecycle.move(post.state, action, live=is_live(post), api=is_api(post))
    post.state, post.changed_at = after, at
    if after is not before:
        post.entered_at = at
    if after is not PostState.KIT_CLAIMED:
        post.claimed_by_id = post.claimed_until = None
    if after is not PostState.HELD:
        post.fault = ""
    session.flush()
    return before


def _record(
    session: Session,
    post: Post,
    action: PostAction,
    before: PostState,
    at: datetime,
    actor_id: int | None,
    detail: dict[str, Any],
) -> PostEvent:
    after = post.state
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


def latest(session: Session, post_id: int) -> Delivery | None:
    """The post's newest delivery."""
    return session.scalar(select(Delivery).where(Delivery.post_id == post_id).order_by(Delivery.number.desc()).limit(1))


def _follow(
    session: Session,
    delivery: Delivery,
    state: PostState,
    at: datetime,
    actor_id: int | None,
    call: Call,
    detail: dict[str, Any],
) -> None:
    before, after = delivery.state, lifecycle.MIRROR.get(state, DeliveryState.CANCELLED)
    if after is before and actor_id is not None:
        return  # the text was saved while it waits: its turn comes as it would have
    delivery.state = after
    if after not in UNDER_WAY:
        # a worker that still holds the old fence writes nothing any more
        delivery.ended_at, delivery.fence, delivery.lease_until = at, delivery.fence + 1, None
    line = DeliveryEvent(
        delivery_id=delivery.id, at=at, actor_id=actor_id, before=before, after=after, phase=call.phase,
        status=call.status, retry_at=call.retry_at,
    )  # fmt: skip
    line.detail = detail
    session.add(line)
    session.flush()


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
