"""Commands for whoever runs the machine: the first administrator, appointments, a way back in for staff."""

import sys
from datetime import date
from typing import NoReturn

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_security.proxies import _security
from sqlalchemy.orm import Session

from portal.accounts import appointments, emails, hashing, identity, links, proofs, queries, rules, service, weak
from portal.accounts.models import Appointment, PendingAppointment, Role, User
from portal.audit import service as audit
from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.i18n import speaking
from portal.kernel.text import clean_line
from portal.wards.models import Ward

DECREE = "command line"
WAITS = {
    "email": ", as soon as the e-mail address is proven: by the link we send there, or by --proven",
    "phone": ", as soon as the number is proven: by an administrator at /admin/orang, or by --proven",
}


def fail(line: str) -> NoReturn:
    click.echo(line, err=True)
    sys.exit(1)


def person(session: Session, text: str) -> User:
    found = identity.candidates(session, text)
    if found.proven is None and len(found.others) > 1:
        fail(f"{len(found.others)} accounts gave {text}. At /admin/orang, confirm whose it is; then try again.")
    return found.all[0] if found.all else fail(f"Nobody has registered with {text}.")


def ward_of(session: Session, slug: str) -> Ward:
    ward = queries.ward_by_slug(session, slug)
    return ward if ward is not None else fail(f"There is no ward {slug}; /kelurahan lists them.")


def today() -> date:
    return clock.now().astimezone(clock.WIB).date()


def day(text: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        fail(f"{option} must be a day like 2026-11-24, not {text!r}.")


def give(
    user: User, role: Role, ward: Ward | None, decree: str, starts: date, ends: date | None, contact: str = "any"
) -> Appointment | PendingAppointment:
    """Appoint, and send the letter that asks for a missing proof."""
    session, at = db.session(), clock.now()
    try:
        with speaking("en"):  # commands speak the language of whoever runs machines
            made = appointments.appoint(session, user, role, ward, decree, starts, ends, None, at, contact)
    except appointments.Refused as refused:
        fail(str(refused))
    if isinstance(made, PendingAppointment) and contact == "email":
        emails.ask_for_proof(session, user, at, "news", "id")
    return made


def confirm_contact(user: User, contact: str, proven: bool) -> bool:
    """Let the operator confirm an address or number: by --proven, or by a question at a terminal.

    Return True if this proved it; pending appointments have then taken effect.
    """
    if appointments.is_proven(user, contact):
        return False
    question = f"Have you met {user.name} or called them, so that you know this contact is theirs?"
    if not proven and not (sys.stdin.isatty() and click.confirm(question)):
        return False
    session, at = db.session(), clock.now()
    if contact == "email":
        fine = proofs.prove_email(session, user, user.given_email or "", None, at, "command line")
    else:
        fine = proofs.prove_phone(session, user, None, at, "command line")
    session.refresh(user, ["appointments"])
    return fine


@click.command("appoint")
@click.argument("phone_or_email")
@click.argument("ward_slug")
@click.option("--deputy", is_flag=True, help="Deputy instead of director.")
@click.option("--decree", default=DECREE, show_default=True, help="Number of the decree.")
@click.option("--from", "starts", help="First day, like 2026-11-24; today when left out.")
@click.option("--until", "ends", help="Last day; open when left out.")
@click.option("--proven", is_flag=True, help="You know that this address or number is theirs.")
@with_appcontext
def appoint(
    phone_or_email: str,
    ward_slug: str,
    deputy: bool,
    decree: str,
    starts: str | None,
    ends: str | None,
    proven: bool,
) -> None:
    """Make a person director (or deputy) of a ward, as soon as the address or number is proven to be theirs."""
    session = db.session()
    user, ward = person(session, phone_or_email), ward_of(session, ward_slug)
    role, contact = Role.DEPUTY if deputy else Role.DIRECTOR, "email" if "@" in phone_or_email else "phone"
    first, last = day(starts, "--from") or today(), day(ends, "--until")
    waited = confirm_contact(user, contact, proven)
    held = {(a.role, a.ward_id) for a in user.appointments if a.ended_at is None}
    made = None
    if not (waited and (role, ward.id) in held):
        made = give(user, role, ward, decree, first, last, contact)
    session.commit()
    click.echo(
        f"{user.name}: {role.value} of {ward.name}{WAITS[contact] if isinstance(made, PendingAppointment) else ''}"
    )


@click.group("user")
def user_group() -> None:
    """Accounts."""


@user_group.command("create")
@click.option("--name", prompt=True)
@click.option("--email", prompt="E-mail (empty if none)", default="", show_default=False)
@click.option("--phone", default="", help="Mobile number, with or without +62.")
@click.option("--ward", default="", help="Slug of the home ward.")
@click.option("--role", type=click.Choice(["humas", "admin"]), help="A role for the whole city.")
@click.option("--decree", default=DECREE, show_default=True, help="Number of the decree, with --role.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when left out.")
@with_appcontext
def create(name: str, email: str, phone: str, ward: str, role: str | None, decree: str, password: str) -> None:
    """A new account, with a role if wanted."""
    session = db.session()
    found_email, found_phone = identity.email_of(email), identity.phone_of(phone)
    if (email and not found_email) or (phone and not found_phone) or not (found_email or found_phone):
        fail("Give a whole e-mail address, before the @ in ASCII, or a mobile number.")
    if not (name := clean_line(name)):
        fail("Give a name.")
    faults, normal = _security.password_util.validate(password, True)
    if faults or weak.is_common(normal) or len(normal) > weak.LONGEST:
        fail(f"Choose a password of {weak.SHORTEST} to {weak.LONGEST} characters that is not in everybody's list.")
    home = ward_of(session, ward) if ward else None
    at, hashed = clock.now(), hashing.hashed(password)
    try:
        user = service.create_user(
            session,
            name=name,
            password_hash=hashed,
            at=at,
            email=found_email,
            phone=found_phone,
            ward=home,
            proven=True,
        )
    except service.Taken as taken:
        fail(f"This {taken.field} has an account already.")
    audit.record(session, None, "account.created", f"person:{user.id}", at, by="command line")
    if role:
        give(user, Role(role), None, decree, today(), None)
    session.commit()
    click.echo(f"{user.name} can sign in with {found_email or found_phone}.")


@user_group.command("link")
@click.argument("phone_or_email")
@with_appcontext
def link(phone_or_email: str) -> None:
    """A one-time link for a new password, for a person you have recognised; the way back in for staff."""
    session, at = db.session(), clock.now()
    user = person(session, phone_or_email)
    key = links.issue(session, user, "return", at, rules.RETURN_LIFE)
    audit.record(session, None, "account.return_link", f"person:{user.id}", at, by="command line")
    session.commit()
    click.echo(f"{current_app.config['SETTINGS'].base_url}/sandi/{key}")


COMMANDS = (appoint, user_group)
