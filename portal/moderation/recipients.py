"""Who hears of a story because of an appointment. Every notice and letter to a desk asks here."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.accounts.models import Appointment, Role, User
from portal.kernel.clock import WIB
from portal.moderation.statements import LEADERS
from portal.stories.models import Story


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
    """Who may act on this story in this role: for director and deputy those of its ward. Never its author."""
    ward_id = story.ward_id if role in LEADERS else None
    return appointed(session, role, at, but_id=story.author_id, ward_id=ward_id)


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
