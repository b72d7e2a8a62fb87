"""Tells the people concerned when a story leaves its director's desk."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Appointment, NameChange, Role
from portal.kernel.clock import WIB
from portal.notices import service as notices
from portal.stories.lifecycle import Part
from portal.stories.models import Story
from portal.wards.models import Ward


def escalated(session: Session, payload: dict[str, Any], at: datetime) -> None:
    """Humas, who decides now, and the ward's deputy, who may still; never the author."""
    story = session.get_one(Story, payload["story"])
    _tell(session, story, "arrived", _concerned(session, story, at), payload, at)


def withdrawal_asked(session: Session, payload: dict[str, Any], at: datetime) -> None:
    """`story.hidden` by its author: humas owes an answer; never the author, who may be of humas."""
    if payload.get("by") == Part.AUTHOR.value:
        story = session.get_one(Story, payload["story"])
        people = session.scalars(_standing(story, at).where(Appointment.role == Role.HUMAS)).all()
        _tell(session, story, "withdrawal_asked", people, payload, at)


def name_asked(session: Session, payload: dict[str, Any], at: datetime) -> None:
    """`name.asked`: humas owes an answer; never the person, who may be of humas."""
    change = session.get_one(NameChange, payload["change"])
    told = {"former_name": change.former_name, "name": change.name, "path": f"/siar/nama/{change.id}"}
    for user_id in session.scalars(_appointed(change.user_id, at).where(Appointment.role == Role.HUMAS)):
        notices.tell(session, user_id, f"name_asked:{change.id}:{user_id}", "name_asked", told, at)


def _tell(
    session: Session, story: Story, kind: str, people: Iterable[int], payload: dict[str, Any], at: datetime
) -> None:
    ward = session.get(Ward, story.ward_id)
    told = {"code": story.code, "title": story.title, "slug": story.slug, "ward": ward.name if ward else ""}
    told |= {"due": story.due_at.isoformat() if story.due_at else "", "note": payload.get("note", "")}
    for user_id in people:
        key = f"{kind}:{story.id}:{payload.get('entry') or int(at.timestamp())}:{user_id}"
        notices.tell(session, user_id, key, kind, told, at)


def _concerned(session: Session, story: Story, at: datetime) -> Sequence[int]:
    deputy = and_(Appointment.role == Role.DEPUTY, Appointment.ward_id == story.ward_id)
    return session.scalars(_standing(story, at).where(or_(Appointment.role == Role.HUMAS, deputy))).all()


def _standing(story: Story, at: datetime) -> Select[int]:
    """Everybody appointed to anything on the day (WIB), but the author of the story."""
    return _appointed(story.author_id, at)


def _appointed(but_id: int, at: datetime) -> Select[int]:
    today = at.astimezone(WIB).date()
    query = select(Appointment.user_id).where(
        Appointment.user_id != but_id,
        Appointment.ended_at.is_(None),
        Appointment.starts_on <= today,
        or_(Appointment.ends_on.is_(None), Appointment.ends_on >= today),
    )
    return query.distinct().order_by(Appointment.user_id)
