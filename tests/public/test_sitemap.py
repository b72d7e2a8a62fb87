import xml.etree.ElementTree as ET
from datetime import datetime, timedelta, timezone

import pytest

from portal.public import sitemap
from portal.public.sitemap import PART, Page, bounds, index, parts, urlset

AT = datetime(2026, 11, 24, 10, 0, tzinfo=timezone(timedelta(hours=7)))
BASE = "https://warga.test"
NS = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def read(*pages):
    return ET.fromstring(urlset(pages, BASE, "Berita dan Warga, Kota Pekalongan"))


def test_each_page_stands_in_both_languages_and_names_the_other():
    tree = read(Page("/"), Page("/berita/rob-BW-7K3F2Q", AT))
    places = [each.text for each in tree.findall("s:url/s:loc", NS)]
    assert places == [
        f"{BASE}/",
        f"{BASE}/en/",
        f"{BASE}/berita/rob-BW-7K3F2Q",
        f"{BASE}/en/berita/rob-BW-7K3F2Q",
    ]
    for url in tree.findall("s:url", NS):
        others = {each.get("hreflang"): each.get("href") for each in url.findall("x:link", NS)}
        assert set(others) == {"id", "en", "x-default"}
        assert url.findtext("s:loc", namespaces=NS) in others.values()
    assert [each.text for each in tree.findall("s:url/s:lastmod", NS)] == ["2026-11-24T10:00:00+07:00"] * 2


def test_news_is_told_once_with_who_when_and_what():
    tree = read(Page("/berita/rob-BW-7K3F2Q", AT, "Rob & air <naik>", AT), Page("/berita/lama-BW-7K3F2Q", AT))
    (news,) = tree.findall("s:url/n:news", NS)
    assert news.findtext("n:title", namespaces=NS) == "Rob & air <naik>"
    assert news.findtext("n:publication/n:name", namespaces=NS) == "Berita dan Warga, Kota Pekalongan"
    assert news.findtext("n:publication/n:language", namespaces=NS) == "id"
    assert news.findtext("n:publication_date", namespaces=NS) == "2026-11-24T10:00:00+07:00"


@pytest.mark.parametrize("title", ["Rob\x00\x0b di\ufffe gang", "]]> --> <!--", "\"'&amp;"])
def test_no_title_breaks_the_file(title):
    assert read(Page("/berita/x-BW-7K3F2Q", AT, title, AT)).find("s:url/n:news", NS) is not None


@pytest.mark.parametrize(("highest", "count"), [(0, 0), (1, 1), (PART, 1), (PART + 1, 2), (1_000_000, 200)])
def test_stories_are_cut_by_their_numbers(highest, count):
    assert list(parts(highest)) == list(range(1, count + 1))


def test_parts_meet():
    assert bounds(1) == (0, PART)
    assert all(bounds(n)[1] == bounds(n + 1)[0] for n in range(1, 20))


def test_a_part_is_never_too_large_for_the_protocol():
    page = Page("/berita/" + "kata-" * 16 + "BW-7K3F2Q", AT, "W" * 120, AT)
    size = len(urlset([page], BASE, "Berita dan Warga").encode())
    assert 2 * PART <= 50_000
    assert size * PART <= 50 * 1024 * 1024


def test_the_index_names_its_parts():
    tree = ET.fromstring(index([f"{BASE}/sitemap-1.xml", f"{BASE}/a&b.xml"]))
    assert tree.tag == f"{{{NS['s']}}}sitemapindex"
    assert [each.text for each in tree.findall("s:sitemap/s:loc", NS)] == [f"{BASE}/sitemap-1.xml", f"{BASE}/a&b.xml"]
    assert sitemap.MIME == "application/xml"
