"""A running portal: whatever people do and whatever breaks, its log names nobody and its files are its own."""

import re
import sqlite3
import uuid

import pytest

from portal.kernel import modes
from tests.factories.pictures import phone_jpeg
from tests.outside import FORM, PHOTO, Visitor, people_only, rows
from tests.server import Portal
from tests.test_page_store import soon

pytestmark = pytest.mark.outside

NAME, EMAIL, PHONE, PASSWORD = (
    "Zulaikha Binti Rahasia",
    "zulaikha@rahasia.test",
    "085799887766",
    "ombak pasir kencana 77",
)
STORY = {
    "title": "Judul Rahasia Sekali dari Kampung",
    "body": "Isi rahasia yang tidak boleh tercatat. " * 5,
    "place": "Gang Rahasia 17",
    "source": "Sumber rahasia saya",
}
SUBSCRIBER = "pelanggan@rahasia.test"
REGISTRATION = {
    "name": NAME,
    "email": EMAIL,
    "phone": PHONE,
    "ward": "medono",
    "age_group": "adult",
    "password": PASSWORD,
    "UGC_AGREE": "y",
    "EDIT_RIGHT": "y",
    "PDP_NOTICE": "y",
}


def submission():
    return FORM | STORY | PHOTO | {"submission_key": str(uuid.uuid4()), "photo-0-caption": "Keterangan rahasia"}


def letters(portal):
    return "\n".join(file.read_text() for file in portal.folder.glob("mail/*.eml"))


def key_of(portal, address):
    """The key in the letter that leads to this address; empty while there is none."""
    found = re.search(rf"/{address}/([\w.-]+)", letters(portal).replace("=\n", ""))
    return found[1] if found else ""


def broken(portal, statement):
    with sqlite3.connect(portal.folder / "portal.db", timeout=20) as database:
        database.execute(statement)


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """A portal with a whole life behind it, all its log, and what must not stand in it."""
    folder = people_only(tmp_path_factory.mktemp("lived"))
    portal = Portal(folder).start()
    person = Visitor(portal)
    person.fresh("/daftar")
    answer = person.post("/daftar", REGISTRATION)
    assert answer.status == 303, answer.read()
    person = Visitor(portal)
    person.fresh("/masuk")
    assert person.post("/masuk", {"identity": EMAIL, "password": "salah-" + PASSWORD}).status == 422
    assert person.post("/masuk", {"identity": EMAIL, "password": PASSWORD}).status == 303
    person.fresh("/kirim/berita")
    receipt = person.post("/kirim/berita", submission(), phone_jpeg())
    assert receipt.status == 303
    address = receipt.headers["Location"]
    director = Visitor(portal).sign_in("direktur")
    assert soon(lambda: rows(folder, "SELECT 1 FROM photo WHERE state = 'ready'"), 60)
    assert director.decide(address, 1, "evidence").status == 303
    assert director.decide(address, 1, "approve").status == 303
    visitor = Visitor(portal)
    visitor.fresh("/kelurahan/medono/langganan")
    visitor.post("/kelurahan/medono/langganan", {"email": SUBSCRIBER, "pace": "at_once"})
    assert soon(lambda: key_of(portal, "surel"), 30)
    proof = key_of(portal, "surel")
    visitor.fresh(f"/surel/{proof}")
    assert visitor.post(f"/surel/{proof}", {"action": "confirm"}).status == 303
    visitor.fresh("/lupa")
    visitor.post("/lupa", {"identity": EMAIL})
    assert soon(lambda: key_of(portal, "sandi"), 30)
    key = key_of(portal, "sandi")
    portal.kill()

    # a fault in the request, and one in the worker
    portal.start(PORTAL_FAILPOINT="submission.before_commit:raise")
    person.fresh("/kirim/berita")
    assert person.post("/kirim/berita", submission() | {"title": "Judul Rahasia yang gagal"}).status == 500
    portal.kill()
    portal.start(PORTAL_FAILPOINT="photo.processing:raise")
    person.fresh("/kirim/berita")
    assert person.post("/kirim/berita", submission() | {"title": "Judul Rahasia kedua"}, phone_jpeg()).status == 303
    log = folder / "server.log"
    assert soon(lambda: "photo.processing" in log.read_text(), 60)

    # statements that the database refuses, with everything somebody typed in them
    person.fresh("/kirim/berita")
    broken(portal, "ALTER TABLE story RENAME COLUMN source TO lost")
    broken(portal, "ALTER TABLE one_time_link RENAME COLUMN expires_at TO lost")
    assert person.post("/kirim/berita", submission() | {"title": "Judul Rahasia ketiga"}).status >= 500
    assert person.post(f"/sandi/{key}", {"password": PASSWORD, "password_again": PASSWORD}).status >= 500
    secret = (folder / "secret").read_text()
    sessions = [value for (value,) in rows(folder, "SELECT fs_uniquifier FROM account")]
    yield portal, log.read_text(), [key, proof, secret, *sessions]
    portal.kill()


def test_no_line_of_the_log_names_a_person_or_quotes_one(lived):
    _portal, log, keys = lived
    assert "FailpointReached: submission.before_commit" in log, "what broke is told"
    assert "OperationalError" in log
    assert "Traceback" in log
    private = [NAME, "Zulaikha", EMAIL, "rahasia.test", PHONE, PHONE[1:], PASSWORD, SUBSCRIBER, *STORY.values()]
    private += [
        "Rahasia Sekali",
        "Isi rahasia",
        "Judul Rahasia",
        "Keterangan rahasia",
        "demo.test",
        "[parameters",
        *keys,
    ]
    assert [each for each in private if each and each in log] == []


def test_every_file_is_its_owners_alone_but_public_pages(lived):
    portal, _log, _keys = lived
    assert (portal.folder / "portal.db-wal").exists()
    assert {"mail", "media", "pages", "secret", "queue.db", "audit.anchor"} <= {
        each.name for each in portal.folder.iterdir()
    }
    assert list(modes.loose(portal.folder)) == []
    assert portal.folder.stat().st_mode & 0o777 == modes.PASSED
    pages = [
        each for each in portal.folder.joinpath("pages").rglob("*") if each.name != "lock" and not each.is_symlink()
    ]
    assert pages
    for each in pages:
        wanted = modes.PUBLIC_FOLDER if each.is_dir() else modes.PUBLIC_FILE
        assert each.stat().st_mode & 0o777 == wanted, each
