"""Which story leads the front page by the choice of humas, and until when. Nothing here commits."""

import hashlib
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from portal.kernel import jobs, pages
from portal.kernel.db import UtcDateTime, lock_digest
from portal.stories.lifecycle import PUBLIC, NotAllowed
from portal.stories.models import LeadChoice, Story

KIND: Final = "front.lead"
LONGEST: Final = timedelta(days=7)
LOCK: Final = hashlib.sha256(KIND.encode()).hexdigest()

CHOICES: Any = LeadChoice.__table__


class BadTime(ValueError):
    """The end lies in the past or further away than LONGEST."""


def choose(session: Session, story: Story, by: int, until: datetime, at: datetime) -> LeadChoice:
    """Let a public story lead until a time, in place of any other choice. Raises NotAllowed, BadTime."""
    if story.status not in PUBLIC:
        raise NotAllowed(f"lead in {story.status}")
    if not at < until <= at + LONGEST:
        raise BadTime(until.isoformat())
    release(session, at)
    choice = LeadChoice(story_id=story.id, until=until, chosen_by_id=by, chosen_at=at)
    session.add(choice)
    session.flush()
    # kept pages do not know the time: they are drawn again when the choice ends
    jobs.enqueue(session, KIND, f"{KIND}:{choice.id}", {}, until)
    return choice


def release(session: Session, at: datetime) -> None:
    """Give the front page back to its default order."""
    # of two officers at once the second waits here, and then replaces the choice of the first
    lock_digest(session, LOCK)
    session.execute(update(LeadChoice).where(LeadChoice.ended_at.is_(None)).values(ended_at=at))
    pages.drop(session)


def current(session: Session, at: datetime) -> LeadChoice | None:
    """The choice that holds, if its story is public."""
    query = select(LeadChoice).join(Story, Story.id == LeadChoice.story_id)
    return session.scalars(query.where(*holds(), Story.status.in_(PUBLIC)), {"now": at}).first()


def leading(session: Session, at: datetime) -> Any:
    """`title`, `code` and `until` of the story that leads by choice, or None."""
    query = select(Story.title, Story.code, LeadChoice.until).join(Story, Story.id == LeadChoice.story_id)
    return session.execute(query.where(*holds(), Story.status.in_(PUBLIC)), {"now": at}).first()


def holds() -> tuple[Any, Any]:
    """The conditions under which a row of `lead_choice` counts at the time bound to `now`."""
    return CHOICES.c.ended_at.is_(None), CHOICES.c.until > bindparam("now", type_=UtcDateTime)


def end(job: jobs.Job) -> None:
    """Handle a job of KIND: a choice has run out."""
    pages.drop(job.session)
