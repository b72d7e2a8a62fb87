"""An approval is taken back in time, and given again until the story is public, at 360 px."""

import uuid

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Person
from tests.outside import Resident, code_in
from tests.server import Portal

pytestmark = pytest.mark.journey
SECONDS = "12"


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """A portal in which an approval can be undone for a few seconds."""
    portal = Portal(tmp_path_factory.mktemp("undo"), PORTAL_UNDO_SECONDS=SECONDS).start(patience=240)
    yield portal
    portal.kill()


@pytest.fixture
def director(chromium, portal):
    director = Person(chromium, portal, email="direktur@demo.test")
    yield director
    director.context.close()


@pytest.fixture
def code(portal):
    """A story that waits."""
    resident, key = Resident(portal).sign_in(), str(uuid.uuid4())
    assert resident.send(key)
    return code_in(resident.acknowledged[key])


def test_an_approval_is_undone_then_given_again_until_everybody_reads_it(director, code, portal):
    page = director.page
    director.go(f"/meja/{code}")
    page.click(".decide [data-sheet=approve]")
    page.fill("dialog [name=note]", "Matur nuwun, tulisannya rapi.")
    director.look()
    press(page, "approve", "dialog ")
    toast = page.locator("[data-test=flash]")
    expect(toast).to_contain_text("Tayang dalam")
    expect(toast.get_by_role("link", name="Kiriman berikutnya")).to_be_visible()
    press(page, "undo")
    assert page.url.endswith(f"/meja/{code}")
    assert director.state() == "submitted"
    assert "Matur nuwun, tulisannya rapi." in page.inner_text(".decide [data-sheet=approve]")
    assert page.input_value("[name=note]") == "Matur nuwun, tulisannya rapi."
    assert "Persetujuan dibatalkan" in director.text("flash")
    director.look()

    press(page, "approve")
    address = toast.get_attribute("data-public")
    expect(toast).to_contain_text("Sudah tayang")
    expect(toast.get_by_role("button")).to_have_count(0)
    director.look()
    toast.get_by_role("link", name="Lihat").click()
    expect(page.locator("[data-test=story-title]")).to_be_visible()
    assert page.url == portal.url + address


def test_the_storys_own_page_says_when_it_is_public(director, code):
    page = director.page
    director.go(f"/meja/{code}")
    press(page, "approve")
    page.goto(f"/meja/{code}")
    panel = page.locator("main section").filter(has=page.locator("#disetujui"))
    expect(panel).to_contain_text("Sudah tayang")
    expect(page.locator("[data-test=status]")).to_have_attribute("data-state", "published")
    expect(panel.get_by_role("link", name="Baca berita")).to_be_visible()
    director.look()


def press(page, button, where=""):
    """A look for faults of access would take longer than there is to undo."""
    with page.expect_navigation():
        page.locator(f"{where}button[value={button}]").first.click()
