"""Fenced leases: one worker at a delivery, and one that slept through its lease writes nothing any more.

The lock order everywhere is story, post, delivery, board, log, channel.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, or_, select, update
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from portal.kernel import clock, jobs
from portal.kernel.db import changed
from portal.newsroom.lifecycle import UNDER_WAY
from portal.newsroom.models import Delivery, Post
from portal.stories.models import Story

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
BEAT = 15.0  # seconds between renewals
LONGEST = 600.0  # seconds a call may be kept alive: whatever hangs longer is given up and asked about


class Lost(Exception):
    """Somebody else has the delivery, or it has ended: nothing more may be written."""


@dataclass(frozen=True)
class Lease:
    """The right to write to one delivery until somebody takes a higher fence."""

    delivery_id: int
    post_id: int
    story_id: int
    fence: int
    owner: str
    work_key: str


def take(session: Session, delivery_id: int, owner: str, work_key: str, at: datetime) -> Lease | None:
    """The lease, if nobody has it and the delivery is still under way. The caller commits."""
    free = or_(Delivery.lease_until.is_(None), Delivery.lease_until < at)
    mine = (
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.state.in_(UNDER_WAY), free)
        .values(owner=owner, lease_until=at + LEASE, fence=Delivery.fence + 1)
        .returning(Delivery.fence, Delivery.post_id)
        .execution_options(synchronize_session=False)
    )
    row = session.execute(mine).one_or_none()
    if row is None:
        return None
    story_id = session.scalars(select(Post.story_id).where(Post.id == row.post_id)).one()
    return Lease(delivery_id, row.post_id, story_id, row.fence, owner, work_key)


def hold(session: Session, lease: Lease) -> Delivery:
    """The delivery with its post and story, fresh and locked until the transaction ends. Raises Lost."""
    fresh: dict[str, Any] = {"populate_existing": True}
    session.scalar(select(Story.id).where(Story.id == lease.story_id).with_for_update(read=True))
    story = joinedload(Post.story, innerjoin=True)
    post = session.scalar(
        select(Post)
        .options(story.selectinload(Story.photos), story.joinedload(Story.rubric), story.joinedload(Story.ward))
        .where(Post.id == lease.post_id)
        .with_for_update(of=Post)
        .execution_options(**fresh)
    )
    found = session.scalar(
        select(Delivery)
        .where(Delivery.id == lease.delivery_id, Delivery.fence == lease.fence, Delivery.state.in_(UNDER_WAY))
        .with_for_update(of=Delivery)
        .execution_options(**fresh)
    )
    if found is None or post is None:
        session.rollback()
        raise Lost
    set_committed_value(found, "post", post)  # a session remembers nothing by itself: all of it would be read again
    return found


def write(session: Session, lease: Lease, **values: Any) -> None:
    """Change the delivery beside its row in memory. The caller commits. Raises Lost."""
    mine = update(Delivery).where(Delivery.id == lease.delivery_id, Delivery.fence == lease.fence)
    if not changed(session, mine.values(**values).execution_options(synchronize_session=False)):
        session.rollback()
        raise Lost


def give_back(session: Session, lease: Lease, due_at: datetime) -> None:
    """Let go until a time. The caller commits. Raises Lost."""
    write(session, lease, due_at=due_at, lease_until=None, owner=None)


@contextmanager
def alive(engine: Engine, lease: Lease) -> Iterator[None]:
    """Renew the lease while a call is under way, from a thread and a connection of its own."""
    stop, began = threading.Event(), time.monotonic()

    def beat() -> None:
        while not stop.wait(BEAT) and time.monotonic() - began < LONGEST:
            try:
                with Session(engine) as session:
                    at = clock.now()
                    write(session, lease, lease_until=at + LEASE)
                    jobs.prolong(session, lease.work_key, lease.owner, at)
                    session.commit()
            except Lost:
                return
            except Exception:
                log.warning("could not renew the lease of delivery %d", lease.delivery_id, exc_info=True)

    thread = threading.Thread(target=beat, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
