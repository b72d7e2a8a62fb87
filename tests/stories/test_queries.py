from datetime import timedelta

import pytest

from portal.kernel import paging
from portal.stories import queries
from portal.stories.lifecycle import Status
from tests.factories import photos
from tests.factories import stories as make
from tests.factories.stories import AT


def test_an_author_sees_own_stories_newest_first_page_by_page(session):
    author = make.person(session)
    made = [make.story(session, author, at=AT + timedelta(minutes=n // 2)) for n in range(5)]
    make.story(session)
    seen, cursor = [], ""
    while cursor is not None:
        page = queries.own(session, author.id, cursor, size=2)
        seen += [row.id for row in page.items]
        cursor = page.next
    assert seen == [story.id for story in reversed(made)]


def test_a_row_of_the_list_says_where_a_story_stands(session):
    author = make.person(session)
    story = make.story(session, author, status=Status.RETURNED)
    row = queries.own(session, author.id).items[0]
    assert (row.code, row.status, row.ward, row.due_code) == (story.code, Status.RETURNED, "Medono", "AUTHOR_REVISE")
    assert row.due_at == story.due_at


def test_a_draft_without_a_ward_is_in_the_list(session):
    author = make.person(session)
    make.story(session, author, status=Status.DRAFT, ward_id=None, title="")
    assert queries.own(session, author.id).items[0].ward is None


def test_a_made_up_cursor_is_refused(session):
    with pytest.raises(paging.BadCursor):
        queries.own(session, 1, "x' or 1=1")


def test_a_story_is_found_only_by_its_author(session):
    author, other = make.person(session), make.person(session)
    story = make.story(session, author)
    make.story_photo(session, story)
    session.commit()
    session.expunge_all()
    found = queries.own_story(session, author.id, story.code)
    assert (found.id, found.ward.slug, found.rubric.slug, len(found.photos)) == (story.id, "medono", "batik-umkm", 1)
    assert queries.own_story(session, other.id, story.code) is None


def test_slugs_become_ids_and_unknown_ones_nothing(session):
    assert queries.places(session, "medono", "batik-umkm") == (make.ward_id(session), make.rubric_id(session))
    assert queries.places(session, "", "x") == (None, None)


def test_only_own_pictures_that_no_other_story_has_can_be_used(session):
    author, other = make.person(session), make.person(session)
    mine, theirs = photos.photo(session, author), photos.photo(session, other)
    used = make.story_photo(session, make.story(session, author)).photo
    draft = make.story(session, author, status=Status.DRAFT)
    here = make.story_photo(session, draft).photo
    ids = [photo.public_id for photo in (mine, theirs, used, here)] + ["unknown"]
    assert set(queries.free_photos(session, author.id, ids, draft.submission_key)) == {mine.public_id, here.public_id}
    assert set(queries.free_photos(session, author.id, ids, "")) == {mine.public_id}
    assert queries.free_photos(session, author.id, [], "") == {}


def test_the_story_of_a_picture_is_found(session):
    row = make.story_photo(session, make.story(session))
    assert queries.story_of_photo(session, row.photo_id).id == row.story_id
    assert queries.story_of_photo(session, 10_000) is None
