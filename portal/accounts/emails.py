"""Letters about accounts. They go through the outbox, in the language of the page that caused them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.accounts.service import Registered
from portal.kernel import mail
from portal.kernel.clock import WIB
from portal.kernel.i18n import language
from portal.kernel.text import first_name


def link(path: str, lang: str | None = None) -> str:
    """An absolute address in a language (that of the page); the host is the configured one, never the caller's."""
    prefix = "/en" if (lang or language()) == "en" else ""
    return f"{current_app.config['SETTINGS'].base_url}{prefix}{path}"


def after_registration(session: Session, done: Registered, at: datetime) -> None:
    """Welcome to a new owner; a word to the owner of an address that somebody registered again."""
    if done.user is not None:
        _send(session, done.user, f"welcome:{done.user.id}", lambda: _("Welcome to Berita dan Warga"), "welcome", at)
    if done.known is not None:
        # one a day: nobody's post box is filled by somebody else's form
        key = f"exists:{done.known.id}:{at.astimezone(WIB).date()}"
        _send(session, done.known, key, lambda: _("You already have an account"), "exists", at)


def reset(session: Session, user: User, key: str, lang: str, at: datetime) -> None:
    """The way to a new password. The worker writes it, so the language is told."""
    url = link(f"/sandi/{key}", lang)
    _send(session, user, f"reset:{key[:12]}", lambda: _("Set a new password"), "reset", at, lang, url=url)


def password_changed(session: Session, user: User, at: datetime) -> None:
    key = f"password:{user.id}:{at.timestamp()}"
    _send(session, user, key, lambda: _("Your password was changed"), "changed", at)


def guardian(session: Session, user: User, to: str, key: str, at: datetime) -> None:
    """To the guardian of a young person."""
    text = _text("guardian", name=user.name, url=link(f"/wali/{key}"))
    mail.send(session, f"guardian:{key[:12]}", to, _("%(name)s asks for your consent", name=user.name), text, at)


def _send(
    session: Session,
    user: User,
    key: str,
    subject: Callable[[], str],
    template: str,
    at: datetime,
    lang: str | None = None,
    **words: str,
) -> None:
    if not user.email:
        return
    with speaking(lang or language()):
        text = _text(template, name=first_name(user.name), at=at, **words)
        mail.send(session, key, user.email, subject(), text, at)


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Words in a language also where no page says one: in the worker."""
    if lang == language():
        yield
    else:
        with current_app.test_request_context(environ_overrides={"portal.language": lang}):
            yield


def _text(template: str, **words: object) -> str:
    # straight from the environment: a worker has no request, and context processors may ask for one
    return current_app.jinja_env.get_template(f"email/accounts/{template}.txt").render(link=link, **words)
