"""The desks by keyboard: nothing focused lies under a bar, rows by j and k, a way past the filters, the sheet."""

import threading

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from portal.moderation.models import Decision
from tests.factories import moderation as made
from tests.factories import newsroom, stories

pytestmark = pytest.mark.outside

# the focused element where a bar at the foot covers its first line; nothing where it does not
COVERED = """() => {
  const each = document.activeElement, bar = document.querySelector(".decide, .dock, .tabs");
  if (!bar || bar.contains(each) || getComputedStyle(bar).position !== "fixed") return "";
  const box = each.getBoundingClientRect(), top = bar.getBoundingClientRect().top;
  return box.top + Math.min(box.height, 44) > top + 1 ? each.outerHTML.slice(0, 120) : "";
}"""


@pytest.fixture
def open_as(app, session, chromium):
    """open_as(user, path, width, height) gives a page of the portal as that person sees it."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url, contexts = f"http://127.0.0.1:{server.server_port}", []

    def look(user, path, width=360, height=740, *, script=True):
        client = app.test_client()
        made.sign_in(client, session, user)
        size = {"width": width, "height": height}
        context = chromium.new_context(base_url=url, viewport=size, java_script_enabled=script, reduced_motion="reduce")
        contexts.append(context)
        context.add_cookies([{"name": "sesi", "value": client.get_cookie("sesi").value, "url": url}])
        page = context.new_page()
        assert page.goto(path).status == 200
        return page

    yield look
    for context in contexts:
        context.close()
    server.shutdown()


def covered(page):
    """What is hidden while the focus goes once through the page, forwards and back."""
    found = set()
    for key in ("Tab", "Shift+Tab"):
        for _ in range(150):
            page.keyboard.press(key)
            found.add(page.evaluate(COVERED))
            if page.evaluate("document.activeElement === document.body"):
                break
    return found - {""}


@pytest.mark.parametrize(("width", "height"), [(360, 740), (640, 450), (1280, 900)])
def test_nothing_focused_lies_under_a_bar(session, open_as, width, height):
    director, officer = made.staff(session, ward="medono"), made.staff(session, "humas")
    story, post = stories.story(session), newsroom.post(session, "facebook")
    session.commit()
    assert covered(open_as(director, made.address(story), width, height)) == set()
    assert covered(open_as(officer, f"/siar/{post.id}", width, height)) == set()


def test_without_the_script_the_reasons_are_a_section_that_nothing_covers(session, open_as):
    director, story = made.staff(session, ward="medono"), stories.story(session)
    session.commit()
    page = open_as(director, made.address(story), script=False)
    assert page.locator("main [name=reasons]").count() > 30
    assert page.locator("#lembar").is_visible()
    assert page.locator(".decide button[value=return]").is_visible()


def test_a_low_window_keeps_room_for_the_text(session, open_as):
    director, story = made.staff(session, ward="medono"), stories.story(session)
    session.commit()
    page = open_as(director, made.address(story), 640, 450)
    assert page.locator(".decide").evaluate("bar => getComputedStyle(bar).position") == "static"


def test_j_and_k_move_between_rows_and_enter_opens(session, open_as):
    director = made.staff(session, ward="medono")
    first, second = stories.story(session, title="Satu dua tiga"), stories.story(session, title="Empat lima enam")
    session.commit()
    page = open_as(director, "/meja")
    focused = "document.activeElement.textContent.trim()"
    seen = []
    for key in "jjjk":
        page.keyboard.press(key)
        seen.append(page.evaluate(focused))
    assert seen == [first.title, second.title, second.title, first.title]
    page.focus("[name=q]")
    page.keyboard.type("jk")
    assert page.input_value("[name=q]") == "jk"
    page.locator("[data-test=queue-item] a").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(made.address(first))


def test_j_and_k_move_between_the_stories_of_the_board_and_its_open_channels(session, open_as):
    officer, post = made.staff(session, "humas"), newsroom.post(session, "facebook")
    session.commit()
    page = open_as(officer, "/siar")
    page.locator("a.skip[href='#antrean']").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#antrean")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent.trim()") == post.story.title
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent.trim()") == post.story.title, "its channels are folded"
    page.locator(".siar-more summary").first.click()
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.querySelector('.siar-more h3 a')")


def test_a_link_leads_past_the_search_to_the_list(session, open_as):
    director = made.staff(session, ward="medono")
    stories.story(session)
    session.commit()
    page = open_as(director, "/meja")
    page.locator("a.skip[href='#antrean']").focus()
    assert page.locator("a.skip[href='#antrean']").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[data-test=queue-item]') !== null")


def test_three_rows_are_seen_at_once_on_a_phone(session, open_as):
    director = made.staff(session, ward="medono")
    for number in range(6):
        stories.story(session, title=f"Warga RT {number} membersihkan selokan di depan musala")
    session.commit()
    page = open_as(director, "/meja")
    rows = page.locator("[data-test=queue-item]")
    heights = [rows.nth(n).bounding_box()["height"] for n in range(6)]
    assert max(heights) <= 740 / 3


def test_the_sheet_is_three_taps_and_keeps_what_was_typed(session, open_as):
    director, story = made.staff(session, ward="medono"), stories.story(session)
    session.commit()
    page = open_as(director, made.address(story))
    page.click(".decide [data-sheet=return]")
    note, box = page.locator("dialog [name=note]"), page.locator("dialog [name=reasons]").first
    box.check()
    fix = note.input_value()
    assert fix
    note.fill(fix + " Terima kasih.")
    page.keyboard.press("Escape")
    assert not page.locator("dialog").is_visible()
    page.click(".decide [data-sheet=other]")
    assert note.input_value() == fix + " Terima kasih."
    assert page.locator("dialog button[value=reject]").is_visible()
    assert not page.locator("dialog button[value=return]").is_visible()
    page.keyboard.press("Escape")
    page.click(".decide [data-sheet=return]")
    assert not page.locator("dialog [value=SARA]").is_visible()
    with page.expect_navigation():
        page.click("dialog button[value=return]")
    assert page.url.endswith("/meja")


def test_what_is_refused_is_said_in_the_open_sheet(session, open_as):
    director, story = made.staff(session, ward="medono"), stories.story(session)
    session.commit()
    page = open_as(director, made.address(story))
    page.click(".decide [data-sheet=return]")
    with page.expect_navigation():
        page.click("dialog button[value=return]")
    assert page.locator("dialog [data-test=field-error]").is_visible()
    assert page.locator("dialog button[value=return]").is_visible()


def test_a_note_with_an_approval_is_one_tap_away_and_seen_in_the_bar(session, open_as):
    director, story = made.staff(session, ward="medono"), stories.story(session)
    session.commit()
    page = open_as(director, made.address(story))
    bar = page.locator(".decide [data-sheet=approve]")
    assert bar.inner_text().strip() == "Tulis catatan untuk penulis"
    bar.click()
    assert page.evaluate("document.activeElement.name") == "note"
    assert not page.locator("dialog [name=reasons]").first.is_visible()
    page.keyboard.type("Matur nuwun.")
    page.keyboard.press("Escape")
    assert bar.inner_text().strip() == "Catatan Anda: “Matur nuwun.”"
    bar.click()
    with page.expect_navigation():
        page.click("dialog button[value=approve]")
    assert page.url.endswith("/meja")
    session.expire_all()
    assert session.scalars(select(Decision.note)).one() == "Matur nuwun."


def test_without_the_script_the_note_is_linked_from_the_bar(session, open_as):
    director, story = made.staff(session, ward="medono"), stories.story(session)
    session.commit()
    page = open_as(director, made.address(story), script=False)
    page.click(".decide [data-sheet=approve]")
    assert page.url.endswith("#note")
    assert page.locator("#note").is_visible()
