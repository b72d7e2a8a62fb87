from datetime import timedelta

import pytest

from portal.public import found_queries
from portal.stories.lifecycle import Status
from portal.stories.models import Credit
from tests.factories import accounts, photos, stories
from tests.factories.stories import AT


def test_a_ward_with_its_district(ask):
    here = ask(found_queries.ward_of, "medono")
    assert (here.name, here.district) == ("Medono", "Pekalongan Barat")
    assert ask(found_queries.ward_of, "atlantis") is None


def test_a_story_in_brief_with_the_first_picture_that_may_be_shown(ask, published, session):
    story = published(photos=0)
    stories.story_photo(session, story, position=0, consent=False)
    shown = stories.story_photo(session, story, position=1, consent=True)
    stories.story_photo(session, story, position=2, consent=True)
    session.commit()
    row = ask(found_queries.brief, story.code)
    assert (row.title, row.ward, row.photo_id) == (story.title, "Medono", shown.photo.public_id)


def test_a_story_without_pictures_is_brief_too(ask, published):
    assert ask(found_queries.brief, published(photos=0).code).photo_id is None


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.PUBLISHED}))
def test_nothing_but_public_stories_is_told(ask, session, status):
    story = stories.story(session, status=status, published_at=AT)
    session.commit()
    assert ask(found_queries.brief, story.code) is None
    assert ask(found_queries.between, 0, 10_000) == []
    assert ask(found_queries.since, AT - timedelta(days=1)) == []


def test_parts_meet_without_gap_or_overlap(ask, many):
    made = {story.code for story in many(7)}
    last = ask(found_queries.highest)
    parts = [ask(found_queries.between, after, after + 3) for after in range(0, last, 3)]
    codes = [row.code for part in parts for row in part]
    assert sorted(codes) == sorted(made)


def test_the_highest_number_of_nothing_is_0(ask):
    assert ask(found_queries.highest) == 0


def test_news_are_the_newest_first(ask, many):
    newest, middle, _old = many(3)
    assert [row.code for row in ask(found_queries.since, AT - timedelta(minutes=90))] == [newest.code, middle.code]


def test_an_author_is_named_only_who_signed_with_it(ask, published, session):
    siti = accounts.user(session, "Siti Maryam", handle="siti")
    published(author=siti, credit=Credit.INITIALS)
    assert ask(found_queries.author_name, "siti") is None
    published(author=siti, title="Yang kedua ditandatangani penuh")
    assert ask(found_queries.author_name, "siti") == "Siti Maryam"


def test_a_picture_that_is_not_ready_is_not_on_top(ask, published, session):
    story = published(photos=0)
    waiting = photos.photo(session, story.author, state=photos.PhotoState.RECEIVED)
    stories.story_photo(session, story, photo=waiting, consent=True)
    session.commit()
    assert ask(found_queries.brief, story.code).photo_id is None
