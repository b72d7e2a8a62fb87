"""The head of each public page as machines read it."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest

from portal.public import queries
from portal.stories.lifecycle import Status
from portal.stories.models import Credit
from tests.factories import accounts, stories
from tests.factories.stories import AT
from tests.pages import HOSTILE, Tree
from tests.public.conftest import path_of

BASE = "http://127.0.0.1:8000"
LISTS = ["/", "/berita", "/kelurahan", "/kelurahan/medono", "/rubrik/batik-umkm", "/penulis/siti", "/tentang"]


@pytest.fixture
def siti(published, session):
    return published(author=accounts.user(session, "Siti Maryam", handle="siti"))


def head(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return Tree(answer.text)


def metas(tree):
    return {each["property"]: each["content"] for each in tree.all("meta") if "property" in each}


def links(tree, rel):
    return [each for each in tree.all("link") if each["rel"] == rel]


def data(client, path):
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(path).text, re.S)
    return json.loads(text)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_names_itself_its_twin_and_what_to_share(client, siti, path, language):
    address = (language + path).rstrip("/") if language and path == "/" else language + path
    tree = head(client, address if address else "/")
    own = BASE + language + path
    (canonical,) = links(tree, "canonical")
    assert canonical["href"] == own
    others = {each["hreflang"]: each["href"] for each in links(tree, "alternate") if each.get("hreflang")}
    assert others == {"id": BASE + path, "en": f"{BASE}/en{path}", "x-default": BASE + path}
    said = metas(tree)
    assert said["og:url"] == own
    assert said["og:locale"] == ("en_GB" if language else "id_ID")
    assert all(said[name] for name in ("og:title", "og:description", "og:type", "og:site_name", "og:image:alt"))
    assert said["og:image"].startswith(f"{BASE}/")
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert tree.all("meta", name="twitter:card")[0]["content"] == "summary_large_image"
    assert len(tree.all("meta", name="description")) == 1
    assert not tree.all("meta", name="robots")


@pytest.mark.parametrize("path", LISTS)
def test_the_picture_to_share_is_there(client, siti, path):
    picture = metas(head(client, path))["og:image"].removeprefix(BASE)
    answer = client.get(picture)
    assert (answer.status_code, answer.mimetype) == (200, "image/png")


@pytest.mark.parametrize("path", ["/", "/berita", "/kelurahan/medono", "/rubrik/batik-umkm", "/penulis/siti"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_lead_to_their_feeds_and_those_exist(client, siti, path, language):
    tree = head(client, (language + path) if path != "/" or not language else "/en/")
    feeds = [each for each in links(tree, "alternate") if "umpan" in each["href"]]
    own = path.rstrip("/") if path not in ("/", "/berita") else ""
    assert {each["href"] for each in feeds} >= {f"{language}{own}/umpan.xml", f"{language}{own}/umpan.json"}
    for each in feeds:
        assert client.get(each["href"]).mimetype == each["type"]
        assert each["title"]


def test_a_page_further_down_the_list_is_a_page_of_its_own(client, many):
    many(queries.PAGE + 1)
    (older,) = re.findall(r'rel="next" href="([^"]+)"', client.get("/berita").text)
    tree = head(client, unescape(older))
    assert links(tree, "canonical")[0]["href"] == BASE + older
    assert metas(tree)["og:url"] == BASE + older
    assert f"{BASE}/en{older}" in {each["href"] for each in links(tree, "alternate")}


def test_a_parameter_we_do_not_know_is_in_no_address(client, published):
    path = path_of(published())
    text = client.get(f"{path}?utm_source=wa").text
    assert "utm_source" not in text


def test_a_story_tells_what_it_is(client, siti):
    path = path_of(siti)
    tree = head(client, path)
    said = metas(tree)
    assert (said["og:type"], said["og:title"]) == ("article", siti.title)
    assert said["og:description"] == siti.excerpt
    assert said["og:image"] == f"{BASE}/kartu/BW-{siti.code}.png"
    assert said["article:published_time"] == "2026-11-24T10:00:00+07:00"
    assert said["article:section"] == "Batik dan UMKM"
    (embed,) = [each for each in links(tree, "alternate") if each.get("type") == "application/json+oembed"]
    assert client.get(embed["href"].removeprefix(BASE)).json["title"] == siti.title


def test_a_story_is_news_from_a_place_in_data_too(client, siti, session):
    stories.story_photo(session, siti, position=1, consent=True)
    session.commit()
    article, way = data(client, path_of(siti))["@graph"]
    assert article["@type"] == "NewsArticle"
    assert article["headline"] == siti.title
    assert article["author"] == {"@type": "Person", "name": "Siti Maryam", "url": f"{BASE}/penulis/siti"}
    assert article["contentLocation"]["name"] == "Medono, Kota Pekalongan"
    assert len(article["image"]) == 3
    assert [each["name"] for each in way["itemListElement"]] == ["Beranda", "Medono", siti.title]


@pytest.mark.parametrize("credit", [Credit.INITIALS, Credit.ANONYMOUS])
def test_no_data_tells_more_than_the_byline(client, published, session, credit):
    author = accounts.user(session, "Siti Maryam", handle="siti")
    path = path_of(published(author=author, credit=credit))
    article = data(client, path)["@graph"][0]
    assert "url" not in article["author"]
    assert "Maryam" not in client.get(path).text


def test_a_changed_story_says_when(client, published):
    story = published(changed_at=AT + timedelta(days=1))
    assert data(client, path_of(story))["@graph"][0]["dateModified"] == "2026-11-25T10:00:00+07:00"


def test_a_hostile_title_ends_no_block_and_no_attribute(client, published):
    path = path_of(published(title=HOSTILE[:120], excerpt="</script>" + HOSTILE[:200]))
    article = data(client, path)["@graph"][0]
    assert article["headline"] == HOSTILE[:120]
    assert article["description"].startswith("</script>")
    scripts = re.findall(r"<script\b[^>]*>", client.get(path).text)
    assert all("src=" in each or "ld+json" in each for each in scripts)
    assert metas(head(client, path))["og:title"] == HOSTILE[:120]


def test_the_front_page_says_who_keeps_it(client):
    found = data(client, "/en/")
    assert (found["@type"], found["inLanguage"]) == ("WebSite", "en")
    assert found["publisher"]["name"] == "Pemerintah Kota Pekalongan"


def test_a_ward_stands_below_the_wards(client):
    way = data(client, "/kelurahan/medono")["itemListElement"]
    assert [each["item"] for each in way] == [f"{BASE}/", f"{BASE}/kelurahan", f"{BASE}/kelurahan/medono"]


def test_what_was_taken_down_is_not_to_be_found(client, published, session):
    story = published()
    story.status = Status.HIDDEN
    session.commit()
    answer = client.get(path_of(story))
    assert answer.status_code == 410
    assert '<meta name="robots" content="noindex">' in answer.text
    assert "og:" not in answer.text
    assert "ld+json" not in answer.text


def test_paper_leads_back_to_the_page(client, siti):
    text = client.get(path_of(siti)).text
    assert f'src="/kartu/BW-{siti.code}.svg"' in text
    assert f"Sumber: {BASE}{path_of(siti)}" in text
