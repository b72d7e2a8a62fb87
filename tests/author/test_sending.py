"""/kirim: triage, the form of a new story, and every way of posting it."""

import errno
import re
import uuid

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from portal.accounts import agreements
from portal.accounts.models import Consent
from portal.kernel import clock
from portal.photos import rules
from portal.photos.models import Photo
from portal.stories.lifecycle import Status
from portal.stories.models import ParkedWords, Revision, Story, StoryPhoto
from tests.author.conftest import code_of, error_at, post, send, sign_in, status, text, value, values
from tests.conftest import token
from tests.factories import accounts, pictures
from tests.factories import stories as make

pytestmark = pytest.mark.dated

JPEG = pictures.phone_jpeg()
TYPED = ("title", "body", "place", "source", "event_date")


def stories(session):
    found = session.scalars(select(Story).order_by(Story.id)).all()
    session.expunge_all()  # or a rollback would have them read anew
    session.rollback()  # the app writes over another connection
    return found


def count(session, model) -> int:
    found = session.scalar(select(func.count()).select_from(model))
    session.rollback()
    return found


def kept_words(page, fields) -> bool:
    return all(value(page, name) == fields[name] for name in TYPED)


# ---- triage -------------------------------------------------------------------------------------------------------


def test_triage_leads_to_where_each_message_belongs(client):
    page = client.get("/kirim")
    html = page.get_data(as_text=True)
    for target in ("tel:112", "/kirim/berita", "/kirim/aduan", "https://ppid.pekalongankota.go.id"):
        assert f'href="{target}"' in html
    assert html.index("tel:112") < html.index("/kirim/berita")


def test_a_complaint_becomes_a_message_to_the_complaint_line_and_is_not_kept(client, session):
    page = post(client, "/kirim/aduan", text="Lampu mati & gelap\r\nRT 05")
    link = "https://wa.me/62816644000?text=Lampu%20mati%20%26%20gelap%0ART%2005"
    assert f'href="{link}"' in page.get_data(as_text=True).replace("&amp;", "&")
    assert count(session, ParkedWords) == 0


def test_an_empty_or_too_long_complaint_is_asked_for_again_with_its_words(client):
    assert post(client, "/kirim/aduan", text=" ").status_code == 422
    page = post(client, "/kirim/aduan", text="x" * 1501)
    assert page.status_code == 422
    assert value(page, "text") == "x" * 1501
    assert "1500" in error_at(page, "text")


# ---- sending ------------------------------------------------------------------------------------------------------


def test_a_story_is_sent_and_its_receipt_says_so(mine, session, author):
    fields = make.fields()
    answer = post(mine, **fields)
    code = code_of(answer)
    (story,) = stories(session)
    assert (story.author_id, story.status, f"BW-{story.code}") == (author.id, Status.SUBMITTED, code)
    assert story.submission_key == fields["submission_key"]
    page = mine.get(answer.headers["Location"])
    assert f'data-test="receipt-code">{code}<' in page.get_data(as_text=True)
    assert status(page) == "submitted"
    assert fields["title"] in text(page)
    assert "kata Bu Rohmah" in text(page)


def test_the_form_offers_a_key_of_its_own_and_the_persons_ward(mine):
    page = mine.get("/kirim/berita")
    assert uuid.UUID(value(page, "submission_key"))
    assert value(page, "submission_key") != value(mine.get("/kirim/berita"), "submission_key")
    assert '<option selected value="medono">' in page.get_data(as_text=True)


def test_a_resend_gets_the_same_receipt_and_no_second_row(mine, session):
    fields = make.fields()
    first = code_of(post(mine, **fields))
    assert code_of(post(mine, **fields | {"place": "Lain", "consent_original": "1"})) == first
    assert code_of(post(mine, **fields | {"body": fields["body"].replace("\n", "\r\n")})) == first
    assert code_of(post(mine, **fields | {"action": "save"})) == first
    assert code_of(post(mine, **fields | {"submission_key": fields["submission_key"].upper()})) == first
    assert (count(session, Story), count(session, Revision)) == (1, 1)


@pytest.mark.parametrize(
    ("field", "other"), [("title", "Judul lain sama sekali"), ("body", "b" * 120), ("ward", "krapyak")]
)
def test_other_words_under_a_sent_key_are_409_and_the_first_is_kept(mine, session, field, other):
    fields = make.fields()
    code = code_of(post(mine, **fields))
    page = post(mine, **fields | {field: other})
    assert page.status_code == 409
    (story,) = stories(session)
    assert (story.title, story.body) == (fields["title"], fields["body"])
    assert status(page) == "submitted"
    assert code in text(page)
    if field != "ward":
        assert value(page, field) == other
    assert value(page, "submission_key") != fields["submission_key"]
    again = post(mine, **fields | {field: other, "submission_key": value(page, "submission_key")})
    assert code_of(again) != code


def test_a_key_of_somebody_else_is_not_taken_for_ones_own(mine, browser, session):
    fields = make.fields()
    first = code_of(post(mine, **fields))
    other = make.person(session)
    session.commit()
    assert code_of(post(browser(other), **fields)) != first


def test_a_draft_is_saved_with_anything_missing_and_grows_under_its_key(mine, session):
    key = str(uuid.uuid4())
    answer = post(mine, action="save", submission_key=key, title="Baru judul")
    page = mine.get(answer.headers["Location"])
    assert status(page) == "draft"
    assert "Draf tersimpan" in text(page)
    assert code_of(post(mine, **make.fields(action="save", submission_key=key))) == code_of(answer)
    assert code_of(post(mine, **make.fields(submission_key=key))) == code_of(answer)
    (story,) = stories(session)
    assert (story.status, story.title) == (Status.SUBMITTED, make.TITLE)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("title", "Pendek"),
        ("title", "x" * 121),
        ("body", "kurang"),
        ("body", "y" * 10_001),
        ("event_date", "2999-01-01"),
        ("event_date", "kapan-kapan"),
        ("place", "z" * 161),
        ("source", "z" * 401),
    ],
)
def test_a_faulty_form_comes_back_as_typed_with_the_message_at_the_field(mine, session, field, wrong):
    fields = make.fields() | {field: wrong}
    page = post(mine, **fields)
    assert page.status_code == 422
    assert error_at(page, field)
    assert kept_words(page, fields)
    assert text(page).startswith("Galat:")
    html = page.get_data(as_text=True)
    assert re.search(r'name="agree"[^>]* checked', html)
    assert '<option selected value="batik-umkm">' in html
    assert value(page, "submission_key") == fields["submission_key"]
    assert count(session, Story) == 0


def test_a_story_cannot_be_sent_without_both_permissions(mine, session):
    page = post(mine, **make.fields(consent_original=None, consent_license="0"))
    assert page.status_code == 422
    assert error_at(page, "agree")
    page = post(mine, **make.fields(consent_license="0"))
    assert page.status_code == 422
    assert error_at(page, "consent_license")
    assert not error_at(page, "agree")
    assert count(session, Story) == 0


def test_one_box_stands_for_both_permissions_and_each_is_kept_by_itself(mine, session):
    code_of(post(mine, **make.fields(consent_original=None, consent_license=None, agree="y")))
    session.rollback()
    rows = session.execute(select(Consent.code, Consent.text_version).where(Consent.code.in_(("ORIGINAL", "LICENSE"))))
    versions = {code: agreements.agreement(code).version for code in ("ORIGINAL", "LICENSE")}
    assert dict(rows.all()) == versions


def test_a_key_that_is_none_costs_one_more_click_and_no_words(mine, session):
    fields = make.fields(submission_key="bukan-uuid")
    page = post(mine, **fields)
    assert page.status_code == 422
    assert kept_words(page, fields)
    code_of(post(mine, **fields | {"submission_key": value(page, "submission_key")}))


def test_a_story_without_a_key_is_sent_all_the_same(mine):
    code_of(post(mine, **make.fields(submission_key=None)))


def test_the_preview_shows_the_story_and_keeps_nothing(mine, session):
    fields = make.fields(
        action="preview", body=make.BODY + "\n\n- satu\n- dua\n\nHubungi 0857 1234 5678.", credit="initials"
    )
    page = post(mine, **fields)
    assert page.status_code == 200
    html = page.get_data(as_text=True)
    assert "<li>satu</li>" in html
    assert html.index('id="pratinjau"') < html.index('name="title"')
    assert "N.H., pewarta warga Medono" in text(page) or "N.H." in text(page)
    assert "0857 1234 5678" in text(page)
    assert kept_words(page, fields)
    assert count(session, Story) == 0


def test_a_preview_of_a_faulty_form_names_the_faults_too(mine):
    page = post(mine, **make.fields(action="preview", title="x"))
    assert page.status_code == 422
    assert 'id="pratinjau"' in page.get_data(as_text=True)
    assert error_at(page, "title")


def test_enter_in_a_field_looks_and_neither_sends_nor_removes_anything(mine):
    html = mine.get("/kirim/berita").get_data(as_text=True)
    form = html[html.index('data-autosave="story"') :]
    assert re.search(r"<button[^>]*>", form)[0].count('value="preview"') == 1


@pytest.mark.parametrize(
    "script", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>"]
)
def test_no_script_survives_in_what_the_author_sees(mine, script):
    answer = send(mine, title=f"Judul {script[:40]}", body=make.BODY + script)
    pages = [mine.get(answer.headers["Location"]), post(mine, **make.fields(action="preview", body=make.BODY + script))]
    for page in pages:
        html = page.get_data(as_text=True)
        assert "<script>alert" not in html
        assert 'href="javascript' not in html
        assert "<img src=x" not in html


HOSTILE = [
    "a\x00b",
    "\u202eterbalik\u202c",
    "\ud800",
    "\U0001f600" * 30,
    "مرحبا " * 10,
    "'; DROP TABLE story; --",
    "{{7*7}}",
    "%s%n",
    "\uffff",
    "\u200b" * 20,
]


@pytest.mark.parametrize("string", HOSTILE)
@pytest.mark.parametrize("action", ["submit", "save", "preview"])
def test_hostile_strings_never_break_anything(mine, session, string, action):
    string = string.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    names = ("title", "place", "source", "photo-0-caption", "photo-0-alt", "submission_key", "version")
    changes = dict.fromkeys(names, string) | {"body": string + make.BODY + string, "action": action}
    assert post(mine, **make.fields() | changes).status_code in (200, 303, 422)
    changes |= {"submission_key": str(uuid.uuid4()), "ward": string, "rubric": string, "credit": string}
    assert post(mine, **make.fields() | changes).status_code in (303, 422)
    assert "49" not in (story.title for story in stories(session))


@pytest.mark.parametrize("size", [200_000, 10 * 1024 * 1024])
def test_a_field_of_megabytes_is_refused_in_words(mine, session, size):
    page = post(mine, **make.fields(body="x" * size))
    assert page.status_code == 422
    assert "Terlalu panjang" in error_at(page, "body")
    assert value(page, "title") == make.TITLE
    assert count(session, Story) == 0


def test_raw_bytes_that_are_no_text_are_no_500(mine):
    mine.get("/kirim/berita")
    head = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n'
    good = token(mine.get("/kirim/berita")).encode()
    parts = {b"csrf_token": good, b"title": b"\xff\xfe\xed\xa0\x80", b"body": b"\x80" * 200, b"action": b"submit"}
    body = b"".join(head % name + content + b"\r\n" for name, content in parts.items()) + b"--x--\r\n"
    assert mine.post("/kirim/berita", data=body, content_type="multipart/form-data; boundary=x").status_code == 422


def test_a_missing_or_foreign_token_is_400(mine, browser, session):
    assert mine.post("/kirim/berita", data=make.fields()).status_code == 400
    mine.get("/kirim/berita")
    foreign = token(browser().get("/kirim/berita"))
    assert mine.post("/kirim/berita", data=make.fields(csrf_token=foreign)).status_code == 400
    assert count(session, Story) == 0


def test_an_old_token_gives_the_form_back_as_typed(mine, session, monkeypatch):
    fields = make.fields(csrf_token=token(mine.get("/kirim/berita")))
    monkeypatch.setattr("portal.kernel.forms.TOKEN_LIFE", -1)
    page = mine.post("/kirim/berita", data=fields)
    assert page.status_code == 422
    assert kept_words(page, fields)
    assert count(session, Story) == 0


def test_a_young_person_saves_but_does_not_send_before_the_guardian_confirms(browser, session):
    young = accounts.minor(session)
    session.commit()
    client = browser(young)
    fields = make.fields()
    page = post(client, **fields)
    assert page.status_code == 422
    assert "wali" in text(page)
    assert kept_words(page, fields)
    assert status(client.get(post(client, **fields | {"action": "save"}).headers["Location"])) == "draft"
    young.guardian_confirmed_at = clock.now()
    session.commit()
    assert status(client.get(post(client, **fields).headers["Location"])) == "submitted"


def test_programs_get_problem_json(mine):
    good = token(mine.get("/kirim/berita"))
    fields = make.fields(csrf_token=good, title="x", event_date="")
    answer = mine.post("/kirim/berita", data=fields, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert "title:" in answer.json["detail"]
    assert "event_date:" in answer.json["detail"]


def test_the_english_page_sends_too(mine):
    page = mine.get("/en/kirim/berita")
    assert "What happened?" in text(page)
    fields = make.fields(csrf_token=token(page))
    answer = mine.post("/en/kirim/berita", data=fields)
    assert answer.headers["Location"].startswith("/en/kiriman/BW-")


# ---- photos -------------------------------------------------------------------------------------------------------


def test_photos_come_with_their_words_in_the_order_sent(mine, session):
    words = {"photo-0-caption": "Canting", "photo-0-alt": "Tangan", "photo-0-credit": "Nisa", "photo-0-consent": "1"}
    words |= {"photo-1-caption": "Malam", "photo-1-consent": "0"}
    code_of(send(mine, files=[("a.jpg", JPEG), ("b.jpg", JPEG)], **words))
    rows = session.execute(
        select(StoryPhoto, Photo).join(Photo, StoryPhoto.photo_id == Photo.id).order_by(StoryPhoto.position)
    )
    found = [(photo.original_name, row.caption, row.alt, row.credit, row.consent) for row, photo in rows]
    assert found == [("a.jpg", "Canting", "Tangan", "Nisa", True), ("b.jpg", "Malam", "", "Nurul Hidayah", False)]
    assert "SUBJECT_CONSENT" in set(session.scalars(select(Consent.code)))


def test_a_finished_upload_is_taken_by_its_id(mine, session, author, app):
    from tests.factories import photos

    with app.app_context():
        ids = [photos.photo(session, author).public_id for _ in range(2)]
    session.commit()
    code_of(send(mine, upload_ids=[ids[1], ids[0]], **{"photo-0-caption": "kedua dulu"}))
    rows = session.execute(select(Photo.public_id, StoryPhoto.caption).join(StoryPhoto).order_by(StoryPhoto.position))
    assert [tuple(row) for row in rows] == [(ids[1], "kedua dulu"), (ids[0], "")]


def test_a_resend_with_photos_gets_the_same_receipt_and_keeps_no_picture_twice(mine, session, app):
    fields = make.fields()
    code = code_of(post(mine, files=[("a.jpg", JPEG)], **fields))
    assert code_of(post(mine, files=[("a.jpg", JPEG)], **fields)) == code
    assert (count(session, Photo), count(session, StoryPhoto)) == (1, 1)
    taken = session.scalars(select(Photo.public_id)).one()
    session.rollback()
    assert code_of(post(mine, **fields | {"upload_ids": [taken]})) == code


def test_a_draft_keeps_its_photos_when_its_form_comes_again(mine, session):
    fields = make.fields(action="save")
    post(mine, files=[("a.jpg", JPEG)], **fields)
    taken = session.scalars(select(Photo.public_id)).one()
    session.rollback()
    code_of(post(mine, **make.fields(submission_key=fields["submission_key"], upload_ids=[taken])))
    assert (count(session, Photo), count(session, StoryPhoto)) == (1, 1)


def test_a_file_that_is_no_photo_is_415_and_the_good_one_is_not_lost(mine, session):
    fields = make.fields(**{"photo-0-caption": "bagus", "photo-1-caption": "buruk"})
    page = post(mine, files=[("bagus.jpg", JPEG), ("surat.pdf", b"%PDF-1.4" * 9)], **fields)
    assert page.status_code == 415
    assert "surat.pdf" in error_at(page, "photos")
    assert kept_words(page, fields)
    kept, gap = values(page, "upload_ids")
    assert (value(page, "photo-0-caption"), value(page, "photo-1-caption")) == ("bagus", "buruk")
    assert count(session, Story) == 0
    again = {"upload_ids": [kept, gap], **fields}
    code_of(post(mine, files=[("lagi.jpg", JPEG)], **again))
    rows = session.execute(
        select(Photo.original_name, StoryPhoto.caption).join(StoryPhoto).order_by(StoryPhoto.position)
    )
    assert [tuple(row) for row in rows] == [("bagus.jpg", "bagus"), ("lagi.jpg", "buruk")]


def test_the_summary_follows_the_page(mine):
    wrong = dict.fromkeys(("title", "ward", "rubric", "event_date", "consent_original", "consent_license"), "")
    sent = {**wrong, "body": "", "photos_consent_asked": "1", "photo-0-caption": "x" * 999}
    page = post(mine, files=[("satu.jpg", JPEG), ("dua.gif", b"GIF89a" + bytes(90))], **make.fields(**sent))
    html = page.get_data(as_text=True)
    listed = re.findall(r'<li><a href="#([^"]+)"', html[: html.index("<h1")])
    assert {"photos", "photo-0-caption", "photos_consent", "agree"} <= set(listed)
    form = html[html.index("<form", html.index("<h1")) :]
    assert listed == sorted(listed, key=lambda each: form.index(f'id="{each}"'))
    assert listed[-1] == "agree"


def test_a_photo_too_large_is_413_with_the_form_as_typed(mine):
    page = send(mine, files=[("besar.jpg", JPEG + b"\0" * (25 * 1024 * 1024))])
    assert page.status_code == 413
    assert "besar.jpg" in error_at(page, "photos")
    assert value(page, "title") == make.TITLE


def test_a_photo_beyond_the_quota_is_413_at_the_field_with_the_form_as_typed(mine, session, monkeypatch):
    monkeypatch.setattr(rules, "CAPS", rules.CAPS._replace(files_per_story=0, unsent_files=2))
    page = send(mine, files=[(f"{n}.jpg", JPEG) for n in range(3)])
    assert page.status_code == 413
    assert "2.jpg" in error_at(page, "photos")
    assert "draf" in error_at(page, "photos")
    assert value(page, "title") == make.TITLE
    assert count(session, Photo) == 2


def test_photos_of_sent_stories_never_fill_the_quota(mine, session, monkeypatch):
    monkeypatch.setattr(rules, "CAPS", rules.CAPS._replace(files_per_story=0, unsent_files=2))
    for _ in range(3):
        code_of(send(mine, files=[("a.jpg", JPEG), ("b.jpg", JPEG)]))
    assert count(session, Photo) == 6


def test_an_eleventh_photo_is_said_and_ten_are_kept(mine, session):
    page = send(mine, files=[(f"{n}.jpg", JPEG) for n in range(11)])
    assert page.status_code == 422
    assert "10.jpg" in error_at(page, "photos")
    assert len(values(page, "upload_ids")) == 10
    assert count(session, Photo) == 10


def test_a_photo_received_with_a_faulty_text_is_not_sent_twice(mine, session):
    fields = make.fields(title="x")
    page = post(mine, files=[("a.jpg", JPEG)], **fields)
    assert page.status_code == 422
    (kept,) = values(page, "upload_ids")
    code_of(post(mine, **fields | {"title": make.TITLE, "upload_ids": [kept]}))
    assert (count(session, Photo), count(session, StoryPhoto)) == (1, 1)


@pytest.mark.parametrize("upload_id", ["unknown", "../../etc/passwd", "0" * 24, ""])
def test_an_upload_nobody_knows_is_said_once_and_then_left_out(mine, session, upload_id):
    page = send(mine, upload_ids=[upload_id], **{"photo-0-caption": "keterangan"})
    assert page.status_code == 422
    assert value(page, "photo-0-caption") == "keterangan"
    code_of(send(mine, upload_ids=values(page, "upload_ids")))
    assert count(session, StoryPhoto) == 0


def test_a_picture_of_somebody_else_or_of_another_story_cannot_be_used(mine, session, author, app):
    from tests.factories import photos

    with app.app_context():
        theirs = photos.photo(session, make.person(session)).public_id
        used = make.story_photo(session, make.story(session, author)).photo.public_id
    session.commit()
    for upload_id in (theirs, used):
        assert send(mine, upload_ids=[upload_id]).status_code == 422


def test_a_picture_is_taken_out_or_moved_by_a_button(mine, session):
    page = send(
        mine,
        files=[(f"{n}.jpg", JPEG) for n in range(3)],
        title="x",
        **{f"photo-{n}-caption": f"k{n}" for n in range(3)},
    )
    ids = values(page, "upload_ids")
    words = {f"photo-{n}-caption": f"k{n}" for n in range(3)}
    moved = send(mine, upload_ids=ids, up="2", **words)
    assert moved.status_code == 200
    assert values(moved, "upload_ids") == [ids[0], ids[2], ids[1]]
    assert value(moved, "photo-1-caption") == "k2"
    dropped = send(mine, upload_ids=ids, drop="0", **words)
    assert values(dropped, "upload_ids") == ids[1:]
    assert value(dropped, "photo-0-caption") == "k1"
    for strange in ({"drop": "99"}, {"up": "-1"}, {"up": "x"}, {"drop": "9" * 400}):
        assert send(mine, upload_ids=ids, action="preview", **strange, **words).status_code == 200


def test_words_too_long_for_a_photo_are_said_there(mine):
    page = send(mine, files=[("a.jpg", JPEG)], **{"photo-0-alt": "x" * 251})
    assert page.status_code == 422
    assert error_at(page, "photo-0-alt")
    assert value(page, "photo-0-alt") == "x" * 251


# ---- visitors -----------------------------------------------------------------------------------------------------


def test_a_visitors_words_are_kept_through_signing_in(browser, session, author):
    visitor = browser()
    fields = make.fields(title="Pendek", credit="anonymous", **{"photo-0-caption": "nanti"})
    answer = post(visitor, **fields)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/masuk?next=/kirim/berita")
    sign_in(visitor, session, author)
    page = visitor.get("/kirim/berita")
    assert kept_words(page, fields)
    assert "Yang Anda ketik sudah kami simpan" in text(page)
    assert value(page, "submission_key") == fields["submission_key"]
    assert re.search(r'value="anonymous"[^>]* checked', page.get_data(as_text=True))
    code_of(post(visitor, **fields | {"title": make.TITLE}))
    assert count(session, ParkedWords) == 0
    assert value(visitor.get("/kirim/berita"), "title") == ""


def test_a_visitors_words_survive_the_real_sign_in(browser, session):
    user = accounts.user(session)
    session.commit()
    visitor = browser()
    fields = make.fields()
    post(visitor, **fields)
    login = {"csrf_token": token(visitor.get("/masuk")), "identity": user.email, "password": accounts.PASSWORD}
    answer = visitor.post("/masuk?next=/kirim/berita", data=login | {"next": "/kirim/berita"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/kirim/berita")
    assert kept_words(visitor.get("/kirim/berita"), fields)


def test_a_visitor_is_told_about_photos_and_loses_no_text(browser, session):
    visitor = browser()
    assert "Masuk dulu untuk menambahkan foto" in text(visitor.get("/kirim/berita"))
    answer = send(visitor, files=[("a.jpg", JPEG)])
    assert answer.status_code == 303
    assert count(session, Photo) == 0
    assert "Foto belum ikut" in text(visitor.get("/masuk"))


def test_a_visitors_text_that_cannot_be_kept_is_said_at_once(browser, session):
    page = send(browser(), title="x" * 121)
    assert page.status_code == 422
    assert value(page, "title") == "x" * 121
    assert count(session, ParkedWords) == 0


def test_a_visitor_leaves_nothing_but_the_forms_own_fields(browser, session):
    assert send(browser(), sampah="x" * 1_000_000, **{"photo-99-caption": "x" * 1_000_000}).status_code == 303
    kept = session.scalars(select(ParkedWords)).one()
    assert "sampah" not in kept.fields
    assert kept.size < 20_000
    assert re.fullmatch(r"[0-9a-f]{64}", kept.client), "the address itself is not kept"


def test_a_visitor_whose_connection_left_too_much_keeps_what_is_on_the_page(browser, session, monkeypatch):
    monkeypatch.setattr("portal.stories.parking.ROWS", 2)
    assert [send(browser(), title=f"Rob surut {n}").status_code for n in range(2)] == [303, 303]
    page = send(browser(), title="Rob surut lagi")
    assert page.status_code == 429
    assert 0 < int(page.headers["Retry-After"]) <= 24 * 3600
    assert value(page, "title") == "Rob surut lagi"
    assert "Masuk dulu" in text(page)
    assert count(session, ParkedWords) == 2


def test_a_visitor_may_look_at_a_preview(browser):
    page = send(browser(), action="preview")
    assert page.status_code == 200
    assert 'id="pratinjau"' in page.get_data(as_text=True)


def test_one_browsers_words_are_never_shown_in_another(browser, session, author):
    send(browser(), title="Rahasia saya sendiri")
    assert value(browser(author).get("/kirim/berita"), "title") == ""


def test_words_left_for_more_than_a_day_are_gone(browser, session, author):
    visitor = browser()
    send(visitor)
    for row in session.scalars(select(ParkedWords)):
        row.made_at = row.made_at - clock.timedelta(hours=25)
    session.commit()
    sign_in(visitor, session, author)
    assert value(visitor.get("/kirim/berita"), "title") == ""


def test_who_was_signed_out_meanwhile_gets_the_words_back_on_the_page(mine, session, author):
    from portal.accounts.models import LoginSession

    fields = make.fields(csrf_token=token(mine.get("/kirim/berita")), upload_ids=["a" * 24])
    session.query(LoginSession).update({"ended_at": clock.now()})
    session.commit()
    page = mine.post("/kirim/berita", data=fields)
    assert page.status_code == 422
    assert "Anda sudah keluar" in text(page)
    assert kept_words(page, fields)
    assert values(page, "upload_ids") == ["a" * 24]
    assert count(session, Story) == 0
    sign_in(mine, session, author)
    assert kept_words(mine.get("/kirim/berita"), fields)


# ---- when there is no room ----------------------------------------------------------------------------------------


def test_a_photo_without_room_is_507_and_the_text_stays(mine, session, monkeypatch):
    def full(*_args):
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr("portal.kernel.storage.Storage.check_space", full)
    fields = make.fields()
    page = post(mine, files=[("a.jpg", JPEG)], **fields)
    assert page.status_code == 507
    assert "a.jpg" in error_at(page, "photos")
    assert kept_words(page, fields)


@pytest.mark.parametrize(("fault", "status"), [("database or disk is full", 507), ("database is locked", 503)])
@pytest.mark.parametrize("revising", [False, True])
def test_a_database_that_takes_nothing_gives_the_form_back_as_typed(
    mine, session, monkeypatch, fault, status, revising
):
    path, fields = "/kirim/berita", make.fields()
    if revising:
        path = post(mine, **make.fields(action="save")).headers["Location"] + "/ubah"
        fields["version"] = "1"

    def fail(*_args, **_more):
        raise OperationalError("INSERT", {}, Exception(fault))

    monkeypatch.setattr("portal.stories.service.move", fail)
    page = post(mine, path, **fields)
    assert page.status_code == status
    assert page.headers["Retry-After"]
    assert kept_words(page, fields)


# ---- what cannot be seen ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unseen", ["\u2800", "\u3164", "\u200d", "\u00ad", "\ufe0f", "\u034f", "\u00a0", "&nbsp;"])
def test_a_story_of_invisible_characters_is_not_written(mine, session, unseen):
    page = (
        send(mine, title=unseen * 12, body=unseen * 120, action="submit")
        if unseen != "&nbsp;"
        else send(mine, body=unseen * 40)
    )
    assert page.status_code == 422
    assert error_at(page, "body")
    assert bool(error_at(page, "title")) == (unseen != "&nbsp;")
    assert count(session, Story) == 0


def test_invisible_words_for_a_photo_are_none_and_those_with_joined_letters_stay(mine, session):
    words = {
        "photo-0-caption": "\u2800\u200d",
        "photo-0-alt": "\u3164" * 30,
        "photo-0-credit": "Keluarga 👨\u200d👩\u200d👧",
    }
    code_of(send(mine, files=[("a.jpg", JPEG)], **words))
    found = session.execute(select(StoryPhoto.caption, StoryPhoto.alt, StoryPhoto.credit)).one()
    assert tuple(found) == ("", "", "Keluarga 👨\u200d👩\u200d👧")
