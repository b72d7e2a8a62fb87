"""Photos of a sent story can be changed until somebody begins to review it; its place in the queue stays."""

import re

import pytest
from sqlalchemy import select

from portal.photos.models import Photo, PhotoState
from portal.stories.lifecycle import Status
from portal.stories.models import Story, StoryPhoto, TimelineEntry
from tests.author.conftest import Sheet, error_at, value, values
from tests.factories import pictures
from tests.factories import stories as make

NEW = ("photos", "baru.jpg", pictures.phone_jpeg())


@pytest.fixture
def sent(app, session, author):
    """A sent story with two photos, and the address of its photo form."""
    with app.app_context():
        story = make.story(session, author)
        for at in range(2):
            make.story_photo(session, story, position=at, caption=f"Foto {at}", consent=True)
    session.commit()
    return story, f"/kiriman/BW-{story.code}/foto"


def rows(session, story):
    session.rollback()
    query = select(StoryPhoto, Photo).join(Photo, StoryPhoto.photo_id == Photo.id)
    found = session.execute(query.where(StoryPhoto.story_id == story.id).order_by(StoryPhoto.position))
    told = [(photo.original_name, row.caption, row.consent) for row, photo in found]
    session.rollback()
    return told


def test_a_photo_is_replaced_and_the_story_keeps_its_place_and_clock(mine, session, sent):
    story, path = sent
    before = (story.due_at, story.due_code, story.changed_at, story.submitted_at, story.version)
    assert path in mine.get(path.removesuffix("/foto")).text
    page = Sheet(mine.get(path)).send(mine, path, action=None, drop="0")
    assert value(page, "photo-0-caption") == "Foto 1"
    page = Sheet(page).send(mine, path, files=[NEW], **{"photo-1-caption": "Yang baru"})
    done = Sheet(page).send(mine, path, photos_consent="1")
    assert done.headers["Location"] == path.removesuffix("/foto")
    assert [row[1:] for row in rows(session, story)] == [("Foto 1", True), ("Yang baru", True)]
    session.refresh(story)
    assert (story.due_at, story.due_code, story.changed_at, story.submitted_at) == before[:4]
    assert story.version == before[4] + 1, "a decision about the old photos must not count"
    assert "photos_changed" in set(session.scalars(select(TimelineEntry.kind)))
    assert len(session.scalars(select(Photo.id)).all()) == 2, "the photo that was taken out is deleted"
    session.rollback()
    assert "Foto diganti" in mine.get(path.removesuffix("/foto")).text


@pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.PUBLISHED, Status.WITHDRAWN, Status.RETURNED])
def test_once_somebody_reviews_it_the_page_says_so_and_nothing_changes(mine, session, author, sent, status):
    story, path = sent
    page = Sheet(mine.get(path))
    session.refresh(story)
    story.status = status
    session.commit()
    answer = page.send(mine, path, photos_consent="1", **{"photo-0-caption": "Lain"})
    assert answer.status_code == 303
    assert [row[1] for row in rows(session, story)] == ["Foto 0", "Foto 1"]
    receipt = mine.get(path.removesuffix("/foto")).text
    assert path not in receipt
    assert 'data-test="flash"' in receipt


def test_the_second_of_two_windows_is_asked_to_look_again(mine, session, sent):
    story, path = sent
    late = Sheet(mine.get(path))
    Sheet(mine.get(path)).send(mine, path, **{"photo-0-caption": "Dari yang pertama"})
    answer = late.send(mine, path, **{"photo-0-caption": "Dari yang kedua"})
    assert answer.status_code == 409
    assert value(answer, "photo-0-caption") == "Dari yang kedua"
    assert Sheet(answer).send(mine, path).status_code == 303
    assert rows(session, story)[0][1] == "Dari yang kedua"


def test_a_broken_photo_is_named_by_its_place_and_can_be_chosen_again_only_while_that_is_possible(
    mine, session, author, sent
):
    story, path = sent
    bad = session.scalars(select(StoryPhoto).where(StoryPhoto.position == 1)).one().photo
    bad.state, bad.failure = PhotoState.FAILED, "broken"
    session.commit()
    receipt = mine.get(path.removesuffix("/foto")).text
    assert "Foto 2 tidak bisa dipakai" in receipt
    assert "Pilih lagi fotonya" in receipt
    session.refresh(story)
    story.status = Status.WITHDRAWN
    session.commit()
    receipt = mine.get(path.removesuffix("/foto")).text
    assert "Foto 2 rusak" in receipt
    assert "Pilih lagi fotonya" not in receipt


def test_photos_without_consent_are_asked_about_here_too(mine, session, sent):
    story, path = sent
    answer = Sheet(mine.get(path)).send(mine, path, photos_consent=None)
    assert answer.status_code == 422
    assert re.search(r'id="photos_consent-error"', answer.text)
    assert all(consent for _name, _caption, consent in rows(session, story))


def test_a_new_photo_is_not_covered_by_the_tick_that_came_with_the_page(mine, session, sent):
    story, path = sent
    page = Sheet(mine.get(path))
    assert ("photos_consent", "1") in page.fields
    answer = page.send(mine, path, files=[NEW])
    assert answer.status_code == 422
    assert "Ini foto baru" in error_at(answer, "photos_consent")
    assert ("photos_consent", "1") not in Sheet(answer).fields
    assert len(rows(session, story)) == 2
    assert Sheet(answer).send(mine, path, photos_consent="1").status_code == 303
    assert [consent for *_name, consent in rows(session, story)] == [True, True, True]


def test_a_draft_is_kept_with_a_new_photo_whose_consent_is_still_to_be_asked(mine, session):
    first = Sheet(mine.get("/kirim/berita")).send(mine, action="save", files=[NEW], title="Rob", photos_consent="1")
    path = first.headers["Location"] + "/ubah"
    page = Sheet(mine.get(path))
    assert ("photos_consent", "1") in page.fields
    assert page.send(mine, path, action="save", files=[("photos", "dua.jpg", pictures.phone_jpeg())]).status_code == 303
    kept = session.scalars(select(StoryPhoto.consent).order_by(StoryPhoto.position)).all()
    assert kept == [True, False]
    session.rollback()
    assert ("photos_consent", "1") not in Sheet(mine.get(path)).fields


def test_nobody_else_finds_the_form(browser, session, sent):
    _story, path = sent
    assert browser(make.person(session, "Budi")).get(path).status_code == 404
    assert session.scalar(select(Story.id)) is not None
    assert values(browser().get(path), "upload_ids") == []
