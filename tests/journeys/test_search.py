"""Looking for a story: a resident on a slow phone, somebody with keys alone, somebody without script, and the desks."""

import re
from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.clock import WIB

pytestmark = pytest.mark.journey
RESULTS = "main .river article"
MEDONO = "Posyandu Medono pindah ke sore"
KRAPYAK = "Tiga malam rob masuk gang"


def ask(somebody, words):
    """Type into the box of the page and send it, as a phone's keyboard does."""
    somebody.page.fill("[name=q]", words)
    with somebody.page.expect_navigation():
        somebody.page.press("[name=q]", "Enter")
    somebody.look()


def titles(somebody):
    return [" ".join(each.split()) for each in somebody.page.locator(f"{RESULTS} h3").all_inner_texts()]


def day(ago):
    return f"{(clock.now() - timedelta(days=ago)).astimezone(WIB):%Y-%m-%d}"


def test_a_resident_finds_a_story_on_a_slow_phone(person):
    resident = person()
    resident.slow()
    page = resident.page
    resident.go("/")
    resident.press("header a[href$='/cari']")

    # a ward with a typing error and one word are enough
    ask(resident, "pompa krapiak")
    assert [title for title in titles(resident) if title.startswith(KRAPYAK)]
    assert {mark.casefold() for mark in page.locator(f"{RESULTS} mark").all_inner_texts()} >= {"pompa", "krapyak"}
    assert "pompa Krapyak" in page.locator("main .note").first.inner_text()
    assert page.input_value("[name=q]") == "pompa krapiak"

    resident.slow(on=False)

    # all filters at once; each can be taken off again
    ask(resident, "posyandu")
    page.click("summary")
    page.select_option("[name=kelurahan]", "medono")
    page.select_option("[name=rubrik]", "kesehatan-posyandu")
    page.fill("[name=dari]", day(20))
    page.fill("[name=sampai]", day(0))
    resident.press("form.find button")
    assert [title.startswith(MEDONO) for title in titles(resident)] == [True]
    assert page.locator("main .chips").first.locator("a").count() == 4
    resident.press("main .chips a")
    assert page.input_value("[name=kelurahan]") == ""
    assert page.input_value("[name=dari]") == day(20)

    # dates the wrong way round: said at the field, nothing lost, the words still searched
    page.fill("[name=dari]", day(0))
    page.fill("[name=sampai]", day(20))
    resident.press("form.find button")
    assert page.locator("#sampai").get_attribute("aria-describedby") == "sampai-error"
    assert page.locator("#sampai-error").is_visible()
    assert (page.input_value("[name=dari]"), page.input_value("[name=sampai]")) == (day(0), day(20))
    assert titles(resident)

    # a date nobody can read stands there to be mended
    resident.go("/cari?q=posyandu&dari=kemarin")
    assert page.locator("#dari-error").is_visible()
    assert page.input_value("[name=dari]") == "kemarin"
    page.fill("[name=dari]", "01/11/2026")
    resident.press("form.find button")
    assert page.locator("[data-test=field-error]").count() == 0
    assert page.input_value("[name=dari]") == "2026-11-01"

    # a part of it found: said so, before any advice
    ask(resident, "gajah posyandu")
    assert "Sebagian cocok" in page.locator("main").inner_text()
    assert titles(resident)

    # nothing found: how to go on, what is new, and an invitation
    ask(resident, "zxcvbn qwertyuiop")
    assert titles(resident) == []
    assert page.locator("section.find-help").is_visible()
    assert page.locator("main article.teaser").count() > 0
    resident.press("section.find-help a.btn")
    assert page.url.endswith("/kirim")


def tab_to(page, found, most=40, key="Tab"):
    """Press the key until the thing that has the focus is what is looked for."""
    for _press in range(most):
        page.keyboard.press(key)
        if page.evaluate(f"document.activeElement.matches({found!r})"):
            return
    raise AssertionError(f"no way to {found} by keys")


def test_it_works_with_keys_alone(person):
    reader = person(viewport={"width": 1280, "height": 900})
    page = reader.page
    reader.go("/")
    tab_to(page, ".seek input")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.type("posyandu medno")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "summary")
    page.keyboard.press("Enter")
    tab_to(page, "[name=kelurahan]")
    page.keyboard.type("Medo")
    tab_to(page, "form.find button", key="Shift+Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.input_value("[name=kelurahan]") == "medono"
    tab_to(page, f"{RESULTS} h3 a")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert reader.text("story-title").startswith(MEDONO)


def test_it_works_without_script(person):
    reader = person(script=False)
    page = reader.page
    page.goto("/")
    page.locator("header a[href$='/cari']").first.click()
    page.fill("[name=q]", "canting kaumn")
    page.locator("form.find button").click()
    page.wait_for_load_state()
    assert page.locator(f"{RESULTS} mark").count() >= 2
    page.locator("summary").click()
    page.select_option("[name=kelurahan]", "medono")
    page.locator("form.find button").click()
    page.wait_for_load_state()
    assert titles(reader) == []
    assert page.locator("section.find-help").is_visible()


@pytest.mark.parametrize(
    ("who", "place", "words", "found"),
    [("direktur", "/meja", "gerobak", "perpustakaan keliling"), ("humas", "/siar", "lampu gang", "Lampu gang padam")],
)
def test_the_desks_find_their_own(person, who, place, words, found):
    staff = person(f"{who}@demo.test")
    staff.go(place)
    ask(staff, words)
    assert re.search(found, staff.page.locator("main").inner_text())
    assert staff.page.locator("main mark").count() >= 1
    ask(staff, "gajah terbang")
    assert staff.page.locator("main mark").count() == 0
    assert staff.page.locator(f"main .empty a[href$='{place}']").count() == 1
