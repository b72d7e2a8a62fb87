"""/cari as readers meet it."""

import re
from html import unescape
from urllib.parse import quote

import pytest

from portal.kernel import codes
from portal.kernel.codes import PREFIX
from portal.stories import service
from portal.stories.lifecycle import Action, Part, Status
from tests.factories import search as index
from tests.factories import stories
from tests.factories.stories import AT
from tests.public.conftest import path_of


@pytest.fixture
def told(published, session):
    """told(title, ...): a public story that can be found, without pictures."""

    def tell(title, **changes):
        made = published(photos=0, title=title, **changes)
        index.index(session)
        session.commit()
        return made

    return tell


def titles(page):
    found = re.findall(r"<h3 dir=\"auto\" class=\"hl\"><a href=\"[^\"]*berita[^\"]*\" lang=\"id\">(.*?)</a>", page.text)
    return [unescape(re.sub(r"</?mark>", "", title)) for title in found]


def search(client, typed="", **more):
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in {"q": typed, **more}.items())
    return client.get(f"/cari?{query}")


def results(page):
    """What stands above the help: the newest stories offered there are no results."""
    return titles(page) if "Tidak ditemukan" not in page.text else []


def test_an_empty_box_says_how_to_search_and_shows_the_newest(client, told):
    told("Rob naik lagi di gang")
    page = client.get("/cari")
    assert page.status_code == 200
    assert "Cara mencari" in page.text
    assert "Rob naik lagi di gang" in page.text
    assert "<mark>" not in page.text


def test_a_story_is_found_by_the_root_of_a_word_and_its_words_are_marked(client, told):
    told("Warga membersihkan sungai", body="Sejak pagi warga membersihkan sungai. " * 8)
    page = search(client, "kebersihan")
    assert results(page) == ["Warga membersihkan sungai"]
    assert "Warga <mark>membersihkan</mark> sungai" in page.text
    assert '<h2 id="hasil">1 berita</h2>' in page.text


def test_text_around_the_hit_is_shown_and_nothing_in_it_is_code(client, told):
    told("Rapat warga malam ini", body="Awal cerita. " * 40 + "\\<script> pompa & 'kunci' " + "Akhir. " * 40)
    page = search(client, "pompa")
    assert "<mark>pompa</mark> &amp; " in page.text
    assert "…" in page.text
    assert "<script>alert" not in page.text
    assert "<script> " not in page.text


def test_what_was_typed_stands_in_the_box_again_as_text(client):
    typed = '"><script>alert(1)</script>'
    page = search(client, typed)
    assert "<script>alert" not in page.text
    assert "alert(1)" in page.text


@pytest.mark.parametrize(
    "raw",
    [
        *("%00", "%ff%fe", "%ed%a0%80", "%22", "%22%22", "-", "*", "%5E", "NEAR(a%20b)", "a%20OR", "%3A%2A", "()"),
        *("%F0%9F%98%80", "%E2%80%AE%D9%82", "%27%20OR%201%3D1--", "x" * 100_000, "%20", "a" * 40 + "*", "%5C", "%25"),
    ],
)
def test_any_bytes_are_answered(client, told, raw):
    told("Rob naik lagi di gang")
    assert client.get(f"/cari?q={raw}").status_code == 200


def test_a_ward_in_the_words_puts_its_stories_first_and_hides_none(client, told):
    told("Banjir surut di gang", ward="medono", at=AT.replace(day=1))
    told("Banjir dari Medono sampai Klego", ward="klego")
    told("Banjir di tempat lain", ward="kauman")
    page = search(client, "banjir medono")
    assert results(page) == ["Banjir surut di gang", "Banjir dari Medono sampai Klego"]
    assert "Berita dari Medono tampil dahulu" in page.text
    assert 'href="/kelurahan/medono"' in page.text


def test_a_slip_in_a_ward_is_asked_about(client, told):
    told("Nama medano tertulis salah", ward="klego")
    page = search(client, "medano")
    assert results(page) == ["Nama medano tertulis salah"]
    assert 'Maksud Anda <a href="/cari?q=Medono">Kelurahan Medono</a>?' in page.text


def test_a_slip_that_finds_nothing_is_answered_as_it_was_meant(client, told):
    told("Banjir surut di gang", ward="medono")
    page = search(client, "banjir medano")
    assert results(page) == ["Banjir surut di gang"]
    assert "“banjir medano” tidak ditemukan. Ini hasil untuk “banjir Medono”." in page.text


@pytest.mark.parametrize("typed", ["BW-{}", "{}", "bw {}"])
def test_a_code_leads_to_its_story(client, told, typed):
    story = told("Rob naik lagi di gang")
    page = search(client, typed.format(story.code))
    assert (page.status_code, page.location) == (303, path_of(story))


def test_the_code_of_a_story_that_was_taken_down_leads_to_what_became_of_it(client, told, session):
    story = told("Rob naik lagi di gang")
    service.move(session, story, Action.HIDE, {Part.HUMAS}, AT, None)
    session.commit()
    page = search(client, f"{PREFIX}-{story.code}")
    assert page.status_code == 303
    assert client.get(page.location).status_code == 410


def test_the_code_of_a_submission_leads_to_tracking_as_a_wrong_one_does(client, session):
    story = index_story(session)
    for code in (codes.pretty(story.code), "BW-000000", "bw 7k3f2x"):
        page = search(client, code)
        assert (page.status_code, page.location) == (303, f"/lacak?kode={code.replace(' ', '+')}")


@pytest.mark.parametrize("word", ["banjir", "kramat", "medono"])
def test_a_word_of_six_letters_is_no_code(client, word):
    assert search(client, word).status_code == 200


def index_story(session):
    story = stories.story(session)
    index.index(session)
    session.commit()
    return story


@pytest.mark.parametrize("action", [Action.HIDE, Action.RETRACT])
def test_what_was_taken_down_is_found_no_more(client, told, session, action):
    story = told("Rob naik lagi di gang")
    assert results(search(client, "rob")) == ["Rob naik lagi di gang"]
    service.move(session, story, action, {Part.HUMAS}, AT, None, reasons=["CABUT_KELIRU"])
    session.commit()
    page = search(client, "rob")
    assert results(page) == []
    assert "Rob naik lagi" not in page.text


def test_even_a_forgotten_document_shows_nothing_that_is_not_public(client, told, session):
    """The list reads the stories themselves again: an index that is wrong must not tell more than they do."""
    story = told("Rob naik lagi di gang")
    story.status = Status.HIDDEN
    session.commit()
    assert "Rob naik lagi" not in search(client, "rob").text


def test_a_submission_is_not_found(client, session):
    index_story(session)
    assert "nglowong" not in re.sub(r"value=\"nglowong\"|Cari: nglowong", "", search(client, "nglowong").text)


def test_filters_narrow_and_can_be_taken_off(client, told):
    told("Rob di Medono", ward="medono")
    told("Rob di Klego", ward="klego")
    told("Rob lama di Medono", ward="medono", at=AT.replace(month=1))
    page = search(client, "rob", kelurahan="medono", rubrik="batik-umkm", dari="2026-11-01", sampai="2026-11-30")
    assert results(page) == ["Rob di Medono"]
    assert '<option value="medono" selected>' in page.text
    assert "sejak 1 November 2026" in page.text
    off = re.findall(r'<li><a href="(/cari[^"]*)">Kelurahan Medono', page.text)
    assert [unescape(url) for url in off] == ["/cari?q=rob&rubrik=batik-umkm&dari=2026-11-01&sampai=2026-11-30"]


def test_a_wrong_filter_is_said_at_its_field_and_the_rest_still_searches(client, told):
    told("Rob di Medono")
    page = search(client, "rob", kelurahan="atlantis", dari="kemarin")
    assert page.status_code == 200
    assert page.text.count('data-test="field-error"') == 2
    assert 'aria-describedby="kelurahan-error"' in page.text
    assert results(page) == ["Rob di Medono"]


def test_pages_follow_each_other_to_the_end(client, many, session):
    many(23)
    index.index(session)
    session.commit()
    first = search(client, "kabar")
    assert "Lebih dari 20 berita" in first.text
    assert len(titles(first)) == 20
    older = unescape(re.search(r'rel="next" href="([^"]+)"', first.text)[1])
    second = client.get(older)
    assert [title.split()[2] for title in titles(first) + titles(second)] == [str(n) for n in range(23)]
    assert 'rel="next"' not in second.text
    assert 'rel="prev"' in second.text


@pytest.mark.parametrize("cursor", ["x", "a0-1", "a1-zz", "\x00", "9" * 5000])
def test_a_wrong_cursor_is_a_404(client, told, cursor):
    told("Rob di Medono")
    assert search(client, "rob", sebelum=cursor).status_code == 404


def test_the_page_is_kept_by_nobody(client, told):
    told("Rob di Medono")
    page = search(client, "rob")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert '<meta name="robots" content="noindex">' in page.text
    assert "Set-Cookie" not in page.headers
    assert 'rel="canonical"' not in page.text


def test_in_english_sections_and_words_are_english(client, told):
    told("Rob di Medono")
    page = client.get("/en/cari?q=rob")
    assert "1 story" in page.text
    assert "Tidal Floods" in page.text
    assert 'href="/en/cari' in page.text or 'action="/en/cari"' in page.text


def test_a_search_costs_few_statements(client, many, session, statements):
    many(25)
    index.index(session)
    session.commit()
    with statements() as seen:
        assert search(client, "kabar gang").status_code == 200
    assert len(seen) <= 6, "\n".join(seen)
