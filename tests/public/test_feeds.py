import dataclasses
import io
import re
import xml.etree.ElementTree as ET
from datetime import timedelta

import feedparser
import pytest

from portal import create_app
from portal.public import queries
from portal.public.feeds import tag
from portal.stories.lifecycle import Status
from portal.stories.models import Credit
from tests.factories import accounts, stories
from tests.factories.stories import AT
from tests.pages import HOSTILE, Tree
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


@pytest.mark.parametrize("place", ["/kelurahan/medono", "/rubrik/batik-umkm", "/penulis/siti"])
def test_each_place_has_a_feed_of_its_own(client, published, session, place):
    mine = published(author=accounts.user(session, "Siti Maryam", handle="siti"))
    rob = stories.rubric_id(session, "rob-banjir")
    published(ward="kauman", rubric_id=rob, title="Gang lain, kabar lain, warga lain")
    found, whole = parsed(client, f"{place}/umpan.xml"), parsed(client)
    assert [entry.title for entry in found.entries] == [mine.title]
    assert found.feed.link == f"http://127.0.0.1:8000{place}"
    assert found.feed.title.endswith(" – Berita dan Warga, Kota Pekalongan")
    assert found.feed.id == f"tag:127.0.0.1,2026:umpan-id:{place[1:]}"
    assert found.entries[0].id in {entry.id for entry in whole.entries}


@pytest.mark.parametrize(
    "path", ["/kelurahan/atlantis", "/rubrik/gosip", "/penulis/siti", "/penulis/tak-ada", "/kelurahan/medono\x00"]
)
@pytest.mark.parametrize("form", ["xml", "json"])
def test_there_is_no_feed_of_nothing(client, published, session, path, form):
    published(author=accounts.user(session, "Siti Maryam", handle="siti"), credit=Credit.INITIALS)
    assert client.get(f"{path}/umpan.{form}").status_code == 404


def test_an_empty_ward_has_an_empty_feed(client):
    assert parsed(client, "/kelurahan/kauman/umpan.xml").entries == []


def test_a_feed_leads_to_itself_its_page_and_what_is_older(client, many):
    many(queries.FEED + 2)
    seen, address = [], "/en/kelurahan/medono/umpan.xml"
    for _ in range(2):
        found = parsed(client, address)
        links = {link.rel: link.href for link in found.feed.links}
        assert links["self"] == f"http://127.0.0.1:8000{address}"
        assert links["alternate"] == "http://127.0.0.1:8000/en/kelurahan/medono"
        seen += [entry.id for entry in found.entries]
        address = links.get("next", "").removeprefix("http://127.0.0.1:8000")
    assert len(set(seen)) == len(seen) == queries.FEED + 2
    assert address == "", "the last page leads on"


@pytest.mark.parametrize("cursor", ["", "x", "0-0", "zzzzzzzzzzzzz-1"])
def test_a_cursor_that_is_none_of_ours_is_404(client, published, cursor):
    published()
    assert client.get(f"/umpan.xml?sebelum={cursor}").status_code == 404


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.WITHDRAWN])
def test_what_is_taken_down_is_gone_from_every_feed_at_once(client, published, session, status):
    story = published(author=accounts.user(session, "Siti Maryam", handle="siti"))
    places = ("", "/kelurahan/medono", "/rubrik/batik-umkm")
    paths = [f"{place}/umpan.{form}" for place in places for form in ("xml", "json")]
    assert all(story.title in client.get(path).text for path in paths)
    story.status = status
    session.commit()
    assert not any(story.title in client.get(path).text for path in paths)
    assert client.get("/penulis/siti/umpan.xml").status_code == 404


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


QUOTED = 'Kata "dua" & \'satu\' <b> &#34; &quot; 5" 😀'


def test_quotation_marks_are_named_and_arrive_as_typed(client, published, session):
    story = published(photos=0, title=QUOTED, body=f"{QUOTED} [a](https://a.id/?b=1&c=2)")
    stories.story_photo(session, story, consent=True, alt=QUOTED, caption=QUOTED, credit="Foto: Siti")
    session.commit()
    text = client.get("/umpan.xml").text
    assert re.search("(?<!amp;)&#34;", text) is None
    entry = ET.fromstring(text).find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == QUOTED
    assert entry.find(f"{ATOM}link[@rel='enclosure']").get("title") == QUOTED
    for content in (entry.findtext(f"{ATOM}content"), client.get("/umpan.json").json["items"][0]["content_html"]):
        tree = Tree(content)
        assert tree.problems == []
        assert tree.all("img")[0]["alt"] == QUOTED
        assert tree.all("a")[0]["href"] == "https://a.id/?b=1&c=2"
        assert 'alt="Kata &quot;dua&quot; &amp;' in content
        assert content.count("Foto: Siti") == 1
        assert "Foto: Foto" not in content
