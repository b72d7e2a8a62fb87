"""Improving a returned story: what is asked for comes first, ticks are kept, an unchanged one is asked about."""

import re
from datetime import timedelta

import pytest

from portal.kernel import codes
from portal.stories import change_requests, service
from portal.stories.lifecycle import Action, Part, Status
from portal.stories.models import Story
from tests import clocks
from tests.author.conftest import Sheet, code_of, post, send, status, text, value, values
from tests.conftest import token
from tests.factories import photos
from tests.factories import stories as make
from tests.factories.stories import AT

REASON = {"code": "SUMBER", "title": "Sumber informasi belum jelas.", "title_en": "The source is unclear."}
REASON |= {"fix": "Tulis siapa yang menyebut angka itu.", "fix_en": "Say who gave the figure."}
REVIEW_DUE = AT + timedelta(hours=24)


@pytest.fixture(autouse=True)
def soon_after():
    """The clock stands an hour after the factories' stories, so that their deadlines are still to come."""
    clocks.at(AT + timedelta(hours=1))


@pytest.fixture
def returned(session, author):
    story = make.story(session, author)
    make.story_photo(session, story)
    service.move(session, story, Action.RETURN, {Part.DIRECTOR}, AT, None, reasons=[REASON], note="Tinggal ini.")
    session.commit()
    return story


def path(story, more=""):
    return f"/kiriman/{codes.pretty(story.code)}{more}"


def edit(client, story, **changes):
    """The form of a story as its page has it, changed and sent; the photo's words come along."""
    page = client.get(path(story, "/ubah"))
    fields = make.fields(submission_key=None, version=value(page, "version"), upload_ids=values(page, "upload_ids"))
    for name in ("caption", "alt", "credit"):
        fields[f"photo-0-{name}"] = value(page, f"photo-0-{name}")
    return client.post(path(story, "/ubah"), data={"csrf_token": token(page), **fields | changes})


def fresh(session, story) -> Story:
    session.rollback()
    return session.get_one(Story, story.id, populate_existing=True)


def ticked(page) -> set[str]:
    return set(re.findall(r'name="done" value="(\w+)"[^>]* checked', page.get_data(as_text=True)))


def test_the_form_begins_with_what_is_asked(mine, returned):
    page = mine.get(path(returned, "/ubah"))
    html = page.get_data(as_text=True)
    assert html.index('id="diminta"') < html.index('name="title"')
    for words in (REASON["title"], REASON["fix"], "Tinggal ini.", "Batas perbaikan Selasa (1/12/2026)"):
        assert words in text(page)
    assert ticked(page) == set()
    assert set(re.findall(r'name="done" value="(\w+)"', html)) == {"SUMBER", "note"}
    assert "The source is unclear." in text(mine.get("/en" + path(returned, "/ubah")))


def test_ticks_are_kept_with_a_save_and_come_back(mine, session, returned):
    code_of(edit(mine, returned, action="save", done=["SUMBER", "tidak-ada"]))
    assert ticked(mine.get(path(returned, "/ubah"))) == {"SUMBER"}
    assert text(mine.get(path(returned))).count("Selesai") == 1


def test_ticks_are_not_lost_on_a_faulty_form(mine, returned):
    page = edit(mine, returned, title="x", done=["note"])
    assert page.status_code == 422
    assert ticked(page) == {"note"}


def test_ticks_need_not_be_set_to_send_and_go_along_when_they_are(mine, session, returned):
    code_of(edit(mine, returned, source="Kata Bu Rohmah", done=["SUMBER"]))
    assert fresh(session, returned).status is Status.SUBMITTED
    assert change_requests.latest(session, returned.id).done == ["SUMBER"]


def test_an_unchanged_story_is_asked_about_with_everything_kept(mine, session, returned):
    page = edit(mine, returned, done=["SUMBER"])
    assert page.status_code == 422
    assert "Belum ada yang berubah, tetap kirim?" in text(page)
    assert '<button class="btn kunyit" name="confirm" value="unchanged">' in page.get_data(as_text=True)
    assert 'value="submit"' not in page.get_data(as_text=True), "one button that sends"
    assert ticked(page) == {"SUMBER"}
    assert value(page, "photo-0-caption") == "Canting dan malam"
    assert fresh(session, returned).status is Status.RETURNED


def test_sent_all_the_same_it_keeps_its_deadline_and_its_place(mine, session, returned):
    other = make.story(session, at=AT + timedelta(hours=1))
    session.commit()
    clocks.later(timedelta(hours=3))
    code_of(edit(mine, returned, confirm="unchanged", action=None))
    after = fresh(session, returned)
    assert (after.status, after.due_code, after.due_at) == (Status.SUBMITTED, "MOD_FIRST", REVIEW_DUE)
    assert after.due_at < session.get_one(Story, other.id).due_at, "before what came an hour after it"
    assert change_requests.latest(session, returned.id).unchanged


def test_a_changed_story_gets_a_fresh_clock_whatever_was_confirmed(mine, session, returned):
    code_of(edit(mine, returned, confirm="unchanged", source="Kata Bu Rohmah"))
    after = fresh(session, returned)
    assert after.due_at > REVIEW_DUE
    assert not change_requests.latest(session, returned.id).unchanged


def test_a_change_that_was_saved_first_is_a_change(mine, session, returned):
    code_of(edit(mine, returned, action="save", source="Kata Bu Rohmah"))
    code_of(edit(mine, returned, source="Kata Bu Rohmah"))
    assert fresh(session, returned).due_at > REVIEW_DUE


@pytest.mark.parametrize("change", [{"photo-0-caption": "Lebih jelas"}, {"upload_ids": []}])
def test_another_photo_or_caption_is_a_change(mine, session, returned, change):
    code_of(edit(mine, returned, **change))
    assert fresh(session, returned).status is Status.SUBMITTED


def test_a_program_reads_the_question_and_how_to_answer_it(mine, returned):
    page = mine.get(path(returned, "/ubah"))
    data = make.fields(submission_key=None, version=value(page, "version"), csrf_token=token(page))
    data |= {"upload_ids": values(page, "upload_ids"), "photo-0-alt": value(page, "photo-0-alt")}
    data |= {"photo-0-caption": "Canting dan malam", "photo-0-credit": "Nisa"}
    answer = mine.post(path(returned, "/ubah"), data=data, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert "confirm=unchanged" in answer.json["detail"]


def test_the_status_page_puts_what_is_asked_first_and_the_receipt_last(mine, returned):
    html = mine.get(path(returned)).get_data(as_text=True)
    order = ['data-test="status"', 'id="diminta"', 'id="perjalanan"', 'data-test="story-title"', 'class="slip"']
    assert [html.index(mark) for mark in order] == sorted(html.index(mark) for mark in order)
    assert html.count(REASON["title"]) == 1, "said once, not again in the journey"
    assert f'href="{path(returned)}/ubah"' in html


def test_the_chips_say_what_is_to_happen(mine, session, author, returned):
    make.story(session, author, title="Yang baru saja dikirim ke sini")
    session.commit()
    page = text(mine.get("/kiriman"))
    assert "Sisa 7 hari untuk memperbaiki" in page
    assert "Ditinjau sebelum besok 10.00" in page


def test_a_draft_has_no_qr_and_goes_on_being_written(mine, session):
    answer = send(mine, action="save", title="Baru separuh jadi")
    page = mine.get(answer.headers["Location"])
    assert 'class="qr"' not in page.get_data(as_text=True)
    assert "wa.me/?text" not in page.get_data(as_text=True)
    assert "Lanjutkan menulis" in text(mine.get(answer.headers["Location"] + "/ubah")).split(" – ")[0]


@pytest.mark.parametrize(("state", "words"), [(Status.SUBMITTED, "Ditarik"), (Status.PUBLISHED, "Dicabut")])
def test_taken_back_before_publication_is_one_word_and_withdrawn_another(mine, session, author, state, words):
    story = make.story(session, author, status=state)
    action, part = (Action.WITHDRAW, Part.AUTHOR) if state is Status.SUBMITTED else (Action.RETRACT, Part.HUMAS)
    service.move(session, story, action, {part}, AT, None, reasons=[REASON])
    session.commit()
    page = mine.get(path(story))
    assert status(page) == "withdrawn"
    assert words in text(page)
    assert ("Dicabut" in text(page)) is (words == "Dicabut")


def test_a_rejected_author_finds_the_number_of_the_office(mine, session, author):
    story = make.story(session, author, status=Status.REJECTED)
    session.commit()
    assert 'href="tel:0285421243"' in mine.get(path(story)).get_data(as_text=True)


def test_a_receipt_leads_to_tracking(mine, session, author):
    story = make.story(session, author, title="Batik & kopi di teras Bu Rohmah")
    session.commit()
    html = mine.get(path(story)).get_data(as_text=True)
    code = codes.pretty(story.code)
    assert 'class="qr"' in html
    said = "Kiriman%20saya%3A%20Batik%20%26%20kopi%20di%20teras%20Bu%20Rohmah%2C%20kode%20" + code
    assert said in html
    assert f"/lacak/{code}" in html


# ---- numbers ------------------------------------------------------------------------------------------------------

NUMBERED = make.BODY + " Hubungi 0857-1234-5678."


def test_a_number_is_asked_about_once_with_everything_kept(mine, session):
    page = send(mine, body=NUMBERED, place="Jalan Kauman 5")
    assert page.status_code == 422
    assert "Ada nomor 0857-1234-5678 di isi berita. Sengaja?" in text(page)
    assert (value(page, "body"), value(page, "place")) == (NUMBERED, "Jalan Kauman 5")
    assert 'href="#body"' in page.get_data(as_text=True)
    fields = make.fields(body=NUMBERED, submission_key=value(page, "submission_key"), confirm="numbers")
    code_of(post(mine, **fields))


def test_an_answer_counts_for_the_numbers_it_was_given_for(mine, session):
    page = send(mine, body=NUMBERED)
    changed = NUMBERED + " Atau 0813-9999-0000."
    page = Sheet(page).send(mine, action=None, confirm="numbers", body=changed)
    assert page.status_code == 422
    assert "0813-9999-0000" in text(page)
    assert value(page, "body") == changed
    page = Sheet(page).send(mine, body=changed)
    assert page.status_code == 422, "the ordinary button answers nothing"
    code_of(Sheet(page).send(mine, action=None, confirm="numbers", body=changed + " Terima kasih."))


def test_a_yes_to_an_unchanged_story_is_none_to_the_numbers_of_a_changed_one(mine, returned):
    page = edit(mine, returned)
    page = Sheet(page).send(mine, path(returned, "/ubah"), action=None, confirm="unchanged", body=NUMBERED)
    assert page.status_code == 422
    assert "0857-1234-5678" in text(page)


@pytest.mark.parametrize("field", ["title", "place", "source", "photo-0-caption"])
def test_every_text_that_can_be_read_is_looked_at(mine, session, author, field):
    given = {"upload_ids": [photos.photo(session, author).public_id]}
    session.commit()
    page = send(mine, **given, **{field: "Kabar dari siti@contoh.id"})
    assert page.status_code == 422
    assert "Ada alamat siti@contoh.id di" in text(page)


def test_a_draft_and_the_number_of_the_complaint_line_are_not_asked_about(mine):
    code_of(send(mine, body=NUMBERED, action="save"))
    code_of(send(mine, body=make.BODY + " Lapor Ajib ada di 0816 644 000 dan +62 816 644 000."))


def test_a_preview_warns_and_asks_for_no_agreement_yet(mine):
    page = send(mine, body=NUMBERED, action="preview", consent_original=None, consent_license=None)
    assert page.status_code == 200
    assert "Data pribadi: 0857-1234-5678 (nomor HP)." in text(page)
    assert 'data-test="field-error"' not in page.get_data(as_text=True)
