"""A reader asks for a ward's news, confirms by mail, is written to when a story appears, and stops with one press."""

import re
import uuid
from email import message_from_bytes
from email.policy import default

import pytest

from tests.journeys.test_main_job import eventually
from tests.outside import FORM, TITLE, Resident, Visitor

pytestmark = pytest.mark.journey


@pytest.fixture
def letters(portal):
    """letters(address, ...): what came to an address, the newest last; only letters of the list with `news`."""

    def read(address, *, news):
        files = sorted((portal.folder / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        found = (message_from_bytes(file.read_bytes(), policy=default) for file in files)
        return [each for each in found if each["To"] == address and bool(each["List-Id"]) is news]

    return read


def link_in(letter, inside):
    found = re.search(rf"http://[^/\s]+(\S*{inside}\S*)", letter.get_body(("plain",)).get_content())
    assert found, letter
    return found[1]


def publish(portal, title):
    """A story of Medono, sent and approved."""
    resident, key = Resident(portal).sign_in("warga"), str(uuid.uuid4())
    answer = resident.post("/kirim/berita", FORM | {"title": title, "submission_key": key, "ward": "medono"})
    assert answer.status == 303
    assert Visitor(portal).sign_in("direktur").decide(answer.headers["Location"]).status == 303


def test_news_of_a_ward_by_mail(person, portal, letters):
    address = f"bu-sri-{uuid.uuid4().hex[:8]}@warga.test"
    before = f"{TITLE} sebelum {uuid.uuid4().hex[:6]}"
    publish(portal, before)

    reader = person()
    reader.go("/kelurahan/medono")
    reader.press("main a[href$='/langganan']")
    reader.page.fill("[name=email]", "bu sri")
    reader.press("main form button:not([name])")
    assert reader.page.locator("[data-test=field-error]").count() == 1
    assert reader.page.input_value("[name=email]") == "bu sri"
    reader.page.fill("[name=email]", address)
    reader.page.check("[name=pace][value=at_once]")
    reader.press("main form button:not([name])")

    (question,) = eventually(lambda: letters(address, news=False))
    reader.go(link_in(question, "/langganan/konfirmasi/"))
    reader.press("main form button")
    assert address in reader.page.locator("main").inner_text()

    title = f"{TITLE} sesudah {uuid.uuid4().hex[:6]}"
    publish(portal, title)
    (letter,) = eventually(lambda: letters(address, news=True))
    assert title in letter["Subject"]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    reader.go(link_in(letter, "/berita/"))
    assert reader.text("story-title") == title

    reader.go(link_in(letter, "/henti"))
    reader.press("main form button")
    publish(portal, f"{TITLE} terakhir {uuid.uuid4().hex[:6]}")
    # a later letter of the same worker shows that its turn has passed
    reader.go("/kelurahan/medono/langganan")
    reader.page.fill("[name=email]", address)
    reader.press("main form button:not([name])")
    eventually(lambda: len(letters(address, news=False)) == 2)
    assert len(letters(address, news=True)) == 1
