import dataclasses
import io
import xml.etree.ElementTree as ET
from datetime import timedelta

import feedparser
import pytest

from portal import create_app
from portal.public import queries
from portal.public.feeds import tag
from portal.stories.models import Credit
from tests.factories import accounts, stories
from tests.factories.stories import AT
from tests.pages import HOSTILE
from tests.public.conftest import path_of

ATOM = "{http://www.w3.org/2005/Atom}"


def parsed(client, path="/umpan.xml"):
    response = client.get(path)
    assert response.mimetype == "application/atom+xml"
    found = feedparser.parse(io.BytesIO(response.data), response_headers={"content-type": "application/atom+xml"})
    assert not found.bozo, found.bozo_exception
    return found


def test_an_empty_feed_is_a_feed(client):
    found = parsed(client)
    assert found.version == "atom10"
    assert (found.entries, found.feed.title) == ([], "Berita dan Warga, Kota Pekalongan")
    assert found.feed.id == "tag:127.0.0.1,2026:umpan-id"
    assert found.feed.updated


def test_an_entry_says_all_of_a_story(client, published, session):
    story = published(author=accounts.user(session, "Siti Maryam", handle="siti"))
    entry = parsed(client).entries[0]
    base = "http://127.0.0.1:8000"
    assert entry.id == f"tag:127.0.0.1,2026-11-24:BW-{story.code}"
    assert (entry.title, entry.link) == (story.title, base + path_of(story))
    assert (entry.author_detail.name, entry.author_detail.href) == ("Siti Maryam", f"{base}/penulis/siti")
    assert entry.published == entry.updated == "2026-11-24T10:00:00+07:00"
    assert story.excerpt.startswith(entry.summary.rstrip("…"))
    picture = f"{base}/foto/{story.photos[0].photo.public_id}/l.jpg"
    assert [each.href for each in entry.enclosures] == [picture]
    assert "Bu Rohmah" in entry.content[0].value
    assert picture in entry.content[0].value
    assert {each.term for each in entry.tags} == {"batik-umkm", "medono"}


def test_english_readers_get_english_addresses_and_the_same_ids(client, published):
    published()
    english, indonesian = parsed(client, "/en/umpan.xml"), parsed(client)
    assert english.entries[0].link.startswith("http://127.0.0.1:8000/en/berita/")
    assert english.entries[0].id == indonesian.entries[0].id
    assert english.feed.id != indonesian.feed.id


@pytest.mark.parametrize("credit", [Credit.INITIALS, Credit.ANONYMOUS])
def test_a_feed_keeps_a_name_to_itself(client, published, session, credit):
    author = accounts.user(session, "Siti Maryam", handle="siti")
    story = published(author=author, credit=credit, photos=0)
    stories.story_photo(session, story, consent=True, credit="Siti Maryam")
    session.commit()
    text = client.get("/umpan.xml").text
    for secret in ("Maryam", "siti", author.email):
        assert secret not in text


def test_hostile_words_stay_words(client, published):
    published(photos=0, title=HOSTILE[:120], body=HOSTILE * 3, excerpt=HOSTILE)
    entry = parsed(client).entries[0]
    assert entry.title_detail.type == "text/plain"
    assert "alert(1)" in entry.title
    tree = ET.fromstring(client.get("/umpan.xml").data)
    content = tree.findtext(f"{ATOM}entry/{ATOM}content")
    assert "<script" not in content
    assert "<img" not in content


def test_characters_that_no_xml_may_hold_are_left_out(client, published):
    published(
        title="Rob\x00 di\x0b gang\ufffe 5",
        excerpt="a\x1bb",
        body_html="<p>x\x08y\ud83c</p>".encode("utf-8", "ignore").decode(),
    )
    assert parsed(client).entries[0].title == "Rob di gang 5"


def test_a_changed_story_is_newer_than_its_publication(client, published):
    published(changed_at=AT + timedelta(days=2))
    found = parsed(client)
    assert found.entries[0].updated == found.feed.updated == "2026-11-26T10:00:00+07:00"


def test_a_feed_is_one_statement_and_not_the_whole_archive(client, many, statements):
    many(queries.FEED + 2)
    with statements() as seen:
        found = parsed(client)
    assert len(found.entries) == queries.FEED
    assert len(seen) == 1


def test_ids_name_the_host_of_the_site_and_the_first_day_in_pekalongan(settings, empty_database, published):
    published(at=AT.replace(hour=20))
    app = create_app(dataclasses.replace(settings, base_url="https://warga.example.id:8443", demo=False))
    assert parsed(app.test_client()).entries[0].id.startswith("tag:warga.example.id,2026-11-25:BW-")
    assert tag("warga.example.id", AT, "7K3F2Q") == "tag:warga.example.id,2026-11-24:BW-7K3F2Q"


def test_pages_lead_to_the_feed(client):
    assert '<link rel="alternate" type="application/atom+xml"' in client.get("/").text
    assert 'href="/en/umpan.xml"' in client.get("/en/").text
