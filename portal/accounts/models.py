"""People, what they were appointed to, what they agreed to, and the rows that sign-in and recovery need."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_security import RoleMixin, UserMixin
from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.db import Base
from portal.wards.models import Ward

OPEN = text("outcome IS NULL")


class Role(StrEnum):
    """What a dated appointment can make of a resident; without one a person is a resident."""

    DIRECTOR = "director"
    DEPUTY = "deputy"
    HUMAS = "humas"
    ADMIN = "admin"


class AgeGroup(StrEnum):
    ADULT = "adult"
    MINOR = "minor"  # 13–17: may send only after a guardian has confirmed


class NamedRole(RoleMixin):
    """A role as Flask-Security wants to see it; the truth is in Appointment."""

    def __init__(self, name: str = "") -> None:
        self.name = name


class User(UserMixin, Base):
    """A person. The attribute names without a comment of their own are those Flask-Security reads."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Flask-Security declares a person without an address impossible; here a phone number is enough
    email: Mapped[str | None] = mapped_column(String(255), unique=True)  # type: ignore[assignment]
    us_phone_number: Mapped[str | None] = mapped_column(String(32), unique=True)  # E.164; grants nothing until proven
    # what somebody gave at registration although another account has it; it signs in, and nothing is sent there
    claimed_email: Mapped[str | None] = mapped_column(String(255), index=True)
    claimed_phone: Mapped[str | None] = mapped_column(String(32), index=True)
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None]  # when `email` was proven, by a link in a letter or by the operator
    phone_proven_at: Mapped[datetime | None]  # when a person confirmed whose number it is
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))  # encrypted with a key from the instance's secret
    tf_last_counter: Mapped[int | None] = mapped_column(BigInteger)  # of the last code used: no code counts twice
    mf_recovery_codes: Mapped[list[str] | None]
    us_totp_secrets: Mapped[str | None]
    create_datetime: Mapped[datetime]
    update_datetime: Mapped[datetime]

    name: Mapped[str] = mapped_column(String(80))
    handle: Mapped[str] = mapped_column(String(40), unique=True)  # public address of the author page
    home_ward_id: Mapped[int | None] = mapped_column(ForeignKey("ward.id"))
    age_group: Mapped[AgeGroup] = mapped_column(default=AgeGroup.ADULT)
    guardian_confirmed_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    # how letters about the desk come, for whoever has one: "at_once" or "daily" (notices.rules.Pace)
    desk_mail: Mapped[str] = mapped_column(String(8), default="at_once", server_default="at_once")

    home_ward: Mapped[Ward | None] = relationship()
    appointments: Mapped[list["Appointment"]] = relationship(
        back_populates="user", foreign_keys="Appointment.user_id", order_by="Appointment.starts_on"
    )

    @property
    def email_proven(self) -> bool:
        return self.email is not None and self.confirmed_at is not None

    @property
    def phone_proven(self) -> bool:
        return self.us_phone_number is not None and self.phone_proven_at is not None

    @property
    def given_email(self) -> str | None:
        """The address as typed; show it only to its owner."""
        return self.email or self.claimed_email

    @property
    def given_phone(self) -> str | None:
        return self.us_phone_number or self.claimed_phone

    @property
    def roles(self) -> list[NamedRole]:  # type: ignore[override]  # a table there, read from appointments here
        """Flask-Security's view of the appointments that stand; rights are decided by accounts.guards, not by this."""
        return [NamedRole(a.role.value) for a in self.appointments if a.ended_at is None]


class Appointment(Base):
    """A role from one day to another, by a numbered decree; a ward only for directors and deputies."""

    __tablename__ = "appointment"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role]
    ward_id: Mapped[int | None] = mapped_column(ForeignKey("ward.id"), index=True)
    decree: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]  # recalled before its time
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    user: Mapped[User] = relationship(back_populates="appointments", foreign_keys=[user_id])
    ward: Mapped[Ward | None] = relationship()


class PendingAppointment(Base):
    """An appointment that takes effect when its person has proven the contact that `contact` names."""

    __tablename__ = "pending_appointment"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role]
    ward_id: Mapped[int | None] = mapped_column(ForeignKey("ward.id"))
    decree: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    contact: Mapped[str] = mapped_column(String(8))  # "email", "phone" or "any"
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    ward: Mapped[Ward | None] = relationship()


class Consent(Base):
    """A text somebody agreed to: which wording, when, and about what. Rows are added; a withdrawal fills one column."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    code: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(64), default="account")  # "account", "story:<id>", "photo:<id>"
    choice: Mapped[str] = mapped_column(String(32), default="yes")
    text_version: Mapped[str] = mapped_column(String(16))
    text_hash: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_consent_subject", "subject"),)


class LoginSession(Base):
    """A signed-in browser. The cookie only names it, so ending the row ends the sign-in at the next request."""

    __tablename__ = "login_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None] = mapped_column(String(32))
    second_factor: Mapped[bool] = mapped_column(default=False)
    standing: Mapped[list[str]]  # the roles and wards it began with: losing one ends it
    agent: Mapped[str] = mapped_column(String(200))

    user: Mapped[User] = relationship()


class FailedSignIn(Base):
    """One wrong password or code; five a minute for one account or one address are enough."""

    __tablename__ = "failed_sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    identity_hash: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]

    __table_args__ = (Index("ix_failed_identity", "identity_hash", "at"), Index("ix_failed_address", "address", "at"))


class RateHit(Base):
    """One use of a rate-limited action, see `limits`."""

    __tablename__ = "rate_hit"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    key_hash: Mapped[str] = mapped_column(String(64))  # keyed: rows tell no address
    at: Mapped[datetime]

    __table_args__ = (Index("ix_rate_hit", "kind", "key_hash", "at"),)


class NameChange(Base):
    """A new name that somebody with published stories asks for; it counts from the day humas accepts it.

    A row is answered or cancelled, never changed: what humas has read is what it accepts.
    """

    __tablename__ = "name_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    former_name: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(80))
    all_stories: Mapped[bool]  # the wish to be named so on stories that are published already, too
    asked_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(String(16))  # "accepted", "refused", "cancelled"
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str] = mapped_column(String(2000), default="")  # why it was refused, for the person

    user: Mapped[User] = relationship(foreign_keys=[user_id])

    __table_args__ = (
        Index("ix_name_change_open", "user_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_name_change_user", "user_id", "id"),
        Index("ix_name_change_waiting", "asked_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
    )


class FormerHandle(Base):
    """The former handle of an author page: redirects to the current one and stays reserved."""

    __tablename__ = "former_handle"

    handle: Mapped[str] = mapped_column(String(40), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    until: Mapped[datetime]


class OneTimeLink(Base):
    """A link that may be used once: a recovery code, a guardian's consent, the proof of an address, a way back in."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    purpose: Mapped[str] = mapped_column(String(16))  # "recovery", "guardian", "reset", "return", "confirm"
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    detail: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])

    __table_args__ = (Index("ix_one_time_link_user_purpose", "user_id", "purpose"),)
