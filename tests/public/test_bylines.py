import pytest

from portal.public.bylines import Byline, byline, signed
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
    ("initials", "id"): Byline("S.M., pewarta warga Medono"),
    ("initials", "en"): Byline("S.M., citizen contributor in Medono"),
    ("anonymous", "id"): Byline("Warga Medono"),
    ("anonymous", "en"): Byline("A resident of Medono"),
}


@pytest.mark.parametrize("credit", Credit)
def test_an_author_is_named_as_chosen(lang, credit):
    assert byline(credit, "Hj. Siti Maryam", "siti", "Medono") == WORDS[credit.value, lang]


def test_a_name_without_letters_has_no_initials(app):
    with app.test_request_context("/"):
        assert byline(Credit.INITIALS, "1906", "x", "Medono").words == "Warga Medono"


@pytest.mark.parametrize(("credit", "name"), [("full", "Hj. Siti Maryam"), ("initials", "S.M."), ("anonymous", "")])
def test_a_card_names_the_author_alike(lang, credit, name):
    assert signed(credit, name, "siti" if credit == "full" else "", "Medono") == WORDS[credit, lang]
