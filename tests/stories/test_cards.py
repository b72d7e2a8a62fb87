import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.kernel.db import db
from portal.photos.models import PhotoState
from portal.stories import cards, publication, service
from portal.stories.lifecycle import Action, Part, Status
from portal.stories.models import Credit, Story
from tests.factories import accounts, photos, stories
from tests.factories.stories import AT


def kept(session, story):
    """The card in the story's row, read; None without one."""
    card = session.connection().scalar(select(Story.__table__.c.card).where(Story.__table__.c.id == story.id))
    return json.loads(card) if card else None


def drawn(session, story):
    return json.loads(cards.draw(session, [story.id])[story.id])


@pytest.fixture
def story(session):
    return stories.story(session, accounts.user(session, "Hj. Siti Maryam", handle="siti"), Status.PUBLISHED)


def test_a_card_holds_what_readers_see(session, story):
    first = stories.story_photo(session, story, position=1, consent=True, alt="Canting", caption="Malam", credit="Nisa")
    stories.timeline_entry(session, story, "shared", AT, public=True, name="Instagram", url="https://instagram.com/p/1")
    card = drawn(session, story)
    assert card["ward"] == ["Medono", "medono"]
    assert card["rubric"] == ["batik-umkm", "Batik dan UMKM", "Batik and Small Business", "soga"]
    assert (card["credit"], card["name"], card["handle"]) == ("full", "Hj. Siti Maryam", "siti")
    picture = first.photo
    assert card["photos"] == [[picture.public_id, picture.width, picture.height, "Canting", "Malam", "Nisa"]]
    assert card["way"] == [["shared", AT.isoformat(), {"name": "Instagram", "url": "https://instagram.com/p/1"}]]


@pytest.mark.parametrize(
    ("credit", "shown"),
    [
        (Credit.FULL, ("full", "Hj. Siti Maryam")),
        (Credit.INITIALS, ("initials", "S.M.")),
        (Credit.ANONYMOUS, ("anonymous", "")),
    ],
)
def test_a_card_never_holds_a_name_that_was_not_to_be_shown(session, story, credit, shown):
    story.credit = credit
    stories.story_photo(session, story, consent=True, credit="Dok. hj. siti maryam")
    card = drawn(session, story)
    assert (card["credit"], card["name"]) == shown
    if credit is not Credit.FULL:
        assert "maryam" not in json.dumps(card).casefold()
        assert card["handle"] == ""


def test_initials_of_a_name_without_letters_tell_nothing(session, story):
    story.author.name, story.credit = "1906", Credit.INITIALS
    session.flush()
    assert drawn(session, story)["credit"] == "anonymous"


@pytest.mark.parametrize(
    ("typed", "hidden", "named"),
    [
        ("", False, ""),
        ("Rizal Fahmi", True, "Rizal Fahmi"),
        ("Dok. SITI MARYAM", True, ""),
        ("Dok. Siti Maryam", False, "Dok. Siti Maryam"),
    ],
)
def test_a_picture_does_not_tell_what_the_byline_hides(typed, hidden, named):
    assert cards.photo_credit(typed, "Siti Maryam", hidden=hidden) == named


def test_pictures_in_order_without_those_that_may_not_be_shown(session, story):
    last = stories.story_photo(session, story, position=5, consent=True)
    first = stories.story_photo(session, story, position=1, consent=True)
    stories.story_photo(session, story, position=2, consent=False)
    received = photos.photo(session, story.author, PhotoState.RECEIVED)
    stories.story_photo(session, story, received, 3, consent=True)
    assert [each[0] for each in drawn(session, story)["photos"]] == [first.photo.public_id, last.photo.public_id]


def test_the_way_holds_what_is_public_and_no_note(session, story):
    stories.timeline_entry(session, story, "returned", AT, public=False, note="rahasia")
    stories.timeline_entry(session, story, "restored", AT + timedelta(hours=1), public=True, note="rahasia")
    assert drawn(session, story)["way"] == [["restored", (AT + timedelta(hours=1)).isoformat(), {}]]


def test_a_draft_without_a_place_has_a_card_too(session):
    draft = stories.story(session, status=Status.DRAFT, ward_id=None, rubric_id=None)
    assert drawn(session, draft)["ward"] == [None, None]


def test_publishing_writes_the_card_and_hiding_forgets_it(session):
    story = stories.story(session)
    publication.approve(session, story, {Part.DIRECTOR}, AT, None)
    session.commit()
    assert kept(session, story) == drawn(session, story)
    assert [each[0] for each in kept(session, story)["way"]] == ["published"]
    service.move(session, story, Action.HIDE, {Part.HUMAS}, AT, None)
    session.commit()
    assert kept(session, story) is None
    service.move(session, story, Action.RESTORE, {Part.HUMAS}, AT, None, note="benar")
    session.commit()
    assert [each[0] for each in kept(session, story)["way"]] == ["published", "restored"]


def test_a_channel_that_carried_the_story_stands_on_its_card_at_once(session, story):
    service.add_timeline(session, story.id, "shared", AT, public=True, key="shared:1", name="Telegram")
    service.add_timeline(session, story.id, "note", AT, public=False)
    session.commit()
    assert kept(session, story)["way"] == [["shared", AT.isoformat(), {"name": "Telegram"}]]


def test_only_public_stories_get_a_card(session, story):
    waiting = stories.story(session)
    cards.write(session, [story.id, waiting.id])
    cards.write(session, [])
    assert kept(session, story)
    assert kept(session, waiting) is None


def test_the_sweep_writes_what_is_missing_and_rests(both, monkeypatch):
    monkeypatch.setattr(cards, "AT_ONCE", 2)
    with both.app_context():
        session = db.session()
        made = [stories.story(session, status=Status.PUBLISHED) for _ in range(3)]
        stories.story(session, status=Status.HIDDEN)
        session.commit()
        counts = []
        for _ in range(3):
            cards.sweep(session, AT)
            session.commit()
            counts.append(sum(kept(session, story) is not None for story in made))
        assert counts == [2, 3, 3]
        versions = set(session.scalars(select(Story.version).where(Story.id.in_([story.id for story in made]))))
        assert versions == {1}, "a card is no change that two people could collide with"
