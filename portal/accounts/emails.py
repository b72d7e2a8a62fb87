"""Letters about accounts. They go through the outbox, in the language of the page that caused them."""

from datetime import datetime

from flask import current_app, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.accounts.service import Registered
from portal.kernel import mail
from portal.kernel.clock import WIB
from portal.kernel.text import first_name


def link(path: str) -> str:
    """An absolute address in the language of this request; the host is the configured one, never the caller's."""
    return f"{current_app.config['SETTINGS'].base_url}{request.script_root}{path}"


def after_registration(session: Session, done: Registered, at: datetime) -> None:
    """Welcome to a new owner; a word to the owner of an address that somebody registered again."""
    if done.user is not None and done.user.email:
        _send(session, done.user, f"welcome:{done.user.id}", _("Welcome to Berita dan Warga"), "welcome", at)
    if done.known is not None:
        day = at.astimezone(WIB).date()
        # one a day: nobody's post box is filled by somebody else's form
        _send(session, done.known, f"exists:{done.known.id}:{day}", _("You already have an account"), "exists", at)


def reset(session: Session, user: User, key: str, at: datetime) -> None:
    _send(session, user, f"reset:{key[:12]}", _("Set a new password"), "reset", at, url=link(f"/sandi/{key}"))


def password_changed(session: Session, user: User, at: datetime) -> None:
    _send(session, user, f"password:{user.id}:{at.timestamp()}", _("Your password was changed"), "changed", at)


def guardian(session: Session, user: User, to: str, key: str, at: datetime) -> None:
    """To the guardian of a young person."""
    text = render_template("email/accounts/guardian.txt", user=user, name=user.name, url=link(f"/wali/{key}"))
    mail.send(session, f"guardian:{key[:12]}", to, _("%(name)s asks for your consent", name=user.name), text, at)


def _send(session: Session, user: User, key: str, subject: str, template: str, at: datetime, **words: str) -> None:
    if not user.email:
        return
    text = render_template(
        f"email/accounts/{template}.txt",
        user=user,
        name=first_name(user.name),
        site=link("/"),
        at=at,
        link=link,
        **words,
    )
    mail.send(session, key, user.email, subject, text, at)
