"""What happens to accounts. Every function takes the session and the time, and never commits."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, object_session

from portal.accounts import agreements, links, name_changes, queries, rules, sessions
from portal.accounts.models import AgeGroup, Consent, OneTimeLink, User
from portal.wards.models import Ward

AT_REGISTRATION = ("UGC_AGREE", "EDIT_RIGHT", "PDP_NOTICE")
GUARDIAN = "GUARDIAN"


class Taken(Exception):
    """Somebody has this e-mail address or phone number already; `field` is `email` or `phone`."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True)
class Applicant:
    """Who wants an account; `email` and `phone` in the forms `accounts.identity` gives, at least one of them."""

    name: str
    email: str | None
    phone: str | None
    ward: Ward | None
    age_group: AgeGroup
    language: str


@dataclass
class Registered:
    """`user` is new, also when somebody has the address or number already: only the owner may learn that.

    `codes` are shown once to whoever gave no e-mail address; `guardian_key` opens the guardian's page.
    """

    user: User
    codes: list[str] = field(default_factory=list)
    guardian_key: str = ""


def create_user(
    session: Session,
    *,
    name: str,
    password_hash: str,
    at: datetime,
    email: str | None = None,
    phone: str | None = None,
    ward: Ward | None = None,
    age_group: AgeGroup = AgeGroup.ADULT,
    is_demo: bool = False,
    proven: bool = False,
) -> User:
    """A new account; `proven` where whoever makes it knows that the contacts are the person's. The caller commits.

    Raises:
        Taken: somebody has the address or number.
    """
    if email and (holder := queries.by_email(session, email)):
        if holder.email_proven or not proven:
            raise Taken("email")
        holder.email, holder.claimed_email = None, email
    if phone and (holder := queries.by_phone(session, phone)):
        if holder.phone_proven or not proven:
            raise Taken("phone")
        holder.us_phone_number, holder.claimed_phone = None, phone
    session.flush()
    user = _account(session, name, password_hash, at, email, phone, ward, age_group)
    user.is_demo = is_demo
    user.confirmed_at = at if proven and email else None
    user.phone_proven_at = at if proven and phone else None
    _insert(session, user)
    return user


def _account(
    session: Session,
    name: str,
    password_hash: str,
    at: datetime,
    email: str | None,
    phone: str | None,
    ward: Ward | None,
    age_group: AgeGroup,
) -> User:
    return User(
        name=name,
        email=email,
        us_phone_number=phone,
        password=password_hash,
        home_ward_id=ward.id if ward else None,
        age_group=age_group,
        is_demo=False,
        active=True,
        fs_uniquifier=secrets.token_hex(32),
        handle=name_changes.free_handle(session, name, at),
        create_datetime=at,
        update_datetime=at,
    )


def _insert(session: Session, user: User) -> None:
    """Raises Taken when another registration of the same moment was faster, as may be on PostgreSQL."""
    phone = user.us_phone_number
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError as error:
        raise Taken("phone" if phone and queries.is_held(session, phone=phone) else "email") from error


def register(session: Session, who: Applicant, password_hash: str, at: datetime) -> Registered:
    """An account by a person's own wish, with what was agreed to.

    A contact that another account has is only claimed: the new account signs in with it all the same, so that nobody
    learns of the other one, and gets it when its owner proves it.
    """
    user = _claiming(session, who, password_hash, at)
    for code in AT_REGISTRATION:
        consent(session, user, code, who.language, at)
    consent(session, user, "AGE", who.language, at, choice=who.age_group.value)
    done = Registered(user)
    if not user.given_email:
        done.codes = links.issue_codes(session, user, at)
    if user.age_group is AgeGroup.MINOR:
        done.guardian_key = guardian_link(session, user, at)
    return done


def _claiming(session: Session, who: Applicant, password_hash: str, at: datetime) -> User:
    """The account of an applicant, by the same queries whether a contact is taken or not: the time tells nothing."""
    email = who.email if who.email and not queries.is_held(session, email=who.email) else None
    phone = who.phone if who.phone and not queries.is_held(session, phone=who.phone) else None
    while True:
        user = _account(session, who.name, password_hash, at, email, phone, who.ward, who.age_group)
        user.claimed_email = who.email if email is None else None
        user.claimed_phone = who.phone if phone is None else None
        try:
            _insert(session, user)
        except Taken as taken:  # by a registration of the same moment
            email, phone = (None, phone) if taken.field == "email" else (email, None)
            continue
        return user


def consent(session: Session, user: User, code: str, language: str, at: datetime, choice: str = "yes") -> None:
    """Keep which wording a person agreed to, in which language."""
    record = agreements.record(code, language)
    session.add(
        Consent(
            user_id=user.id,
            code=code,
            choice=choice,
            text_version=record.version,
            text_hash=record.sha256,
            language=language,
            given_at=at,
        )
    )


def may_send(user: User) -> bool:
    """Whether a person's stories may be sent: adults at once, 13–17 after a guardian has confirmed."""
    return user.age_group is AgeGroup.ADULT or user.guardian_confirmed_at is not None


def guardian_link(session: Session, user: User, at: datetime) -> str:
    """A new link for the guardian; the ones before it stop working."""
    links.void(session, user, ("guardian",), at)
    return links.issue(session, user, "guardian", at, rules.GUARDIAN_LIFE)


def confirm_guardian(session: Session, link: OneTimeLink, name: str, language: str, at: datetime) -> bool:
    """A guardian agrees that a young person sends stories; False when the link was used meanwhile."""
    if not links.spend(session, link, at):
        return False
    link.detail = {"guardian": name}
    link.user.guardian_confirmed_at = at
    consent(session, link.user, GUARDIAN, language, at)
    return True


def set_password(session: Session, user: User, password_hash: str, at: datetime, why: str) -> None:
    """A new password ends every sign-in and every open way to set another."""
    user.password, user.update_datetime = password_hash, at
    user.fs_uniquifier = secrets.token_hex(32)
    links.void(session, user, ("reset", "return"), at)
    sessions.end_all(session, user, at, why)


def update_profile(user: User, name: str, ward: Ward | None, at: datetime) -> None:
    """Keep name and ward. A name that readers know goes through `name_changes.submit` first."""
    session = object_session(user)
    if session is not None and user.name != name:
        name_changes.rename(session, user, name, at)
    user.update_datetime = at
    user.home_ward, user.home_ward_id = ward, ward.id if ward else None
