import pytest

from portal.author import words as author_words
from portal.kernel.icons import ICONS
from portal.notices.rules import DESK
from portal.staff import words

DETAIL = {"code": "7K3F2Q", "title": "Rob surut di Krapyak", "slug": "rob-surut-di-krapyak", "ward": "Krapyak"}
DETAIL |= {"due": "2026-12-01T16:59:59+00:00", "channel": "Facebook Pemkot", "name": "Siti", "former_name": "Sita"}


@pytest.fixture(params=["id", "en"])
def language(request, app):
    with app.test_request_context("/", environ_base={"portal.language": request.param}):
        yield request.param


def test_every_kind_has_words_in_exactly_one_list():
    assert set(words.KINDS) == set(DESK)
    assert not set(words.KINDS) & set(author_words.KINDS)


@pytest.mark.parametrize("kind", words.KINDS)
def test_every_notice_has_a_headline_a_line_and_a_way_to_go(language, kind):
    said = words.of(kind, DETAIL)
    assert said.title
    assert said.label
    assert said.lines
    assert all(said.lines)
    assert said.path.startswith(("/meja", "/siar"))
    assert said.icon in ICONS


@pytest.mark.parametrize("kind", words.KINDS)
def test_a_notice_with_nothing_but_a_code_can_still_be_read(language, kind):
    assert words.of(kind, {"code": "7K3F2Q"}).title


def test_a_story_is_opened_on_the_desk(language):
    assert words.of("arrived", DETAIL).path == "/meja/BW-7K3F2Q"
