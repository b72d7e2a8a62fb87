from datetime import timedelta

from sqlalchemy import select

from portal.stories import parking
from portal.stories.models import ParkedWords
from tests.factories import stories as make
from tests.factories.stories import AT


def test_words_come_back_under_their_key(session):
    key = make.parked_words(session, title="Rob surut", body="Air\nsurut")
    assert parking.fetch(session, key, AT) == {"title": ["Rob surut"], "body": ["Air\nsurut"]}


def test_the_key_itself_is_not_kept(session):
    key = make.parked_words(session, title="x")
    assert key not in session.scalars(select(ParkedWords.key_hash)).one()


def test_typing_again_replaces_the_words_under_the_same_key(session):
    key = make.parked_words(session, title="x")
    assert parking.park(session, {"title": ["y"]}, AT, key) == key
    assert parking.fetch(session, key, AT) == {"title": ["y"]}
    assert len(session.scalars(select(ParkedWords)).all()) == 1


def test_an_unknown_key_is_not_taken_over(session):
    assert parking.park(session, {"title": ["y"]}, AT, "made up") != "made up"
    assert parking.fetch(session, "made up", AT) == {}
    assert parking.fetch(session, "", AT) == {}


def test_words_are_gone_after_a_day_and_when_they_were_used(session):
    key, used = make.parked_words(session, title="x"), make.parked_words(session, title="y")
    parking.drop(session, used)
    assert parking.fetch(session, used, AT) == {}
    assert parking.fetch(session, key, AT + timedelta(hours=24)) != {}
    assert parking.fetch(session, key, AT + timedelta(hours=24, seconds=1)) == {}
    parking.tidy(session, AT + timedelta(hours=25))
    assert session.scalars(select(ParkedWords)).all() == []
