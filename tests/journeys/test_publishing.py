"""Humas at 360 px: connects Telegram, edits master and variant, schedules, publishes, meets a failure, uses the kit."""

import re
from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.clock import WIB
from tests.channels.fakes.faults import Fault
from tests.channels.fakes.telegram import TOKEN, Telegram
from tests.journeys.test_main_job import eventually, find_post
from tests.server import Portal

pytestmark = pytest.mark.journey
READER = "Lampu gang padam tiga pekan"
OTHER = "Tiga remaja Kauman menghidupkan"


@pytest.fixture(scope="module")
def telegram():
    fake = Telegram()
    yield fake
    fake.stop()


@pytest.fixture(scope="module")
def portal(tmp_path_factory, telegram):
    """The demo, with an adapter that speaks to our Telegram."""
    folder = tmp_path_factory.mktemp("publishing")
    portal = Portal(folder, PORTAL_CHANNEL_TELEGRAM_API=telegram.url).start(patience=240)
    yield portal
    portal.kill()


def until(humas, state, patience=30):
    """Load the page again until the post is there, as a person would."""
    eventually(lambda: humas.page.reload() and humas.state("delivery-state") == state, patience)
    humas.look()


def editor(humas):
    """Open the text where the kit stands above it."""
    folded = humas.page.locator("details:not([open]):has([name=text]) > summary")
    if folded.count():
        folded.click()
    return humas.page


def posts_of(humas, title):
    """The board's link to one story's Telegram post, and its master's address."""
    post = eventually(lambda: find_post(humas, title, "telegram"))
    humas.go(post)
    master = humas.page.locator("a[href*='/siar/berita/']").first.get_attribute("href")
    return post, master


def test_humas_publishes_by_machine_and_by_hand_where_the_machine_cannot_know(person, telegram):
    humas = person("humas@demo.test")
    page = humas.page

    # the channel is connected and tried out
    humas.go("/siar/kanal/telegram")
    page.fill("[name=handle]", "pemkotpekalongan")
    page.fill("[name=secret]", TOKEN)
    humas.press("button[value=test]")
    assert "Sambungan berhasil" in page.locator("main").inner_text()
    assert TOKEN not in page.content()

    # one text for all channels; the one that is edited by itself differs until it takes the master again
    post, master = posts_of(humas, READER)
    humas.go(master)
    body = page.input_value("[name=text]").partition("\n")[2]
    page.fill("[name=text]", f"Lampu gang menyala lagi setelah warga patungan\n{body}")
    humas.press("button[value=save]")
    assert "kanal ikut berubah" in page.locator("main").inner_text()
    humas.go(post)
    assert page.input_value("[name=text]").startswith("Lampu gang menyala lagi")
    editor(humas).fill("[name=text]", "Ditulis khusus untuk kanal ini.\n\nFoto: warga")
    humas.press("button[value=save]")
    assert "Diubah khusus" in page.locator("main").inner_text()
    humas.press("button[value=resync]")
    assert "Sama dengan induk" in page.locator("main").inner_text()

    # several get their times at once, ticked by finger on the board
    humas.go("/siar")
    stories = page.locator("[data-story]:has([name=post])")
    for number in range(2):
        stories.nth(number).locator("summary").click()
        stories.nth(number).locator("[name=post]").first.check()
    tomorrow = (clock.now() + timedelta(days=1)).astimezone(WIB)
    page.locator("[name=due_at]").first.fill(f"{tomorrow:%Y-%m-%dT%H:%M}")
    page.locator("[name=every]").first.fill("15")
    humas.press("[data-bulk-bar] > button")
    assert "2 unggahan terjadwal" in page.locator("main").inner_text()
    humas.go(post)

    # it has a time, and goes out before that because somebody cannot wait
    at = (clock.now() + timedelta(hours=3)).astimezone(WIB)
    editor(humas).fill("[name=due_at]", f"{at:%Y-%m-%dT%H:%M}")
    humas.press("button[value=schedule]")
    assert humas.state("delivery-state") == "scheduled"
    humas.go("/siar/jadwal")
    assert READER in page.locator("main").inner_text()
    humas.go(post)
    humas.press("button[value=publish]")
    until(humas, "published")
    assert len(telegram.messages) == 1
    assert "Lampu gang menyala lagi" in str(telegram.messages)

    # the next answer is lost: nobody may send again, so a person looks, and posts by hand
    telegram.faults.add(Fault.DROP_BEFORE, "^send", times=9)
    other, _master = posts_of(humas, OTHER)
    humas.press("button[value=publish]")
    until(humas, "check_by_hand", patience=120)  # half a minute passes first: the server may still be at it
    assert len(telegram.messages) == 1
    humas.press("button[value=assist]")
    assert humas.state("delivery-state") == "kit_ready"
    humas.press("button[value=claim]")
    page.fill("[name=proof_url]", "https://t.me/pemkotpekalongan/9001")
    humas.press("button[value=proof]")
    assert humas.state("delivery-state") == "published"
    assert other in page.url

    # the story's page says where it went
    reader = person()
    reader.go("/berita")
    reader.page.get_by_role("link", name=re.compile(READER)).first.click()
    eventually(lambda: reader.page.reload() and reader.page.locator("main a[href*='t.me/']").count() > 0)
    reader.look()
