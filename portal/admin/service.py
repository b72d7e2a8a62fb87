"""What an admin or a humas officer does to accounts, wards and holidays. Each act leaves a line in the log."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.accounts import emails, factor, links, proofs, rules, sessions
from portal.accounts import service as accounts
from portal.accounts.models import User
from portal.admin import queries
from portal.audit import service as audit
from portal.kernel import events
from portal.kernel.text import clean_line
from portal.wards.models import Holiday, Ward

ACTS = ("close", "reopen", "sign_out", "reset_factor")
PROVE_PHONE = "prove_phone"


def act(session: Session, user: User, action: str, by: User, at: datetime) -> None:
    """Close or reopen an account, sign it out everywhere, take its second step off, or confirm whose number it has.

    The caller commits.

    Raises:
        ValueError: an unknown act, one against the own account, or a number that another account has proven.
    """
    if action not in (*ACTS, PROVE_PHONE) or user.id == by.id:
        raise ValueError(action)
    if action == PROVE_PHONE:
        if not proofs.prove_phone(session, user, by, at, "met or rung"):
            raise ValueError(action)
        return
    if action in ("close", "reopen"):
        user.active = action == "reopen"
    if action == "reset_factor":
        factor.turn_off(user)
        emails.factor_changed(session, user, "off", at)
    sessions.end_all(session, user, at, f"by admin: {action}")
    audit.record(session, by.id, f"account.{action}", f"person:{user.id}", at)


def may_return(user: User, at: datetime) -> bool:
    """Whether humas may issue a link: never for staff, or one officer could become another."""
    return (
        user.active
        and not sessions.rights_now(user, at).staff
        and not any(a.ended_at is None for a in user.appointments)
    )


def return_link(session: Session, user: User, by: User, note: str, at: datetime) -> str:
    """The key of a one-time link for a person whom an officer has met; `note` says how. The caller commits."""
    links.void(session, user, ("return",), at)
    key = links.issue(session, user, "return", at, rules.RETURN_LIFE, by.id)
    audit.record(session, by.id, "account.return_link", f"person:{user.id}", at, note=note)
    return key


def guardian_met(session: Session, user: User, by: User, note: str, language: str, at: datetime) -> bool:
    """An officer has met the guardian of a young person, who agreed; `note` says how. The caller commits.

    False when there is nobody to agree for, or the consent was given meanwhile.
    """
    if accounts.may_send(user):
        return False
    links.void(session, user, ("guardian",), at)
    user.guardian_confirmed_at = at
    accounts.consent(session, user, accounts.GUARDIAN, language, at)
    audit.record(session, by.id, "account.guardian_met", f"person:{user.id}", at, note=note)
    return True


def set_aliases(session: Session, ward: Ward, text: str, by: User, at: datetime) -> list[str]:
    """Other spellings of a ward, one a line; repeated ones and the name itself are dropped. The caller commits."""
    wanted: list[str] = []
    for line in text.splitlines():
        alias = clean_line(line)
        if alias and alias.lower() not in {ward.name.lower(), *(each.lower() for each in wanted)}:
            wanted.append(alias)
    if wanted != ward.aliases:
        audit.record(session, by.id, "ward.aliases", f"ward:{ward.slug}", at, before=list(ward.aliases), after=wanted)
        ward.aliases = wanted
        events.publish(session, "public.changed", {"what": "ward"})
    return wanted


def set_holiday(session: Session, day: date, name: str, is_working: bool, by: User, at: datetime) -> None:
    """Say of a day that it is free, or worked after all. The caller commits."""
    row = queries.holiday(session, day) or Holiday(day=day)
    row.name, row.is_working = name, is_working
    session.add(row)
    audit.record(session, by.id, "holiday.set", f"day:{day}", at, name=name, is_working=is_working)


def remove_holiday(session: Session, day: date, by: User, at: datetime) -> bool:
    """Take an entry back, so that the national list counts again; False when there is none. The caller commits."""
    row = queries.holiday(session, day)
    if row is None:
        return False
    session.delete(row)
    audit.record(session, by.id, "holiday.removed", f"day:{day}", at, name=row.name)
    return True
