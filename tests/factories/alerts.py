"""Wishes and subscribers. Rows are flushed; call inside an app context, because the links are made with its secret."""

from datetime import UTC, datetime

from portal.alerts import keys, letters
from portal.alerts.models import AlertRequest, Subscriber, Subscription
from portal.alerts.rules import Pace
from tests.factories import stories

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # 10.00 WIB on a Tuesday


def wish(session, email="sri@warga.test", ward="medono", pace=Pace.DAILY, at=AT, **changes) -> tuple[AlertRequest, str]:
    """A wish that waits, and the key of its link."""
    key = keys.new_key()
    values = {"language": "id", "key_hash": keys.hashed(key), "client": "c" * 64, "made_at": at}
    made = AlertRequest(email=email, ward_id=stories.ward_id(session, ward), pace=pace, **values | changes)
    session.add(made)
    session.flush()
    return made, key


def subscriber(session, email="sri@warga.test", wards=("medono",), pace=Pace.AT_ONCE, at=AT, **changes) -> Subscriber:
    """Somebody who confirmed."""
    salt = keys.new_salt()
    values = {"language": "id", "salt": salt, "key_hash": keys.hashed(keys.key_of(letters.secret(), salt))}
    values |= {"confirmed_at": at, "told_until": at}
    made = Subscriber(email=email, pace=pace, **values | changes)
    session.add(made)
    session.flush()
    session.add_all(
        Subscription(subscriber_id=made.id, ward_id=stories.ward_id(session, ward), made_at=at) for ward in wards
    )
    session.flush()
    return made


def key_of(made: Subscriber) -> str:
    """The key in this subscriber's letters."""
    return keys.key_of(letters.secret(), made.salt)
