import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock, jobs
from portal.kernel.db import db
from portal.kernel.jobs import Work
from tests import clocks


@pytest.fixture
def handled(monkeypatch):
    """Registers a handler of kind "test" that notes what it was given."""
    seen = []
    monkeypatch.setitem(jobs.HANDLERS, "test", lambda job: seen.append(dict(job.payload)))
    return seen


def ask(app, key="a", due=None, **payload):
    with app.app_context():
        jobs.enqueue(db.session(), "test", key, payload, due or clock.now())
        db.session.commit()


def rows(app):
    with app.app_context():
        return list(db.session.scalars(select(Work).order_by(Work.id)))


def test_work_is_run_once_and_its_payload_forgotten(both, handled):
    ask(both, n=1)
    assert jobs.run_due(both, "w") == 1
    assert jobs.run_due(both, "w") == 0
    assert handled == [{"n": 1}]
    (row,) = rows(both)
    assert row.done_at
    assert row.payload == {}


def test_asking_twice_under_one_key_is_asking_once(both, handled):
    ask(both, n=1)
    ask(both, n=2)
    jobs.run_due(both, "w")
    assert handled == [{"n": 1}]


def test_what_is_not_due_waits(app, handled):
    ask(app, due=clock.now() + timedelta(minutes=5))
    assert jobs.run_due(app, "w") == 0
    clocks.later(timedelta(minutes=6))
    assert jobs.run_due(app, "w") == 1


def test_a_rolled_back_cause_leaves_no_work(app, handled):
    with app.app_context():
        jobs.enqueue(db.session(), "test", "a", {}, clock.now())
        db.session.rollback()
    assert rows(app) == []


def test_work_of_a_killed_worker_comes_back_after_its_lease(both, handled):
    ask(both)
    with both.app_context():
        assert jobs._claim(db.session(), "dead", clock.now(), None)
    assert jobs.run_due(both, "alive") == 0
    clocks.later(jobs.LEASE + timedelta(seconds=1))
    assert jobs.run_due(both, "alive") == 1


def test_a_worker_that_lost_its_lease_finishes_nothing(both, monkeypatch):
    def steal(job):
        job.session.execute(Work.__table__.update().values(owner="thief"))
        job.session.commit()

    monkeypatch.setitem(jobs.HANDLERS, "test", steal)
    ask(both)
    jobs.run_due(both, "w", limit=1)
    (row,) = rows(both)
    assert row.done_at is None
    assert row.owner == "thief"


def test_a_failure_is_tried_again_later_and_given_up_in_the_end(app, monkeypatch):
    monkeypatch.setitem(jobs.HANDLERS, "test", lambda job: 1 / 0)
    ask(app)
    tries = 0
    while rows(app)[0].failed_at is None:
        assert jobs.run_due(app, "w") == 1
        tries += 1
        clock.set_shift(clock.shift() + timedelta(hours=3))
    assert tries == len(jobs.BACKOFF) + 1
    assert rows(app)[0].last_error == "ZeroDivisionError"
    assert jobs.run_due(app, "w") == 0


def test_retry_costs_no_attempt(app, monkeypatch):
    def wait(job):
        raise jobs.Retry(timedelta(minutes=1))

    monkeypatch.setitem(jobs.HANDLERS, "test", wait)
    ask(app)
    for _ in range(3):
        jobs.run_due(app, "w")
        clock.set_shift(clock.shift() + timedelta(minutes=2))
    assert rows(app)[0].attempts == 0


def test_what_a_failed_handler_wrote_is_undone(app, monkeypatch):
    def write_and_fail(job):
        job.session.add(Work(kind="x", key="half", payload={}, created_at=job.at, due_at=job.at))
        job.session.flush()
        raise ValueError

    monkeypatch.setitem(jobs.HANDLERS, "test", write_and_fail)
    ask(app)
    jobs.run_due(app, "w")
    assert [row.key for row in rows(app)] == ["a"]


def test_four_workers_share_the_work_without_doing_any_twice(both, monkeypatch):
    seen, guard = [], threading.Lock()

    def note(job):
        with guard:
            seen.append(job.key)

    monkeypatch.setitem(jobs.HANDLERS, "test", note)
    for n in range(40):
        ask(both, key=f"k{n}")
    workers = [threading.Thread(target=jobs.run_due, args=(both, f"w{n}")) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(seen) == sorted(f"k{n}" for n in range(40))


def test_lanes_keep_pictures_apart(app, monkeypatch):
    ran = []
    monkeypatch.setitem(jobs.HANDLERS, "photo", lambda job: ran.append("photo"))
    monkeypatch.setitem(jobs.HANDLERS, "test", lambda job: ran.append("test"))
    with app.app_context():
        jobs.enqueue(db.session(), "photo", "p", {}, clock.now())
        jobs.enqueue(db.session(), "test", "t", {}, clock.now())
        db.session.commit()
    jobs.run_due(app, "w", lane=jobs.REST)
    assert ran == ["test"]
    jobs.run_due(app, "w", lane="delivery")
    assert ran == ["test"]
    jobs.run_due(app, "w", lane="pictures")
    assert ran == ["test", "photo"]


def test_a_clock_that_jumps_ahead_hands_out_nothing_a_thread_of_this_process_is_at(app, monkeypatch):
    second = []

    def jump(job):
        clocks.later(timedelta(days=3))
        second.append(jobs.run_due(app, "other thread"))

    monkeypatch.setitem(jobs.HANDLERS, "test", jump)
    ask(app)
    thread = threading.Thread(target=jobs.run_due, args=(app, "w"))
    thread.start()
    thread.join()
    assert second == [0]
    assert rows(app)[0].done_at


def test_a_lane_that_is_told_to_stop_begins_nothing_more(app, monkeypatch):
    ran = []
    monkeypatch.setitem(jobs.HANDLERS, "test", lambda job: ran.append(job.key))
    ask(app, "a")
    ask(app, "b")
    assert jobs.run_due(app, "w", stop=lambda: bool(ran)) == 1
    assert ran == ["a"]


def test_a_lease_is_prolonged_only_by_its_owner(app):
    ask(app)
    with app.app_context():
        jobs._claim(db.session(), "w", clock.now(), None)
        at = clock.now() + timedelta(minutes=5)
        jobs.prolong(db.session(), "a", "thief", at)
        db.session.commit()
        assert db.session.scalars(select(Work.lease_until)).one() < at
        jobs.prolong(db.session(), "a", "w", at)
        db.session.commit()
        assert db.session.scalars(select(Work.lease_until)).one() == at + jobs.LEASE


def test_work_that_waits_or_was_given_up_can_be_brought_forward(app, handled):
    ask(app, due=clock.now() + timedelta(hours=2), n=1)
    with app.app_context():
        db.session.execute(Work.__table__.update().values(failed_at=clock.now()))
        jobs.hurry(db.session(), "test", ["a", "unknown"], clock.now())
        db.session.commit()
    assert jobs.run_due(app, "w") == 1
    assert handled == [{"n": 1}]


def test_the_waker_is_called_after_the_commit_only_and_may_fail(app):
    woken = []

    def waker(kind, due_at, number):
        woken.append(kind)
        raise OSError("the queue's disk is full")

    jobs.set_waker(waker)
    with app.app_context():
        jobs.enqueue(db.session(), "test", "a", {}, clock.now())
        jobs.enqueue(db.session(), "zest", "b", {}, clock.now())
        assert woken == []
        db.session.commit()
    assert woken == ["test"], "a store that hangs keeps nobody waiting twice"
    assert len(rows(app)) == 2


def test_the_waker_hears_how_many_rows_a_commit_brought(app):
    woken, at = [], clock.now()
    jobs.set_waker(lambda *heard: woken.append(heard))
    with app.app_context():
        for n in range(3):
            jobs.enqueue(db.session(), "test", f"a{n}", {}, at)
        jobs.enqueue(db.session(), "test", "later", {}, at + timedelta(hours=1))
        db.session.commit()
        db.session.commit()
    assert woken == [("test", at, 3), ("test", at + timedelta(hours=1), 1)]


def test_a_savepoint_wakes_nobody_and_makes_nobody_forget(app):
    woken = []
    jobs.set_waker(lambda kind, due_at, number: woken.append(kind))
    with app.app_context():
        session = db.session()
        jobs.enqueue(session, "test", "a", {}, clock.now())
        with session.begin_nested():
            jobs.enqueue(session, "test", "b", {}, clock.now())
        assert woken == []
        with pytest.raises(ValueError, match="undone"), session.begin_nested():
            raise ValueError("undone")
        session.commit()
    assert woken == ["test"] * len(woken) != []
    assert len(rows(app)) == 2


def test_the_queues_age_and_the_broom(app, handled):
    with app.app_context():
        assert jobs.oldest_waiting(db.session(), clock.now()) == timedelta(0)
    ask(app, due=clock.now() - timedelta(minutes=7))
    with app.app_context():
        assert jobs.oldest_waiting(db.session(), clock.now()) >= timedelta(minutes=7)
    jobs.run_due(app, "w")
    with app.app_context():
        jobs.tidy(db.session(), clock.now() + timedelta(days=8))
        db.session.commit()
    assert rows(app) == []


def test_times_are_aware(app, handled):
    ask(app, due=datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC))
    assert rows(app)[0].due_at == datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC)
