"""/kiriman: the list, one story, changing it, taking it back, and what a person was told."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal.accounts.models import Consent
from portal.kernel import codes, forms
from portal.kernel.events import Event
from portal.photos.models import PhotoState
from portal.stories import service
from portal.stories.lifecycle import Action, Part, Status
from portal.stories.models import Revision, Story, StoryPhoto
from tests.author.conftest import code_of, error_at, post, status, text, value, values
from tests.conftest import token
from tests.factories import accounts, notices, photos, pictures
from tests.factories import stories as make
from tests.factories.stories import AT

pytestmark = pytest.mark.dated

REASON = {"code": "SUMBER", "title": "Sumber informasi belum jelas.", "title_en": "The source is unclear."}
REASON |= {"fix": "Tulis siapa yang menyebut angka itu.", "fix_en": "Say who gave the figure."}


def path(story, more=""):
    return f"/kiriman/{codes.pretty(story.code)}{more}"


def fresh(session, story) -> Story:
    """The story as the app has left it."""
    session.rollback()
    found = session.get_one(Story, story.id, populate_existing=True)
    session.expunge_all()
    session.rollback()
    return found


@pytest.fixture
def story(session, author):
    """`story(status)`: one of the author's own."""

    def of(state=Status.SUBMITTED, **changes):
        made = make.story(session, author, status=state, **changes)
        session.commit()
        return made

    return of


@pytest.fixture
def returned(session, story):
    made = story()
    service.move(session, made, Action.RETURN, {Part.DIRECTOR}, AT, None, reasons=[REASON], note="Tinggal ini.")
    session.commit()
    return made


def edit(client, story, **changes):
    """The form of a story as its page has it, changed and sent."""
    page = client.get(path(story, "/ubah"))
    fields = make.fields(submission_key=None, version=value(page, "version"), upload_ids=values(page, "upload_ids"))
    return client.post(path(story, "/ubah"), data={"csrf_token": token(page), **fields | changes})


# ---- the list -----------------------------------------------------------------------------------------------------


def test_the_list_shows_own_stories_only_with_their_state(mine, session, story):
    own = story(Status.RETURNED, title="Rob surut di kampung kami")
    make.story(session, title="Punya orang lain sepenuhnya")
    session.commit()
    page = mine.get("/kiriman")
    assert "Rob surut di kampung kami" in text(page)
    assert codes.pretty(own.code) in text(page)
    assert status(page) == "returned"
    assert "Punya orang lain" not in text(page)


def test_the_list_goes_on_page_by_page(mine, story):
    for n in range(21):
        story(title=f"Cerita ke-{n:02} dari kampung", at=AT + timedelta(minutes=n))
    first = mine.get("/kiriman")
    older = re.search(r'rel="next" href="([^"]+)"', first.get_data(as_text=True))[1]
    assert "Cerita ke-20" in text(first)
    assert "Cerita ke-00" not in text(first)
    assert "Cerita ke-00" in text(mine.get(older))
    assert mine.get("/kiriman?sebelum=x").status_code == 404


def test_who_has_sent_nothing_is_invited(mine):
    assert "Satu foto dan beberapa kalimat sudah cukup." in text(mine.get("/kiriman"))


@pytest.mark.parametrize("where", ["/kiriman", "/kiriman/BW-7K3F2Q", "/kiriman/BW-7K3F2Q/ubah", "/kiriman/kabar"])
def test_a_visitor_signs_in_first(client, where):
    answer = client.get(where)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/masuk?next={where}")


# ---- one story ----------------------------------------------------------------------------------------------------


def test_a_receipt_has_code_qr_state_way_and_words(mine, story):
    sent = story()
    page = mine.get(path(sent))
    html = page.get_data(as_text=True)
    assert f'data-test="receipt-code">{codes.pretty(sent.code)}<' in html
    assert 'class="qr"' in html
    assert f'data-clear-draft="{sent.submission_key}"' in html
    assert status(page) == "submitted"
    assert "Rabu (25/11/2026) 10.00 WIB" in text(page)
    assert "Tayang di halaman Medono" in text(page)
    assert "“Yang susah itu napas" in text(page)


@pytest.mark.parametrize(
    "write", [str.lower, lambda code: code, lambda code: f"bw{code}", lambda code: code[:3] + "-" + code[3:]]
)
def test_a_code_is_understood_however_it_is_written(mine, story, write):
    assert mine.get(f"/kiriman/{write(story().code)}").status_code == 200


def test_a_mistyped_code_is_called_that_and_a_foreign_one_does_not_exist(mine, session):
    foreign = make.story(session)
    session.commit()
    good = foreign.code
    wrong = good[:-1] + ("2" if good[-1] != "2" else "3")
    page = mine.get(f"/kiriman/{wrong}")
    assert page.status_code == 404
    assert "Kode ini keliru" in text(page)
    for more in ("", "/ubah"):
        page = mine.get(path(foreign, more))
        assert page.status_code == 404
        assert "Kode ini keliru" not in text(page)
    assert post(mine, path(foreign, "/tarik"), page="/kirim/berita").status_code == 404


@pytest.mark.parametrize("state", Status)
def test_every_state_has_its_page(mine, story, state):
    page = mine.get(path(story(state)))
    assert page.status_code == 200
    assert status(page) == state.value


def test_reasons_and_the_way_out_are_said_in_the_language_of_the_page(mine, returned):
    page = mine.get(path(returned))
    assert "1 perbaikan lagi sebelum tayang" in text(page)
    assert "Sumber informasi belum jelas." in text(page)
    assert "Cara memperbaiki: Tulis siapa yang menyebut angka itu." in text(page)
    assert "Tinggal ini." in text(page)
    english = text(mine.get("/en" + path(returned)))
    assert "The source is unclear." in english
    assert "Say who gave the figure." in english


def test_a_photo_that_failed_is_named_with_what_to_do(mine, session, author, story):
    sent = story()
    photo = photos.photo(session, author, state=PhotoState.FAILED, original_name="IMG_9.jpg", failure="broken")
    make.story_photo(session, sent, photo)
    session.commit()
    assert "Foto 1 tidak bisa dipakai: IMG_9.jpg" in text(mine.get(path(sent)))
    assert "Foto 1 rusak" in text(mine.get(path(sent)))


def test_a_published_story_leads_to_its_page(mine, story):
    out = story(Status.PUBLISHED)
    html = mine.get(path(out)).get_data(as_text=True)
    assert f'href="/berita/{out.slug}-{codes.pretty(out.code)}"' in html


def test_one_page_of_a_story_costs_few_statements(mine, story, app, counted):
    sent = story()
    with counted() as statements:
        mine.get(path(sent))
    assert len(statements) <= 6, statements


# ---- changing -----------------------------------------------------------------------------------------------------


def test_the_form_of_a_returned_story_holds_everything(mine, session, author, returned):
    make.story_photo(session, returned, caption="Canting dan malam")
    session.commit()
    page = mine.get(path(returned, "/ubah"))
    assert (value(page, "title"), value(page, "body")) == (returned.title, returned.body)
    assert value(page, "event_date") == "2026-11-21"
    assert value(page, "photo-0-caption") == "Canting dan malam"
    assert value(page, "version") == str(returned.version)
    assert '<option selected value="medono">' in page.get_data(as_text=True)


def test_a_returned_story_is_improved_in_place_and_sent_again(mine, session, returned):
    answer = edit(mine, returned, body=make.BODY + " Kata Bu Rohmah sendiri.")
    assert code_of(answer) == codes.pretty(returned.code)
    after = fresh(session, returned)
    assert (after.status, after.code, after.due_code) == (Status.SUBMITTED, returned.code, "MOD_FIRST")
    numbers = session.scalars(select(Revision.number).where(Revision.story_id == after.id).order_by(Revision.number))
    assert list(numbers) == [1, 2]


def test_saving_a_returned_story_keeps_it_with_the_author(mine, session, returned):
    edit(mine, returned, action="save", title="Judul yang lebih baik lagi")
    after = fresh(session, returned)
    assert (after.status, after.title) == (Status.RETURNED, "Judul yang lebih baik lagi")
    assert after.due_at == returned.due_at


@pytest.mark.parametrize(
    ("given", "ticked", "kept"),
    [
        ({"consent_license": None}, False, {"ORIGINAL"}),  # a program may send one of them
        ({}, True, {"ORIGINAL", "LICENSE"}),
        ({"consent_original": None, "consent_license": None, "agree": "y"}, True, {"ORIGINAL", "LICENSE"}),
    ],
)
def test_a_saved_draft_comes_back_with_its_tick_and_photos(mine, session, given, ticked, kept):
    answer = post(mine, files=[("a.jpg", pictures.phone_jpeg())], **make.fields(action="save", title="x", **given))
    page = mine.get(answer.headers["Location"] + "/ubah")
    assert bool(re.search(r'name="agree"[^>]* checked', page.get_data(as_text=True))) is ticked
    assert len(values(page, "upload_ids")) == 1
    session.rollback()
    assert set(session.scalars(select(Consent.code))) == kept


def test_photos_are_added_moved_and_taken_out(mine, session, author, returned):
    first = make.story_photo(session, returned).photo.public_id
    second = make.story_photo(session, returned, position=1).photo.public_id
    third = photos.photo(session, author).public_id
    session.commit()
    code_of(edit(mine, returned, upload_ids=[third, first], action="save", **{"photo-1-caption": "tetap"}))
    after = fresh(session, returned)
    query = select(StoryPhoto).where(StoryPhoto.story_id == after.id).order_by(StoryPhoto.position)
    found = [(row.photo.public_id, row.caption) for row in session.scalars(query)]
    assert found == [(third, ""), (first, "tetap")]
    assert second not in dict(found)


def test_a_form_that_became_old_gets_a_409_with_both_texts(mine, session, returned):
    old = value(mine.get(path(returned, "/ubah")), "version")
    code_of(edit(mine, returned, action="save", title="Dari jendela yang lain"))
    page = edit(mine, returned, version=old, title="Dari jendela yang pertama")
    assert page.status_code == 409
    assert value(page, "title") == "Dari jendela yang pertama"
    assert "Dari jendela yang lain" in text(page)
    assert status(page) == "returned"
    code_of(edit(mine, returned, version=value(page, "version"), title="Dari jendela yang pertama"))
    assert fresh(session, returned).title == "Dari jendela yang pertama"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 50])
def test_a_form_without_a_good_version_changes_nothing(mine, session, returned, version):
    assert edit(mine, returned, version=version).status_code == 409
    assert fresh(session, returned).status is Status.RETURNED


@pytest.mark.parametrize(
    "state", [Status.SUBMITTED, Status.IN_REVIEW, Status.PUBLISHED, Status.REJECTED, Status.WITHDRAWN]
)
def test_what_is_with_somebody_else_cannot_be_changed_but_is_not_lost(mine, session, story, state):
    sent = story(state)
    answer = mine.get(path(sent, "/ubah"))
    assert (answer.status_code, answer.headers["Location"]) == (303, path(sent))
    data = make.fields(
        csrf_token=token(mine.get("/kirim/berita")), version=str(sent.version), title="Yang baru saya ketik"
    )
    page = mine.post(path(sent, "/ubah"), data=data)
    assert page.status_code == 409
    assert status(page) == state.value
    assert (value(page, "title"), value(page, "body")) == ("Yang baru saya ketik", data["body"])
    assert fresh(session, sent).title == make.TITLE


def test_a_faulty_change_comes_back_as_typed(mine, session, returned):
    page = edit(mine, returned, title="x", place="Tetap di sini")
    assert page.status_code == 422
    assert error_at(page, "title")
    assert (value(page, "title"), value(page, "place")) == ("x", "Tetap di sini")
    assert value(page, "version") == str(returned.version)
    assert fresh(session, returned).title == make.TITLE


def test_a_changed_story_may_be_looked_at_first(mine, session, returned):
    page = edit(mine, returned, action="preview", title="Judul untuk dilihat dulu")
    assert page.status_code == 200
    assert 'id="pratinjau"' in page.get_data(as_text=True)
    assert fresh(session, returned).title == make.TITLE


def test_a_young_author_does_not_send_an_old_draft_either(browser, session):
    young = accounts.minor(session)
    draft = make.story(session, young, status=Status.DRAFT)
    session.commit()
    assert edit(browser(young), draft).status_code == 422
    code_of(edit(browser(young), draft, action="save"))
    assert fresh(session, draft).status is Status.DRAFT


# ---- taking back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Status.DRAFT, Status.WITHDRAWN),
        (Status.SUBMITTED, Status.WITHDRAWN),
        (Status.IN_REVIEW, Status.WITHDRAWN),
        (Status.RETURNED, Status.WITHDRAWN),
        (Status.PUBLISHED, Status.HIDDEN),
    ],
)
def test_an_author_takes_a_story_back_and_a_published_one_is_hidden_at_once(mine, session, story, before, after):
    own = story(before)
    answer = post(mine, path(own, "/tarik"), page=path(own))
    assert code_of(answer) == codes.pretty(own.code)
    left = fresh(session, own)
    assert left.status is after
    assert left.due_code == ("PDP_WITHDRAW" if after is Status.HIDDEN else None)
    event = "story.hidden" if after is Status.HIDDEN else "story.withdrawn"
    assert session.scalars(select(Event.name)).all() == [event]


@pytest.mark.parametrize("state", [Status.REJECTED, Status.HIDDEN, Status.WITHDRAWN])
def test_what_is_over_cannot_be_taken_back_again(mine, session, story, state):
    own = story(state)
    assert post(mine, path(own, "/tarik"), page="/kirim/berita").status_code == 409
    assert fresh(session, own).status is state


def test_a_story_is_not_taken_back_by_a_link(mine, session, story):
    own = story()
    assert mine.get(path(own, "/tarik")).status_code == 405
    assert mine.post(path(own, "/tarik")).status_code == 400
    assert fresh(session, own).status is Status.SUBMITTED


# ---- notices ------------------------------------------------------------------------------------------------------


def test_notices_say_what_happened_and_are_marked_by_a_button(mine, session, author):
    notices.notice(session, author, "returned", reasons=[REASON], due="2026-12-01T16:59:59+00:00")
    notices.notice(session, author, "shared", channel="Facebook Pemkot", url="https://facebook.com/x/1")
    notices.notice(session, make.person(session), "rejected")
    session.commit()
    page = mine.get("/kiriman/kabar")
    assert "Berita Anda dibagikan di Facebook Pemkot" in text(page)
    assert "Sumber informasi belum jelas." in text(page)
    assert "Selasa (1/12/2026) 23.59 WIB" in text(page)
    assert "tidak dapat ditayangkan" not in text(page)
    assert page.get_data(as_text=True).count('class="new"') == 2
    assert "2 baru" in text(mine.get("/kiriman"))
    assert post(mine, "/kiriman/kabar").status_code == 303
    assert 'class="new"' not in mine.get("/kiriman/kabar").get_data(as_text=True)
    assert mine.get("/kiriman/kabar?sebelum=!").status_code == 404


def test_notices_are_not_marked_as_read_from_a_page_that_was_open_too_long(mine, session, author):
    told = notices.notice(session, author)
    session.commit()
    old = token(mine.get("/kiriman/kabar"))
    with time_machine.travel(timedelta(seconds=forms.TOKEN_LIFE + 60)):
        answer = mine.post("/kiriman/kabar", data={"csrf_token": old})
    assert answer.status_code == 422
    session.expire_all()
    assert told.read_at is None
    session.commit()
    assert mine.post("/kiriman/kabar", data={"csrf_token": token(mine.get("/kiriman/kabar"))}).status_code == 303
    session.expire_all()
    assert told.read_at


@pytest.mark.parametrize(("at", "words"), [
    (Status.SUBMITTED, "Isi kiriman ini sedang tidak bisa diubah."),
    (Status.IN_REVIEW, "Kiriman sedang ditinjau, jadi belum bisa diubah."),
    (Status.PUBLISHED, "Isi kiriman ini sedang tidak bisa diubah."),
])  # fmt: skip
def test_who_comes_back_to_the_form_after_sending_reads_why_it_is_closed(mine, session, author, at, words):
    story = make.story(session, author, at)
    session.commit()
    page = mine.get(f"/kiriman/{codes.pretty(story.code)}/ubah", follow_redirects=True)
    assert words in text(page)
