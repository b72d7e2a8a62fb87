from datetime import timedelta

import pytest

from portal.alerts import queries
from portal.alerts.rules import MOST, Pace
from portal.stories.lifecycle import Status
from tests.factories import alerts, stories
from tests.factories.alerts import AT

pytestmark = pytest.mark.usefixtures("inside")


def test_who_hears_at_once_comes_in_batches_without_gap_or_repeat(session):
    made = [alerts.subscriber(session, f"a{n}@warga.test").id for n in range(5)]
    alerts.subscriber(session, "d@warga.test", pace=Pace.DAILY)
    alerts.subscriber(session, "k@warga.test", wards=("kauman",))
    medono = stories.ward_id(session)
    seen, after = [], 0
    while found := queries.at_once(session, medono, after, 2):
        seen, after = [*seen, *found], found[-1]
    assert seen == made


def test_who_is_due_for_a_digest(session):
    due = AT + timedelta(hours=1)
    behind = alerts.subscriber(session, "a@warga.test", pace=Pace.DAILY)
    alerts.subscriber(session, "b@warga.test", pace=Pace.DAILY, told_until=due)
    alerts.subscriber(session, "c@warga.test", pace=Pace.WEEKLY)
    assert queries.digest(session, Pace.DAILY, due, 0, 10) == [behind.id]
    assert queries.digest(session, Pace.DAILY, due, behind.id, 10) == []


def test_a_digest_tells_its_window_of_its_wards_newest_first(session):
    person = alerts.subscriber(session, wards=("medono", "kauman"))
    hours = {"before": 0, "first": 1, "kauman": 2, "last": 3, "after": 4}
    for name, hour in hours.items():
        ward = "kauman" if name == "kauman" else "medono"
        stories.story(session, status=Status.PUBLISHED, ward=ward, at=AT + timedelta(hours=hour), title=f"Kabar {name}")
    stories.story(session, status=Status.PUBLISHED, ward="krapyak", at=AT + timedelta(hours=2))
    rows = queries.stories(session, person.id, AT, AT + timedelta(hours=3))
    assert [row.title for row in rows] == ["Kabar last", "Kabar kauman", "Kabar first"]


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.PUBLISHED}))
def test_only_what_is_public_now_is_told(session, status):
    person = alerts.subscriber(session)
    story = stories.story(session, status=status, published_at=AT + timedelta(hours=1))
    assert queries.stories(session, person.id, AT, AT + timedelta(hours=2)) == []
    assert queries.one_story(session, person.id, story.id) == []


def test_a_letter_has_an_end(session):
    person = alerts.subscriber(session)
    author = stories.person(session)
    for n in range(MOST + 3):
        stories.story(session, author, status=Status.PUBLISHED, at=AT + timedelta(minutes=n + 1))
    assert len(queries.stories(session, person.id, AT, AT + timedelta(hours=2))) == MOST


def test_a_story_of_a_ward_that_was_left_is_not_told(session):
    person = alerts.subscriber(session, wards=("kauman",))
    story = stories.story(session, status=Status.PUBLISHED)
    assert queries.one_story(session, person.id, story.id) == []


def test_wishes_are_found_by_their_key_while_they_are_young(session):
    asked, _key = alerts.wish(session)
    assert queries.request(session, asked.key_hash, AT - timedelta(days=7)) is asked
    assert queries.request(session, asked.key_hash, AT) is None
    assert queries.request(session, "x" * 64, AT - timedelta(days=7)) is None


def test_wishes_are_counted_by_address_and_by_household(session):
    for n in range(3):
        alerts.wish(session, at=AT + timedelta(minutes=n))
    alerts.wish(session, "lain@warga.test", client="d" * 64)
    assert queries.asked_for(session, "sri@warga.test", AT) == 2
    assert queries.asked_by(session, "c" * 64, AT) == [AT + timedelta(minutes=1), AT + timedelta(minutes=2)]


def test_wards_come_by_name(session):
    person = alerts.subscriber(session, wards=("medono", "kauman"))
    assert [ward.name for ward in queries.of_subscriber(session, person.id)] == ["Kauman", "Medono"]
    assert len(queries.wards(session)) == 27
    assert queries.ward(session, "atlantis") is None
