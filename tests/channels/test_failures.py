import pytest
from flask_babel import force_locale

from portal.channels import failures
from portal.channels.adapter_api import Failure, FailureKind
from portal.channels.error_codes import Code

WHO = "Telegram (Pemkot Pekalongan)"


@pytest.fixture(params=["id", "en"])
def page(app, request):
    with app.test_request_context("/"), force_locale(request.param):
        yield request.param


def test_every_code_has_a_sentence_and_no_sentence_is_without_a_code():
    assert set(failures.SENTENCES) == set(Code)


@pytest.mark.parametrize("code", Code)
def test_every_sentence_names_who_and_has_nothing_left_to_fill_in(page, code):
    words = failures.sentence(code, WHO, "picture-2")
    assert WHO in words or code is Code.PICTURE_UNREADABLE
    assert "%" not in words
    assert words[0] == words[0].upper()
    assert words.endswith((".", "."))


@pytest.mark.parametrize("code", Code)
def test_every_sentence_is_indonesian_first(app, code):
    with app.test_request_context("/"):
        here = failures.sentence(code, WHO)
    with app.test_request_context("/"), force_locale("en"):
        assert here != failures.sentence(code, WHO)


@pytest.mark.parametrize(
    ("field", "words"), [("picture-0", "foto 1"), ("picture-9", "foto 10"), ("", "salah satu foto")]
)
def test_the_photo_is_named_by_the_number_people_see(app, field, words):
    with app.test_request_context("/"):
        assert words in failures.sentence(Code.PICTURE_REFUSED, WHO, field)
        assert failures.sentence(Code.PICTURE_SHAPE, WHO, field).lower().startswith(words)


def test_a_code_nobody_has_named_still_says_who_and_what_to_do(app):
    with app.test_request_context("/"):
        words = failures.sentence("something_new", WHO)
    assert WHO in words
    assert "Unggah manual" in words


def test_the_networks_own_words_stand_behind_ours(app):
    told = Failure(FailureKind.REJECTED, Code.REFUSED, said="Bad Request: 100% <b>no</b>")
    with app.test_request_context("/"):
        assert failures.words(told, WHO).endswith("Kata mereka: “Bad Request: 100% <b>no</b>”")
        assert "Kata mereka" not in failures.words(Failure(FailureKind.RETRY, Code.SLOW), WHO)


def test_a_name_with_a_percent_sign_breaks_nothing(app):
    with app.test_request_context("/"):
        assert "100%(x)s" in failures.sentence(Code.SLOW, "100%(x)s")
