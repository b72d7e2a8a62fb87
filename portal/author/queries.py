"""Reads that only the news to residents and directors needs."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Appointment, Role
from portal.channels.models import Channel
from portal.kernel.clock import WIB
from portal.stories.models import Story


def desk(session: Session, story: Story, at: datetime) -> list[int]:
    """Who has to decide on a story on the day of `at`: director and deputy of its ward, else humas; never the author.

    An escalated story is with humas.
    """
    holders = [] if story.escalated_at else _holders(session, story, (Role.DIRECTOR, Role.DEPUTY), at)
    return holders or _holders(session, story, (Role.HUMAS,), at)


def _holders(session: Session, story: Story, roles: tuple[Role, ...], at: datetime) -> list[int]:
    today = at.astimezone(WIB).date()
    query = select(Appointment.user_id).where(
        Appointment.role.in_(roles),
        Appointment.user_id != story.author_id,
        Appointment.ended_at.is_(None),
        Appointment.starts_on <= today,
        Appointment.ends_on.is_(None) | (Appointment.ends_on >= today),
    )
    if Role.HUMAS not in roles:
        query = query.where(Appointment.ward_id == story.ward_id)
    return list(session.scalars(query.distinct().order_by(Appointment.user_id)))


def channel(session: Session, code: str) -> Channel | None:
    return session.scalar(select(Channel).where(Channel.code == code))
