"""A form that was not sent comes back with its photos and their words: reload, other window, other phone."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.kernel import clock
from portal.photos import sweeping
from portal.photos.models import Photo
from portal.stories import autosaves
from portal.stories.lifecycle import Status
from portal.stories.models import Autosave, AutosavedPhoto, Story
from tests.author.conftest import code_of, post, value, values
from tests.conftest import token
from tests.factories import photos
from tests.factories import stories as make

JSON = {"Accept": "application/json"}


@pytest.fixture
def uploads(app, session, author):
    """`uploads(n)`: the public ids of n photos this author has sent, in no story yet."""

    def made(n):
        with app.app_context():
            found = [photos.photo(session, author).public_id for _ in range(n)]
        session.commit()
        return found

    return made


def autosave(client, key, page="tab-1", seen=0, **fields):
    data = {"csrf_token": token(client.get("/kirim/berita")), "submission_key": key}
    data |= {"autosave_page": page, "autosave_version": seen, **fields}
    return client.post("/kirim/draf", data=data, headers=JSON)


def count(session, model):
    session.rollback()
    found = session.scalar(select(func.count()).select_from(model))
    session.rollback()
    return found


def test_what_was_typed_comes_back_with_its_photos_and_their_words(mine, uploads):
    key, ids = str(uuid.uuid4()), uploads(3)
    words = {"photo-0-caption": "Satu", "photo-2-caption": "Tiga", "photo-2-alt": "Lumpur", "photos_consent": "1"}
    kept = autosave(mine, key, title="Rob di Krapyak", upload_ids=ids, **words)
    assert (kept.status_code, kept.json["version"]) == (200, 1)
    page = mine.get(f"/kirim/berita?draf={key}")
    assert values(page, "upload_ids") == ids
    assert [value(page, f"photo-{n}-caption") for n in range(3)] == ["Satu", "", "Tiga"]
    assert value(page, "photo-2-alt") == "Lumpur"
    assert value(page, "title") == "Rob di Krapyak"
    assert value(page, "submission_key") == key
    assert 'id="photos_consent" checked' in page.text


def test_another_phone_is_offered_the_draft(mine, browser, author, uploads):
    key = str(uuid.uuid4())
    autosave(mine, key, title="Rob di Krapyak", upload_ids=uploads(2))
    page = browser(author).get("/kirim/berita")
    assert f"/kirim/berita?draf={key}" in page.text
    assert "2 foto" in page.text
    assert value(page, "submission_key") != key
    assert values(page, "upload_ids") == []


def test_nobody_else_sees_or_changes_a_draft(mine, browser, session, uploads):
    key = str(uuid.uuid4())
    autosave(mine, key, title="Rahasia", upload_ids=uploads(1))
    other = browser(make.person(session, "Budi"))
    assert "Rahasia" not in other.get(f"/kirim/berita?draf={key}", follow_redirects=True).text
    assert autosave(other, key, title="Lain").status_code == 200, "keys count per person"
    assert value(mine.get(f"/kirim/berita?draf={key}"), "title") == "Rahasia"


def test_a_visitor_keeps_nothing_here_and_is_sent_to_sign_in(browser, session):
    visitor = browser()
    assert autosave(visitor, str(uuid.uuid4()), title="x").status_code in (303, 401, 422)
    assert "/masuk" in visitor.get(f"/kirim/berita?draf={uuid.uuid4()}").headers["Location"]
    assert count(session, Autosave) == 0


def test_a_photo_that_was_taken_out_stays_out(mine, uploads):
    key, ids = str(uuid.uuid4()), uploads(3)
    autosave(mine, key, upload_ids=ids, **{f"photo-{n}-caption": f"Foto {n}" for n in range(3)})
    left = {"upload_ids": [ids[0], ids[2]], "photo-0-caption": "Foto 0", "photo-1-caption": "Foto 2"}
    autosave(mine, key, seen=1, **left)
    page = mine.get(f"/kirim/berita?draf={key}")
    assert values(page, "upload_ids") == [ids[0], ids[2]]
    assert mine.delete(f"/unggah/{ids[0]}", headers={"Tus-Resumable": "1.0.0"}).status_code == 204
    page = mine.get(f"/kirim/berita?draf={key}")
    assert values(page, "upload_ids") == [ids[2]]
    assert value(page, "photo-0-caption") == "Foto 2", "words move along with their photo"


def test_the_second_of_two_windows_is_told_and_can_decide(mine, session):
    key = str(uuid.uuid4())
    assert autosave(mine, key, page="a", title="Dari A").json["version"] == 1
    late = autosave(mine, key, page="b", title="Dari B")
    assert late.status_code == 409
    assert "jendela lain" in late.json["detail"]
    assert autosave(mine, key, page="a", seen=0, title="A lagi").status_code == 200, "a beacon's answer may be lost"
    assert autosave(mine, key, page="b", autosave_force="1", title="Dari B").status_code == 200
    session.rollback()
    assert session.scalars(select(Autosave)).one().fields["title"] == ["Dari B"]


def test_sending_ends_the_draft_and_a_late_autosave_does_not_bring_it_back(mine, session, uploads):
    fields = make.fields(upload_ids=uploads(1))
    key = fields["submission_key"]
    autosave(mine, key, title="x", upload_ids=fields["upload_ids"])
    code = code_of(post(mine, **fields))
    assert count(session, Autosave) == 0
    assert autosave(mine, key, title="terlambat").status_code == 410
    assert mine.get(f"/kirim/berita?draf={key}").headers["Location"] == f"/kiriman/{code}"


def test_a_saved_draft_is_continued_where_it_was_left(mine, uploads):
    fields = make.fields(action="save")
    code, key, ids = code_of(post(mine, **fields)), fields["submission_key"], uploads(1)
    assert f"/kiriman/{code}/ubah" in mine.get("/kirim/berita").text
    kept = autosave(mine, key, title="Judul yang lain lagi", upload_ids=ids, version="1")
    assert kept.status_code == 200
    page = mine.get(f"/kiriman/{code}/ubah")
    assert (value(page, "title"), values(page, "upload_ids")) == ("Judul yang lain lagi", ids)
    assert mine.get(f"/kirim/berita?draf={key}").headers["Location"] == f"/kiriman/{code}/ubah"


def test_a_returned_story_keeps_new_photos_until_it_is_sent_again(mine, session, author, uploads):
    story = make.story(session, author, Status.RETURNED)
    session.commit()
    key, code, ids = story.submission_key, f"BW-{story.code}", uploads(1)
    assert autosave(mine, key, title="Lebih jelas", upload_ids=ids, version=story.version).status_code == 200
    session.refresh(story)
    assert story.title == make.TITLE, "what is not sent is not the story yet"
    page = mine.get(f"/kiriman/{code}/ubah")
    assert (value(page, "title"), values(page, "upload_ids")) == ("Lebih jelas", ids)
    session.refresh(story)
    story.version += 1
    session.commit()
    assert autosave(mine, key, title="Basi", version="1").status_code == 410


def test_a_draft_can_be_thrown_away_with_its_photos(mine, session, uploads, run_jobs):
    key = str(uuid.uuid4())
    autosave(mine, key, title="Tidak jadi", upload_ids=uploads(1))
    gone = post(mine, "/kirim/draf/buang", page="/kirim/berita", draft=key)
    assert gone.headers["Location"].endswith(f"dibuang={key}")
    assert f'data-clear-draft="{key}"' in mine.get(gone.headers["Location"]).text
    assert (count(session, Autosave), count(session, Photo)) == (0, 0)
    assert post(mine, "/kirim/draf/buang", page="/kirim/berita", draft="x").status_code == 303


def test_photos_of_a_draft_outlive_the_week_of_loose_ones_but_not_the_draft(app, mine, session, uploads):
    kept, _loose = uploads(2)
    autosave(mine, str(uuid.uuid4()), title="x", upload_ids=[kept])
    with app.app_context():
        sweeping.sweep(session, clock.now() + timedelta(days=8))
        session.commit()
        assert list(session.scalars(select(Photo.public_id))) == [kept]
        autosaves.tidy(session, clock.now() + autosaves.KEPT + timedelta(minutes=1))
        sweeping.sweep(session, clock.now() + timedelta(days=31))
        session.commit()
    assert (count(session, Photo), count(session, AutosavedPhoto)) == (0, 0)


def test_one_person_cannot_fill_the_table(mine, session, monkeypatch):
    monkeypatch.setattr(autosaves, "MOST", 2)
    keys = [str(uuid.uuid4()) for _ in range(3)]
    assert [autosave(mine, key, title="x").status_code for key in keys] == [200, 200, 429]
    assert autosave(mine, keys[0], title="y", seen=1).status_code == 200
    autosave(mine, keys[0], seen=2, title="z" * 10_000, unknown="x")
    session.rollback()
    row = session.scalars(select(Autosave).order_by(Autosave.id)).first()
    assert len(row.fields["title"][0]) == 480
    assert "unknown" not in row.fields
    assert "csrf_token" not in row.fields


@pytest.mark.parametrize("key", ["", "x", "1" * 40])
def test_a_key_that_is_none_keeps_nothing(mine, key):
    assert autosave(mine, key, title="x").status_code == 422


def test_a_forged_token_is_refused(mine, session):
    assert mine.post("/kirim/draf", data={"submission_key": str(uuid.uuid4()), "title": "x"}).status_code == 400
    assert count(session, Autosave) == 0


def test_an_autosave_makes_no_story(mine, session):
    autosave(mine, str(uuid.uuid4()), title="Belum jadi")
    assert count(session, Story) == 0
    assert "Belum jadi" in mine.get("/kirim/berita").text
