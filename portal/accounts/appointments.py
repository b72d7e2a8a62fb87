"""Who is what, from when to when, by which decree. Every change leaves an audit line and ends the person's sign-ins."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.accounts import queries, rules, sessions
from portal.accounts.models import AgeGroup, Appointment, PendingAppointment, Role, User
from portal.audit import service as audit
from portal.kernel import events
from portal.kernel.clock import WIB
from portal.kernel.text import visible
from portal.wards.models import Ward


class Refused(ValueError):
    """An appointment that cannot stand; `field` names what to change, the message says why."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def appoint(
    session: Session,
    user: User,
    role: Role,
    ward: Ward | None,
    decree: str,
    starts_on: date,
    ends_on: date | None,
    by: User | None,
    at: datetime,
    contact: str = "any",
) -> Appointment | PendingAppointment:
    """A new appointment; `by` is None on the command line. The caller commits.

    It is pending, and grants nothing, until the person has proven the contact they were appointed by: "email", "phone"
    or "any". Whoever registered an address or number first need not be the person meant.

    Raises:
        Refused: role and ward do not fit, dates are the wrong way round, or the person holds what does not go with it.
    """
    waiting = queries.pending_of(session, user.id)
    _check(user, waiting, role, ward, decree, starts_on, ends_on, at)
    terms: dict[str, Any] = {
        "user": user,
        "role": role,
        "ward": ward,
        "decree": decree,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "made_at": at,
        "made_by_id": by.id if by else None,
    }
    if not is_proven(user, contact):
        return _add_pending(session, PendingAppointment(contact=contact, **terms), by, at)
    made = Appointment(**terms)
    session.add(made)
    session.flush()
    # signed in anew, the person is asked for the second factor that the role may need
    sessions.end_all(session, user, at, "appointed")
    _record(session, "appointment.made", made, by, at)
    return made


def is_proven(user: User, contact: str) -> bool:
    """Return whether an appointment by this contact may take effect."""
    known = {"email": user.email_proven, "phone": user.phone_proven}
    return known[contact] if contact in known else any(known.values())


def take_effect(session: Session, user: User, at: datetime) -> list[Appointment]:
    """Apply the pending appointments whose contact is now proven. The caller commits.

    One that conflicts with another appointment stays pending; an administrator sees and cancels it.
    """
    made = []
    for row in queries.pending_of(session, user.id):
        if not is_proven(user, row.contact):
            continue
        by = session.get(User, row.made_by_id) if row.made_by_id else None
        terms = (row.role, row.ward, row.decree, row.starts_on, row.ends_on, by)
        try:
            with session.begin_nested():
                session.delete(row)
                session.flush()
                real = appoint(session, user, *terms, at, row.contact)
        except Refused:
            continue
        if isinstance(real, Appointment):
            made.append(real)
    return made


def cancel(session: Session, row: PendingAppointment, by: User | None, at: datetime) -> None:
    """Cancel a pending appointment. The caller commits."""
    _record(session, "appointment.cancelled", row, by, at)
    session.delete(row)


def _add_pending(session: Session, row: PendingAppointment, by: User | None, at: datetime) -> PendingAppointment:
    session.add(row)
    session.flush()
    _record(session, "appointment.pending", row, by, at)
    return row


def recall(session: Session, appointment: Appointment, by: User | None, at: datetime) -> bool:
    """End an appointment now; False when it had been recalled already. The caller commits."""
    if appointment.ended_at is not None:
        return False
    appointment.ended_at = at
    sessions.end_all(session, appointment.user, at, "role lost")
    _record(session, "appointment.recalled", appointment, by, at)
    return True


def _check(
    user: User,
    waiting: Sequence[PendingAppointment],
    role: Role,
    ward: Ward | None,
    decree: str,
    starts_on: date,
    ends_on: date | None,
    at: datetime,
) -> None:
    if role in rules.OF_A_WARD and ward is None:
        raise Refused("ward", _("Choose the ward this person is to direct."))
    if role not in rules.OF_A_WARD and ward is not None:
        raise Refused("ward", _("This role is for the whole city: leave the ward empty."))
    if not visible(decree):
        raise Refused("decree", _("Write the number of the decree."))
    if ends_on is not None and ends_on < starts_on:
        raise Refused("ends_on", _("The last day lies before the first."))
    if user.age_group is not AgeGroup.ADULT:
        raise Refused("role", _("Only adults can be appointed."))
    standing: list[Appointment | PendingAppointment] = [a for a in user.appointments if a.ended_at is None]
    held = [a for a in [*standing, *waiting] if a.ends_on is None or a.ends_on >= _day(at)]
    if rules.clash(role, {a.role for a in held}):
        raise Refused(
            "role", _("Who administers the portal neither moderates nor shares stories. Recall the other role first.")
        )
    for other in held:
        same = other.role is role and other.ward_id == (ward.id if ward else None)
        if (
            same
            and (other.ends_on is None or other.ends_on >= starts_on)
            and (not ends_on or ends_on >= other.starts_on)
        ):
            raise Refused("role", _("This person already holds that role in these days."))


def _day(at: datetime) -> date:
    return at.astimezone(WIB).date()


def _record(
    session: Session, action: str, appointment: Appointment | PendingAppointment, by: User | None, at: datetime
) -> None:
    events.publish(session, "public.changed", {"what": "appointment"})  # a ward's page names who leads it
    audit.record(
        session,
        by.id if by else None,
        action,
        f"person:{appointment.user_id}",
        at,
        role=appointment.role.value,
        ward=appointment.ward.slug if appointment.ward else None,
        decree=appointment.decree,
        starts_on=appointment.starts_on.isoformat(),
        ends_on=appointment.ends_on.isoformat() if appointment.ends_on else None,
    )
