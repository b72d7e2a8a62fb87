import logging
import threading
from datetime import timedelta

import pytest
from huey import RedisHuey

from portal import create_app
from portal.kernel import clock, jobs, queue
from portal.kernel.db import db
from tests.conftest import make_settings


@pytest.fixture
def live(tmp_path, empty_database):
    """The app as a server has it: commits wake its queue."""
    (tmp_path / "portal.db").write_bytes(empty_database.read_bytes())
    app = create_app(make_settings(tmp_path, testing=False))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def ask(app, kind="test", key="a", due=None):
    with app.app_context():
        jobs.enqueue(db.session(), kind, key, {}, due or clock.now())
        db.session.commit()


def test_a_commit_puts_one_look_into_the_queue(live):
    huey = live.extensions["portal.huey"]
    ask(live)
    assert huey.pending_count() == 1
    ask(live, key="b", due=clock.now() + timedelta(hours=1))
    assert huey.pending_count() + len(huey.scheduled()) == 2


def test_a_look_runs_what_is_due_in_its_lane(live, monkeypatch):
    ran = []
    monkeypatch.setitem(jobs.HANDLERS, "test", lambda job: ran.append(job.key))
    monkeypatch.setitem(jobs.HANDLERS, "photo", lambda job: ran.append(job.key))
    ask(live, "photo", "p")
    ask(live, "test", "t")
    huey = live.extensions["portal.huey"]
    while task := huey.dequeue():
        huey.execute(task)
    assert sorted(ran) == ["p", "t"]


def test_a_lane_drains_once_at_a_time_and_once_more_when_asked_meanwhile(live, monkeypatch):
    inside, go, calls = threading.Event(), threading.Event(), []

    def slow(app, owner, *, lane, stop):
        calls.append(lane)
        inside.set()
        go.wait(5)
        return 0

    monkeypatch.setattr(jobs, "run_due", slow)
    lane = queue.Lane(live, "w", "rest")
    first = threading.Thread(target=lane.drain)
    first.start()
    inside.wait(5)
    lane.drain()  # comes back at once: the other one looks again
    assert calls == ["rest"]
    go.set()
    first.join()
    assert calls == ["rest", "rest"]


def test_a_lane_of_several_threads_lets_no_slow_row_keep_a_later_one_waiting(live, monkeypatch):
    slow, go, ran = threading.Event(), threading.Event(), []

    def handle(job):
        if job.key == "slow":
            slow.set()
            go.wait(10)
        ran.append(job.key)
        if job.key == "quick":
            quick.set()

    quick = threading.Event()
    monkeypatch.setitem(jobs.HANDLERS, "delivery", handle)
    lane = queue.Lane(live, "w", "delivery", threads=2)
    ask(live, "delivery", "slow")
    lane.drain()
    assert slow.wait(10)
    ask(live, "delivery", "quick")
    lane.drain()
    assert quick.wait(10)
    assert ran == ["quick"]
    assert not lane.close(0)
    go.set()
    assert lane.close(10)
    assert ran == ["quick", "slow"]


def test_a_lane_may_be_asked_again_whether_it_has_ended(live):
    lane = queue.Lane(live, "w", "delivery", threads=2)
    assert lane._slots.acquire(blocking=False)  # one is under way, the other is free
    assert not lane.close(0)
    lane._slots.release()
    assert lane.close(0)
    assert lane.close(0)


def test_a_closed_lane_begins_nothing(live, monkeypatch):
    ran = []
    monkeypatch.setitem(jobs.HANDLERS, "test", lambda job: ran.append(job.key))
    lane = queue.Lane(live, "w", "rest")
    assert lane.close(1)
    ask(live)
    lane.drain()
    assert ran == []


def test_a_lane_survives_a_database_that_is_gone(live, monkeypatch):
    calls = []

    def broken(app, owner, *, lane, stop):
        calls.append(lane)
        raise OSError("gone")

    monkeypatch.setattr(jobs, "run_due", broken)
    lane = queue.Lane(live, "w", "rest")
    lane.drain()
    lane.drain()
    assert calls == ["rest", "rest"]


def test_one_sweep_that_fails_keeps_no_other_from_running(live, monkeypatch):
    ran = []

    def fails(session, at):
        raise ValueError

    monkeypatch.setattr(queue, "SWEEPS", [fails, lambda session, at: ran.append(at)])
    queue.sweep_once(live)
    assert len(ran) == 1


def test_the_sweep_needs_no_store_of_hueys(live, monkeypatch):
    """Redis is gone: what was committed is found within a minute all the same."""
    found, over = threading.Event(), threading.Event()
    monkeypatch.setattr(live.extensions["portal.huey"].storage, "enqueue", lambda *_: (_ for _ in ()).throw(OSError))
    monkeypatch.setattr(queue, "SWEEPS", [])
    monkeypatch.setattr(queue, "EVERY", 0.01)
    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=-0.99))
    monkeypatch.setitem(jobs.HANDLERS, "test", lambda job: found.set())
    lanes = [queue.Lane(live, "w", jobs.REST)]
    thread = threading.Thread(target=queue.sweep_each_minute, args=(live, lanes, over))
    thread.start()
    ask(live)
    assert found.wait(20)
    over.set()
    thread.join(20)
    assert lanes[0].close(20)


def test_a_message_waits_for_no_disk(settings):
    """A power cut may lose it: the sweep finds the row. The file must stay whole, so not OFF (0)."""
    huey = queue.make_huey(settings)
    with huey.storage.db() as cursor:
        pragmas = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    assert pragmas == ["wal", 1]


def test_redis_is_used_where_it_is_named(tmp_path):
    assert isinstance(queue.make_huey(make_settings(tmp_path, redis_url="redis://127.0.0.1:9/0")), RedisHuey)


@pytest.mark.parametrize(
    ("url", "waits"),
    [
        ("redis://:p%40ss@127.0.0.1:9/3", (2, 2)),
        ("unix:///run/redis.sock?db=3", (2, 2)),
        ("redis://127.0.0.1/3?socket_timeout=7", (7, 2)),
    ],
)
def test_a_redis_that_does_not_answer_is_given_up_soon(tmp_path, url, waits):
    pool = queue.make_huey(make_settings(tmp_path, redis_url=url)).storage.pool
    line = pool.make_connection()
    assert (line.socket_timeout, line.socket_connect_timeout) == waits
    assert line.db == 3, "what the address says besides stays"


@pytest.mark.parametrize(("rows", "looks"), [(1, 1), (3, 3), (500, queue.CROWD)])
def test_much_work_wakes_more_than_one_worker(tmp_path, monkeypatch, rows, looks):
    """One look wakes one worker; on SQLite there is only one."""
    asked = []
    for url, wanted in (("redis://127.0.0.1:9/0", looks), ("", 1)):
        app = create_app(make_settings(tmp_path, testing=False, redis_url=url))
        monkeypatch.setattr(app.extensions["portal.huey"].storage, "enqueue", lambda data, *_: asked.append(data))
        jobs._waker("delivery", clock.now(), rows)
        assert len(asked) == wanted
        asked.clear()


def test_a_store_that_stays_away_is_said_once_a_minute():
    at = [100.0]
    once = queue.OnceAMinute(lambda: at[0])

    def heard(message):
        return once.filter(logging.LogRecord("x", logging.ERROR, "f", 1, message, (), None))

    assert [heard("Error reading from queue") for _n in range(3)] == [True, False, False]
    assert heard("Error reading schedule.")
    assert all(heard("work %s failed (attempt %d)") for _n in range(3)), "what happens to work is always said"
    at[0] += 61
    assert heard("Error reading from queue")


def test_the_log_of_the_consumer_and_of_the_waker_is_damped():
    for name in ("huey.consumer.Worker", "huey.consumer.Scheduler", "portal.kernel.jobs"):
        assert any(isinstance(each, queue.OnceAMinute) for each in logging.getLogger(name).filters)


def test_a_queue_that_cannot_be_written_loses_no_work(live, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(live.extensions["portal.huey"].storage, "enqueue", broken)
    ask(live)
    ran = []
    monkeypatch.setitem(jobs.HANDLERS, "test", lambda job: ran.append(job.key))
    assert jobs.run_due(live, "w") == 1
    assert ran == ["a"]
