"""Work to be done is a row. It is written in the transaction that causes it, and run under a lease until it is done."""

import logging
import os
import random
import socket
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, ForeignKey, Index, delete, event, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import clock
from portal.kernel.db import Base, changed, db

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
BACKOFF = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
KEEP_DONE = timedelta(days=7)
NOT_WOKEN = "could not wake the worker"


class Work(Base):
    """One thing to do once. `key` is unique: asking twice for the same thing is asking once."""

    __tablename__ = "work"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    payload: Mapped[dict[str, Any]]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str | None]

    __table_args__ = (
        Index("ix_work_open", "due_at", sqlite_where=text("done_at IS NULL"), postgresql_where=text("done_at IS NULL")),
    )


class Retry(Exception):
    """The handler could not finish now and says when to look again; `cost` is how many attempts that takes."""

    def __init__(self, after: timedelta, cost: int = 0) -> None:
        super().__init__(str(after))
        self.after, self.cost = after, cost


@dataclass
class Job:
    """What a handler gets. It may commit half-way; the row is marked done in the handler's last transaction."""

    payload: Mapping[str, Any]
    session: Session
    at: datetime
    key: str
    attempt: int
    renew: Callable[[], None]
    owner: str = ""


Handler = Callable[[Job], None]
HANDLERS: dict[str, Handler] = {}
# kinds that wait for a slow decoder or a slow network have a lane of their own, so that they keep nothing else waiting
LANES = {
    "story.publish": "publication",  # readers wait for it: a slow letter must not hold it up
    "photo": "pictures",
    "card": "pictures",
    "delivery": "delivery",
    "share.resolve": "links",
    "alerts.fan": "alerts",
    "alerts.digest": "alerts",
    "alerts.letter": "alerts",
}
REST = "rest"
_running: set[int] = set()  # rows this process is at: a clock that jumps ahead must not hand them out again
_waker: Callable[[str, datetime, int], None] | None = None


def enqueue(session: Session, kind: str, key: str, payload: dict[str, Any], due_at: datetime) -> None:
    """Ask for a piece of work; a second ask under the same key changes nothing. The caller commits."""
    if session.scalar(select(Work.id).where(Work.key == key)) is None:
        session.add(Work(kind=kind, key=key, payload=payload, created_at=clock.now(), due_at=due_at))
        session.flush()
    wake_after_commit(session, kind, due_at)


def wake_after_commit(session: Session, kind: str, due_at: datetime) -> None:
    session.info.setdefault("wake", Counter())[kind, due_at] += 1


@event.listens_for(Session, "after_commit")
def _wake(session: Session) -> None:
    if session.in_nested_transaction():  # SQLAlchemy tells of a released savepoint too: the rows are not committed yet
        return
    for (kind, due_at), number in sorted(session.info.pop("wake", Counter()).items()):
        if _waker is None:
            continue
        try:
            _waker(kind, due_at, number)
        except Exception:
            # the rows are committed; the minute sweep finds them even when the waker's store is gone. Nothing more is
            # tried: a store that hangs would keep whoever waits for this commit once for each kind of work
            log.warning(NOT_WOKEN, exc_info=True)
            return


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    if session.in_nested_transaction():  # what a savepoint undid is woken for nothing; the rest must not be forgotten
        return
    session.info.pop("wake", None)


def set_waker(waker: Callable[[str, datetime, int], None] | None) -> None:
    """`waker` gets a kind of work, when it is due, and how many rows of it a commit has brought."""
    global _waker
    _waker = waker


def owner_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{random.getrandbits(32):08x}"


def lane_of(kind: str) -> str:
    return LANES.get(kind, REST)


def run_due(
    app: Flask,
    owner: str,
    *,
    lane: str | None = None,
    kind: str | None = None,
    limit: int = 1000,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Run what is due until nothing is left, `limit` is reached or `stop` says so; returns how many rows were touched.

    `lane` is one of LANES or REST, `kind` one kind of work; None takes everything.
    """
    count = 0
    while count < limit and not stop():
        with app.app_context():
            row = _claim(db.session(), owner, clock.now(), lane, kind)
            if row is None:
                return count
            _running.add(row.id)
            try:
                _run(db.session(), row, owner)
            finally:
                _running.discard(row.id)
        count += 1
    return count


def lanes_due(session: Session, at: datetime) -> set[str]:
    """The lanes in which something could be run now."""
    return {lane_of(kind) for kind in session.scalars(select(Work.kind).where(*_due(at)).distinct())}


def _due(at: datetime) -> tuple[ColumnElement[bool], ...]:
    free = Work.lease_until.is_(None) | (Work.lease_until < at)
    return (Work.done_at.is_(None), Work.failed_at.is_(None), Work.due_at <= at, free)


def _claim(session: Session, owner: str, at: datetime, lane: str | None, kind: str | None = None) -> Work | None:
    query = select(Work).where(*_due(at))
    if lane == REST:
        query = query.where(Work.kind.not_in(LANES))
    elif lane is not None:
        query = query.where(Work.kind.in_([kind for kind, at_home in LANES.items() if at_home == lane]))
    if kind is not None:
        query = query.where(Work.kind == kind)
    if _running:
        query = query.where(Work.id.not_in(list(_running)))
    row = session.scalar(query.order_by(Work.due_at, Work.id).limit(1).with_for_update(skip_locked=True))
    if row is None:
        session.rollback()
        return None
    row.owner, row.lease_until, row.attempts = owner, at + LEASE, row.attempts + 1
    session.commit()
    return row


def prolong(session: Session, key: str, owner: str, at: datetime) -> None:
    """Keep a row's lease alive from beside its handler, which is busy. The caller commits."""
    mine = update(Work).where(Work.key == key, Work.owner == owner).execution_options(synchronize_session=False)
    session.execute(mine.values(lease_until=at + LEASE))


def reopen(session: Session, kind: str, key: str, payload: dict[str, Any], at: datetime) -> None:
    """Ask again for work that was finished or given up although there is something left to do. The caller commits.

    What is still open stays as it is.
    """
    ended = update(Work).where(Work.key == key, Work.done_at.is_not(None) | Work.failed_at.is_not(None))
    values = {"payload": payload, "due_at": at, "attempts": 0, "done_at": None, "failed_at": None, "lease_until": None}
    if changed(session, ended.values(**values).execution_options(synchronize_session=False)):
        wake_after_commit(session, kind, at)
    else:
        enqueue(session, kind, key, payload, at)


def hurry(session: Session, kind: str, keys: Sequence[str], at: datetime) -> None:
    """Bring rows that wait for a later time, or were given up, forward to `at`. The caller commits."""
    waiting = update(Work).where(Work.key.in_(keys), Work.done_at.is_(None), Work.lease_until.is_(None))
    session.execute(waiting.values(due_at=at, failed_at=None).execution_options(synchronize_session=False))
    wake_after_commit(session, kind, at)


def _mine(row: Work, owner: str) -> Any:
    return update(Work).where(Work.id == row.id, Work.owner == owner).execution_options(synchronize_session=False)


def _run(session: Session, row: Work, owner: str) -> None:
    def renew() -> None:
        session.execute(_mine(row, owner).values(lease_until=clock.now() + LEASE))
        session.commit()

    job = Job(row.payload, session, clock.now(), row.key, row.attempts, renew, owner)
    try:
        HANDLERS[row.kind](job)
        # payloads may hold an address or a one-time link: nothing of it is needed once the work is done
        finished = _mine(row, owner).values(done_at=clock.now(), lease_until=None, payload={}).returning(Work.id)
        if session.scalar(finished) is None:
            session.rollback()
            log.warning("lost the lease of %s; whoever holds it now finishes it", row.key)
            return
        session.commit()
    except Retry as wait:
        session.rollback()
        _put_back(session, row, owner, wait.after, str(wait), cost=wait.cost)
    except Exception as error:
        session.rollback()
        log.exception("work %s failed (attempt %d)", row.key, row.attempts)
        _put_back(session, row, owner, BACKOFF[min(row.attempts, len(BACKOFF)) - 1], type(error).__name__, cost=1)


def _put_back(session: Session, row: Work, owner: str, after: timedelta, why: str, *, cost: int) -> None:
    at = clock.now()
    values: dict[str, Any] = {"lease_until": None, "due_at": at + after, "last_error": why[:200]}
    if cost == 0:
        values["attempts"] = row.attempts - 1
    elif row.attempts > len(BACKOFF):
        values["failed_at"] = at
    session.execute(_mine(row, owner).values(**values))
    if "failed_at" not in values:
        wake_after_commit(session, row.kind, at + after)
    session.commit()


def tidy(session: Session, at: datetime) -> None:
    """Forget finished work; called by the minute sweep. The caller commits."""
    session.execute(delete(Work).where(Work.done_at < at - KEEP_DONE))


def oldest_waiting(session: Session, at: datetime) -> timedelta:
    """How long the oldest due row has waited: the queue's age that /readyz looks at."""
    oldest = session.scalar(
        select(Work.due_at).where(Work.done_at.is_(None), Work.failed_at.is_(None)).order_by(Work.due_at).limit(1)
    )
    return max(timedelta(0), at - oldest) if oldest else timedelta(0)
