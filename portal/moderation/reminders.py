"""Reminders of stories that nobody has decided on: after 18, 24 and 48 hours, as data/reminders.json says.

Each is a row of work, written when the story is sent, and looks again when its time has come: what was decided, taken
back or sent anew meanwhile reminds nobody.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from portal.accounts.models import Role
from portal.kernel import jobs
from portal.kernel.jobs import Job
from portal.moderation import recipients
from portal.moderation.rules import WAITING
from portal.notices import service as notices
from portal.stories.lifecycle import Status
from portal.stories.models import Story
from portal.stories.notice_detail import about

KIND: Final = "story.reminder"
_DATA = json.loads((Path(__file__).parents[1] / "data" / "reminders.json").read_text("utf-8"))


@dataclass(frozen=True)
class Reminder:
    """`to` are roles: the first that somebody holds for the story is reminded. `kind` is that of the notice."""

    kind: str
    after: timedelta
    to: tuple[Role, ...]


@dataclass(frozen=True)
class Submission:
    """One sending of one story; sending it again is another."""

    story_id: int
    status: Status
    sent_at: datetime


REMINDERS: Final = tuple(
    Reminder(row["kind"], timedelta(hours=row["hours"]), tuple(map(Role, row["to"]))) for row in _DATA["reminders"]
)
OVERDUE: Final = REMINDERS[-1]


def due(submissions: Iterable[Submission], at: datetime) -> list[tuple[Submission, Reminder]]:
    """Which reminders these submissions call for at a time; a claimed story is still undecided. Pure."""
    waiting = [each for each in submissions if each.status in WAITING]
    return [(each, reminder) for each in waiting for reminder in REMINDERS if at >= each.sent_at + reminder.after]


def key(kind: str, story_id: int, sent_at: datetime) -> str:
    return f"{kind}:{story_id}:{int(sent_at.timestamp())}"


def plan(session: Session, story: Story) -> None:
    """Ask for the reminders of a story that was just sent. The caller commits."""
    sent_at = story.submitted_at
    if sent_at is None or story.status not in WAITING:
        return
    for reminder in REMINDERS:
        told = {"story": story.id, "kind": reminder.kind, "sent": sent_at.isoformat()}
        jobs.enqueue(session, KIND, key(reminder.kind, story.id, sent_at), told, sent_at + reminder.after)


def remind(job: Job) -> None:
    """The handler of work kind "story.reminder"."""
    session, sent_at = job.session, datetime.fromisoformat(job.payload["sent"])
    story = session.get(Story, job.payload["story"])
    if story is None or story.submitted_at != sent_at:
        return  # sent anew meanwhile: that submission has reminders of its own
    for _submission, reminder in due([Submission(story.id, story.status, sent_at)], job.at):
        if reminder.kind == job.payload["kind"]:
            notify(session, story, reminder, job.at)


def notify(session: Session, story: Story, reminder: Reminder, at: datetime) -> None:
    """A notice for everybody this reminder is for, once for each submission."""
    sent_at = story.submitted_at or at
    # what was passed on before is with humas; what runs out later does not change whose turn it was
    passed_on = story.escalated_at is not None and story.escalated_at < sent_at + reminder.after
    told, once = about(session, story), key(reminder.kind, story.id, sent_at)
    for user_id in recipients.first_of(session, story, (Role.HUMAS,) if passed_on else reminder.to, at):
        notices.tell(session, user_id, f"{once}:{user_id}", reminder.kind, told, at)
