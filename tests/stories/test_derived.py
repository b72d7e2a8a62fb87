"""Nobody meets an old name: whatever a card shows, changing it drops the card in the same transaction."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.kernel.db import db
from portal.photos.models import PhotoState
from portal.stories import cards
from portal.stories.lifecycle import Status
from portal.stories.models import Credit, Rubric, Story
from portal.wards.models import Ward
from tests.factories import accounts, stories
from tests.factories.stories import AT
from tests.stories.test_cards import kept
from tests.stories.test_tally import DAY, counted


@pytest.fixture
def story(session):
    made = stories.story(session, accounts.user(session, "Siti Maryam"), Status.PUBLISHED)
    stories.story_photo(session, made, consent=True)
    stories.timeline_entry(session, made, "shared", AT, public=True, name="X")
    session.commit()
    cards.write(session, [made.id])
    session.commit()
    assert kept(session, made)
    return made


CHANGES = {
    "name": lambda session, story: setattr(story.author, "name", "Siti Maryam Hasan"),
    "handle": lambda session, story: setattr(story.author, "handle", "siti-hasan"),
    "ward's name": lambda session, story: setattr(session.get(Ward, story.ward_id), "name", "Medono Raya"),
    "rubric's name": lambda session, story: setattr(session.get(Rubric, story.rubric_id), "name", "Batik"),
    "another ward": lambda session, story: setattr(story, "ward_id", stories.ward_id(session, "kauman")),
    "another rubric": lambda session, story: setattr(story, "rubric_id", stories.rubric_id(session, "kuliner")),
    "credit": lambda session, story: setattr(story, "credit", Credit.ANONYMOUS),
    "alt": lambda session, story: setattr(story.photos[0], "alt", "Canting di atas kain"),
    "consent": lambda session, story: setattr(story.photos[0], "consent", False),
    "picture's credit": lambda session, story: setattr(story.photos[0], "credit", ""),
    "picture gone": lambda session, story: setattr(story, "photos", []),
    "picture spoilt": lambda session, story: setattr(story.photos[0].photo, "state", PhotoState.FAILED),
    "another picture": lambda session, story: stories.story_photo(session, story, position=1, consent=True),
    "hidden": lambda session, story: setattr(story, "status", Status.HIDDEN),
    "said": lambda session, story: stories.timeline_entry(session, story, "answered", AT, public=True, text="Ya"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_a_card_shows_drops_it(session, story, change):
    CHANGES[change](session, story)
    session.commit()
    assert kept(session, story) is None


UNSEEN = {
    "place": lambda session, story: setattr(story, "place", "Jalan Lain"),
    "phone": lambda session, story: setattr(story.author, "us_phone_number", "+628123456789"),
    "note": lambda session, story: stories.timeline_entry(session, story, "note", AT, public=False),
    "other": lambda session, story: accounts.user(session, "Orang Lain"),
}


@pytest.mark.parametrize("change", UNSEEN)
def test_what_a_card_does_not_show_leaves_it(session, story, change):
    UNSEEN[change](session, story)
    session.commit()
    assert kept(session, story)


def test_a_change_that_is_taken_back_drops_nothing(session, story):
    story.author.name = "Siti"
    session.flush()
    session.rollback()
    assert kept(session, story)["name"] == "Siti Maryam"


def test_sending_a_story_with_pictures_touches_no_card(session, app, monkeypatch):
    dropped = []
    monkeypatch.setattr(cards, "drop", lambda *_: dropped.append(1))
    made = stories.story(session)
    stories.story_photo(session, made, consent=True)
    assert dropped == []


def test_the_map_follows_publishing_hiding_and_moving(both):
    with both.app_context():
        session = db.session()
        medono, kauman = stories.ward_id(session), stories.ward_id(session, "kauman")
        made = stories.story(session, status=Status.PUBLISHED)
        stories.story(session, status=Status.DRAFT, ward_id=None)
        assert counted(session) == {(medono, DAY): 1}
        made.ward_id = kauman
        session.flush()
        assert counted(session) == {(kauman, DAY): 1}
        made.status = Status.HIDDEN
        session.flush()
        assert counted(session) == {}
        made.status, made.published_at = Status.PUBLISHED, AT - timedelta(days=1)
        session.commit()
        assert counted(session) == {(kauman, DAY - timedelta(days=1)): 1}
        session.expire(made)
        made.status = Status.WITHDRAWN
        session.commit()
        assert counted(session) == {}, "the state before is read, also when it was not in memory"


def test_a_name_that_changes_while_a_card_is_written_is_not_kept_old(both):
    """The sweep has read the old name; whoever changes it waits for the row and drops the card."""
    with both.app_context():
        session = db.session()
        made = stories.story(session, accounts.user(session, "Siti Maryam"), Status.PUBLISHED)
        session.commit()
        cards.write(session, [made.id])  # not committed yet: its row is locked
        engine, author, story_id = db.engine, made.author_id, made.id

        def rename():
            with Session(engine) as own:
                own.get(User, author).name = "Siti Hasan"
                own.commit()

        other = threading.Thread(target=rename)
        other.start()
        other.join(0.3)
        session.commit()
        other.join(10)
        assert not other.is_alive()
        assert kept(session, session.get(Story, story_id)) is None
