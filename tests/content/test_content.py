import re

import pytest

from portal.content import PAGES, PLACEHOLDERS, page_text
from portal.kernel.html import render_page
from portal.wards.city import load

VALUES = {key: f"<{key}>" for key in PLACEHOLDERS}
EVERY = [(page, lang) for page in PAGES for lang in ("id", "en")]
TEXTS = ("tentang", "syarat", "privasi", "pedoman")


@pytest.mark.parametrize(("page", "lang"), EVERY)
def test_a_page_is_complete_once_its_placeholders_are_filled(page, lang):
    text = page_text(page, lang, VALUES)
    assert "{{" not in text
    assert len(text.split()) > (300 if page in TEXTS else 40)


@pytest.mark.parametrize(("page", "lang"), EVERY)
def test_a_page_keeps_to_the_markdown_we_render_and_has_no_first_heading(page, lang):
    text = page_text(page, lang, VALUES)
    assert not re.search(r"^#(?!## |# )", text, re.MULTILINE)
    assert not re.search(r"^####|^```|^\||<[a-z]+>", text.replace("<wards>", "").replace("<city", ""), re.MULTILINE)
    html = str(render_page(text))
    assert html.count("<h2>") == len(re.findall(r"^## ", text, re.MULTILINE))
    assert "**" not in html


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_say_the_same_things_in_the_same_order(page):
    indonesian, english = (page_text(page, lang, VALUES) for lang in ("id", "en"))
    for mark in (r"^## ", r"^- ", r"^\d\. ", r"\]\("):
        assert len(re.findall(mark, indonesian, re.MULTILINE)) == len(re.findall(mark, english, re.MULTILINE))
    used = [re.findall(r"<[a-z_.]+>", text) for text in (indonesian, english)]
    assert set(used[0]) == set(used[1])


@pytest.mark.parametrize(("page", "lang"), EVERY)
def test_links_lead_to_pages_that_exist_in_the_same_language(page, lang):
    for target in re.findall(r"\]\(([^)]+)\)", page_text(page, lang, VALUES)):
        if target.startswith("/"):
            place = target.removeprefix("/en") if lang == "en" else target
            assert (lang == "en") == target.startswith("/en/")
            assert place in {f"/{name}" for name in PAGES} | {"/kirim", "/lacak"}
        else:
            assert target.startswith(("https://", "<city."))


def test_what_the_law_and_the_guidelines_ask_for_is_said():
    guidelines = page_text("pedoman", "id", VALUES)
    assert len(re.findall(r"^## \d\. ", guidelines, re.MULTILINE)) == 9
    for words in ("bukan perusahaan pers", "2 × 24 jam", "2 bulan", "2 hari kerja", "secara sukarela"):
        assert words in guidelines
    assert page_text("privasi", "id", VALUES).count("3 × 24 jam") == 2
    for page in ("tentang", "syarat", "pedoman"):
        assert re.search(r"[Kk]ritik", page_text(page, "id", VALUES))


def test_every_placeholder_is_used_and_can_be_filled_from_the_citys_data():
    used = {key for page, lang in EVERY for key in re.findall(r"<([a-z_.]+)>", page_text(page, lang, VALUES))}
    assert used == set(PLACEHOLDERS)
    for key in used - {"wards", "keep.positions", "keep.originals"}:
        value = load("pekalongan")
        for part in key.split(".")[1:]:
            value = getattr(value, part)
        assert value


def test_an_unknown_page_or_language_is_refused():
    for page, lang in (("rahasia", "id"), ("tentang", "nl"), ("../../settings", "id")):
        with pytest.raises(KeyError):
            page_text(page, lang, VALUES)
    with pytest.raises(KeyError):
        page_text("tentang", "id", {})
