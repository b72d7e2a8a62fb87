import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from portal.kernel import clock, jobs
from portal.public import health

Usage = namedtuple("Usage", "total used free")


def test_alive_is_said_without_asking_anybody(client, statements):
    with statements() as seen:
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json, seen) == (200, {"status": "ok"}, [])


def test_ready_when_all_is_well(client):
    assert client.get("/readyz").json == {"status": "ok", "faults": []}


@pytest.mark.parametrize(("waited", "code"), [(timedelta(minutes=4), 200), (timedelta(minutes=6), 503)])
def test_work_that_nobody_does_is_named(client, session, waited, code):
    jobs.enqueue(session, "mail", "mail:1", {}, clock.now() - waited)
    session.commit()
    answer = client.get("/readyz")
    assert answer.status_code == code
    assert answer.json["faults"] == (["queue"] if code == 503 else [])


def test_a_full_disk_is_named(client, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(100, 99, health.FREE_FLOOR - 1))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["faults"]) == (503, ["disk"])


def test_a_lost_database_is_named_and_not_a_page_of_words(client, monkeypatch):
    def gone(*_):
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(jobs, "oldest_waiting", gone)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "unready", "faults": ["database"]})
