"""Signed-in browsers as rows. The cookie only names one, so ending the row ends the sign-in at the next request."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from flask import current_app, g, request, session
from flask_login import current_user
from flask_security.utils import login_user
from sqlalchemy import delete, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.accounts import queries, rules
from portal.accounts.models import LoginSession, User
from portal.accounts.rights import Rights, rights_of
from portal.kernel import clock, forms
from portal.kernel import sessions as cookies
from portal.kernel.db import READING, changed, db

KEY = "sid"
ENDED = "ended"  # the marker a sign-out leaves, so that a form in another tab is answered with its words kept


def rights_now(user: User, at: datetime) -> Rights:
    return rights_of(user.id, user.appointments, at.astimezone(clock.WIB).date())


def open_for(db_session: Session, user: User, at: datetime, *, second_factor: bool = False) -> None:
    """Sign a person in on this browser. The caller commits.

    What a visitor typed before stays in the cookie; what another person left in it does not. The token secret changes.
    """
    if isinstance(old := session.get(KEY), str):
        _end(db_session, at, "signed in anew", LoginSession.key_hash == _hash(old))
    if session.get("_user_id") not in (None, user.fs_uniquifier):
        forget()
    key = secrets.token_urlsafe(32)
    rights = rights_now(user, at)
    row = LoginSession(key_hash=_hash(key), user_id=user.id, created_at=at, seen_at=at, second_factor=second_factor)
    row.standing = sorted(rules.standing(rights.roles, rights.wards))
    row.agent = (request.user_agent.string or "")[:200]
    db_session.add(row)
    session.pop(ENDED, None)
    forms.rotate_token()
    session.permanent = True
    session[KEY] = key
    g.pop("rights", None)
    cookies.signed_in_anew()
    login_user(user, remember=False, authn_via=["password", "authenticator"] if second_factor else ["password"])


def load(uniquifier: str) -> User | None:
    """Flask-Login's loader: the person while the sign-in that the cookie names still counts."""
    user = _load(uniquifier)
    if user is None:
        cookies.sign_in_over()
    return user


def _load(uniquifier: str) -> User | None:
    key = session.get(KEY)
    if not isinstance(key, str):
        return None
    row = queries.login(db.session(), _hash(key))
    if row is None or row.user.fs_uniquifier != uniquifier:
        return None
    user, at = row.user, clock.now()
    if over(row, user, at) or (user.is_demo and not current_app.config["SETTINGS"].demo):
        return None
    if at - row.seen_at > rules.TOUCH_EVERY:
        _touch(row, at)
    g.login = row
    return user


def over(row: LoginSession, user: User, at: datetime) -> str | None:
    """Why a sign-in that nobody ended no longer counts, or None while it does."""
    rights = rights_now(user, at)
    sign_in = rules.SignIn(row.created_at, row.seen_at, row.second_factor, frozenset(row.standing))
    return rules.why_over(sign_in, rules.standing(rights.roles, rights.wards), user.is_demo, at)


def current() -> LoginSession | None:
    """The row of this request's sign-in."""
    return g.get("login") if current_user.is_authenticated else None


def died() -> bool:
    """Whether this browser was signed in before and is no longer."""
    return (KEY in session or ENDED in session) and not current_user.is_authenticated


def close(db_session: Session, at: datetime) -> None:
    """Sign this browser out. The caller commits; forms in other tabs are answered with their words kept."""
    key = session.get(KEY)
    if isinstance(key, str):
        _end(db_session, at, "signed out", LoginSession.key_hash == _hash(key))
    forget()
    forms.rotate_token()
    session[ENDED] = True


def forget() -> None:
    """Empty the cookie but for the secrets of form tokens, so that open forms are recognised as ours."""
    kept = {key: session[key] for key in (forms.SECRET, forms.FORMER) if key in session}
    session.clear()
    session.update(kept)
    g.pop("rights", None)
    g.pop("_login_user", None)


def end_all(db_session: Session, user: User, at: datetime, why: str) -> None:
    """Every browser of a person is signed out at its next request. The caller commits."""
    _end(db_session, at, why, LoginSession.user_id == user.id)


def end_one(db_session: Session, user: User, row_id: int, at: datetime) -> bool:
    """One browser, named by its row; False when it is not the person's or was over already. The caller commits."""
    return _end(db_session, at, "removed", LoginSession.user_id == user.id, LoginSession.id == row_id)


def end_others(db_session: Session, user: User, kept_id: int, at: datetime) -> None:
    """All of a person's browsers but one. The caller commits."""
    _end(db_session, at, "removed", LoginSession.user_id == user.id, LoginSession.id != kept_id)


def tidy(db_session: Session, at: datetime) -> None:
    """Forget sign-ins that ended or ran out long ago. The caller commits."""
    old = at - 3 * rules.LONGEST
    db_session.execute(delete(LoginSession).where(LoginSession.created_at < old))


def _end(db_session: Session, at: datetime, why: str, *which: Any) -> bool:
    open_ones = update(LoginSession).where(*which, LoginSession.ended_at.is_(None))
    return changed(db_session, open_ones.values(ended_at=at, ended_why=why)) > 0


def _touch(row: LoginSession, at: datetime) -> None:
    """At most once a minute. A page that is only read gets a short transaction of its own for it."""
    if request.method not in READING:
        row.seen_at = at
        return
    try:
        with Session(db.engine) as own:
            own.execute(update(LoginSession).where(LoginSession.id == row.id).values(seen_at=at))
            own.commit()
    except OperationalError:
        # somebody is writing for long: reading goes on, the next page tries again
        current_app.logger.info("could not note that a sign-in is in use")


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
