"""Lists for those who run the portal: people, appointments, wards, holidays, the log. Keyset, never an offset."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from portal.accounts import identity
from portal.accounts.models import Appointment, User
from portal.audit.models import AuditEntry
from portal.kernel import paging
from portal.kernel.paging import Page
from portal.wards.models import Holiday, Ward

SIZE = 30


def people(session: Session, before: str | None) -> Page[User]:
    """Everybody, latest registered first. Raises paging.BadCursor."""
    query = select(User).options(selectinload(User.appointments), selectinload(User.home_ward))
    if before:
        query = query.where(User.id < paging.decode(before)[1])
    rows = session.scalars(query.order_by(User.id.desc()).limit(SIZE + 1)).all()
    return paging.cut(rows, SIZE, lambda user: (user.create_datetime, user.id))


def found(session: Session, text: str) -> list[User]:
    """Whom a search means: a whole e-mail address or number, else names that begin so (at most 50, by name)."""
    if accounts := identity.candidates(session, text).all:
        return accounts
    name = func.lower(User.name)
    query = select(User).options(selectinload(User.appointments), selectinload(User.home_ward))
    begins = name.startswith(text.strip().lower(), autoescape=True)
    return list(session.scalars(query.where(begins).order_by(name, User.id).limit(50)))


def appointments(session: Session, before: str | None) -> Page[Appointment]:
    """Those that were not recalled, latest made first. Raises paging.BadCursor."""
    query = (
        select(Appointment)
        .options(selectinload(Appointment.user), selectinload(Appointment.ward))
        .where(Appointment.ended_at.is_(None))
    )
    if before:
        query = query.where(Appointment.id < paging.decode(before)[1])
    query = query.order_by(Appointment.id.desc())
    return paging.cut(session.scalars(query.limit(SIZE + 1)).all(), SIZE, lambda row: (row.made_at, row.id))


def wards_with_people(session: Session) -> list[tuple[Ward, list[Appointment]]]:
    """Every ward with who was appointed there and not recalled, by name."""
    rows = session.scalars(
        select(Appointment)
        .options(selectinload(Appointment.user))
        .where(Appointment.ended_at.is_(None), Appointment.ward_id.is_not(None))
        .order_by(Appointment.role.desc(), Appointment.starts_on)
    ).all()
    wards = session.scalars(select(Ward).order_by(Ward.name)).all()
    return [(ward, [row for row in rows if row.ward_id == ward.id]) for ward in wards]


def ward(session: Session, slug: str) -> Ward | None:
    return session.scalar(select(Ward).where(Ward.slug == slug))


def holidays(session: Session, year: int) -> list[Holiday]:
    """What was entered for a year, by day."""
    within = Holiday.day.between(date(year, 1, 1), date(year, 12, 31))
    return list(session.scalars(select(Holiday).where(within).order_by(Holiday.day)))


def holiday(session: Session, day: date) -> Holiday | None:
    return session.scalar(select(Holiday).where(Holiday.day == day))


def audit(session: Session, about: str, before: str | None) -> Page[AuditEntry]:
    """The log, latest first; `about` is a whole object name like `person:7`. Raises paging.BadCursor."""
    query = select(AuditEntry)
    if about:
        query = query.where(AuditEntry.object == about)
    if before:
        query = query.where(AuditEntry.id < paging.decode(before)[1])
    rows = session.scalars(query.order_by(AuditEntry.id.desc()).limit(SIZE + 1)).all()
    return paging.cut(rows, SIZE, lambda row: (row.at, row.id))


def names(session: Session, ids: set[int]) -> dict[int, str]:
    """Names of people by id, for the log."""
    rows = session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {row.id: row.name for row in rows}
