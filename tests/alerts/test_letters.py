from datetime import timedelta
from types import SimpleNamespace

import pytest

from portal.alerts import letters
from portal.alerts.rules import Pace
from tests.factories import alerts
from tests.factories.alerts import AT
from tests.pages import HOSTILE, Tree

pytestmark = pytest.mark.usefixtures("inside")
BASE = "http://127.0.0.1:8000"


def row(**changes):
    values = {"code": "000000", "slug": "rob", "title": "Rob di gang 5", "excerpt": "Air naik.", "published_at": AT}
    values |= {"ward": "Medono", "ward_slug": "medono", "rubric": "Rob dan Banjir", "name_en": "Tidal floods"}
    return SimpleNamespace(**values | changes)


def test_one_story_is_its_own_subject(session):
    person = alerts.subscriber(session)
    letter = letters.news(person, [row()])
    assert (letter["to"], letter["subject"]) == ("sri@warga.test", "Medono: Rob di gang 5")
    for text in (letter["text"], letter["html"]):
        assert f"{BASE}/berita/rob-BW-000000" in text
        assert "Air naik." in text
        assert "Rob dan Banjir" in text
        assert f"{BASE}/langganan/{alerts.key_of(person)}" in text


def test_a_program_is_told_how_to_stop(session):
    person = alerts.subscriber(session)
    headers = letters.news(person, [row()])["headers"]
    assert headers["List_Unsubscribe"] == f"<{BASE}/langganan/{alerts.key_of(person)}/henti>"
    assert headers["List_Unsubscribe_Post"] == "List-Unsubscribe=One-Click"
    assert headers["List_Id"] == "Kabar kelurahan <kabar-kelurahan.127.0.0.1>"


@pytest.mark.parametrize(
    ("wards", "language", "subject"),
    [
        (["Medono", "Medono"], "id", "2 berita baru – Medono"),
        (["Medono", "Kauman"], "id", "2 berita baru dari kelurahan Anda"),
        (["Medono", "Kauman"], "en", "2 new stories from your wards"),
    ],
)
def test_several_are_told_by_their_number(session, wards, language, subject):
    person = alerts.subscriber(session, language=language)
    assert letters.news(person, [row(ward=ward) for ward in wards])["subject"] == subject


def test_a_letter_speaks_the_language_that_was_asked_in(session):
    letter = letters.news(alerts.subscriber(session, language="en"), [row(), row(title="Lain")])
    assert '<html lang="en">' in letter["html"]
    assert "Tidal floods" in letter["html"]
    assert f"{BASE}/en/berita/rob-BW-000000" in letter["text"]
    assert "Stop all e-mails" in letter["text"]


def test_hostile_words_stay_words(session):
    letter = letters.news(alerts.subscriber(session), [row(title=HOSTILE, excerpt=HOSTILE, ward=HOSTILE), row()])
    tree = Tree(letter["html"])
    assert not {"script", "img", "iframe"} & {tag for tag, _ in tree.elements}
    assert not [name for _, attributes in tree.elements for name in attributes if name.startswith("on")]
    assert "\n" not in letter["subject"]


def test_both_letters_are_whole_pages(session):
    asked, key = alerts.wish(session, pace=Pace.WEEKLY)
    for html in (
        letters.confirmation(asked, "Medono", key)["html"],
        letters.news(alerts.subscriber(session), [row(), row()])["html"],
    ):
        tree = Tree(html)
        assert tree.problems == []
        assert len(tree.all("h1")) == 1


def test_the_question_names_ward_pace_and_link_in_its_language(session):
    asked, key = alerts.wish(session, pace=Pace.WEEKLY)
    letter = letters.confirmation(asked, "Medono", key)
    assert letter["subject"] == "Konfirmasi langganan kabar Medono"
    for text in (letter["text"], letter["html"]):
        assert f"{BASE}/langganan/konfirmasi/{key}" in text
        assert "Senin" in text
    english, key = alerts.wish(session, language="en", at=AT + timedelta(minutes=1))
    assert f"{BASE}/en/langganan/konfirmasi/{key}" in letters.confirmation(english, "Medono", key)["text"]
