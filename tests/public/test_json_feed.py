"""JSON Feed 1.1, checked against the text of the specification (https://www.jsonfeed.org/version/1.1/)."""

import json
import re
from datetime import datetime
from urllib.parse import urlsplit

import pytest

from portal.public import queries
from portal.stories.models import Credit
from tests.factories import accounts, stories
from tests.pages import HOSTILE
from tests.public.conftest import path_of

TOP = {
    "version": (str, True),
    "title": (str, True),
    "home_page_url": ("url", False),
    "feed_url": ("url", False),
    "description": (str, False),
    "user_comment": (str, False),
    "next_url": ("url", False),
    "icon": ("url", False),
    "favicon": ("url", False),
    "authors": ("authors", False),
    "language": ("language", False),
    "expired": (bool, False),
    "hubs": (list, False),
    "items": ("items", True),
}
ITEM = {
    "id": (str, True),
    "url": ("url", False),
    "external_url": ("url", False),
    "title": (str, False),
    "content_html": (str, False),
    "content_text": (str, False),
    "summary": (str, False),
    "image": ("url", False),
    "banner_image": ("url", False),
    "date_published": ("date", False),
    "date_modified": ("date", False),
    "authors": ("authors", False),
    "tags": ("texts", False),
    "language": ("language", False),
    "attachments": ("attachments", False),
}
AUTHOR = {"name": (str, False), "url": ("url", False), "avatar": ("url", False)}
ATTACHMENT = {
    "url": ("url", True),
    "mime_type": (str, True),
    "title": (str, False),
    "size_in_bytes": (int, False),
    "duration_in_seconds": (int, False),
}


def prove(value, shape, where):
    """Every rule of the specification that a feed can break; an extension's name begins with an underscore."""
    assert isinstance(value, dict), where
    for name, given in value.items():
        if name.startswith("_"):
            continue
        assert name in shape, f"{where}: the specification knows no {name}"
        prove_one(given, shape[name][0], f"{where}.{name}")
    missing = {name for name, (_, needed) in shape.items() if needed} - set(value)
    assert not missing, f"{where}: {missing} is required"


def prove_one(value, kind, where):
    if kind == "url":
        parts = urlsplit(value)
        assert parts.scheme in ("http", "https"), where
        assert parts.netloc, where
    elif kind == "date":
        assert datetime.fromisoformat(value).tzinfo is not None, where  # RFC 3339
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value), where
    elif kind == "language":
        assert re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", value), where
    elif kind == "texts":
        assert all(isinstance(each, str) and each for each in value), where
    elif kind == "authors":
        assert value, where
        for each in value:
            prove(each, AUTHOR, where)
            assert each, f"{where}: at least one of name, url, avatar"
    elif kind == "attachments":
        for each in value:
            prove(each, ATTACHMENT, where)
    elif kind == "items":
        for n, each in enumerate(value):
            prove(each, ITEM, f"{where}[{n}]")
            assert each.get("content_html") or each.get("content_text"), f"{where}[{n}]: one of the two is required"
        assert len({each["id"] for each in value}) == len(value), f"{where}: ids are unique"
    else:
        assert isinstance(value, kind), where


def read(client, path="/umpan.json"):
    response = client.get(path)
    assert response.status_code == 200
    assert response.mimetype == "application/feed+json"
    document = json.loads(response.data)
    prove(document, TOP, "feed")
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    return document


def test_an_empty_feed_is_a_feed(client):
    document = read(client)
    assert (document["items"], document["title"]) == ([], "Berita dan Warga, Kota Pekalongan")
    assert document["home_page_url"] == "http://127.0.0.1:8000/"
    assert document["feed_url"] == "http://127.0.0.1:8000/umpan.json"


def test_an_item_says_all_of_a_story(client, published, session):
    story = published(author=accounts.user(session, "Siti Maryam", handle="siti"))
    (item,) = read(client)["items"]
    base = "http://127.0.0.1:8000"
    assert item["id"] == f"tag:127.0.0.1,2026-11-24:BW-{story.code}"
    assert (item["title"], item["url"]) == (story.title, base + path_of(story))
    assert item["authors"] == [{"name": "Siti Maryam", "url": f"{base}/penulis/siti"}]
    assert item["date_published"] == item["date_modified"] == "2026-11-24T10:00:00+07:00"
    assert item["image"] == f"{base}/foto/{story.photos[0].photo.public_id}/l.jpg"
    assert item["tags"] == ["Batik dan UMKM", "Medono"]
    assert "Bu Rohmah" in item["content_html"]
    assert item["image"] in item["content_html"]


@pytest.mark.parametrize("place", ["/kelurahan/medono", "/rubrik/batik-umkm", "/penulis/siti"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_each_place_has_one_in_both_languages(client, published, session, place, language):
    published(author=accounts.user(session, "Siti Maryam", handle="siti"))
    document = read(client, f"{language}{place}/umpan.json")
    assert document["language"] == ("en" if language else "id")
    assert document["home_page_url"] == f"http://127.0.0.1:8000{language}{place}"
    assert document["items"][0]["url"].startswith(f"http://127.0.0.1:8000{language}/berita/")


def test_pages_follow_each_other_to_the_end(client, many):
    many(queries.FEED + 3)
    first = read(client)
    second = read(client, first["next_url"].removeprefix("http://127.0.0.1:8000"))
    assert [len(page["items"]) for page in (first, second)] == [queries.FEED, 3]
    assert "next_url" not in second
    assert second["feed_url"] == first["next_url"]
    assert {each["id"] for each in first["items"]}.isdisjoint(each["id"] for each in second["items"])


@pytest.mark.parametrize("credit", [Credit.INITIALS, Credit.ANONYMOUS])
def test_it_keeps_a_name_to_itself(client, published, session, credit):
    author = accounts.user(session, "Siti Maryam", handle="siti")
    story = published(author=author, credit=credit, photos=0)
    stories.story_photo(session, story, consent=True, credit="Siti Maryam")
    session.commit()
    text = client.get("/umpan.json").text
    for secret in ("Maryam", "siti", author.email):
        assert secret not in text
    assert "url" not in read(client)["items"][0]["authors"][0]


def test_hostile_words_stay_words(client, published):
    published(photos=0, title=HOSTILE[:120], body=HOSTILE * 3, excerpt=HOSTILE)
    (item,) = read(client)["items"]
    assert item["title"] == HOSTILE[:120]
    assert "<script" not in item["content_html"]
    assert "<img" not in item["content_html"]
