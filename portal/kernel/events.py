"""News travels upward as a row: published in the transaction that causes it, handled once by every subscriber."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import clock
from portal.kernel.db import Base
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


def subscribe(name: str, label: str, subscriber: Subscriber) -> None:
    """`label` is unique under `name`: it is part of the work's key, so it must stay the same between releases."""
    SUBSCRIBERS.setdefault(name, {})[label] = subscriber


def publish(session: Session, name: str, payload: dict[str, Any]) -> None:
    """Write the news and one piece of work for each subscriber. The caller commits."""
    at = clock.now()
    event = Event(name=name, payload=payload, at=at)
    session.add(event)
    session.flush()
    for label in SUBSCRIBERS.get(name, {}):
        work = Work(kind="event", key=f"event:{event.id}:{label}", due_at=at, created_at=at, event_id=event.id)
        work.payload = {"event": event.id, "label": label}
        session.add(work)
    wake_after_commit(session, "event", at)


def handle(job: Job) -> None:
    """The handler of work kind "event"."""
    event = job.session.get_one(Event, job.payload["event"])
    SUBSCRIBERS[event.name][job.payload["label"]](job.session, event.payload, event.at)
