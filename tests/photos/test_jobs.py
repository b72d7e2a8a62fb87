"""Making renditions as the worker does it: once, again after a kill, and never with a transaction open."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from portal.kernel import clock, events, failpoints, jobs, storage
from portal.kernel.db import db
from portal.photos import jobs as photo_jobs
from portal.photos import rules, sandbox, service
from portal.photos.models import Photo, PhotoState
from portal.photos.sandbox import Failed
from tests import clocks
from tests.factories import photos, pictures
from tests.photos.metadata import extras


@pytest.fixture
def received(app, session, resident):
    """`received(data)`: a committed picture that waits for the worker."""

    def make(data=None):
        with app.app_context():
            photo = photos.received(session, resident, data, at=clock.now())
            session.commit()
        return photo

    return make


@pytest.fixture
def again(session):
    def read(photo):
        session.rollback()
        return session.get(Photo, photo.id, populate_existing=True)

    return read


def work(session):
    session.rollback()
    return session.scalar(select(jobs.Work).where(jobs.Work.kind == "photo").execution_options(populate_existing=True))


def due(session):
    """Time passes until the next try."""
    session.execute(update(jobs.Work).where(jobs.Work.done_at.is_(None)).values(due_at=photos.AT, lease_until=None))
    session.commit()


def published(session):
    return [(event.name, event.payload) for event in session.scalars(select(events.Event))]


def test_a_received_picture_becomes_ready_with_bare_files_and_private_evidence(received, again, run_jobs, media):
    photo = received(pictures.phone_jpeg(1200, 900, orientation=6, offset=""))
    run_jobs()
    photo = again(photo)
    assert (photo.state, photo.failure) == (PhotoState.READY, None)
    assert (photo.width, photo.height, len(photo.dhash), photo.colour[0]) == (1200, 900, 16, "#")
    assert photo.ready_at >= photo.received_at
    assert photo.evidence == {
        "taken_at": "2026-11-22T05:31:00+07:00",  # the camera named no zone
        "latitude": pictures.PLACE[0],
        "longitude": pictures.PLACE[1],
        "make": "Samsung",
        "model": "SM-A155F",
    }
    for name in rules.rendition_names():
        assert extras((media / service.rendition_key(photo.public_id, name)).read_bytes()) == []


def test_a_camera_that_names_its_zone_is_believed(received, again, run_jobs):
    photo = received(pictures.phone_jpeg(offset="+09:00"))
    run_jobs()
    assert again(photo).evidence["taken_at"] == "2026-11-22T05:31:00+09:00"


def test_ready_is_news_only_for_whoever_asked(received, session, run_jobs, monkeypatch):
    monkeypatch.setitem(events.SUBSCRIBERS, "photo.ready", {})
    received()
    run_jobs()
    assert published(session) == []
    heard = []
    monkeypatch.setitem(events.SUBSCRIBERS, "photo.ready", {"tests": lambda s, payload, at: heard.append(payload)})
    photo = received()
    run_jobs()
    assert heard == [{"photo": photo.id}]


def test_a_broken_picture_fails_with_its_reason_and_news_of_it(received, again, session, run_jobs, media):
    photo = received(pictures.phone_jpeg(2000, 1500)[:9000])
    run_jobs()
    photo = again(photo)
    assert (photo.state, photo.failure) == (PhotoState.FAILED, "broken")
    assert published(session) == [("photo.failed", {"photo": photo.id})]
    assert not (media / service.rendition_key(photo.public_id, "l.jpg")).exists()
    assert (media / photo.original_key).exists()


def test_no_transaction_is_open_while_a_picture_is_decoded(app, received, run_jobs, monkeypatch, settings):
    real, seen = sandbox.process, []

    def process(original, out_dir):
        with sqlite3.connect(settings.sqlite_path, timeout=0) as other:
            other.execute("BEGIN IMMEDIATE")
            other.rollback()
        seen.append(db.session().in_transaction())
        return real(original, out_dir)

    monkeypatch.setattr(sandbox, "process", process)
    received()
    run_jobs()
    assert seen == [False]


def test_a_dying_child_is_tried_three_times(received, again, session, run_jobs, monkeypatch):
    tries = []

    def process(original, out_dir):
        tries.append(original)
        raise Failed("crashed", again=True)

    monkeypatch.setattr(sandbox, "process", process)
    photo = received()
    for state in (PhotoState.RECEIVED, PhotoState.RECEIVED, PhotoState.FAILED):
        due(session)
        run_jobs()
        assert again(photo).state is state
    assert len(tries) == photo_jobs.TRIES
    assert (again(photo).failure, work(session).done_at is not None) == ("crashed", True)


def test_a_child_that_recovers_gives_a_ready_picture(received, again, session, run_jobs, monkeypatch):
    real, left = sandbox.process, [Failed("too_slow", again=True)]

    def process(original, out_dir):
        if left:
            raise left.pop()
        return real(original, out_dir)

    monkeypatch.setattr(sandbox, "process", process)
    photo = received()
    run_jobs()
    assert work(session).due_at > clock.now()
    due(session)
    run_jobs()
    assert again(photo).state is PhotoState.READY


def test_a_full_disk_costs_no_try_and_no_picture(received, again, session, run_jobs, monkeypatch):
    photo = received()
    with monkeypatch.context() as full:
        full.setattr(storage, "FREE_FLOOR", 1 << 62)
        for _ in range(10):
            due(session)
            run_jobs()
    assert (again(photo).state, work(session).attempts) == (PhotoState.RECEIVED, 0)
    due(session)
    run_jobs()
    assert again(photo).state is PhotoState.READY


def test_a_machine_that_stays_at_fault_ends_in_a_failure_the_author_sees(
    received, again, session, run_jobs, monkeypatch
):
    def process(original, out_dir):
        raise PermissionError(13, "not yours")

    monkeypatch.setattr(sandbox, "process", process)
    photo = received()
    for _ in range(photo_jobs.PATIENCE):
        due(session)
        run_jobs()
        assert again(photo).state is PhotoState.RECEIVED
    due(session)
    run_jobs()
    assert (again(photo).state, again(photo).failure) == (PhotoState.FAILED, "crashed")


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(pictures.phone_png())])
def test_an_original_that_is_gone_or_another_is_lost(harm, received, again, run_jobs, media):
    photo = received()
    harm(media / photo.original_key)
    run_jobs()
    assert (again(photo).state, again(photo).failure) == (PhotoState.FAILED, "lost")


def test_a_picture_taken_back_meanwhile_leaves_no_files(received, session, run_jobs, monkeypatch, media):
    real, photo = sandbox.process, received()

    def process(original, out_dir):
        made = real(original, out_dir)
        session.delete(session.get(Photo, photo.id))
        session.commit()
        return made

    monkeypatch.setattr(sandbox, "process", process)
    run_jobs()
    assert not (media / service.renditions_key(photo.public_id)).exists()
    assert work(session).done_at is not None


def test_a_fault_between_files_and_row_is_made_good(received, again, session, run_jobs, media):
    photo = received()
    failpoints.arm(("photo.processing", "raise"))
    run_jobs()
    assert again(photo).state is PhotoState.RECEIVED
    assert (media / service.rendition_key(photo.public_id, "l.jpg")).exists()
    failpoints.arm(None)
    due(session)
    run_jobs()
    assert again(photo).state is PhotoState.READY


def test_done_twice_is_done_once(app, received, again, session, run_jobs):
    photo = received()
    run_jobs()
    number, ready_at = photo.id, again(photo).ready_at
    session.rollback()
    with app.app_context():
        job = jobs.Job({"photo": number}, db.session(), clock.now(), "photo:x", 1, lambda: None)
        photo_jobs.develop(job)
        photo_jobs.develop(jobs.Job({"photo": 10**6}, db.session(), clock.now(), "photo:y", 1, lambda: None))
    assert again(photo).ready_at == ready_at


WORKER = """
import sys
from datetime import datetime
from pathlib import Path
from tests import clocks
from tests.conftest import make_settings
from portal import create_app
from portal.kernel import jobs
from portal.photos import sandbox

folder, slow = Path(sys.argv[1]), len(sys.argv) > 3
clocks.at(datetime.fromisoformat(sys.argv[2]))
if slow:  # the child never ends
    sandbox._START = "import sys, time; open(sys.argv[3] + '/l.jpg', 'wb').write(b'half'); time.sleep(600)"
app = create_app(make_settings(folder))
print("ready", flush=True)
jobs.run_due(app, "worker")
"""


def test_a_worker_killed_in_the_middle_is_repaired_by_the_lease(received, again, session, run_jobs, media, settings):
    photo = received()
    command = [sys.executable, "-c", WORKER, str(settings.instance), clock.now().isoformat(), "slow"]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    worker = subprocess.Popen(command, cwd=Path(__file__).parents[2], env=environ, start_new_session=True)
    folder = media / service.renditions_key(photo.public_id)
    try:
        for _ in range(600):
            if list(folder.glob(".part-*/l.jpg")):
                break
            time.sleep(0.05)
    finally:
        children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
        worker.kill()
        worker.wait()
        for child in children:
            os.kill(int(child), signal.SIGKILL)
    assert list(folder.glob(".part-*/l.jpg")), "it was killed in the middle"
    assert run_jobs() == 0, "the lease still holds"
    clocks.later(jobs.LEASE + timedelta(seconds=1))
    run_jobs()
    assert again(photo).state is PhotoState.READY
    assert sorted(path.name for path in folder.iterdir()) == sorted(rules.rendition_names())
