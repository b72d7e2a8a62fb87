"""Humas carries one story to six channels by hand, at a phone: every click is counted, nothing is lost on the way."""

import re
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import select
from werkzeug.serving import make_server

from portal.channels.models import Channel
from portal.newsroom.lifecycle import PostState as S
from portal.newsroom.models import Post
from portal.photos import service as photos
from tests.factories import moderation as staff
from tests.factories import newsroom as factories
from tests.factories import pictures

pytestmark = [pytest.mark.journey, pytest.mark.dated, pytest.mark.outside]
MOST = 20  # clicks for six kits, with copying the texts, opening the networks and taking the pictures
CHANNELS = ["web", "facebook", "instagram", "x", "telegram", "whatsapp"]
PROOFS = {
    "web": "https://pekalongankota.go.id/berita/enam-kanal",
    "facebook": "https://www.facebook.com/share/p/1AbCdEfGhI/?mibextid=wwXIfr",  # as the app copies it
    "instagram": "https://www.instagram.com/p/DAbc12xEnam/?igsh=abc",
    "x": "https://x.com/pemkotpkl/status/1860000000000000006?s=20",
    "telegram": "https://t.me/pemkotpekalongan/606",
    "whatsapp": "https://whatsapp.com/channel/0029VaAbCdEfGhIjKlMnOp/606",
}


@pytest.fixture
def story(app, session):
    """A published story with one described picture, waiting on six channels."""
    with app.app_context():
        posts = factories.posts(session)
        of = next(iter(posts.values())).story
        for name in ("l.jpg", "m.jpg", "s.jpg", "l.webp", "m.webp", "s.webp"):
            key = photos.rendition_key(of.photos[0].photo.public_id, name)
            photos.storage().put(key, pictures.jpeg_of(pictures.scene(1600, 1067)))
        session.commit()
    return of


class Officer:
    """Somebody at the desk with a browser of their own; counts the clicks, and looks at every page in both themes."""

    def __init__(self, app, session, chromium, site, name, width):
        self.clicks, self.faults = 0, []
        self.context = chromium.new_context(
            base_url=site, viewport={"width": width, "height": 740}, reduced_motion="reduce"
        )
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.context.route(re.compile(r"^https://"), lambda route: route.fulfill(status=200, body="network"))
        client = app.test_client()
        staff.sign_in(client, session, factories.officer(session, name))
        self.context.add_cookies([{"name": "sesi", "value": client.get_cookie("sesi").value, "url": site}])
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def click(self, selector, leads=True):
        self.clicks += 1
        if leads:
            with self.page.expect_navigation():
                self.page.locator(selector).first.click()
        else:
            self.page.locator(selector).first.click()

    def look(self):
        for theme in ("light", "dark"):
            self.page.emulate_media(color_scheme=theme)
            for each in Axe().run(self.page).response["violations"]:
                self.faults.append(
                    (self.page.url, theme, each["id"], [node["html"][:120] for node in each["nodes"][:2]])
                )
        assert self.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert self.faults == []


@pytest.fixture
def officer(app, session, chromium):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made = []

    def make(name="Ratna Widyastuti", width=360):
        made.append(Officer(app, session, chromium, f"http://127.0.0.1:{server.server_port}", name, width))
        return made[-1]

    yield make
    for each in made:
        each.context.close()
    server.shutdown()


def states(session):
    rows = session.execute(select(Channel.code, Post.state).join(Channel, Channel.id == Post.channel_id)).all()
    session.commit()
    return dict(map(tuple, rows))


def heading(page):
    return page.locator("h1").inner_text()


def post_one(humas, code, number):
    """One channel: a click copies the text and opens the network, the address is pasted, a click saves it."""
    page = humas.page
    assert heading(page).startswith(f"Kanal {number} dari 6")
    text = page.locator("[data-test=kit-text]").input_value()
    humas.clicks += 1
    with humas.context.expect_page() as opened:
        page.locator("[data-copy-from=kit-text][href]").click()
    opened.value.close()
    assert page.evaluate("navigator.clipboard.readText()") == text
    # the field has the focus: pasting needs no click
    assert page.evaluate("document.activeElement.name") == "proof_url"
    page.keyboard.insert_text(PROOFS[code])
    humas.click("button[value=proof]")


@pytest.mark.parametrize("width", [360, 1280])
def test_six_kits_in_at_most_twenty_clicks(session, story, officer, width):
    humas = officer(width=width)
    page = humas.page
    page.goto("/siar")
    humas.look()
    humas.click("[data-story] button[formaction$='/siapkan']")
    assert set(states(session).values()) == {S.KIT_READY}
    humas.look()
    humas.click("[name=identity]", leads=False)
    humas.click("button[value=claim]")
    assert set(states(session).values()) == {S.KIT_CLAIMED}
    humas.clicks += 1
    with page.expect_download() as archive:
        page.locator("a[href$='/kit.zip']").first.click()
    assert archive.value.suggested_filename.startswith("BW-")
    for number, code in enumerate(CHANNELS, start=1):
        post_one(humas, code, number)
        assert states(session)[code] is S.PUBLISHED
        if number == 2:
            humas.look()
            page.reload()  # nothing is lost by it
            page.go_back()
            page.go_forward()
    assert heading(page) == "6 dari 6 kanal sudah tayang"
    humas.look()
    assert humas.clicks <= MOST
    assert humas.clicks == 4 + 2 * 6  # 16; it was about 52


def test_the_walk_goes_on_where_it_was_and_skips_what_can_wait(session, story, officer):
    humas = officer()
    humas.page.goto("/siar")
    humas.click("[data-story] button[formaction$='/siapkan']")
    post_one(humas, "web", 1)
    assert heading(humas.page) == "Kanal 2 dari 6: Facebook"
    humas.click("a:has-text('Nanti saja, lanjut ke Instagram')")
    post_one(humas, "instagram", 3)
    assert heading(humas.page) == "Kanal 4 dari 6: X"
    # tomorrow, at another machine, a colleague goes on: what is left begins with what was skipped
    budi = officer("Budi Santoso", 1280)
    budi.page.goto("/siar")
    budi.click("[data-story] a[href$='/unggah']:has-text('Lanjutkan unggah')")
    assert heading(budi.page) == "Kanal 2 dari 6: Facebook"


def test_two_officers_do_not_post_the_same_twice(session, story, officer):
    humas, budi = officer(), officer("Budi Santoso")
    humas.page.goto("/siar")
    humas.click("[data-story] button[formaction$='/siapkan']")
    budi.page.goto(humas.page.url)
    humas.click("button[value=claim]")
    budi.page.fill("[name=proof_url]", PROOFS["web"])
    budi.click("button[value=proof]")
    assert "Ratna Widyastuti" in budi.page.locator("#conflict").inner_text()
    assert states(session)["web"] is S.KIT_CLAIMED
    budi.look()
    post_one(humas, "web", 1)
    assert states(session)["web"] is S.PUBLISHED


def test_by_keyboard_alone(session, story, officer):
    humas = officer(width=1280)
    page = humas.page
    page.goto("/siar")
    page.locator("[data-story] button[formaction$='/siapkan']").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator("[name=proof_url]").focus()
    page.keyboard.insert_text(PROOFS["web"])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert heading(page) == "Kanal 2 dari 6: Facebook"
    assert humas.clicks == 0
