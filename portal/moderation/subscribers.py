"""Tells desks when a story arrives, is passed on, or its author wants something; each may be handled twice."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import NameChange, Role
from portal.moderation import recipients, reminders
from portal.notices import service as notices
from portal.stories.lifecycle import Part
from portal.stories.models import Story
from portal.stories.notice_detail import about


def submitted(session: Session, payload: dict[str, Any], at: datetime) -> None:
    """`story.submitted`: whoever has to decide is told that it has come, and will be reminded of it."""
    story = session.get_one(Story, payload["story"])
    _tell(session, story, "arrived", recipients.deciding(session, story, at), payload, at)
    reminders.plan(session, story)


def escalated(session: Session, payload: dict[str, Any], at: datetime) -> None:
    """`story.escalated`: humas and the ward's deputy; never the author.

    After 48 hours without a decision humas gets the reminder that says so and no second notice beside it; the deputy,
    who was reminded after 24 hours, gets none.
    """
    story = session.get_one(Story, payload["story"])
    if payload.get("by") == Part.SYSTEM.value and story.submitted_at is not None:
        sent = reminders.Submission(story.id, story.status, story.submitted_at)
        if (sent, reminders.OVERDUE) in reminders.due([sent], at):
            reminders.notify(session, story, reminders.OVERDUE, at)
            return
    _tell(session, story, "arrived", recipients.after_escalation(session, story, at), payload, at)


def withdrawal_asked(session: Session, payload: dict[str, Any], at: datetime) -> None:
    """`story.hidden` by its author: humas owes an answer; never the author, who may be of humas."""
    if payload.get("by") == Part.AUTHOR.value:
        story = session.get_one(Story, payload["story"])
        people = recipients.holders(session, story, Role.HUMAS, at)
        _tell(session, story, "withdrawal_asked", people, payload, at)


def name_asked(session: Session, payload: dict[str, Any], at: datetime) -> None:
    """`name.asked`: humas owes an answer; never the person, who may be of humas."""
    change = session.get_one(NameChange, payload["change"])
    told = {"former_name": change.former_name, "name": change.name, "path": f"/siar/nama/{change.id}"}
    for user_id in recipients.answering_name(session, change.user_id, at):
        notices.tell(session, user_id, f"name_asked:{change.id}:{user_id}", "name_asked", told, at)


def _tell(
    session: Session, story: Story, kind: str, people: Iterable[int], payload: dict[str, Any], at: datetime
) -> None:
    told = about(session, story) | {"note": payload.get("note", "")}
    for user_id in people:
        key = f"{kind}:{story.id}:{payload.get('entry') or int(at.timestamp())}:{user_id}"
        notices.tell(session, user_id, key, kind, told, at)
