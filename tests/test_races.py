"""Many hands on one thing at the same moment, over real HTTP against the real server: one wins, nobody is hurt."""

import time
import uuid
from collections import Counter

import pytest

from portal.kernel.codes import parse
from tests.factories.pictures import phone_jpeg
from tests.outside import FORM, PHOTO, TITLE, Resident, Visitor, at_once, code_in, half, kept, people_only, rows
from tests.server import Portal

pytestmark = pytest.mark.outside

CHANNELS = ["facebook", "instagram", "telegram", "web", "whatsapp", "x"]


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    portal = Portal(people_only(tmp_path_factory.mktemp("races"))).start()
    yield portal
    portal.kill()


@pytest.fixture
def resident(portal):
    return Resident(portal).sign_in()


@pytest.fixture
def story(resident):
    """The address of a story that waits for the director of Medono."""
    key = str(uuid.uuid4())
    assert resident.send(key)
    return resident.acknowledged[key]


@pytest.mark.parametrize("photo", [None, phone_jpeg(640, 480)], ids=["words", "photo"])
def test_twelve_equal_submissions_are_one_story_and_one_receipt_twelve_times(portal, resident, photo):
    key = str(uuid.uuid4())
    fields = FORM | {"title": f"{TITLE} {key}", "submission_key": key} | (PHOTO if photo else {})
    answers = at_once(*[lambda: resident.post("/kirim/berita", fields, photo)] * 12)
    assert [answer.status for answer in answers] == [303] * 12
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert kept(portal.folder)[key] == 1
    query = "SELECT count(*) FROM story_photo p JOIN story s ON s.id = p.story_id WHERE s.submission_key = ?"
    assert rows(portal.folder, query, key) == [(1 if photo else 0,)]
    assert half(portal.folder) == 0


def test_twenty_approvals_have_one_winner_and_every_channel_gets_one_post(portal, story):
    desk = [Visitor(portal).sign_in(who) for who in ("direktur", "wakil")]
    answers = at_once(*[lambda who=who: who.decide(story) for who in desk * 10])
    assert Counter(answer.status for answer in answers) == {303: 1, 409: 19}
    loser = next(answer for answer in answers if answer.status == 409).read().decode()
    assert 'data-test="status" data-state="published"' in loser
    number = parse(code_in(story))
    assert rows(portal.folder, COUNT.format("decision"), number) == [(1,)]
    assert posts(portal.folder, number) == CHANNELS


def test_the_first_of_two_different_decisions_holds(portal, story):
    desk = [Visitor(portal).sign_in(who) for who in ("direktur", "wakil")]
    note = {"version": "1", "note": "Kami tanyakan dulu kepada RT."}
    path = f"/meja/{code_in(story)}"
    answers = at_once(lambda: desk[0].decide(story), lambda: desk[1].post(path, note | {"decision": "hold"}))
    assert sorted(answer.status for answer in answers) == [303, 409]
    kept_state = {303: "published", 409: "held"}[answers[0].status]
    assert rows(portal.folder, "SELECT status FROM story WHERE code = ?", parse(code_in(story))) == [(kept_state,)]


COUNT = "SELECT count(*) FROM {} t JOIN story s ON s.id = t.story_id WHERE s.code = ?"


def posts(folder, code: str, patience: float = 20) -> list[str]:
    """The channels of a story's posts, once the worker has made them and had time to make too many."""
    query = (
        "SELECT c.code FROM post p JOIN channel c ON c.id = p.channel_id JOIN story s ON s.id = p.story_id"
        " WHERE s.code = ? ORDER BY c.code"
    )
    began = time.monotonic()
    while len(found := rows(folder, query, code)) < len(CHANNELS) and time.monotonic() - began < patience:
        time.sleep(0.1)
    time.sleep(1)
    assert found == rows(folder, query, code)
    return [channel for (channel,) in found]
