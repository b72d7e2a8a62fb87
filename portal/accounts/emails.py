"""Letters about accounts, and the one way by which letters go to the address of an account.

They go through the outbox, in the language of the page that caused them.
"""

from collections.abc import Callable
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts import links, queries, rules
from portal.accounts.models import User
from portal.kernel import mail
from portal.kernel.clock import WIB
from portal.kernel.i18n import language, speaking
from portal.kernel.keyed_hash import keyed_hash
from portal.kernel.text import first_name


def link(path: str, lang: str | None = None) -> str:
    """An absolute address in a language (that of the page); the host is the configured one, never the caller's."""
    prefix = "/en" if (lang or language()) == "en" else ""
    return f"{current_app.config['SETTINGS'].base_url}{prefix}{path}"


def post(
    session: Session, user: User, key: str, subject: str, text: str, at: datetime, html: str = "", lang: str = "id"
) -> None:
    """Queue a letter to a person's address, once for a key. The caller commits.

    An address that is not proven may be a stranger's: instead it is asked, at most once a day, whether it is theirs.
    """
    if user.email_proven and user.email:
        mail.send(session, key, user.email, subject, text, at, html)
    elif user.email:
        ask_for_proof(session, user, at, "news", lang)


def ask_for_proof(session: Session, user: User, at: datetime, why: str = "welcome", lang: str | None = None) -> None:
    """Ask the address that a person gave whether it is theirs; `why` is "welcome", "again", "news" or "next".

    Where another account has proven it, its owner is told instead that there is an account. Either letter goes once a
    day, whoever causes it, and holds no word that whoever registered has chosen. "next" does not count towards that:
    its owner has just read there and disowned another account.
    """
    email = user.given_email
    if email is None or user.email_proven:
        return
    holder = queries.by_email(session, email)
    with speaking(lang or language()):
        if holder is not None and holder.email_proven:
            _send(
                session,
                holder,
                f"exists:{holder.id}:{_day(at)}",
                lambda: _("You already have an account"),
                "exists",
                at,
            )
        elif not mail.is_queued(session, key := _daily(email, at) + (f":{user.id}" if why == "next" else "")):
            link_key = links.issue(session, user, "confirm", at, rules.PROOF_LIFE, email=email)
            text = _text("proof", url=link(f"/surel/{link_key}"), why=why)
            _queue(session, key, email, _("Welcome to Berita dan Warga: is this your address?"), text, at)


def reset(session: Session, user: User, at: datetime, lang: str) -> None:
    """A letter with the way to a new password. The worker writes it, so the language is told.

    To an unproven address it is the one letter of the day; opening it proves the address.
    """
    if user.email is None:
        return
    if not user.email_proven and mail.is_queued(session, _daily(user.email, at)):
        return
    key = links.issue(session, user, "reset", at, rules.RESET_LIFE, email=user.email)
    name = f"reset:{key[:12]}" if user.email_proven else _daily(user.email, at)
    with speaking(lang):
        text = _text("reset", name=first_name(user.name) if user.email_proven else "", url=link(f"/sandi/{key}"))
        _queue(session, name, user.email, _("Set a new password"), text, at)


def password_changed(session: Session, user: User, at: datetime) -> None:
    key = f"password:{user.id}:{at.timestamp()}"
    _send(session, user, key, lambda: _("Your password was changed"), "changed", at)


FACTOR_NEWS: dict[str, Callable[[], str]] = {
    "set_up": lambda: _("Two-step verification of your account was turned on"),
    "moved": lambda: _("Two-step verification of your account was moved to another phone"),
    "off": lambda: _("Two-step verification of your account was turned off"),
    "codes": lambda: _("Your account has new recovery codes"),
    "code_used": lambda: _("A recovery code of your account was used"),
}


def factor_changed(session: Session, user: User, what: str, at: datetime) -> None:
    """Tell the owner what happened to the second step: one of FACTOR_NEWS."""
    key = f"factor:{user.id}:{what}:{at.timestamp()}"
    _send(session, user, key, FACTOR_NEWS[what], "factor", at, what=FACTOR_NEWS[what]())


def guardian(session: Session, user: User, to: str, key: str, at: datetime) -> None:
    """To the guardian of a young person. The name stands in the text only: a stranger may have chosen it."""
    text = _text("guardian", name=user.name, url=link(f"/wali/{key}"))
    mail.send(session, f"guardian:{key[:12]}", to, _("A young person asks for your consent"), text, at)


def _send(
    session: Session, user: User, key: str, subject: Callable[[], str], template: str, at: datetime, **words: str
) -> None:
    text = _text(template, name=first_name(user.name), at=at, **words)
    post(session, user, key, subject(), text, at, lang=language())


def _queue(session: Session, key: str, to: str, subject: str, text: str, at: datetime) -> None:
    try:
        with session.begin_nested():
            mail.send(session, key, to, subject, text, at)
    except IntegrityError:  # on PostgreSQL two strangers may cause the letter of a day at once: one is enough
        return


def _day(at: datetime) -> str:
    return at.astimezone(WIB).date().isoformat()


def _daily(email: str, at: datetime) -> str:
    """The key of the one letter that an unproven address gets on a day (WIB); keyed, so that it tells no address."""
    digest = keyed_hash(str(current_app.secret_key), "letter", email)
    return f"unproven:{digest[:32]}:{_day(at)}"


def _text(template: str, **words: object) -> str:
    # straight from the environment: a worker has no request, and context processors may ask for one
    return current_app.jinja_env.get_template(f"email/accounts/{template}.txt").render(link=link, **words)
