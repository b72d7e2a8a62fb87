import gzip
import re

import pytest

from portal.public import queries
from portal.stories.lifecycle import Status
from portal.stories.models import Credit
from tests.factories import accounts, stories
from tests.pages import Tree
from tests.public.conftest import path_of

BASE = "http://127.0.0.1:8000"
SMALL = 10_000  # bytes


def weigh(client, path):
    """The page and what it loads, in bytes as they are."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert "Set-Cookie" not in answer.headers
    tree = Tree(answer.text)
    assert tree.problems == []
    assert not [tag for tag, _ in tree.elements if tag in ("img", "svg", "script", "picture", "video", "iframe")]
    sheets = [each["href"] for each in tree.all("link", rel="stylesheet")]
    return len(answer.data) + sum(len(client.get(sheet).data) for sheet in sheets)


@pytest.mark.parametrize("language", ["", "/en"])
def test_each_page_stays_below_10_kilobytes(client, many, language):
    made = many(queries.PAGE + 1, photos=1)
    for path in ("/teks", "/teks/kelurahan/medono", f"/teks{path_of(made[0])}"):
        assert weigh(client, language + path) < SMALL, path


def test_a_long_story_is_small_on_the_way(client, published):
    story = published(body=stories.BODY * 40)
    page = client.get(f"/teks{path_of(story)}").data
    assert len(gzip.compress(page)) < SMALL


def test_the_list_leads_through_all_stories_and_stays_in_words(client, many):
    made = many(queries.PAGE + 2)
    text = client.get("/teks").text
    (older,) = re.findall(r'rel="next" href="([^"]+)"', text)
    seen = re.findall(r'href="(/teks/berita/[^"]+)"', text + client.get(older).text)
    assert seen == [f"/teks{path_of(story)}" for story in made]
    assert 'href="/teks/kelurahan/medono"' in text


def test_a_story_is_whole_and_leads_to_its_full_page(client, published, session):
    story = published(author=accounts.user(session, "Siti Maryam", handle="siti"))
    text = client.get(f"/en/teks{path_of(story)}").text
    assert story.title in text
    assert "bau malam" in text
    assert "Siti Maryam" in text
    assert f'<link rel="canonical" href="{BASE}/en{path_of(story)}">' in text
    assert f'<a href="/en{path_of(story)}">' in text


@pytest.mark.parametrize("given", ["BW-{code}", "salah-BW-{code}", "bw{lower}", "{slug}-{lower}"])
def test_another_spelling_leads_to_the_right_one(client, published, given):
    story = published()
    answer = client.get("/teks/berita/" + given.format(code=story.code, lower=story.code.lower(), slug=story.slug))
    assert (answer.status_code, answer.headers["Location"]) == (308, f"/teks{path_of(story)}")


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.WITHDRAWN])
def test_what_was_taken_down_is_gone_here_too(client, published, session, status):
    story = published()
    story.status = status
    session.commit()
    answer = client.get(f"/teks{path_of(story)}")
    assert answer.status_code == 410
    assert story.title not in answer.text + client.get("/teks").text


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.REJECTED, Status.DRAFT])
def test_what_was_never_public_does_not_exist(client, session, status):
    story = stories.story(session, status=status)
    session.commit()
    assert client.get(f"/teks{path_of(story)}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/teks/berita/x", "/teks/berita/rob-BW-000001", "/teks/kelurahan/atlantis", "/teks?sebelum=x", "/teks/x"]
)
def test_what_is_not_there_is_404(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("credit", [Credit.INITIALS, Credit.ANONYMOUS])
def test_a_name_stays_as_it_was_chosen(client, published, session, credit):
    story = published(author=accounts.user(session, "Siti Maryam"), credit=credit)
    assert "Maryam" not in client.get(f"/teks{path_of(story)}").text + client.get("/teks").text


def test_an_empty_city_says_so(client):
    assert "Belum ada" in client.get("/teks").text


def test_readers_find_it_from_every_page_and_every_story(client, published):
    story = published()
    assert 'href="/teks"' in client.get("/kelurahan").text
    assert f'href="/teks/berita/BW-{story.code}"' in client.get(path_of(story)).text
