"""A real portal whose clock goes on by PORTAL_NOW: the letters after 18, 24 and 48 hours lie in the mail folder."""

import uuid
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from portal.kernel import clock
from tests.journeys.test_main_job import eventually
from tests.outside import FORM, TITLE, Resident
from tests.server import Portal

pytestmark = pytest.mark.outside

HOUR = timedelta(hours=1)


@pytest.fixture
def portal(tmp_path):
    portal = Portal(tmp_path)
    yield portal
    portal.kill()


def letters(portal, title):
    """{(recipient's name, subject)} of everything that speaks of this story."""
    found = set()
    for file in (portal.folder / "mail").glob("*.eml"):
        letter = message_from_bytes(file.read_bytes(), policy=default)
        if title in letter.get_body(("plain",)).get_content():
            found.add((letter["To"].split("@")[0], letter["Subject"]))
    return found


STAGES = (
    (18.1, {("direktur", "Belum ditinjau: kiriman dari Medono")}),
    (24.1, {("wakil", "Lewat 24 jam: kiriman dari Medono")}),
    (48.1, {("humas", "Lewat 48 jam: kiriman dari Medono"), ("humas2", "Lewat 48 jam: kiriman dari Medono")}),
)
ARRIVAL = {("direktur", "Kiriman baru dari Medono"), ("wakil", "Kiriman baru dari Medono")}


def test_the_clock_of_the_portal_reminds(portal):
    began = clock.now()
    portal.start(240, PORTAL_NOW=began.isoformat())
    resident, title, key = Resident(portal).sign_in("warga"), f"{TITLE} {uuid.uuid4().hex[:8]}", str(uuid.uuid4())
    answer = resident.post("/kirim/berita", FORM | {"title": title, "submission_key": key, "ward": "medono"})
    assert answer.status == 303
    wanted = set(ARRIVAL)

    def come():
        return wanted <= letters(portal, title)

    eventually(come, patience=60)
    for hours, added in STAGES:
        # nobody hears of it before its time
        assert {each for each in letters(portal, title) if each[0] != "warga"} == wanted
        portal.kill()  # as a power cut would: what was planned is a row
        portal.start(240, PORTAL_NOW=(began + hours * HOUR).isoformat())
        wanted |= added
        eventually(come, patience=90)
