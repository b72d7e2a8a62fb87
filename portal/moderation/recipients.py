"""Who hears of a story because of an appointment. Every notice and letter to a desk asks here."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from portal.accounts.models import Appointment, Role, User
from portal.kernel.clock import WIB
from portal.moderation.statements import LEADERS
from portal.stories.models import Story
from portal.stories.recusals import conflicted, recused


def appointed(session: Session, role: Role, at: datetime, *, but_id: int, ward_id: int | None = None) -> Sequence[int]:
    """Who holds a role on the day of `at` (WIB), in that ward if one is given; never the person `but_id`."""
    query = _today(at).where(Appointment.role == role, Appointment.user_id != but_id)
    if ward_id is not None:
        query = query.where(Appointment.ward_id == ward_id)
    return session.scalars(query).all()


def _today(at: datetime) -> Select[int]:
    today = at.astimezone(WIB).date()
    query = select(Appointment.user_id).where(
        Appointment.ended_at.is_(None),
        Appointment.starts_on <= today,
        Appointment.ends_on.is_(None) | (Appointment.ends_on >= today),
        Appointment.user_id.in_(select(User.id).where(User.active)),
    )
    return query.distinct().order_by(Appointment.user_id)


def holders(session: Session, story: Story, role: Role, at: datetime) -> Sequence[int]:
    """Who may act on this story in this role: for director and deputy those of its ward. Never its author,
    or somebody who is out of it.
    """
    query = _today(at).where(Appointment.role == role, Appointment.user_id != story.author_id)
    if role in LEADERS:
        query = query.where(Appointment.ward_id == story.ward_id)
    return session.scalars(query.where(~recused(story.id, Appointment.user_id))).all()


def answering_name(session: Session, author_id: int, at: datetime) -> Sequence[int]:
    """The officers who may answer an author's request for another name: without interest in a story of that author."""
    out = exists(select(Story.id).where(Story.author_id == author_id, conflicted(Story.id, Appointment.user_id)))
    query = _today(at).where(Appointment.role == Role.HUMAS, Appointment.user_id != author_id)
    return session.scalars(query.where(~out)).all()


def first_of(session: Session, story: Story, roles: Iterable[Role], at: datetime) -> Sequence[int]:
    """The holders of the first of these roles that has any."""
    return next((found for role in roles if (found := holders(session, story, role, at))), ())


def deciding(session: Session, story: Story, at: datetime) -> Sequence[int]:
    """Who has to decide on a story: director and deputy of its ward; humas without them or after an escalation."""
    leading = () if story.escalated_at else _several(session, story, LEADERS, at)
    return leading or holders(session, story, Role.HUMAS, at)


def after_escalation(session: Session, story: Story, at: datetime) -> Sequence[int]:
    """Humas, who decides now, and the ward's deputy, who may still."""
    return _several(session, story, (Role.HUMAS, Role.DEPUTY), at)


def _several(session: Session, story: Story, roles: Iterable[Role], at: datetime) -> list[int]:
    return sorted({user_id for role in roles for user_id in holders(session, story, role, at)})
