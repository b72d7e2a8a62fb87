import xml.etree.ElementTree as ET
from datetime import timedelta
from urllib.parse import quote
from urllib.robotparser import RobotFileParser

import pytest

from portal.public import sitemap
from portal.stories.lifecycle import Status
from portal.stories.models import Credit
from tests import clocks
from tests.factories import accounts
from tests.factories.stories import AT
from tests.public.conftest import path_of
from tests.public.test_sitemap import NS

BASE = "http://127.0.0.1:8000"


def places(client, path="/sitemap.xml"):
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    assert "Set-Cookie" not in answer.headers
    return ET.fromstring(answer.data), [each.text for each in ET.fromstring(answer.data).iter(f"{{{NS['s']}}}loc")]


def test_a_small_city_has_one_file_with_everything(client, published):
    story = published()
    tree, found = places(client)
    assert tree.tag.endswith("urlset")
    expected = {"/", "/berita", "/kelurahan/medono", "/rubrik/batik-umkm", "/tentang", path_of(story)}
    assert {f"{BASE}{path}" for path in expected} <= set(found)
    assert {f"{BASE}/en{path}" for path in expected} <= set(found)
    assert len(set(found)) == len(found)
    assert all(client.get(each.removeprefix(BASE)).status_code == 200 for each in found[:40])


def test_news_is_news_for_two_days(client, published):
    published(title="Kabar segar dari gang sebelah")
    published(title="Kabar tiga hari yang lalu", at=AT - timedelta(days=3))
    tree, found = places(client)
    assert [each.text for each in tree.iterfind(".//n:title", NS)] == ["Kabar segar dari gang sebelah"]
    assert len([each for each in found if "/berita/kabar" in each]) == 4
    clocks.at(AT + timedelta(days=2, minutes=1))
    assert not list(places(client)[0].iterfind(".//n:title", NS))


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.PUBLISHED}))
def test_only_public_stories_are_found(client, published, session, status):
    story = published()
    story.status = status
    session.commit()
    for path in ("/sitemap.xml", "/sitemap-terbaru.xml", "/sitemap-1.xml"):
        assert story.slug not in client.get(path).text


def test_a_large_city_has_an_index_whose_parts_hold_everything_once(client, many, monkeypatch, session):
    made = many(7)
    monkeypatch.setattr(sitemap, "PART", 3)
    tree, files = places(client)
    assert tree.tag.endswith("sitemapindex")
    assert files[:2] == [f"{BASE}/sitemap-halaman.xml", f"{BASE}/sitemap-terbaru.xml"]
    parts = [each.removeprefix(BASE) for each in files[2:]]
    found = [place for part in parts for place in places(client, part)[1]]
    assert sorted(each for each in found if "/en/" not in each) == sorted(f"{BASE}{path_of(story)}" for story in made)
    assert f"{BASE}/kelurahan/medono" in places(client, "/sitemap-halaman.xml")[1]
    newest = [each for each in places(client, "/sitemap-terbaru.xml")[1] if "/en/" not in each]
    assert newest[0] == f"{BASE}{path_of(made[0])}"


@pytest.mark.parametrize("part", ["0", "2", "99999999999999999999", "-1", "x", "1.5"])
def test_a_part_that_is_not_there_is_404(client, published, part):
    published()
    assert client.get(f"/sitemap-{part}.xml").status_code == 404


def test_a_part_is_one_search_by_number(client, many, statements):
    many(3)
    with statements() as seen:
        client.get("/sitemap.xml")
    assert len(seen) == 2
    assert not any("count(" in each.lower() or "offset" in each.lower() for each in seen)


def test_robots_read_the_public_pages_and_nothing_else(client):
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert "Set-Cookie" not in answer.headers
    robots = RobotFileParser()
    robots.parse(answer.text.splitlines())
    assert robots.site_maps() == [f"{BASE}/sitemap.xml"]
    for path in (
        "/",
        "/berita/rob-BW-7K3F2Q",
        "/kelurahan/medono",
        "/foto/ab/l.jpg",
        "/kartu/x.png",
        "/kirim",
        "/teks",
    ):
        assert robots.can_fetch("Googlebot", path), path
        assert robots.can_fetch("Googlebot", f"/en{path}"), path
    for path in (
        "/meja/BW-7K3F2Q",
        "/siar/1",
        "/admin/audit",
        "/akun",
        "/kiriman",
        "/masuk",
        "/langganan/x",
        "/cari?q=x",
    ):
        assert not robots.can_fetch("Googlebot", path), path
        assert not robots.can_fetch("Googlebot", f"/en{path}"), path


def embed(client, story, more="", language=""):
    return client.get(f"{language}/oembed?url={quote(BASE + path_of(story))}{more}")


def test_another_site_may_quote_a_story(client, published, session):
    story = published(author=accounts.user(session, "Siti Maryam", handle="siti"))
    answer = embed(client, story, "&format=json&maxwidth=400")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    found = answer.json
    assert (found["title"], found["width"]) == (story.title, 400)
    assert (found["author_name"], found["author_url"]) == ("Siti Maryam", f"{BASE}/penulis/siti")
    assert f'href="{BASE}{path_of(story)}"' in found["html"]
    assert "24 November 2026" in found["html"]
    assert "<script" not in found["html"]


def test_the_english_quotation_leads_to_the_english_page(client, published):
    story = published()
    assert f"{BASE}/en{path_of(story)}" in embed(client, story, language="/en").json["html"]


@pytest.mark.parametrize("credit", [Credit.INITIALS, Credit.ANONYMOUS])
def test_a_quotation_keeps_a_name_to_itself(client, published, session, credit):
    story = published(author=accounts.user(session, "Siti Maryam", handle="siti"), credit=credit)
    text = embed(client, story).text
    assert "Maryam" not in text
    assert "author_url" not in text


@pytest.mark.parametrize(
    "url", ["", "x", "https://evil.test/berita/a-BW-000000", f"{BASE}/", f"{BASE}/berita/a-BW-000000"]
)
def test_what_is_no_story_of_ours_is_404(client, url):
    assert client.get("/oembed", query_string={"url": url}).status_code == 404
    assert client.get("/oembed").status_code == 404


def test_other_formats_are_501(client, published):
    story = published()
    for form in ("xml", "yaml", ""):
        assert embed(client, story, f"&format={form}").status_code == 501


@pytest.mark.parametrize("size", ["0", "-5", "abc", "9" * 30, "", "٣٠٠"])
def test_a_size_that_is_none_breaks_nothing(client, published, size):
    found = embed(client, published(), f"&maxwidth={quote(size)}&maxheight={quote(size)}").json
    assert 1 <= found["width"] <= 600


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.PUBLISHED}))
def test_what_was_taken_down_is_not_quoted_any_more(client, published, session, status):
    story = published()
    story.status = status
    session.commit()
    assert embed(client, story).status_code == 404
