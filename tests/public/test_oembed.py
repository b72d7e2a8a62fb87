import dataclasses

import pytest

from portal.public import oembed
from portal.public.oembed import Quoted, blockquote, code_in, document, width
from tests.pages import HOSTILE, Tree, assert_harmless

BASE = "https://warga.test"
QUOTED = Quoted(
    title="Rob di gang 5",
    summary="Air naik lagi.",
    url=f"{BASE}/berita/rob-BW-000000",
    author="Siti Maryam",
    author_url=f"{BASE}/penulis/siti",
    day="24 November 2026",
    card=f"{BASE}/kartu/BW-000000.png",
)


@pytest.mark.parametrize(
    "url",
    [
        f"{BASE}/berita/rob-BW-000000",
        f"{BASE}/en/berita/rob-BW-000000",
        f"{BASE}/berita/BW-000000",
        f"{BASE}/berita/rob-BW-000000/",
        f"{BASE}/berita/rob-bw-oooooo?utm_source=wa#atas",
        "http://warga.test/berita/rob-BW-000000",
        "HTTPS://WARGA.TEST/berita/rob-BW-000000",
    ],
)
def test_addresses_of_stories_are_ours(url):
    assert code_in(url, BASE) == "000000"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "https://evil.test/berita/rob-BW-000000",
        "https://warga.test.evil.test/berita/rob-BW-000000",
        "https://warga.test@evil.test/berita/rob-BW-000000",
        "https://warga.test:8443/berita/rob-BW-000000",
        "ftp://warga.test/berita/rob-BW-000000",
        "javascript://warga.test/berita/rob-BW-000000",
        f"{BASE}/",
        f"{BASE}/berita",
        f"{BASE}/berita/rob-BW-000001",
        f"{BASE}/meja/BW-000000",
        f"{BASE}/berita/%ff%fe-BW-000000",
        f"{BASE}:abc/berita/rob-BW-000000",
        "https://[/berita/rob-BW-000000",
        "\x00" * 10,
    ],
)
def test_every_other_address_is_not(url):
    assert code_in(url, BASE) is None


def test_the_answer_is_what_the_text_asks_for():
    found = document(QUOTED, "Berita dan Warga", BASE, (None, None))
    assert (found["version"], found["type"]) == ("1.0", "rich")
    assert all(found[name] for name in ("html", "width", "height", "title", "author_name", "provider_name"))
    assert (found["thumbnail_width"], found["thumbnail_height"]) == (1200, 630)
    assert found["thumbnail_url"] == QUOTED.card


@pytest.mark.parametrize(("most", "wide"), [(None, 600), (400, 400), (1, 1), (99999, 600)])
def test_it_is_never_wider_than_asked(most, wide):
    assert width(most) == wide
    assert document(QUOTED, "", BASE, (most, 100))["height"] == 100


@pytest.mark.parametrize("most", [(1199, None), (None, 629), (600, 400)])
def test_a_picture_that_is_too_large_is_left_out(most):
    assert not [name for name in document(QUOTED, "", BASE, most) if name.startswith("thumbnail")]


def test_an_author_without_a_page_has_no_address():
    assert "author_url" not in document(dataclasses.replace(QUOTED, author_url=""), "", BASE, (None, None))


def test_a_quotation_is_words_and_one_link_whatever_they_are():
    hostile = Quoted(*[HOSTILE] * 7)
    hostile = dataclasses.replace(hostile, url=QUOTED.url)
    tree = Tree(str(blockquote(hostile, HOSTILE)))
    assert tree.problems == []
    assert_harmless(tree)
    assert {tag for tag, _ in tree.elements} == {"blockquote", "p", "a", "footer"}
    assert oembed.AGE <= 300, "what is taken down must not live on elsewhere"
