"""Reads of people, sign-ins, links and consents. Nothing here writes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, true
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts.models import (
    Appointment,
    Consent,
    FailedSignIn,
    FormerHandle,
    LoginSession,
    OneTimeLink,
    PendingAppointment,
    RateHit,
    Role,
    User,
)
from portal.accounts.rules import GUESS_WINDOW
from portal.kernel import prepared
from portal.wards.models import Ward

# read and joined by hand: it is asked on every page of a signed-in person, and the ORM's way costs five times that
_MODELS: Any = (LoginSession, User, Appointment)
_PARTS = [(model, tuple(model.__table__.c.keys())) for model in _MODELS]
_LOGIN = (
    select(*(column.label(f"{column.table.name}_{column.name}") for model in _MODELS for column in model.__table__.c))
    .select_from(LoginSession)
    .join(LoginSession.user)
    .outerjoin(Appointment, Appointment.user_id == User.id)
    .where(LoginSession.key_hash == bindparam("key_hash"), LoginSession.ended_at.is_(None), User.active.is_(True))
    .order_by(Appointment.starts_on)
)


def by_id(session: Session, user_id: int) -> User | None:
    return session.scalar(
        select(User)
        .options(selectinload(User.appointments).joinedload(Appointment.ward))
        .where(User.id == user_id)
        .execution_options(populate_existing=True)
    )


def by_email(session: Session, email: str) -> User | None:
    """`email` in the form `identity.email_of` gives."""
    return session.scalar(select(User).options(selectinload(User.appointments)).where(User.email == email))


def by_phone(session: Session, phone: str) -> User | None:
    """`phone` as E.164."""
    return session.scalar(select(User).options(selectinload(User.appointments)).where(User.us_phone_number == phone))


def claims(session: Session, *, email: str | None = None, phone: str | None = None, most: int) -> list[User]:
    """Accounts that claim an address or number held by another one, latest first."""
    same = User.claimed_email == email if email else User.claimed_phone == phone
    query = select(User).options(selectinload(User.appointments)).where(same)
    return list(session.scalars(query.order_by(User.id.desc()).limit(most)))


def hits(session: Session, kind: str, key_hash: str, since: datetime, most: int) -> list[datetime]:
    """The latest uses of a rate-limited action, latest first."""
    query = select(RateHit.at).where(RateHit.kind == kind, RateHit.key_hash == key_hash, RateHit.at > since)
    return list(session.scalars(query.order_by(RateHit.at.desc()).limit(most)))


def pending_of(session: Session, user_id: int) -> list[PendingAppointment]:
    """A person's pending appointments."""
    query = select(PendingAppointment).options(selectinload(PendingAppointment.ward))
    return list(session.scalars(query.where(PendingAppointment.user_id == user_id).order_by(PendingAppointment.id)))


def pending(session: Session, pending_id: int) -> PendingAppointment | None:
    return session.scalar(
        select(PendingAppointment)
        .options(selectinload(PendingAppointment.user), selectinload(PendingAppointment.ward))
        .where(PendingAppointment.id == pending_id)
    )


def is_held(session: Session, *, email: str | None = None, phone: str | None = None) -> bool:
    """Whether an account has this address or number in its row."""
    same = User.email == email if email else User.us_phone_number == phone
    return session.scalar(select(User.id).where(same)) is not None


def by_uniquifier(session: Session, uniquifier: str) -> User | None:
    query = select(User).options(selectinload(User.appointments))
    return session.scalar(query.where(User.fs_uniquifier == uniquifier, User.active.is_(True)))


def handle_taken(session: Session, handle: str, at: datetime, for_id: int | None = None) -> bool:
    """Whether an author page has this address, or another person's had it and it still leads to the new one."""
    former = select(FormerHandle.user_id).where(FormerHandle.handle == handle, FormerHandle.until > at)
    return (
        session.scalar(select(User.id).where(User.handle == handle)) is not None
        or session.scalar(former.where(FormerHandle.user_id != for_id if for_id else true())) is not None
    )


def login(session: Session, key_hash: str) -> LoginSession | None:
    """A sign-in that was not ended, with its person and the person's appointments."""
    rows = prepared.rows(session, _LOGIN, key_hash=key_hash)
    if not rows:
        return None
    found: LoginSession
    found, user, _appointment = _held(session, rows[0])
    set_committed_value(user, "appointments", [each for row in rows if (each := _held(session, row)[2])])
    set_committed_value(found, "user", user)
    return found


def _held(session: Session, row: Sequence[Any]) -> list[Any]:
    """The objects of a row of `_LOGIN`; none for an appointment nobody has."""
    objects, at = [], 0
    for model, names in _PARTS:
        values = dict(zip(names, row[at : at + len(names)], strict=True))
        objects.append(None if values["id"] is None else prepared.held(session, model, values))
        at += len(names)
    return objects


def logins_of(session: Session, user_id: int) -> list[LoginSession]:
    """Sign-ins that were not ended, latest first."""
    return list(
        session.scalars(
            select(LoginSession)
            .where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None))
            .order_by(LoginSession.seen_at.desc(), LoginSession.id.desc())
            .limit(50)
        )
    )


def failures(session: Session, identity_hash: str, address: str, at: datetime) -> tuple[list[datetime], list[datetime]]:
    """When wrong tries were made in the last minute: for the account, and from the address."""
    since = at - GUESS_WINDOW
    of_account = select(FailedSignIn.at).where(FailedSignIn.identity_hash == identity_hash, FailedSignIn.at > since)
    of_address = select(FailedSignIn.at).where(FailedSignIn.address == address, FailedSignIn.at > since)
    return (
        list(session.scalars(of_account.order_by(FailedSignIn.at).limit(100))),
        list(session.scalars(of_address.order_by(FailedSignIn.at).limit(100))),
    )


def link(session: Session, key_hash: str, purposes: tuple[str, ...], at: datetime) -> OneTimeLink | None:
    """A link that was not used and has not run out."""
    return session.scalar(
        select(OneTimeLink)
        .options(selectinload(OneTimeLink.user).selectinload(User.appointments))
        .where(
            OneTimeLink.key_hash == key_hash,
            OneTimeLink.purpose.in_(purposes),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at.is_(None) | (OneTimeLink.expires_at > at),
        )
    )


def open_links(session: Session, user_id: int, purpose: str) -> list[OneTimeLink]:
    """Links of a person that were not used, whether they have run out or not."""
    query = select(OneTimeLink).where(
        OneTimeLink.user_id == user_id, OneTimeLink.purpose == purpose, OneTimeLink.used_at.is_(None)
    )
    return list(session.scalars(query.order_by(OneTimeLink.id)))


def links_since(session: Session, user_id: int, purpose: str, since: datetime) -> int:
    query = select(func.count()).where(
        OneTimeLink.user_id == user_id, OneTimeLink.purpose == purpose, OneTimeLink.made_at > since
    )
    return session.scalar(query) or 0


def consents_of(session: Session, user_id: int) -> list[Consent]:
    """What a person agreed to, latest first."""
    return list(
        session.scalars(
            select(Consent).where(Consent.user_id == user_id).order_by(Consent.given_at.desc(), Consent.id.desc())
        )
    )


def appointment(session: Session, appointment_id: int) -> Appointment | None:
    return session.scalar(
        select(Appointment)
        .options(selectinload(Appointment.user).selectinload(User.appointments), selectinload(Appointment.ward))
        .where(Appointment.id == appointment_id)
    )


def standing_in(session: Session, ward_id: int, role: Role) -> list[Appointment]:
    """Who holds a role in a ward and was not recalled; begun or not, past its last day or not."""
    return list(
        session.scalars(
            select(Appointment)
            .options(selectinload(Appointment.user))
            .where(Appointment.ward_id == ward_id, Appointment.role == role, Appointment.ended_at.is_(None))
            .order_by(Appointment.starts_on)
        )
    )


def wards(session: Session) -> list[Ward]:
    """All wards by name, for a choice."""
    return list(session.scalars(select(Ward).order_by(Ward.name)))


def ward_by_slug(session: Session, slug: str) -> Ward | None:
    return session.scalar(select(Ward).where(Ward.slug == slug))
