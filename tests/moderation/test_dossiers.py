import pytest

from portal.kernel.db import db
from portal.moderation import dossiers
from portal.photos.models import QUARTERS, PhotoState
from portal.stories.lifecycle import Action, Status
from tests.factories import accounts, photos, stories
from tests.factories import moderation as made
from tests.plans import planned

HASH = "0f0f0f0f0f0f0f0f"
WHERE = {"latitude": -6.898, "longitude": 109.664}


def found(session, story):
    loaded = dossiers.story(session, story.code)
    return [(each.code, each.same_bytes) for each in dossiers.sightings(session, loaded, 0)]


def test_a_story_comes_with_everything_that_belongs_to_it(session):
    story = made.pictured(session, status=Status.SUBMITTED)
    session.commit()
    loaded = dossiers.story(session, story.code)
    assert (loaded.ward.slug, loaded.author.id, len(loaded.photos)) == ("medono", story.author_id, 1)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_what_was_never_sent_is_not_found(session, status):
    story = stories.story(session, status=status)
    story.submitted_at = None
    session.flush()
    assert dossiers.story(session, story.code) is None


def test_a_draft_is_not_found_even_when_it_was_sent_once(session):
    story = stories.story(session, status=Status.DRAFT, submitted_at=stories.AT)
    assert dossiers.story(session, story.code) is None


def test_the_last_two_texts_come_newest_first(session):
    story = stories.story(session)
    for number in (2, 3):
        stories.revision(session, story, number)
    assert [revision.number for revision in dossiers.revisions(session, story.id)] == [3, 2]


def test_the_log_is_newest_first_and_names_nobody_where_the_clock_decided(session, director):
    story = stories.story(session)
    made.decision(session, story, director)
    made.decision(session, story, None, Action.ESCALATE, [], role="system")
    lines = dossiers.decisions(session, story.id)
    assert [(line.decision.role, line.moderator) for line in lines] == [("system", ""), ("director", director.name)]


def test_the_record_counts_what_was_sent_published_and_returned(session, director):
    author = accounts.user(session)
    published = stories.story(session, author, status=Status.PUBLISHED)
    stories.story(session, author)
    stories.story(session, author, status=Status.DRAFT)
    stories.story(session)
    for action in (Action.RETURN, Action.RETURN, Action.APPROVE):
        made.decision(session, published, director, action)
    assert dossiers.record(session, author.id) == (2, 1, 2)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("0f0f0f0f0f0f0f0f", True),
        ("0f0f0f0f0f0f0f08", True),  # three bits
        ("0f0f0f0f0f0ff0ff", False),  # sixteen bits in one quarter, the others equal
        ("f0f0f0f0f0f0f0f0", False),
        (None, False),
    ],
)
def test_a_picture_is_known_again_by_what_it_looks_like(session, other, same):
    known = made.pictured(session, dhash=other)
    story = made.pictured(session, status=Status.SUBMITTED, dhash=HASH)
    assert found(session, story) == ([(known.code, False)] if same else [])


def test_pictures_are_looked_up_and_never_gone_through(session):
    """With a million stories, going through their pictures for one that is new took a fifth of a second."""
    story = made.pictured(session, dhash=HASH)
    plan = planned(session, lambda here: dossiers.sightings(here, story, 0))
    for index in ("ix_photo_sha256", *(f"ix_photo_dhash_{begins}" for begins in QUARTERS)):
        assert any(line.startswith("SEARCH photo USING") and f"INDEX {index} (" in line for line in plan), plan
    assert not any("SCAN photo" in line for line in plan), plan


def test_pictures_are_known_again_on_both_databases(both):
    with both.app_context():
        session = db.session()
        same = made.pictured(session, dhash="0f0f0f0f0f0f0f08")
        made.pictured(session, dhash=None)
        author = accounts.user(session)
        story = made.pictured(session, status=Status.SUBMITTED, dhash=HASH, sha256="c" * 64)
        stories.story_photo(session, story, photos.photo(session, author, dhash=None, sha256="d" * 64), 1)
        assert found(session, story) == [(same.code, False)]


def test_the_same_bytes_are_known_even_before_the_picture_was_looked_at(session):
    known = made.pictured(session, sha256="b" * 64, state=PhotoState.RECEIVED)
    story = made.pictured(session, status=Status.SUBMITTED, sha256="b" * 64, state=PhotoState.RECEIVED)
    assert found(session, story) == [(known.code, True)]


def test_neither_drafts_nor_the_story_itself_count(session):
    made.pictured(session, status=Status.DRAFT, dhash=HASH, sha256="b" * 64)
    story = made.pictured(session, status=Status.SUBMITTED, dhash=HASH, sha256="b" * 64)
    author = accounts.user(session)
    stories.story_photo(session, story, photos.photo(session, author, dhash=HASH), 1)
    assert found(session, story) == []


def test_a_story_without_pictures_has_nothing_to_find(session):
    assert found(session, stories.story(session)) == []


def test_only_published_pictures_of_the_ward_with_a_place_draw_its_middle(session):
    story = made.pictured(session, status=Status.SUBMITTED, evidence=WHERE)
    made.pictured(session, evidence=WHERE)
    made.pictured(session, evidence={})
    made.pictured(session, ward="kauman", evidence=WHERE)
    made.pictured(session, status=Status.REJECTED, evidence=WHERE)
    assert dossiers.places(session, story) == [(-6.898, 109.664)]
