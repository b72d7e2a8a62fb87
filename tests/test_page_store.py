"""The page store of a running portal: two web workers and the job worker share one folder, and none serves the past."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import uuid

import pytest
from sqlalchemy import select, update

from portal.accounts.models import LoginSession
from portal.kernel import clock
from portal.kernel.codes import parse, pretty
from portal.kernel.db import db
from portal.stories import service as stories
from portal.stories.lifecycle import Action, Part
from portal.stories.models import Story
from tests.outside import TITLE, Resident, Visitor, code_in, inside, people_only, rows
from tests.server import ROOT, Portal

pytestmark = pytest.mark.outside

DIES = """
import sys
from portal.kernel import failpoints
from tests import outside
from tests.test_page_store import hide
with outside.inside(outside.Path(sys.argv[1])):
    failpoints.arm(("pages.before_publish", "exit"))
    hide(sys.argv[2])
"""


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    portal = Portal(people_only(tmp_path_factory.mktemp("pages"))).start()
    yield portal
    portal.kill()


def get(portal, path, method="GET", **headers):
    """(status, headers, body) over a connection of its own, so that either web worker may take it."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", portal.port, timeout=10)) as line:
        line.request(method, path, headers=headers)
        answer = line.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()


def generation(portal):
    return int((portal.folder / "pages/current").readlink().name)


def hide(code):
    """Take a published story down, in whatever process this is called."""
    story = db.session.scalars(select(Story).where(Story.code == code)).one()
    stories.move(db.session(), story, Action.HIDE, {Part.AUTHOR}, clock.now(), story.author_id)
    db.session.commit()


def published(portal):
    """The canonical code and the path of a story that a director has just approved."""
    resident, director, key = Resident(portal).sign_in(), Visitor(portal).sign_in("direktur"), str(uuid.uuid4())
    assert resident.send(key)
    assert director.decide(resident.acknowledged[key]).status == 303
    code = parse(code_in(resident.acknowledged[key]))
    ((slug,),) = rows(portal.folder, "SELECT slug FROM story WHERE code = ?", code)
    return code, f"/berita/{slug}-{pretty(code)}"


def post_of(portal, code):
    """(id, version) of the story's post on the city's website, once the worker has made it."""
    query = (
        "SELECT p.id, p.version FROM post p JOIN channel c ON c.id = p.channel_id JOIN story s ON s.id = p.story_id"
        " WHERE c.code = 'web' AND s.code = ?"
    )
    return next(iter(rows(portal.folder, query, code)), None)


def lists(portal, code):
    """On how many of twenty readings the story was in the list."""
    return sum(f"-BW-{code}".encode() in get(portal, "/berita")[2] for _ in range(20))


def soon(found, patience=2.0):
    """Whether it comes true in time, asked again and again."""
    end = time.monotonic() + patience
    while not (true := found()) and time.monotonic() < end:
        time.sleep(0.02)
    return true


def test_what_is_published_or_taken_down_shows_at_once_in_every_worker(portal):
    assert lists(portal, "------") == 0  # both workers have the list in memory now
    code, path = published(portal)
    assert lists(portal, code) == 20
    assert {get(portal, path)[0] for _ in range(20)} == {200}
    with inside(portal.folder):
        hide(code)
    assert lists(portal, code) == 0
    assert {get(portal, path)[0] for _ in range(20)} == {410}


def test_what_the_job_worker_changes_shows_too(portal):
    """The posts of a story are made by the worker; a proof that one is out is a line on the story's page."""
    code, path = published(portal)
    humas, post = Visitor(portal).sign_in("humas"), soon(lambda: post_of(portal, code), 20)
    proof = f"https://pekalongankota.go.id/berita/{post[0]}.html"
    assert proof.encode() not in get(portal, path)[2]
    for action in ("publish", "claim", "proof"):
        version = str(post_of(portal, code)[1])
        assert humas.post(f"/siar/{post[0]}", {"version": version, "action": action, "proof_url": proof}).status == 303
    assert soon(lambda: proof.encode() in get(portal, path)[2])


def test_a_process_killed_between_the_commit_and_the_showing_is_made_good(portal):
    code, path = published(portal)
    assert get(portal, path)[0] == 200
    shown = generation(portal)
    died = subprocess.run(
        [sys.executable, "-c", DIES, str(portal.folder), code], cwd=ROOT, env=portal.env, capture_output=True
    )
    assert died.returncode == 137, died.stderr.decode()[-500:]
    assert rows(portal.folder, "SELECT status FROM story WHERE code = ?", code) == [("hidden",)]
    assert generation(portal) == shown
    tree = portal.tree()
    (worker,) = [pid for pid, kids in tree.items() if not kids]
    os.kill(worker, signal.SIGKILL)  # the next one sweeps at once, as each does every minute
    assert soon(lambda: get(portal, path)[0] == 410, 20)
    assert lists(portal, code) == 0


def test_who_has_only_opened_a_form_reads_from_the_store_and_who_signs_in_does_not(portal):
    """Only the mark beside the session tells them apart; it goes when the sign-in ends, however it ends."""
    visitor = Visitor(portal)
    visitor.fresh("/masuk")
    (jar,) = [each.cookiejar for each in visitor.opener.handlers if hasattr(each, "cookiejar")]

    def cookies():
        return "; ".join(f"{each.name}={each.value}" for each in jar)

    def reading():
        status, sent, _body = get(portal, "/tentang", Cookie=cookies(), **{"Accept-Encoding": "gzip"})
        return status, sent["cache-control"], sent["content-encoding"], "etag" in sent

    assert [each.name for each in jar] == ["sesi"]
    assert reading() == (200, "no-cache", "gzip", True)
    visitor.sign_in()
    assert sorted(each.name for each in jar) == ["masuk", "sesi"]
    assert reading() == (200, "private, no-cache", "gzip", True)
    with inside(portal.folder):
        db.session.execute(update(LoginSession).values(ended_at=clock.now()))
        db.session.commit()
    visitor.opener.open(portal.url + "/tentang", timeout=10).read()
    assert [each.name for each in jar] == ["sesi"]
    assert reading() == (200, "no-cache", "gzip", True)


def test_a_restart_begins_a_new_generation(portal):
    before = generation(portal)
    get(portal, "/tentang")
    portal.kill()
    portal.start()
    assert generation(portal) > before
    assert get(portal, "/tentang")[0] == 200


def test_a_body_that_came_with_a_get_does_not_spoil_the_next_answer(portal):
    get(portal, "/tentang")
    with socket.create_connection(("127.0.0.1", portal.port), timeout=10) as line:
        for _ in range(2):
            line.sendall(b"GET /tentang HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\n\r\nGET / H")
        line.sendall(b"HEAD /tentang HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert answer.count(b"HTTP/1.1 200 OK") == 3
    assert answer.count(b"</html>") == 2


@pytest.mark.parametrize(
    "path", ["/../../secret", "/berita/%2e%2e/%2e%2e/secret", "/%00", "/%ff", "/" + "x" * 3000, "//x"]
)
def test_odd_bytes_reach_no_file(portal, path):
    status, _headers, body = get(portal, path)
    assert status in (400, 404, 414)
    assert (portal.folder / "secret").read_bytes() not in body


def test_the_pages_are_no_part_of_a_backup_and_a_restore_begins_anew(portal, tmp_path):
    code, path = published(portal)
    saved = tmp_path / "all.tar"
    assert portal.flask("backup", str(saved)).returncode == 0
    with inside(portal.folder):
        hide(code)
    assert get(portal, path)[0] == 410
    later, _path = published(portal)
    assert lists(portal, later) == 20
    number = generation(portal)
    portal.kill()
    done = portal.flask("restore", str(saved), "--force")
    assert done.returncode == 0, done.stderr
    assert generation(portal) > number
    portal.start()
    assert get(portal, path)[0] == 200
    assert (lists(portal, later), lists(portal, code)) == (0, 20)
    assert TITLE.encode() in get(portal, path)[2]
