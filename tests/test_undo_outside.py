"""What a program outside sees of an approval that can be undone, through a real server that is killed in between."""

import re
import time
import urllib.error
import urllib.request
import uuid

import pytest

from tests.outside import Resident, Visitor, code_in, people_only, rows
from tests.server import Portal

pytestmark = pytest.mark.outside

PATIENCE = 120  # seconds; what is slow here is not wrong


def sent(resident: Resident) -> tuple[str, str]:
    """A new story: its code, and where readers will find it."""
    key = str(uuid.uuid4())
    assert resident.send(key)
    code = code_in(resident.acknowledged[key])
    ((slug,),) = rows(resident.portal.folder, "SELECT slug FROM story WHERE code = ?", code.removeprefix("BW-"))
    return code, f"/berita/{slug}-{code}"


def state(visitor: Visitor, code: str) -> str:
    page = visitor.fresh(f"/meja/{code}")
    return re.search(r'data-test="status" data-state="(\w+)"', page)[1]


def answer(portal: Portal, path: str) -> int:
    try:
        with urllib.request.urlopen(portal.url + path, timeout=10) as page:
            return page.status
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def test_approved_then_undone_or_published_also_after_a_kill(tmp_path):
    # as in a portal that nobody has set up otherwise
    portal = Portal(people_only(tmp_path), PORTAL_UNDO_SECONDS="").start()
    try:
        resident, director = Resident(portal).sign_in(), Visitor(portal).sign_in("direktur")
        code, path = sent(resident)
        assert director.decide(code).status == 303
        assert state(director, code) == "approved"
        assert answer(portal, path) == 404
        assert director.decide(code).status == 409
        assert director.post(f"/meja/{code}", {"action": "undo"}).status == 303
        assert state(director, code) == "submitted"
        assert director.post(f"/meja/{code}", {"action": "undo"}).status == 409

        director.fresh(f"/meja/{code}")
        ((version,),) = rows(portal.folder, "SELECT version FROM story WHERE code = ?", code.removeprefix("BW-"))
        assert director.decide(code, version).status == 303
        portal.kill()
        portal.start()
        assert state(director, code) in ("approved", "published")
        until = time.monotonic() + PATIENCE
        while answer(portal, path) != 200 and time.monotonic() < until:
            time.sleep(0.5)
        assert answer(portal, path) == 200
        assert state(director, code) == "published"
        assert director.post(f"/meja/{code}", {"action": "undo"}).status == 409
        assert rows(portal.folder, "SELECT count(*) FROM event WHERE name = 'story.published'") == [(1,)]
    finally:
        portal.kill()
