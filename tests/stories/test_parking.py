from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.stories import parking, rules
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


def kept(session):
    return session.execute(select(func.count(), func.sum(ParkedWords.size)).select_from(ParkedWords)).one()


def test_only_the_forms_own_fields_are_kept_and_cut_to_their_lengths(session):
    sent = {"sampah": ["x" * 8_000_000], "csrf_token": ["t"], "action": ["submit"], "drop": ["1"]}
    sent |= {"title": ["y" * 1_000_000], "body": ["ä" * 1_000_000], "photo-0-caption": ["c" * 10_000]}
    sent |= {"photo-10-caption": ["z"], "upload_ids": ["-" * 1000] * 5000}
    found = parking.fetch(session, parking.park(session, sent, AT), AT)
    assert set(found) == {"title", "body", "photo-0-caption", "upload_ids"}
    assert len(found["title"][0]) <= 4 * rules.TITLE.high
    assert len(found["body"][0]) >= 2 * rules.BODY.high, "with CR and LF a story of the right length is longer"
    assert len(found["upload_ids"]) == rules.PHOTOS
    assert kept(session)[1] < 300_000


def test_every_field_that_can_be_typed_comes_back(session):
    from portal.stories.forms import StoryForm

    sent = {name: ["x"] for name in StoryForm()._fields} | {"upload_ids": ["a", "b"]}
    sent |= {f"photo-{n}-{name}": ["w"] for n in range(10) for name in ("caption", "alt", "credit", "consent")}
    assert parking.fetch(session, parking.park(session, sent, AT), AT) == sent


def test_one_household_may_leave_so_many_and_others_still_may(session, monkeypatch):
    monkeypatch.setattr(parking, "ROWS", 3)
    keys = [parking.park(session, {"title": ["x"]}, AT + timedelta(minutes=n), client="a") for n in range(3)]
    later = AT + timedelta(hours=1)
    with pytest.raises(parking.TooMany) as wait:
        parking.park(session, {"title": ["x"]}, later, client="a")
    assert wait.value.seconds == 23 * 3600
    assert parking.park(session, {"title": ["again"]}, later, keys[0], client="a") == keys[0]
    assert parking.park(session, {"title": ["x"]}, later, client="b")
    assert parking.park(session, {"title": ["x"]}, AT + timedelta(hours=24, minutes=2), client="a")


def test_one_household_and_all_together_may_leave_so_many_bytes(session, monkeypatch):
    monkeypatch.setattr(parking, "BYTES", 100_000)
    monkeypatch.setattr(parking, "BYTES_OF_ALL", 250_000)
    words = {"body": ["x" * 40_000]}
    for client in "abc":
        for _ in range(2):
            parking.park(session, words, AT, client=client)
        with pytest.raises(parking.TooMany):
            parking.park(session, words, AT, client=client)
    with pytest.raises(parking.TooMany):
        parking.park(session, words, AT, client="d")
    count, size = kept(session)
    assert (count, size < 250_000) == (6, True)
