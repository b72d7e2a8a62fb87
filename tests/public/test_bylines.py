import pytest

from portal.public.bylines import Byline, byline, photo_credit
from portal.stories.models import Credit


@pytest.fixture(params=["", "/en"])
def lang(request, app):
    with app.test_request_context(
        "/", environ_overrides={"SCRIPT_NAME": request.param, "portal.language": request.param[1:] or "id"}
    ):
        yield request.param[1:] or "id"


WORDS = {
    ("full", "id"): Byline("Hj. Siti Maryam", "/penulis/siti"),
    ("full", "en"): Byline("Hj. Siti Maryam", "/en/penulis/siti"),
    ("initials", "id"): Byline("S.M., Kelurahan Medono"),
    ("initials", "en"): Byline("S.M., Medono ward"),
    ("anonymous", "id"): Byline("Warga Kelurahan Medono"),
    ("anonymous", "en"): Byline("A resident of Medono"),
}


@pytest.mark.parametrize("credit", Credit)
def test_an_author_is_named_as_chosen(lang, credit):
    assert byline(credit, "Hj. Siti Maryam", "siti", "Medono") == WORDS[credit.value, lang]


def test_a_name_without_letters_has_no_initials(app):
    with app.test_request_context("/"):
        assert byline(Credit.INITIALS, "1906", "x", "Medono").words == "Warga Kelurahan Medono"


@pytest.mark.parametrize(
    ("typed", "credit", "shown"),
    [
        ("", Credit.FULL, "Siti Maryam"),
        ("Rizal Fahmi", Credit.ANONYMOUS, "Rizal Fahmi"),
        ("Dok. SITI MARYAM", Credit.ANONYMOUS, "Warga Kelurahan Medono"),
        ("siti maryam", Credit.INITIALS, "S.M., Kelurahan Medono"),
        ("Dok. Siti Maryam", Credit.FULL, "Dok. Siti Maryam"),
    ],
)
def test_a_picture_does_not_tell_what_the_byline_hides(app, typed, credit, shown):
    with app.test_request_context("/"):
        told = byline(credit, "Siti Maryam", "siti", "Medono").words
        assert photo_credit(typed, credit, "Siti Maryam", told) == shown
