"""The frames around every page."""

import re

import pytest
from flask import flash, render_template_string

from tests.pages import HOSTILE, Tree, assert_harmless

PAGE = (
    '{% extends "layouts/LAYOUT.html" %}{% set tab = "send" %}{% set desk_title = h %}{% set desk_place = h %}'
    '{% block title %}{{ h }}{% endblock %}{% block main %}<h1>{{ icon("pen") }}{{ h }}</h1>{% endblock %}'
)
LAYOUTS = ("public", "step", "desk")
NAMES = {
    "h": HOSTILE,
    "nav_rubrics": [("/rubrik/rob-banjir", HOSTILE, True)],
    "desk_nav": [("/meja", HOSTILE, True, 7), ("/meja/tayang", "Published", False)],
    "step_no": 2,
    "step_of": 8,
}


@pytest.fixture
def page(page_app):
    """page(layout, path, cookies): the answer of a view drawn in that layout."""

    @page_app.route("/", methods=["GET", "POST"])
    @page_app.route("/kirim/<rest>")
    def view(rest=""):
        return render_template_string(PAGE.replace("LAYOUT", page_app.config["LAYOUT"]), **NAMES)

    @page_app.get("/flash")
    def say():
        flash(HOSTILE, "error")
        return ""

    def get(layout, path="/", **cookies):
        page_app.config["LAYOUT"] = layout
        client = page_app.test_client()
        for name, value in cookies.items():
            client.set_cookie(name.replace("_", "-"), value)
        return client.get(path), client

    return get


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_page_is_whole_and_harmless(page, layout):
    answer, _ = page(layout, signed_in="1")
    tree = Tree(answer.text)
    assert tree.problems == []
    [script] = tree.all("script")
    assert script == {"type": "module", "src": script["src"]}
    tree.elements = [(tag, a) for tag, a in tree.elements if tag != "script"]
    assert_harmless(tree)
    assert [len(tree.all(tag)) for tag in ("html", "main", "h1", "title")] == [1, 1, 1, 1]
    assert tree.all("html")[0]["lang"] == "id"
    assert tree.all("main")[0]["id"] == "isi"
    assert tree.all("a")[0] == {"class": "skip", "href": "#isi"}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_page_brings_exactly_the_symbols_it_uses(page, layout):
    markup = page(layout)[0].text
    assert set(re.findall(r'<symbol id="([^"]+)"', markup)) == set(re.findall(r'<use href="#([^"]+)"', markup))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_page_leads_to_itself_in_the_other_language(page, layout):
    indonesian = Tree(page(layout, "/kirim/berita")[0].text)
    assert "/en/kirim/berita" in [a["href"] for a in indonesian.all("a", hreflang="en")]
    english = Tree(page(layout, "/en/kirim/berita")[0].text)
    assert english.all("html")[0]["lang"] == "en"
    assert "/kirim/berita" in [a["href"] for a in english.all("a", hreflang="id")]
    inside = [a["href"] for a in english.all("a") if a["href"].startswith("/") and a.get("hreflang") != "id"]
    listed = {"/rubrik/rob-banjir", "/meja", "/meja/tayang"}  # given by the view, which adds the prefix itself
    assert all(href.startswith("/en/") for href in set(inside) - listed), inside


def test_public_pages_name_their_address_in_both_languages(page):
    tree = Tree(page("public", "/en/kirim/berita")[0].text)
    links = {
        a.get("hreflang") or a["rel"]: a["href"] for a in tree.all("link") if a["rel"] == "canonical" or "hreflang" in a
    }
    assert links == {
        "canonical": "https://warga.test/en/kirim/berita",
        "id": "https://warga.test/kirim/berita",
        "en": "https://warga.test/en/kirim/berita",
        "x-default": "https://warga.test/kirim/berita",
    }


def test_assets_are_shared_by_both_languages(page):
    for path in ("/", "/en/"):
        assert re.search(r'<link rel="stylesheet" href="/static/dist/site\.css[?"]', page("public", path)[0].text)


def test_a_reader_without_cookies_gets_none_and_no_form_token(page):
    answer, _ = page("public")
    assert "Set-Cookie" not in answer.headers
    assert "csrf_token" not in answer.text


def test_the_tab_bar_has_five_places_and_knows_who_is_signed_in(page):
    for cookies, last in (({}, "/masuk"), ({"signed_in": "1"}, "/akun")):
        markup = page("public", **cookies)[0].text
        bar = Tree(markup[markup.index('<nav class="tabs"') :])
        places = bar.all("a")
        assert [a["href"] for a in places] == ["/", "/kelurahan", "/kirim", "/kiriman", last]
        assert [a["href"] for a in places if a.get("aria-current") == "page"] == ["/kirim"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_message_is_shown_once(page, layout):
    _, client = page(layout)
    client.get("/flash")
    first, second = client.get("/").text, client.get("/").text
    [shown] = Tree(first).all("p", data_test="flash")
    assert shown["data-category"] == "error"
    assert "&lt;script&gt;" in first
    assert 'data-test="flash"' not in second


def test_signing_out_is_a_form_with_a_token(page):
    markup = page("desk", signed_in="1")[0].text
    form = re.search(r"<form\b.*?</form>", markup, re.S)[0]
    assert 'method="post"' in form
    assert 'action="/keluar"' in form
    assert "csrf_token" in form
    assert "<form" not in page("desk")[0].text


def test_the_demo_says_so_on_every_page(page_app, page):
    assert "demo:" not in page("public")[0].text.lower()
    page_app.jinja_env.globals["demo"] = True
    for layout in LAYOUTS:
        assert "Demo: orang dan berita di sini contoh" in page(layout)[0].text
