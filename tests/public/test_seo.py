import json
import re
from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace

import pytest

from portal.public import seo
from tests.pages import HOSTILE

WIB = timezone(timedelta(hours=7))
AT = datetime(2026, 11, 24, 10, 0, tzinfo=WIB)
BASE = "https://warga.test"
OFFICE = seo.organization("Pemerintah Kota Pekalongan", BASE, f"{BASE}/static/img/kartu.png")


def picture(**changes):
    values = {"id": "ab12", "width": 4000, "height": 3000, "caption": "Gang 5", "credit": "Siti"}
    return SimpleNamespace(**values | changes)


def article(**changes):
    values = {
        "url": f"{BASE}/berita/rob-BW-7K3F2Q",
        "headline": "Rob di gang 5",
        "description": "Air naik.",
        "published": AT,
        "changed": AT,
        "author": "Siti Maryam",
        "author_url": f"{BASE}/penulis/siti",
        "section": "Rob dan Banjir",
        "where": seo.place("Kandang Panjang", "Kota Pekalongan"),
        "publisher": OFFICE,
        "pictures": [picture()],
        "card": f"{BASE}/kartu/BW-7K3F2Q.png",
        "base": BASE,
    }
    return seo.news_article(**values | changes)


def test_a_story_is_a_news_article_with_all_that_google_asks_for():
    found = article()
    assert found["@type"] == "NewsArticle"
    assert found["datePublished"] == found["dateModified"] == "2026-11-24T10:00:00+07:00"
    assert found["author"] == {"@type": "Person", "name": "Siti Maryam", "url": f"{BASE}/penulis/siti"}
    assert found["publisher"]["name"] == "Pemerintah Kota Pekalongan"
    assert found["publisher"]["logo"]["width"] == 1200
    assert found["isAccessibleForFree"] is True
    assert found["inLanguage"] == "id"
    assert found["contentLocation"]["name"] == "Kandang Panjang, Kota Pekalongan"
    assert [each["url"] for each in found["image"]] == [f"{BASE}/foto/ab12/l.jpg", f"{BASE}/kartu/BW-7K3F2Q.png"]


def test_an_author_without_a_page_has_no_address():
    assert article(author="Warga Medono", author_url="")["author"] == {"@type": "Person", "name": "Warga Medono"}


def test_a_story_is_never_older_than_its_publication():
    assert article(changed=AT - timedelta(days=1))["dateModified"] == "2026-11-24T10:00:00+07:00"
    assert article(changed=AT + timedelta(days=1))["dateModified"] == "2026-11-25T10:00:00+07:00"


@pytest.mark.parametrize(
    ("size", "shown"),
    [((4000, 3000), (1600, 1200)), ((3000, 4000), (1200, 1600)), ((800, 600), (800, 600)), ((0, 0), (0, 0))],
)
def test_a_photo_has_the_size_it_is_served_in(size, shown):
    found = seo.photo(picture(width=size[0], height=size[1]), BASE)
    assert (found["width"], found["height"]) == shown


def test_a_photo_says_who_took_it_and_nothing_empty():
    assert seo.photo(picture(), BASE)["creditText"] == "Siti"
    assert not {"caption", "creditText"} & set(seo.photo(picture(caption="", credit=""), BASE))


def test_breadcrumbs_count_from_one():
    found = seo.breadcrumbs([("Beranda", f"{BASE}/"), ("Medono", f"{BASE}/kelurahan/medono")])
    assert [(each["position"], each["name"]) for each in found["itemListElement"]] == [(1, "Beranda"), (2, "Medono")]
    assert found["itemListElement"][1]["item"] == f"{BASE}/kelurahan/medono"


@pytest.mark.parametrize(
    "words", [HOSTILE, "</script><script>alert(1)</script>", "<!--<script>", "a\u2028b\u2029c & d", "]]>"]
)
def test_no_words_end_the_block_and_none_are_changed(words):
    text = seo.text(article(headline=words), seo.breadcrumbs([(words, BASE)]))
    assert not re.search("[<>&\u2028\u2029]", text)
    graph = json.loads(text)["@graph"]
    assert graph[0]["headline"] == graph[1]["itemListElement"][0]["name"] == words


def test_one_thing_stands_alone_and_several_in_a_graph():
    one = json.loads(seo.text(seo.website("Berita dan Warga", f"{BASE}/", "id", OFFICE)))
    assert (one["@context"], one["@type"]) == ("https://schema.org", "WebSite")
    two = json.loads(seo.text(article(), OFFICE))
    assert [each["@type"] for each in two["@graph"]] == ["NewsArticle", "GovernmentOrganization"]


def test_a_time_in_another_zone_keeps_its_zone():
    assert article(published=AT.astimezone(UTC))["datePublished"] == "2026-11-24T03:00:00+00:00"
