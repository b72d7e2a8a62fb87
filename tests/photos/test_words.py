import pytest

from portal.photos import rules
from portal.photos.words import WORDS, sentence


@pytest.mark.parametrize("code", [*rules.STATUS, "too_slow", "too_heavy", "crashed", "lost"])
def test_every_code_has_words_of_its_own_that_name_the_picture(app, code):
    assert code in WORDS
    with app.test_request_context("/"):
        said = sentence(code, number=3)
        assert "Foto 3" in said
        assert said != sentence(code, name="IMG_1.jpg")
    with app.test_request_context("/en/", environ_overrides={"portal.language": "en"}):
        assert "Photo 3" in sentence(code, number=3)


def test_a_name_with_a_percent_sign_is_only_a_name(app):
    with app.test_request_context("/"):
        assert sentence("not_image", name="100%(x)s.jpg").startswith("100%(x)s.jpg bukan JPEG, HEIC, PNG, atau WebP.")
        assert sentence("no such code") == sentence("crashed")
