"""People, what they were appointed to, and the rows that sign-in needs; everything is flushed, nothing committed."""

import secrets
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from passlib.hash import argon2
from sqlalchemy import select

from portal.accounts import attempts, links, rules
from portal.accounts.models import (
    AgeGroup,
    Appointment,
    Consent,
    FailedSignIn,
    LoginSession,
    OneTimeLink,
    Role,
    User,
)
from portal.kernel import clock
from portal.wards.models import Ward

PASSWORD = "megono pagi krapyak"
LONG_AGO = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


@lru_cache
def hashed(password=PASSWORD) -> str:
    return argon2.using(type="ID", memory_cost=64, time_cost=1, parallelism=1).hash(password)


def keep(session, row):
    session.add(row)
    session.flush()
    return row


def ward(session, slug="medono") -> Ward:
    return session.scalars(select(Ward).where(Ward.slug == slug)).one()


def user(session, name="Siti Aminah", password=PASSWORD, **changes) -> User:
    """A resident of Medono who signs in with `PASSWORD`."""
    key = secrets.token_hex(8)
    values = {
        "email": f"{key}@contoh.test",
        "password": hashed(password),
        "confirmed_at": LONG_AGO,
        "active": True,
        "fs_uniquifier": key,
        "create_datetime": LONG_AGO,
        "update_datetime": LONG_AGO,
        "handle": f"warga-{key}",
        "home_ward": ward(session),
    }
    return keep(session, User(name=name, **values | changes))


def minor(session, **changes) -> User:
    return user(session, **{"name": "Dimas Pratama", "age_group": AgeGroup.MINOR} | changes)


def appointment(session, of, role=Role.DIRECTOR, slug=None, **changes) -> Appointment:
    """Standing since the beginning of the year; directors and deputies are of Medono unless `slug` says otherwise."""
    slug = slug or ("medono" if role in rules.OF_A_WARD else None)
    values = {"decree": "SK 1/2026", "starts_on": date(2026, 1, 1), "ends_on": None, "made_at": LONG_AGO}
    made = Appointment(user=of, role=role, ward=ward(session, slug) if slug else None, **values | changes)
    return keep(session, made)


def staff(session, role=Role.DIRECTOR, **changes) -> User:
    """A person with one standing appointment."""
    person = user(session, **{"name": f"Petugas {role.value}"} | changes)
    appointment(session, person, role)
    return person


def consent(session, of, code="UGC_AGREE", **changes) -> Consent:
    values = {"text_version": "2026-11-24", "text_hash": "0" * 64, "language": "id", "given_at": LONG_AGO}
    return keep(session, Consent(user_id=of.id, code=code, **values | changes))


def login_session(session, of, at=None, **changes) -> LoginSession:
    at = at or clock.now()
    values = {"key_hash": secrets.token_hex(32), "created_at": at, "seen_at": at, "standing": [], "agent": "tests"}
    return keep(session, LoginSession(user_id=of.id, **values | changes))


def failed_sign_in(session, of, at=None, address="127.0.0.1") -> FailedSignIn:
    """Call inside an app context: the account is kept as a keyed hash."""
    key = attempts.account_key(of, "")
    return keep(session, FailedSignIn(identity_hash=key, address=address, at=at or clock.now()))


def one_time_link(
    session, of, key="kunci", purpose="reset", at=None, life=timedelta(hours=1), **changes
) -> OneTimeLink:
    at = at or clock.now()
    values = {"detail": {}, "made_at": at, "expires_at": at + life if life else None}
    return keep(session, OneTimeLink(user_id=of.id, purpose=purpose, key_hash=links.key_hash(key), **values | changes))
