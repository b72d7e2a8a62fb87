"""What stands where on the screen: the headline of the lead, what has focus, a printed story."""

import re
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from werkzeug.serving import make_server

from portal.kernel.text import slugify
from portal.stories.lifecycle import Status
from tests.factories import stories

pytestmark = pytest.mark.outside

PHONE, DESK = (360, 740), (1280, 900)
TAB_BAR = 56
LONG = "Tiga pembatik muda Kauman menghidupkan lagi motif jlamprang yang lama hilang dari pasar"
BOTTOM = "document.querySelector('.lead h2').getBoundingClientRect().bottom"
# what has focus is hidden when the middle of each of its edges lies under something that is no part of it
COVERED = """() => {
  const each = document.activeElement, box = each.getBoundingClientRect();
  if (each === document.body || !box.width || each.closest(".tabs, .skip")) return "";
  const bar = document.querySelector(".tabs");
  if (!bar || getComputedStyle(bar).display === "none") return "";
  return box.bottom > bar.getBoundingClientRect().top + 1 ? each.outerHTML.slice(0, 120) : "";
}"""


@pytest.fixture
def site(app, session):
    for n, ward in enumerate(("medono", "kauman", "klego", "gamer", "tirto", "poncol")):
        title = LONG if n == 5 else f"Kabar nomor {n} dari kampung kami"
        story = stories.story(session, status=Status.PUBLISHED, title=title, slug=slugify(title), ward=ward)
        stories.story_photo(session, story, consent=True, alt="Gang kampung", credit="Nisa")
    session.commit()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def page(chromium, site):
    context = chromium.new_context(base_url=site)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", ["/", "/en/"])
@pytest.mark.parametrize(("size", "foot"), [(PHONE, TAB_BAR), (DESK, 0)], ids=["phone", "desk"])
def test_the_headline_of_the_lead_stands_above_the_fold(page, path, size, foot):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(path)
    assert page.evaluate(BOTTOM) <= size[1] - foot
    assert page.evaluate("document.querySelector('.mast > .wrap').offsetHeight") <= 96


def test_the_sections_are_one_row_on_a_desk(page):
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    page.goto("/")
    assert page.evaluate("document.querySelector('.rubnav').offsetHeight") <= 48


@pytest.mark.parametrize("path", ["/", "/berita", "/kelurahan", "/rubrik"])
def test_nothing_focused_lies_under_the_bar_of_a_phone(page, path):
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(path)
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(COVERED) == ""


def test_phones_list_the_wards_and_show_the_map_at_a_tap(chromium, site):
    context = chromium.new_context(
        base_url=site, java_script_enabled=False, viewport={"width": PHONE[0], "height": PHONE[1]}
    )
    page = context.new_page()
    page.goto("/")
    assert page.locator(".ward-bars").is_visible()
    assert not page.locator(".map").is_visible()
    page.locator("label[for=lihat-peta]").click()
    assert page.locator(".map").is_visible()
    assert not page.locator(".ward-bars").is_visible()
    context.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["/", "/berita", "/kelurahan", "/kelurahan/medono", "/rubrik"])
def test_axe_finds_nothing_and_names_begin_with_what_is_seen(page, path, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(path)
    if size == PHONE and page.locator("label[for=lihat-peta]").count():
        page.locator("label[for=lihat-peta]").click()
    found = Axe().run(page, options={"rules": {"label-content-name-mismatch": {"enabled": True}}}).response
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []


def test_a_printed_story_has_its_code_beside_the_name_and_at_most_two_sheets(page):
    page.goto("/berita")
    page.locator(".river a").first.click()
    page.emulate_media(media="print")
    name, code = page.locator(".byline").bounding_box(), page.locator(".printed-code").bounding_box()
    assert name["x"] + name["width"] <= code["x"]
    assert code["y"] < name["y"] + name["height"]
    assert page.locator(".printed img").count() == 0
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4"))) <= 2
