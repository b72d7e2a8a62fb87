"""From an approval to the moment a story is public. Until then it can be undone, and readers know nothing of it.

That moment is a row of work, written with the approval: a crash between the two publishes late, never twice, and an
approval that was undone leaves work that finds nothing to do.
"""

from collections.abc import Set
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kernel import jobs
from portal.stories import service
from portal.stories.lifecycle import Action, Part, Status
from portal.stories.models import Story

KIND: Final = "story.publish"
SYSTEM: Final = frozenset({Part.SYSTEM})
OVERDUE: Final = timedelta(minutes=10)  # after that work which was given up is tried again each minute
AT_ONCE: Final = 200  # stories a sweep takes


def approve(
    session: Session,
    story: Story,
    parts: Set[Part],
    at: datetime,
    actor_id: int | None,
    *,
    undo: timedelta = timedelta(0),
    note: str = "",
) -> None:
    """Approve a story and publish it when `undo` has passed, without any in this transaction. The caller commits.

    Raises NotAllowed, or StaleDataError when somebody was first.
    """
    story.publish_at = publish_at = at + undo
    service.move(session, story, Action.APPROVE, parts, at, actor_id, note=note)
    if undo:
        jobs.enqueue(session, KIND, _key(story.id, publish_at), {"story": story.id, "note": note}, publish_at)
    else:
        publish(session, story, at, note)


def publish(session: Session, story: Story, at: datetime, note: str = "") -> None:
    """Make an approved story public; `note` is what the approver wrote to its author. The caller commits."""
    service.move(session, story, Action.PUBLISH, SYSTEM, at, None, note=note)


def publish_due(job: jobs.Job) -> None:
    """The handler of KIND. What was undone, withdrawn or approved anew meanwhile is left alone.

    That whoever approved it has no appointment any more changes nothing: the decision was made while it stood.
    """
    # locked: an undo of this moment either comes first and is seen, or comes after and is too late
    story = job.session.get(Story, job.payload["story"], with_for_update=True, populate_existing=True)
    if story and story.status is Status.APPROVED and story.publish_at and story.publish_at <= job.at:
        publish(job.session, story, job.at, job.payload.get("note", ""))


def sweep(session: Session, at: datetime) -> None:
    """Try again what was given up, after a full disk for instance: an approved story is never forgotten."""
    forgotten = select(Story.id, Story.publish_at).where(
        Story.status == Status.APPROVED, Story.publish_at < at - OVERDUE
    )
    keys = [_key(row.id, row.publish_at) for row in session.execute(forgotten.limit(AT_ONCE)) if row.publish_at]
    if keys:
        jobs.hurry(session, KIND, keys, at)


def _key(story_id: int, publish_at: datetime) -> str:
    """One for each approval: a story that was undone may be approved again."""
    return f"{KIND}:{story_id}:{publish_at.isoformat()}"
