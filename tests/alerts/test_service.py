from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.alerts import keys, queries, service
from portal.alerts.models import AlertRequest, Subscriber, Subscription
from portal.alerts.rules import PER_ADDRESS, PER_CLIENT, Pace
from portal.kernel.jobs import Work
from tests.factories import alerts
from tests.factories.alerts import AT

pytestmark = pytest.mark.usefixtures("inside")


def ask(session, email="sri@warga.test", ward="medono", address="203.0.113.7", at=AT, pace=Pace.DAILY):
    service.ask(session, email, queries.ward(session, ward), pace, "id", address, at)


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def letters(session):
    return session.scalars(select(Work).where(Work.kind == "mail").order_by(Work.id)).all()


def test_an_address_is_asked_and_nothing_more(session):
    ask(session)
    (letter,) = letters(session)
    assert letter.payload["to"] == "sri@warga.test"
    assert "Medono" in letter.payload["subject"]
    assert "/langganan/konfirmasi/" in letter.payload["text"]
    assert count(session, Subscriber) == 0


def test_the_key_in_the_letter_is_nowhere_else(session):
    ask(session)
    (letter,) = letters(session)
    key = letter.payload["text"].split("/langganan/konfirmasi/")[1].split()[0]
    asked = session.scalars(select(AlertRequest)).one()
    assert asked.key_hash == keys.hashed(key)
    assert key not in str([asked.email, asked.client, asked.key_hash, letter.key])


def test_one_address_is_not_flooded_and_nobody_is_told_so(session):
    for n in range(PER_ADDRESS + 4):
        ask(session, address=f"203.0.113.{n}")
    assert len(letters(session)) == PER_ADDRESS
    ask(session, at=AT + timedelta(days=1, seconds=1), address="198.51.100.1")
    assert len(letters(session)) == PER_ADDRESS + 1


def test_one_household_may_ask_so_often_and_hears_when_again(session):
    for n in range(PER_CLIENT):
        ask(session, f"a{n}@warga.test", at=AT + timedelta(seconds=n))
    with pytest.raises(service.TooMany) as caught:
        ask(session, "b@warga.test", at=AT + timedelta(minutes=10))
    assert caught.value.seconds == 3000
    ask(session, "b@warga.test", address="198.51.100.1", at=AT + timedelta(minutes=10))
    ask(session, "c@warga.test", at=AT + timedelta(hours=1, seconds=1))


def test_a_household_with_ipv6_is_one_household(session):
    for n in range(PER_CLIENT):
        ask(session, f"a{n}@warga.test", address=f"2001:db8:1:2::{n:x}")
    with pytest.raises(service.TooMany):
        ask(session, "b@warga.test", address="2001:db8:1:2:ffff::1")


def test_a_confirmation_counts_once(session):
    asked, _key = alerts.wish(session, pace=Pace.WEEKLY)
    person = service.confirm(session, asked, AT)
    assert (person.email, person.pace, person.told_until) == ("sri@warga.test", Pace.WEEKLY, AT)
    assert [ward.slug for ward in queries.of_subscriber(session, person.id)] == ["medono"]
    assert count(session, AlertRequest) == 0
    again, _key = alerts.wish(session)
    session.expunge(again)
    session.execute(AlertRequest.__table__.delete())
    assert service.confirm(session, again, AT) is None


def test_a_second_ward_joins_the_first_for_the_same_address(session):
    person = alerts.subscriber(session, wards=("kauman",))
    asked, _key = alerts.wish(session, language="en")
    assert service.confirm(session, asked, AT) is person
    assert [ward.slug for ward in queries.of_subscriber(session, person.id)] == ["kauman", "medono"]
    assert (person.pace, person.language) == (Pace.DAILY, "en")
    twice, _key = alerts.wish(session)
    service.confirm(session, twice, AT)
    assert count(session, Subscription) == 2


def test_another_pace_begins_now(session):
    person = alerts.subscriber(session)
    later = AT + timedelta(days=1)
    wards = [ward.id for ward in queries.of_subscriber(session, person.id)]
    service.change(session, person, wards, Pace.AT_ONCE, later)
    assert person.told_until == AT, "the same pace changes nothing"
    service.change(session, person, wards, Pace.WEEKLY, later)
    assert (person.pace, person.told_until) == (Pace.WEEKLY, later)


def test_wards_are_left_and_joined(session):
    person = alerts.subscriber(session, wards=("medono", "kauman"))
    wanted = [queries.ward(session, slug).id for slug in ("kauman", "krapyak")]
    service.change(session, person, wanted, person.pace, AT)
    assert [ward.slug for ward in queries.of_subscriber(session, person.id)] == ["kauman", "krapyak"]


def test_stopping_forgets_everything_of_the_address(session):
    person, other = alerts.subscriber(session), alerts.subscriber(session, "lain@warga.test")
    alerts.wish(session)
    alerts.wish(session, "lain@warga.test")
    assert service.stop(session, alerts.key_of(person)) is True
    assert service.stop(session, alerts.key_of(person)) is False
    assert session.scalars(select(Subscriber.id)).all() == [other.id]
    assert session.scalars(select(Subscription.subscriber_id)).all() == [other.id]
    assert session.scalars(select(AlertRequest.email)).all() == ["lain@warga.test"]


@pytest.mark.parametrize("key", ["", "x", "\x00", "\ud800", "a" * 5000])
def test_a_key_of_nobody_stops_nobody(session, key):
    alerts.subscriber(session)
    assert service.stop(session, key) is False
    assert count(session, Subscriber) == 1


def test_what_nobody_confirmed_is_forgotten_after_seven_days(session):
    alerts.wish(session, at=AT - timedelta(days=7, seconds=1))
    alerts.wish(session, "baru@warga.test", at=AT - timedelta(days=6))
    service.tidy(session, AT)
    assert session.scalars(select(AlertRequest.email)).all() == ["baru@warga.test"]
