import uuid
from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from portal.stories import forms
from portal.stories.forms import PhotoTyped, StoryForm
from tests.factories import stories as make

TODAY = date(2026, 11, 24)
WARDS, RUBRICS = {"medono", "krapyak"}, {"batik-umkm"}


@pytest.fixture
def check(app):
    """The form's errors after a check, and the form."""

    def run(full=True, **changes):
        with app.test_request_context():
            form = StoryForm(MultiDict(make.fields(**changes)))
            form.offer(app.extensions["portal.city"], "id")
            fine = form.check(TODAY, WARDS, RUBRICS, full=full)
            assert fine == (not form.errors)
            return form

    return run


def test_what_the_contract_asks_for_is_enough(check):
    assert check().errors == {}


def test_place_source_and_credit_may_be_left_out(check):
    form = check(place=None, source=None, credit=None)
    assert form.errors == {}
    assert form.sheet(1, 1, ()).credit == "", "nobody has said that the full name may be shown"


def test_an_empty_credit_is_none_and_the_page_offers_the_careful_one(app):
    with app.test_request_context():
        form = StoryForm(MultiDict(make.fields(credit="")))
        assert form.check(TODAY, WARDS, RUBRICS, full=True)
        assert form.sheet(1, 1, ()).credit == ""
        form.offer(app.extensions["portal.city"], "id")
        assert form.credit.data == "initials"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", None),
        ("title", "Pendek"),
        ("title", "x" * 121),
        ("body", "   "),
        ("body", "y" * 99),
        ("body", "&nbsp;" * 20),
        ("body", "\u2800" * 120),
        ("body", "y" * 99 + "\u200d" * 50),
        ("body", "y " + " " * 98 + "z"),
        ("body", "a\n\n" + "\n" * 98 + "b"),
        ("body", "&#8203;&shy;&#x3164;" * 10),
        ("body", "y" * 60 + " [z](https://contoh.id/" + "x" * 60 + ")"),
        ("body", "&nbsp;" * 300 + "y" * 90),
        ("title", "\u2800" * 12),
        ("title", "Pendek" + "\u3164" * 20),
        ("body", "y" * 10_001),
        ("ward", "atlantis"),
        ("ward", None),
        ("rubric", "gosip"),
        ("rubric", ""),
        ("event_date", None),
        ("event_date", "2026-11-25"),
        ("event_date", "kapan-kapan"),
        ("place", "x" * 161),
        ("source", "x" * 401),
        ("credit", "nickname"),
        ("consent_original", None),
        ("consent_license", "0"),
    ],
)
def test_a_fault_stands_at_its_field(check, field, value):
    form = check(**{field: value})
    assert list(form.errors) == [field]
    assert len(form.errors[field]) == 1


@pytest.mark.parametrize(
    "field", ["title", "body", "ward", "rubric", "event_date", "consent_original", "consent_license"]
)
def test_a_draft_may_lack_anything(check, field):
    assert check(full=False, **{field: None}).errors == {}


@pytest.mark.parametrize(
    ("field", "value"), [("title", "x" * 121), ("body", "y" * 10_001), ("ward", "atlantis"), ("event_date", "kapan")]
)
def test_a_draft_refuses_what_could_not_be_kept(check, field, value):
    assert list(check(full=False, **{field: value}).errors) == [field]


def test_lengths_count_after_line_ends_are_made_one(check):
    assert check(body="\r\n".join(["yyy"] * 24 + ["yyyy"])).errors == {}  # 100 characters as they are kept
    assert "body" in check(body="\r\n".join(["yyy"] * 25)).errors
    assert check(body="y" * 9_998 + "\r\nz").errors == {}


def test_a_body_counts_what_its_readers_see(check):
    for body in ("*" + "y" * 100 + "*", "> " + "y" * 100, "&nbsp;" * 200 + "y" * 100, "1. " + "y" * 100, "ꦏꦿꦺꦴꦁ " * 20):
        assert check(body=body).errors == {}


def test_what_harms_is_taken_out_and_the_rest_kept(check):
    form = check(title="Rob\x00 surut\ud800 \u202edi\u202c  Krapyak", body="a\x00b\r\nc" + "\u2066" + "x" * 100)
    assert form.typed("title") == "Rob surut di Krapyak"
    assert form.typed("body") == "ab\nc" + "x" * 100


@pytest.mark.parametrize("key", ["abc", "1" * 36, "../../etc/passwd", "{0b9f8f2e-6a52-4b3a-9a7c-3f3a0d6f2b11}"])
def test_a_key_that_is_none_is_replaced_so_that_the_next_try_works(check, key):
    form = check(submission_key=key)
    assert form.form_errors
    assert forms.is_key(form.submission_key.data)


def test_a_key_is_read_in_either_case(check):
    assert check(submission_key=str(uuid.uuid4()).upper()).errors == {}


def test_the_wards_stand_in_the_order_of_the_alphabet_and_the_chosen_one_stays(check):
    form = check(title=None, ward="krapyak")
    html = form.ward()
    names = [choice.label for choice in form.ward.choices][1:]
    assert (len(names), names) == (27, sorted(names))
    assert '<option selected value="krapyak">Krapyak</option>' in html


def test_the_consent_shown_is_the_consent_kept(check):
    form = check()
    assert (
        form.consent_original.label.text
        == "Teks dan foto ini karya saya, atau saya punya izin dan sudah menyebut sumbernya."
    )
    assert [choice.value for choice in form.credit.choices] == ["full", "initials", "anonymous"]


@pytest.mark.parametrize(("value", "ticked"), [("1", True), ("on", True), ("0", False), ("", False)])
def test_the_words_of_a_photo_are_read_by_its_number(value, ticked):
    form = {"photo-1-caption": " Canting \n", "photo-1-consent": value, "photo-0-caption": "lain"}
    typed = PhotoTyped(form, 1)
    assert (typed.caption, typed.alt, typed.consent) == ("Canting", "", ticked)
    assert typed.words(7).photo_id == 7
    assert not PhotoTyped(form, 2)


def test_words_too_long_for_a_photo_are_said_at_their_field(app):
    typed = PhotoTyped({"photo-0-alt": "x" * 251, "photo-0-caption": "y" * 300}, 0)
    with app.test_request_context():
        assert not typed.check()
    assert list(typed.errors) == ["alt"]
