"""Tells the people concerned when a story leaves its director's desk."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Appointment, Role
from portal.kernel.clock import WIB
from portal.notices import service as notices
from portal.stories.models import Story
from portal.wards.models import Ward


def escalated(session: Session, payload: dict[str, Any], at: datetime) -> None:
    """Humas, who decides now, and the ward's deputy, who may still; never the author."""
    story = session.get_one(Story, payload["story"])
    ward = session.get(Ward, story.ward_id)
    told = {"code": story.code, "title": story.title, "slug": story.slug, "ward": ward.name if ward else ""}
    told |= {"due": story.due_at.isoformat() if story.due_at else "", "note": payload.get("note", "")}
    for user_id in _concerned(session, story, at):
        key = f"arrived:{story.id}:{payload.get('entry') or int(at.timestamp())}:{user_id}"
        notices.tell(session, user_id, key, "arrived", told, at)


def _concerned(session: Session, story: Story, at: datetime) -> list[int]:
    today = at.astimezone(WIB).date()
    deputy = and_(Appointment.role == Role.DEPUTY, Appointment.ward_id == story.ward_id)
    query = select(Appointment.user_id).where(
        or_(Appointment.role == Role.HUMAS, deputy),
        Appointment.user_id != story.author_id,
        Appointment.ended_at.is_(None),
        Appointment.starts_on <= today,
        or_(Appointment.ends_on.is_(None), Appointment.ends_on >= today),
    )
    return list(session.scalars(query.distinct().order_by(Appointment.user_id)))
