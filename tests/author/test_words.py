import pytest

from portal.author import letters, words
from portal.kernel.icons import ICONS
from portal.stories.duties import DUTIES

DETAIL = {"code": "7K3F2Q", "title": "Rob surut di Krapyak", "slug": "rob-surut-di-krapyak", "ward": "Krapyak"}
DETAIL |= {"due": "2026-12-01T16:59:59+00:00", "channel": "Facebook Pemkot", "photo": "IMG_1.jpg", "failure": "broken"}


@pytest.fixture(params=["id", "en"])
def language(request, app):
    with app.test_request_context("/", environ_base={"portal.language": request.param}):
        yield request.param


@pytest.mark.parametrize("kind", words.KINDS)
def test_every_notice_has_a_headline_a_line_and_a_way_to_go(language, kind):
    said = words.of(kind, DETAIL)
    assert said.title
    assert said.label
    assert all(said.lines)
    assert said.path.startswith("/")
    assert said.icon in ICONS


@pytest.mark.parametrize("kind", words.KINDS)
def test_a_notice_with_nothing_but_a_code_can_still_be_read(language, kind):
    assert words.of(kind, {"code": "7K3F2Q"}).title


def test_there_are_words_for_all_news_of_stories():
    news = {duty.event.removeprefix("story.") for duty in DUTIES.values() if duty.event}
    assert news == set(letters.STORY_KINDS)
    assert news <= set(words.KINDS)


@pytest.mark.parametrize(("by", "other"), [("author", "humas")])
def test_what_an_author_did_is_said_differently_from_what_was_done_to_it(language, by, other):
    for kind in ("hidden", "withdrawn"):
        assert words.of(kind, DETAIL | {"by": by}).title != words.of(kind, DETAIL | {"by": other}).title


def test_addresses_lead_to_the_right_pages(language):
    assert words.own_path(DETAIL) == "/kiriman/BW-7K3F2Q"
    assert words.public_path(DETAIL) == "/berita/rob-surut-di-krapyak-BW-7K3F2Q"


def test_several_changes_are_counted(language):
    few = words.of("returned", DETAIL | {"reasons": [{"code": "A"}, {"code": "B"}, {"code": "C"}]})
    assert "3" in few.title
    assert [row["title"] for row in few.reasons] == ["A", "B", "C"]
