"""Wishes, confirmations, changes and the end of a subscription. Nothing here commits."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.alerts import keys, letters, queries
from portal.alerts.models import AlertRequest, Subscriber, Subscription
from portal.alerts.rules import ADDRESS_WINDOW, CLIENT_WINDOW, PER_ADDRESS, PER_CLIENT, UNCONFIRMED, Pace
from portal.kernel import mail
from portal.kernel.client_address import address_hash
from portal.wards.models import Ward


class TooMany(Exception):
    """One household asked for too much; `seconds` until it may ask again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(str(seconds))
        self.seconds = seconds


def ask(session: Session, email: str, ward: Ward, pace: Pace, language: str, address: str | None, at: datetime) -> None:
    """Ask an address whether it wants news of a ward; whoever asked is not told if it was asked too often already.

    Raises TooMany. Known addresses are asked as well: anybody may type one, only its owner may change what it gets.
    """
    client = address_hash(letters.secret(), "alert-client", address)
    made = queries.asked_by(session, client, at - CLIENT_WINDOW)
    if len(made) >= PER_CLIENT:
        raise TooMany(max(1, round((made[-PER_CLIENT] + CLIENT_WINDOW - at).total_seconds())))
    often = queries.asked_for(session, email, at - ADDRESS_WINDOW) >= PER_ADDRESS
    key = keys.new_key()
    asked = AlertRequest(
        email=email,
        ward_id=ward.id,
        pace=pace,
        language=language,
        key_hash=keys.hashed(key),
        client=client,
        made_at=at,
    )
    session.add(asked)
    session.flush()
    if not often:
        letter = letters.confirmation(asked, ward.name, key)
        mail.send(session, f"alert-ask:{asked.key_hash[:16]}", email, letter.pop("subject"), at=at, **letter)


def confirm(session: Session, asked: AlertRequest, at: datetime) -> Subscriber | None:
    """Make the wish come true, once; None when somebody was faster."""
    used = session.execute(delete(AlertRequest).where(AlertRequest.id == asked.id).returning(AlertRequest.id))
    if used.scalar_one_or_none() is None:
        return None
    subscriber = queries.by_email(session, asked.email) or _new(session, asked, at)
    session.flush()
    wards = {ward.id for ward in queries.of_subscriber(session, subscriber.id)}
    change(session, subscriber, wards | {asked.ward_id}, asked.pace, at)
    subscriber.language = asked.language
    return subscriber


def _new(session: Session, asked: AlertRequest, at: datetime) -> Subscriber:
    salt = keys.new_salt()
    made = Subscriber(
        email=asked.email,
        pace=asked.pace,
        language=asked.language,
        salt=salt,
        key_hash=keys.hashed(keys.key_of(letters.secret(), salt)),
        confirmed_at=at,
        told_until=at,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # two letters of one address were confirmed at the same moment
        found = queries.by_email(session, asked.email)
        if found is None:
            raise
        return found
    return made


def change(session: Session, subscriber: Subscriber, ward_ids: Iterable[int], pace: Pace, at: datetime) -> None:
    """What somebody hears of, and how often. Another pace begins now: nothing is told twice."""
    wanted, had = set(ward_ids), {ward.id for ward in queries.of_subscriber(session, subscriber.id)}
    if pace is not subscriber.pace:
        subscriber.pace, subscriber.told_until = pace, at
    mine = Subscription.subscriber_id == subscriber.id
    session.execute(delete(Subscription).where(mine, Subscription.ward_id.in_(had - wanted)))
    session.add_all(
        Subscription(subscriber_id=subscriber.id, ward_id=ward_id, made_at=at) for ward_id in sorted(wanted - had)
    )
    session.flush()


def stop(session: Session, key: str) -> bool:
    """Forget whoever a key belongs to, with the wishes of that address; False for a key of nobody."""
    subscriber = queries.subscriber(session, keys.hashed(key))
    if subscriber is None:
        return False
    session.execute(delete(Subscription).where(Subscription.subscriber_id == subscriber.id))
    session.execute(delete(AlertRequest).where(AlertRequest.email == subscriber.email))
    session.delete(subscriber)
    session.flush()
    return True


def tidy(session: Session, at: datetime) -> None:
    """Forget wishes nobody confirmed. The caller commits."""
    session.execute(delete(AlertRequest).where(AlertRequest.made_at < at - UNCONFIRMED))
