"""Sending once, however many try: races, retries, and a process that dies at the worst moment."""

import io
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Consent, User
from portal.kernel import failpoints
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.photos.models import Photo
from portal.stories.models import Revision, Story, StoryPhoto, TimelineEntry
from tests.author.conftest import Sheet, code_of, error_at, post, send, sign_in, value, values
from tests.conftest import token
from tests.factories import photos, pictures
from tests.factories import stories as make

AT_ONCE = 12


@pytest.fixture
def people(both):
    """`people(n)`: browsers of one author, each with a form token, on either database."""
    with both.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        author = make.person(session)
        session.commit()

        def browsers(n):
            found = []
            for _ in range(n):
                client = both.test_client()
                sign_in(client, session, author)
                found.append((client, token(client.get("/kirim/berita"))))
            session.rollback()
            return found

        yield browsers, session


def at_once(browsers, path, fields):
    """The same form from every browser at the same moment."""
    start = Barrier(len(browsers))

    def go(browser):
        client, good = browser
        start.wait()
        return client.post(path, data=fields | {"csrf_token": good})

    with ThreadPoolExecutor(len(browsers)) as pool:
        return list(pool.map(go, browsers))


def counts(session):
    models = (Story, Revision, TimelineEntry, Event)
    found = [session.scalar(select(func.count()).select_from(model)) for model in models]
    session.rollback()
    return found


def test_twelve_equal_submissions_at_once_are_one_story_with_one_receipt(people):
    browsers, session = people
    answers = at_once(browsers(AT_ONCE), "/kirim/berita", make.fields())
    assert len({code_of(answer) for answer in answers}) == 1
    assert counts(session) == [1, 1, 1, 1]
    assert sorted(session.scalars(select(Consent.code))) == ["CREDIT", "LICENSE", "ORIGINAL"]


def test_twelve_equal_submissions_with_the_same_upload_are_one_story(people, both):
    browsers, session = people
    with both.app_context():
        photo = photos.photo(session, session.scalars(select(User)).one())
    session.commit()
    answers = at_once(browsers(AT_ONCE), "/kirim/berita", make.fields() | {"upload_ids": photo.public_id})
    assert len({code_of(answer) for answer in answers}) == 1
    assert counts(session) == [1, 1, 1, 1]


def test_twelve_equal_drafts_at_once_are_one_draft(people):
    browsers, session = people
    answers = at_once(browsers(AT_ONCE), "/kirim/berita", make.fields(action="save"))
    assert len({code_of(answer) for answer in answers}) == 1
    assert counts(session) == [1, 0, 0, 0]


def test_of_different_texts_under_one_key_at_once_exactly_one_is_kept(people):
    browsers, session = people
    found = browsers(4)
    key, start = str(uuid.uuid4()), Barrier(4)

    def go(numbered):
        n, (client, good) = numbered
        start.wait()
        fields = make.fields(submission_key=key, title=f"Judul nomor {n} yang lain", csrf_token=good)
        return client.post("/kirim/berita", data=fields).status_code

    with ThreadPoolExecutor(4) as pool:
        codes = sorted(pool.map(go, enumerate(found)))
    assert codes == [303, 409, 409, 409]
    assert counts(session) == [1, 1, 1, 1]


@pytest.mark.parametrize("act", ["submit", "save"])
def test_a_draft_changed_in_two_windows_at_once_has_one_winner(people, act):
    browsers, session = people
    found = browsers(4)
    answer = found[0][0].post("/kirim/berita", data=make.fields(action="save", csrf_token=found[0][1]))
    path = f"/kiriman/{code_of(answer)}/ubah"
    answers = at_once(found, path, make.fields(version="1", action=act))
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    assert counts(session)[:2] == ([1, 1] if act == "submit" else [1, 0])


def test_a_receipt_lost_before_the_commit_left_nothing_behind(mine, session):
    fields = make.fields()
    failpoints.arm(("submission.before_commit", "raise"))
    with pytest.raises(failpoints.FailpointReached):
        post(mine, **fields)
    assert counts(session) == [0, 0, 0, 0]
    failpoints.arm(None)
    code_of(post(mine, **fields))
    assert counts(session) == [1, 1, 1, 1]


def test_a_receipt_lost_after_the_commit_is_found_again(mine, session):
    fields = make.fields()
    failpoints.arm(("submission.after_commit", "raise"))
    with pytest.raises(failpoints.FailpointReached):
        post(mine, **fields)
    assert counts(session) == [1, 1, 1, 1]
    failpoints.arm(None)
    code = code_of(post(mine, **fields))
    assert counts(session) == [1, 1, 1, 1]
    assert mine.get(f"/kiriman/{code}").status_code == 200


def test_a_changed_story_passes_the_same_edges(mine, session):
    path = post(mine, **make.fields(action="save")).headers["Location"]
    failpoints.arm(("submission.before_commit", "raise"))
    with pytest.raises(failpoints.FailpointReached):
        post(mine, f"{path}/ubah", **make.fields(version="1"))
    assert counts(session) == [1, 0, 0, 0]


def test_a_code_that_is_taken_already_is_tried_again(mine, session, monkeypatch):
    taken = make.story(session)
    session.commit()
    fresh = iter([taken.code, taken.code, "7K3F2Q"])
    monkeypatch.setattr("portal.stories.service.codes.new", lambda: next(fresh))
    assert code_of(post(mine, **make.fields())) == "BW-7K3F2Q"


def test_sending_costs_few_statements(mine, counted):
    fields = make.fields(csrf_token=token(mine.get("/kirim/berita")))
    with counted() as statements:
        mine.post("/kirim/berita", data=fields)
    assert len(statements) <= 17, statements


# ---- whose words a picture gets, from the first form to the story -------------------------------------------------

JPEG, GIF = pictures.phone_jpeg(), b"GIF89a" + bytes(90)
SEQUENCES = [each for length in (1, 2, 3, 4) for each in product([True, False], repeat=length)]


def words(n, consent=None):
    consent = n % 2 if consent is None else consent
    said = {f"photo-{n}-caption": f"KET-{n}", f"photo-{n}-alt": f"ALT-{n}", f"photo-{n}-credit": f"OLEH-{n}"}
    return said | ({f"photo-{n}-consent": "1"} if consent else {})


TICK = {"photos_consent": "1"}  # the one box for all photos, as the page shows it


def files(good_and_bad):
    return [(f"{n}.jpg", JPEG) if good else (f"{n}.gif", GIF) for n, good in enumerate(good_and_bad)]


def kept(session):
    """(file name, number in its words, consent) of every picture of a story, in order."""
    query = select(Photo.original_name, StoryPhoto.caption, StoryPhoto.alt, StoryPhoto.credit, StoryPhoto.consent)
    rows = session.execute(query.join(Photo, Photo.id == StoryPhoto.photo_id).order_by(StoryPhoto.position)).all()
    session.rollback()
    for _name, caption, alt, given, _consent in rows:
        credit = "" if given == "Nurul Hidayah" else given  # what a photo without a credit gets
        assert len({caption.removeprefix("KET-"), alt.removeprefix("ALT-"), credit.removeprefix("OLEH-")}) == 1
    return [(name, caption.removeprefix("KET-"), consent) for name, caption, _alt, _credit, consent in rows]


@pytest.mark.parametrize("sequence", SEQUENCES, ids=lambda each: "".join("+" if good else "-" for good in each))
def test_a_refused_picture_keeps_its_words_and_no_other_gets_them(mine, session, sequence):
    said = {name: text for n in range(len(sequence)) for name, text in words(n).items()}
    page = post(mine, files=files(sequence), **make.fields(**said))
    good = [n for n, fine in enumerate(sequence) if fine]
    if len(good) < len(sequence):
        assert page.status_code == 415
        assert [value(page, f"photo-{n}-caption") for n in range(len(sequence))] == [
            f"KET-{n}" for n in range(len(sequence))
        ]
        assert [each != "-" for each in values(page, "upload_ids")] == list(sequence)
        for n, fine in enumerate(sequence):
            assert (f"{n}.gif" in error_at(page, "photos")) is not fine
            assert (f'name="photo-{n}-file"' in page.text) is not fine
        page = Sheet(page).send(mine, **TICK)
    code_of(page)
    asked = len(good) < len(sequence)
    assert kept(session) == [(f"{n}.jpg", str(n), asked or bool(n % 2)) for n in good]


@pytest.mark.parametrize("sequence", [(False, True), (True, False, False), (False, False, True, False)])
def test_a_picture_chosen_again_in_its_row_gets_the_words_of_that_row(mine, session, sequence):
    said = {name: text for n in range(len(sequence)) for name, text in words(n, True).items()}
    page = post(mine, files=files(sequence), **make.fields(**said))
    last = max(n for n, fine in enumerate(sequence) if not fine)
    again = [(f"photo-{last}-file", "lagi.jpg", JPEG), ("photos", "baru.jpg", JPEG)]
    code_of(Sheet(page).send(mine, files=again, **words(len(sequence), True), **TICK))
    story = {n: f"{n}.jpg" for n, fine in enumerate(sequence) if fine} | {last: "lagi.jpg"}
    assert kept(session) == [(name, str(n), True) for n, name in sorted(story.items())] + [
        ("baru.jpg", str(len(sequence)), True)
    ]


def test_another_picture_in_the_place_of_a_refused_one_is_asked_for_its_own_consent(mine, session):
    page = post(mine, files=[("stiker.gif", GIF)], **make.fields(**words(0, True)))
    page = Sheet(page).send(mine, files=[("photos", "anak.jpg", JPEG)])
    assert page.status_code == 422
    assert error_at(page, "photos_consent")
    assert ("photos_consent", "1") not in Sheet(page).fields
    assert Sheet(page).send(mine).status_code == 422
    code_of(Sheet(page).send(mine, **TICK))
    assert kept(session) == [("anak.jpg", "0", True)]


def test_the_same_picture_in_another_format_needs_no_second_tick(mine, session):
    page = post(mine, files=[("stiker.gif", GIF)], **make.fields(**words(0, True)))
    code_of(Sheet(page).send(mine, files=[("photos", "Stiker.jpg", JPEG)], **TICK))
    assert kept(session) == [("Stiker.jpg", "0", True)]


def test_one_new_file_for_two_refused_ones_goes_to_neither_unasked(mine, session):
    page = post(mine, files=files((False, False)), **make.fields(**words(0, True), **words(1, True)))
    page = Sheet(page).send(mine, files=[("photos", "lain.jpg", JPEG)])
    assert page.status_code == 422
    assert [value(page, f"photo-{n}-caption") for n in range(3)] == ["KET-0", "KET-1", ""]
    code_of(Sheet(page).send(mine, **TICK))
    assert kept(session) == [("lain.jpg", "", True)]


def test_a_refused_picture_among_uploads_and_files_keeps_its_number(mine, session, author, app):
    with app.app_context():
        upload = photos.photo(session, author)
        public_id, name = upload.public_id, upload.original_name
    session.commit()
    said = {key: text for n in range(4) for key, text in words(n).items()}
    sent = [("1.gif", GIF), ("2.jpg", JPEG), ("3.jpg", JPEG)]
    page = post(mine, files=sent, **make.fields(upload_ids=[public_id], **said))
    assert page.status_code == 415
    code_of(Sheet(page).send(mine, **TICK))
    assert kept(session) == [(name, "0", True), ("2.jpg", "2", True), ("3.jpg", "3", True)]


@pytest.mark.parametrize(("button", "order"), [({"drop": "0"}, "12"), ({"up": "1"}, "102"), ({"down": "1"}, "021")])
def test_rows_that_move_or_go_take_their_words_along(mine, session, button, order):
    page = post(mine, files=files((True, False, True)), **make.fields(**words(0), **words(1), **words(2)))
    page = Sheet(page).send(mine, **button)
    assert [value(page, f"photo-{at}-caption") for at in range(len(order))] == [f"KET-{n}" for n in order]
    code_of(Sheet(page).send(mine, **TICK))
    assert kept(session) == [(f"{n}.jpg", n, True) for n in order if n != "1"]


def test_saving_for_now_and_changing_later_keep_each_words(mine, session):
    page = post(mine, files=files((False, True)), **make.fields(action="save", **words(0, True), **words(1, False)))
    assert page.status_code == 415
    where = Sheet(page).send(mine, action="save")
    path = f"/kiriman/{code_of(where)}/ubah"
    page = Sheet(mine.get(path)).send(mine, path, files=[("photos", "x.gif", GIF)], **words(1, True))
    assert page.status_code == 415
    code_of(Sheet(page).send(mine, path, **TICK))
    assert kept(session) == [("1.jpg", "1", True)]


def test_words_typed_before_any_photo_came_are_not_lost(mine):
    page = send(mine, title="x", **words(1, True))
    assert (value(page, "photo-1-caption"), value(page, "photo-1-alt")) == ("KET-1", "ALT-1")
    assert ("photos_consent", "1") not in Sheet(page).fields


def test_a_page_that_was_open_for_too_long_keeps_the_words_of_each_file(mine, session, monkeypatch):
    fields = make.fields(**words(0, True), **words(1, False), csrf_token=token(mine.get("/kirim/berita")))
    monkeypatch.setattr("portal.kernel.forms.TOKEN_LIFE", -1)
    sent = [(io.BytesIO(JPEG), name) for name in ("0.jpg", "1.jpg")]
    page = mine.post("/kirim/berita", data=fields | {"photos": sent})
    monkeypatch.undo()
    assert page.status_code == 422
    code_of(Sheet(page).send(mine, files=[("photo-1-file", "1.jpg", JPEG)], **TICK))
    assert kept(session) == [("1.jpg", "1", True)]


def test_a_visitors_page_carries_the_words_of_photos_unseen(browser):
    page = send(browser(), title="x" * 200, upload_ids=["-", "a" * 24], **words(0), **words(1))
    sent = dict(Sheet(page).fields)
    assert {name: sent.get(name) for name in words(0) | words(1)} == words(0) | words(1)
    assert values(page, "upload_ids") == ["-", "a" * 24]


def test_photos_without_consent_are_asked_about_once_and_not_silently_left_out(mine, session):
    page = Sheet(mine.get("/kirim/berita"))
    typed = {name: text for name, text in make.fields(**words(0, False), **words(1, False)).items() if name != "action"}
    sent = [("photos", "0.jpg", JPEG), ("photos", "1.jpg", JPEG)]
    asked = page.send(mine, files=sent, **typed)
    assert asked.status_code == 422
    assert "mengizinkan" in error_at(asked, "photos_consent")
    assert Sheet(asked).send(mine, action="preview").status_code == 200, "looking needs no consent"
    code_of(Sheet(asked).send(mine, **TICK))
    assert kept(session) == [("0.jpg", "0", True), ("1.jpg", "1", True)]


def test_a_program_that_answers_for_each_photo_is_not_asked_again(mine, session):
    code_of(post(mine, files=files((True, True)), **make.fields(**words(0), **words(1))))
    assert kept(session) == [("0.jpg", "0", False), ("1.jpg", "1", True)]


@pytest.mark.parametrize(("credit", "shown"), [("full", "Nurul Hidayah"), ("initials", "N.H."), ("anonymous", "")])
@pytest.mark.parametrize("typed", ["", "Nurul Hidayah", "Foto: nurul hidayah"])
def test_a_photo_is_credited_to_its_author_as_the_story_names_them(mine, session, credit, shown, typed):
    code_of(post(mine, files=files((True,)), **make.fields(credit=credit, **{"photo-0-credit": typed})))
    assert session.scalars(select(StoryPhoto.credit)).one() == shown


# ---- without JavaScript, and parts of every kind ------------------------------------------------------------------


def test_without_a_script_ten_photos_get_a_caption_row_each_after_the_first_saving(mine, session):
    sent = [(f"{n}.jpg", JPEG) for n in range(10)]
    path = f"/kiriman/{code_of(post(mine, files=sent, **make.fields(action='save')))}/ubah"
    page = mine.get(path)
    fields = [name for name, _value in Sheet(page).fields if name.endswith("-caption")]
    assert fields == [f"photo-{n}-caption" for n in range(10)]
    code_of(Sheet(page).send(mine, path, **{f"photo-{n}-caption": f"KET-{n}" for n in range(10)}, **TICK))
    assert list(session.scalars(select(StoryPhoto.caption).order_by(StoryPhoto.position))) == [
        f"KET-{n}" for n in range(10)
    ]


def test_the_file_fields_ask_for_what_phones_turn_their_pictures_into(mine):
    asked = set(re.findall(r'type="file"[^>]*?accept="([^"]*)"', mine.get("/kirim/berita").text))
    assert asked == {"image/jpeg,image/png,image/webp"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b'filename=""', "foto"),
        (b'filename="caf\xe9.jpg"', "café.jpg"),
        (b"filename*=UTF-8''caf%C3%A9.jpg", "café.jpg"),
        (b'filename="=?utf-8?B?Y2Fmw6kuanBn?="', "café.jpg"),
        (b'filename="=?x-none?B?Y2Fm?="', "=?x-none?B?Y2Fm?="),
    ],
)
def test_a_photo_is_taken_whatever_its_part_is_called(mine, session, name, shown):
    fields = make.fields(**words(0)) | {"csrf_token": token(mine.get("/kirim/berita"))}
    parts = [
        b'Content-Disposition: form-data; name="%s"\r\n\r\n%s' % (k.encode(), v.encode()) for k, v in fields.items()
    ]
    parts.append(
        b'Content-Disposition: form-data; name="photos"; %s\r\nContent-Type: image/jpeg\r\n\r\n%s' % (name, JPEG)
    )
    data = b"".join(b"--bdw\r\n%s\r\n" % part for part in parts) + b"--bdw--\r\n"
    code_of(mine.post("/kirim/berita", data=data, content_type="multipart/form-data; boundary=bdw"))
    assert kept(session) == [(shown, "0", False)]
