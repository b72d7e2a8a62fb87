"""R15, R16: the portal while its PostgreSQL is killed, and while it is stopped with its sockets open."""

import contextlib
import signal
import threading
import urllib.error
import urllib.request
import uuid

import psycopg
import pytest

from tests.factories.pictures import phone_jpeg
from tests.outside import TITLE, Resident, at_once, people_only
from tests.postgres import Cluster
from tests.server import Portal

pytestmark = pytest.mark.outside

KILLS = 2  # `make bench` does it more often


@pytest.fixture(scope="module")
def cluster():
    """A server of this module's own: it is killed and stopped."""
    server = Cluster()
    yield server
    server.signal(signal.SIGCONT)
    server.stop()


@pytest.fixture(scope="module")
def portal(cluster, tmp_path_factory):
    url = cluster.database()
    folder = people_only(tmp_path_factory.mktemp("portal"), DATABASE_URL=url)
    running = Portal(folder, DATABASE_URL=url).start()
    yield running
    running.kill()


@pytest.fixture(scope="module")
def resident(portal):
    return Resident(portal).sign_in()


@contextlib.contextmanager
def frozen(cluster):
    cluster.signal(signal.SIGSTOP)
    try:
        yield
    finally:
        cluster.signal(signal.SIGCONT)


def page(visitor, path: str, patience: float = 5) -> tuple[int, str]:
    """Status and text; a page that takes longer than `patience` seconds is an error."""
    try:
        with visitor.opener.open(visitor.portal.url + path, timeout=patience) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()


def row(portal, query: str):
    url = portal.env["DATABASE_URL"].replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


def kept(portal) -> dict[str, int]:
    return dict(row(portal, f"SELECT submission_key, count(*) FROM story WHERE title LIKE '{TITLE}%' GROUP BY 1"))


def test_while_the_database_stands_still_pages_say_so_and_stored_ones_are_read(portal, resident, cluster):
    visitor = Resident(portal)
    stored = page(visitor, "/")
    assert stored[0] == 200
    with frozen(cluster):
        assert page(visitor, "/") == stored, "a page that is kept needs no database"
        assert page(visitor, "/healthz")[0] == 200
        for path in ("/kirim/berita", "/kiriman", "/akun", "/kelurahan/medono?sebelum=x"):
            status, text = page(resident, path)
            assert (path, status) == (path, 503)
            assert "Data sedang tidak bisa dibuka" in text
            assert "psycopg" not in text
        key = str(uuid.uuid4())
        assert not resident.send(key)
    until(lambda: page(resident, "/kirim/berita")[0] == 200)  # it goes on by itself
    until(lambda: resident.send(key))
    assert kept(portal)[key] == 1


def test_many_people_at_once_are_told_and_keep_nobody_from_reading(portal, resident, cluster):
    until(lambda: page(resident, "/akun")[0] == 200)
    readers = [Resident(portal) for _ in range(12)]
    # all at once and again: a web process that was never asked would ask the database whether its pages hold
    for _turn in range(4):
        assert at_once(*(lambda reader=reader: page(reader, "/")[0] for reader in readers)) == [200] * 12
    # one at a time is told within five seconds (above); here are 24, on cores that other tests share
    askers = [lambda reader=reader: page(reader, "/kelurahan/medono?sebelum=x", 60)[0] for reader in readers]
    with frozen(cluster):
        page(readers[0], "/akun")  # somebody has to notice
        answers = at_once(*askers, *(lambda reader=reader: page(reader, "/", 60)[0] for reader in readers))
    assert answers == [503] * 12 + [200] * 12


def test_the_worker_goes_on_after_a_stop_without_a_restart(portal, resident, cluster):
    before = portal.tree()
    key = str(uuid.uuid4())
    with frozen(cluster):
        assert not resident.send(key, phone_jpeg(320, 240))
    until(lambda: resident.send(key, phone_jpeg(320, 240)))
    until(lambda: row(portal, "SELECT count(*) FROM photo WHERE state = 'ready'")[0][0] > 0)
    assert portal.tree().keys() == before.keys(), "no process was started anew"


def test_a_killed_database_loses_nothing_that_was_acknowledged(portal, resident, cluster):
    stop, wanted = threading.Event(), []
    writer = threading.Thread(target=resident.keep_sending, args=(stop, wanted, phone_jpeg(320, 240)))
    writer.start()
    for _ in range(KILLS):
        sent = len(wanted)
        until(lambda sent=sent: len(wanted) >= sent + 4)
        cluster.kill()
        cluster.start()
    sent = len(wanted)
    until(lambda: len(wanted) >= sent + 2)
    stop.set()
    writer.join()
    found = kept(portal)
    assert [key for key in resident.acknowledged if found.get(key) != 1] == []
    assert len(resident.acknowledged) >= 4 * KILLS


def until(reached, patience: float = 120) -> None:
    event = threading.Event()
    for _ in range(int(patience * 20)):
        with contextlib.suppress(psycopg.OperationalError):
            if reached():
                return
        event.wait(0.05)
    raise AssertionError("it did not come to that")
