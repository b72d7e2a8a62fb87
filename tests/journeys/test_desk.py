"""A story is sent; its director hears of it by mail and finds the desk in one tap, without knowing an address."""

import uuid
from email import message_from_bytes
from email.policy import default

import pytest

from tests.journeys.test_main_job import eventually
from tests.outside import FORM, TITLE, Resident, Visitor, code_in

pytestmark = pytest.mark.journey
BADGE = "nav.tabs a:has-text('Meja') .n"


@pytest.fixture
def letters(portal):
    """letters(address, words): the texts of what came to an address and holds these words."""

    def read(address, words):
        found = []
        for file in (portal.folder / "mail").glob("*.eml"):
            letter = message_from_bytes(file.read_bytes(), policy=default)
            text = letter.get_body(("plain",)).get_content()
            found += [text] if letter["To"] == address and words in text else []
        return found

    return read


def send(portal, title):
    resident = Resident(portal).sign_in("warga")
    key = str(uuid.uuid4())
    answer = resident.post("/kirim/berita", FORM | {"title": title, "submission_key": key, "ward": "medono"})
    assert answer.status == 303
    return code_in(answer.headers["Location"])


def number(text):
    return int(text.split()[0].rstrip("+"))


def test_a_director_finds_what_waits(person, portal, letters):
    director = person("direktur@demo.test")
    director.go("/")
    before = director.page.locator(BADGE).count() and number(director.page.inner_text(BADGE))
    title = f"{TITLE} {uuid.uuid4().hex[:8]}"
    code = send(portal, title)
    (letter,) = eventually(lambda: letters("direktur@demo.test", title))
    assert f"/meja/{code}" in letter
    assert eventually(lambda: letters("wakil@demo.test", title))

    director.go("/")
    assert number(director.page.inner_text(BADGE)) == before + 1
    director.press("nav.tabs a:has-text('Meja')")
    assert director.page.url.endswith("/meja")
    assert title in director.page.inner_text("main")
    director.press(".bell")
    assert title in director.page.inner_text("main")
    assert director.page.locator(".bell .n").count() == 1
    director.press("main form button")
    assert director.page.locator(".bell .n").count() == 0
    director.press(".desk-bar nav a")
    assert director.page.url.rstrip("/").endswith(portal.url)

    assert Visitor(portal).sign_in("direktur").decide(code).status == 303
    director.go("/")
    after = director.page.locator(BADGE).count() and number(director.page.inner_text(BADGE))
    assert after == before


def test_the_way_of_e_mail_is_chosen_and_kept(person):
    director = person("direktur2@demo.test")
    director.go("/akun")
    director.page.check("#surel-tugas [value=daily]")
    director.press("#surel-tugas button")
    assert director.page.is_checked("#surel-tugas [value=daily]")
    director.page.check("#surel-tugas [value=at_once]")
    director.press("#surel-tugas button")


@pytest.mark.parametrize("viewport", [{"width": 360, "height": 740}, {"width": 1280, "height": 900}])
@pytest.mark.parametrize(("email", "desk"), [("humas@demo.test", "/siar"), ("admin@demo.test", "/admin")])
def test_officers_and_administrators_find_theirs(person, email, desk, viewport):
    one = person(email, viewport=viewport)
    for path in ("/", "/akun", "/kiriman", "/kabar-tugas", desk):
        one.go(path)
    one.go("/akun")
    one.press(f".own-desks a[href='{desk}']")
    assert desk in one.page.url
