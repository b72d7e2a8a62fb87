"""Commands for whoever runs the machine: the first administrator, appointments, a way back in for staff."""

import sys
from datetime import date
from typing import NoReturn

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_security.proxies import _security
from sqlalchemy.orm import Session

from portal.accounts import appointments, hashing, identity, links, queries, rules, service, weak
from portal.accounts.models import Role, User
from portal.audit import service as audit
from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.i18n import speaking
from portal.wards.models import Ward

DECREE = "command line"


def fail(line: str) -> NoReturn:
    click.echo(line, err=True)
    sys.exit(1)


def person(session: Session, text: str) -> User:
    user = identity.user_by_identity(session, text)
    return user if user is not None else fail(f"Nobody has registered with {text}.")


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


def give(user: User, role: Role, ward: Ward | None, decree: str, starts: date, ends: date | None) -> None:
    try:
        with speaking("en"):  # commands speak the language of whoever runs machines
            appointments.appoint(db.session(), user, role, ward, decree, starts, ends, None, clock.now())
    except appointments.Refused as refused:
        fail(str(refused))


@click.command("appoint")
@click.argument("phone_or_email")
@click.argument("ward_slug")
@click.option("--deputy", is_flag=True, help="Deputy instead of director.")
@click.option("--decree", default=DECREE, show_default=True, help="Number of the decree.")
@click.option("--from", "starts", help="First day, like 2026-11-24; today when left out.")
@click.option("--until", "ends", help="Last day; open when left out.")
@with_appcontext
def appoint(
    phone_or_email: str, ward_slug: str, deputy: bool, decree: str, starts: str | None, ends: str | None
) -> None:
    """Make a person director (or deputy) of a ward."""
    session = db.session()
    user, ward = person(session, phone_or_email), ward_of(session, ward_slug)
    role = Role.DEPUTY if deputy else Role.DIRECTOR
    give(user, role, ward, decree, day(starts, "--from") or today(), day(ends, "--until"))
    session.commit()
    click.echo(f"{user.name}: {role.value} of {ward.name}")


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
        fail("Give a whole e-mail address or mobile number.")
    if not name.strip():
        fail("Give a name.")
    faults, normal = _security.password_util.validate(password, True)
    if faults or weak.is_common(normal) or len(normal) > weak.LONGEST:
        fail(f"Choose a password of {weak.SHORTEST} to {weak.LONGEST} characters that is not in everybody's list.")
    home = ward_of(session, ward) if ward else None
    at, hashed = clock.now(), hashing.hashed(password)
    try:
        user = service.create_user(
            session, name=name.strip(), password_hash=hashed, at=at, email=found_email, phone=found_phone, ward=home
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
