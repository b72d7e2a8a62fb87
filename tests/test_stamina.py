"""kill -9 of the whole portal: nothing that was acknowledged is lost, nothing is there twice, half, or unowned."""

import random
import threading
import time
import urllib.error
import uuid

import pytest

from portal.kernel.codes import parse
from tests.factories.pictures import phone_jpeg
from tests.outside import Resident, Visitor, code_in, half, kept, orphans, people_only, rows
from tests.server import Portal

pytestmark = pytest.mark.outside

KILLS = 6
PHOTO = phone_jpeg(640, 480)


@pytest.fixture
def portal(tmp_path):
    portal = Portal(people_only(tmp_path))
    yield portal
    portal.kill()


def again(portal, failpoint=""):
    """kill -9 of everything, then a start with that failpoint."""
    portal.kill()
    portal.start(PORTAL_FAILPOINT=failpoint)


def test_a_kill_around_a_commit_leaves_all_or_nothing(portal):
    portal.start(PORTAL_FAILPOINT="submission.before_commit:exit")
    resident = Resident(portal).sign_in()
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    assert not resident.send(first, PHOTO)
    assert kept(portal.folder) == {}

    again(portal, "submission.after_commit:exit")
    assert not resident.send(first, PHOTO)
    assert kept(portal.folder) == {first: 1}, "stored, though nobody could say so"

    again(portal, "decision.before_commit:exit")
    assert resident.send(first, PHOTO), "the answer that was lost"
    assert resident.send(second)
    director = Visitor(portal).sign_in("direktur")
    story = resident.acknowledged[second]
    with pytest.raises((urllib.error.URLError, OSError)):
        director.decide(story)
    assert state(portal, story) == ("submitted", 0)

    again(portal, "decision.after_commit:exit")
    with pytest.raises((urllib.error.URLError, OSError)):
        director.decide(story)
    assert state(portal, story) == ("published", 1)

    again(portal)
    assert director.decide(story).status == 409
    assert state(portal, story) == ("published", 1)
    assert kept(portal.folder) == {first: 1, second: 1}
    whole(portal)


def test_kills_at_random_moments_lose_and_double_nothing(portal):
    portal.start()
    resident, stop, wanted = Resident(portal).sign_in(), threading.Event(), []
    writer = threading.Thread(target=resident.keep_sending, args=(stop, wanted, PHOTO))
    writer.start()
    try:
        for _ in range(KILLS):
            time.sleep(random.uniform(0.05, 0.6))
            again(portal)
    finally:
        stop.set()
        writer.join()
    assert all(resident.send(key) for key in wanted if key not in resident.acknowledged)
    assert kept(portal.folder) == dict.fromkeys(resident.acknowledged, 1)
    assert len(resident.acknowledged) >= KILLS
    whole(portal)


def state(portal, address):
    """(status, number of decisions) of a story."""
    query = "SELECT status, (SELECT count(*) FROM decision d WHERE d.story_id = s.id) FROM story s WHERE code = ?"
    return rows(portal.folder, query, parse(code_in(address)))[0]


def whole(portal):
    """No half story, no file without a row, and a log whose chain holds."""
    assert half(portal.folder) == 0
    assert portal.flask("audit", "verify").returncode == 0
    portal.kill()
    assert orphans(portal.folder) == []
