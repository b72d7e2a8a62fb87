from datetime import timedelta

import pytest
from markupsafe import Markup

from portal.public.reading import channel_of, dated, leader_of, standfirst, steps_of, waited
from tests.factories.stories import AT

CITY = "Kota Pekalongan"


@pytest.fixture(autouse=True)
def request_context(app):
    with app.test_request_context("/"):
        yield


def test_a_text_begins_with_the_place():
    assert dated([Markup("<p>Pukul lima pagi.</p>"), Markup("<p>Dua</p>")], CITY) == [
        '<p><span class="date" dir="ltr">Kota Pekalongan –</span> Pukul lima pagi.</p>',
        "<p>Dua</p>",
    ]


@pytest.mark.parametrize("start", ["Pekalongan –", "Kota Pekalongan -", "<strong>PEKALONGAN</strong>", "Pekalongan,"])
def test_whoever_wrote_the_place_reads_it_once(start):
    first = Markup(f"<p>{start} Pukul lima pagi.</p>")
    known = "strong" not in start
    assert (dated([first], CITY) == [first]) is known


def test_a_text_that_begins_with_a_list_gets_its_own_line():
    assert (
        dated([Markup("<ul><li>a</li></ul>")], CITY)[0]
        == '<p><span class="date" dir="ltr">Kota Pekalongan –</span> </p>'
    )
    assert dated([], CITY) == []


def test_an_excerpt_that_is_only_the_beginning_is_not_read_twice():
    first = Markup("<p>Pukul lima pagi, Siti menancapkan <em>penggaris</em> di gang.</p>")
    assert standfirst("Pukul lima pagi, Siti menancapkan penggaris…", first) == ""
    assert standfirst("Buku tulisnya jadi bahan rapat RW.", first) == "Buku tulisnya jadi bahan rapat RW."


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (timedelta(minutes=20), "ditinjau kurang dari satu jam setelah dikirim"),
        (timedelta(hours=9), "ditinjau 9 jam setelah dikirim"),
        (timedelta(hours=47), "ditinjau 47 jam setelah dikirim"),
        (timedelta(hours=60), "ditinjau 2 hari setelah dikirim"),
        (timedelta(hours=-1), ""),
    ],
)
def test_how_long_the_author_waited(after, words):
    assert waited(AT, AT + after) == words
    assert waited(None, AT) == ""


def entry(kind, hours=0, **detail):
    return [kind, (AT + timedelta(hours=hours)).isoformat(), detail]


def test_a_fresh_story_has_only_been_carried():
    steps = steps_of(AT, AT, [entry("published")])
    assert [step.kind for step in steps] == ["carried"]


def test_the_way_of_a_story_in_order():
    way = [
        entry("published"),
        entry("shared", 1, name="Instagram", account="@pemkot", url="https://instagram.com/p/1"),
        entry("shared", 2, name="WhatsApp", url=None),
        entry("restored", 3, note="rahasia"),
        entry("answered", 4, text="Dikeruk mulai 7 Desember."),
    ]
    steps = steps_of(AT, AT, way)
    assert [step.kind for step in steps] == ["carried", "again", "shared", "answered"]
    assert [channel.name for channel in steps[2].channels] == ["Instagram", "WhatsApp"]
    assert steps[1].at == AT + timedelta(hours=3)
    assert steps[3].text == "Dikeruk mulai 7 Desember."


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//evil.example", "data:text/html,x", None, ""])
def test_only_web_addresses_are_linked(url):
    assert channel_of({"name": "X", "url": url}).url == ""
    assert channel_of({"name": "X", "url": "https://x.com/a/1"}).url == "https://x.com/a/1"


def test_a_post_that_was_taken_down_is_named_and_no_longer_linked():
    found = channel_of({"channel": "Telegram", "url": "https://t.me/pemkot/7", "gone": AT.isoformat()})
    assert (found.name, found.url, found.gone) == ("Telegram", "", True)


def test_who_leads_a_ward():
    assert leader_of("Muhammad Fauzan", "director", None).deputy is False
    assert leader_of("Ratna", "deputy", AT.date()).deputy is True
