"""News travels upward as a row: published in the transaction that causes it, handled once by every subscriber."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import clock, pages, prepared
from portal.kernel.db import Base, connection_of
from portal.kernel.jobs import Job, Work, wake_after_commit


class Event(Base):
    """What happened, in order; rows are added, never changed."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]]
    at: Mapped[datetime]


Subscriber = Callable[[Session, dict[str, Any], datetime], None]
SUBSCRIBERS: dict[str, dict[str, Subscriber]] = {}
DROPS: set[str] = set()  # news after which no kept page holds any more
# plain inserts: news is published while somebody waits for a submission to be sent
EVENTS: Any = Event.__table__
WORK: Any = Work.__table__


def subscribe(name: str, label: str, subscriber: Subscriber) -> None:
    """`label` is unique under `name`: it is part of the work's key, so it must stay the same between releases."""
    SUBSCRIBERS.setdefault(name, {})[label] = subscriber


def publish(session: Session, name: str, payload: dict[str, Any]) -> None:
    """Write the news and one piece of work for each subscriber, and drop the kept pages where DROPS says so.

    The caller commits.
    """
    at, connection = clock.now(), connection_of(session)
    if name in DROPS:
        pages.drop(session)
    number = prepared.insert(connection, EVENTS, {"name": name, "payload": payload, "at": at})
    work = {"kind": "event", "event_id": number, "created_at": at, "due_at": at}
    each = [
        work | {"key": f"event:{number}:{label}", "payload": {"event": number, "label": label}}
        for label in SUBSCRIBERS.get(name, {})
    ]
    prepared.insert_all(connection, WORK, each)
    if each:
        wake_after_commit(session, "event", at)


def handle(job: Job) -> None:
    """The handler of work kind "event"."""
    event = job.session.get_one(Event, job.payload["event"])
    SUBSCRIBERS[event.name][job.payload["label"]](job.session, event.payload, event.at)
