"""Workers that die, are cut off, race each other or sleep through their lease: never two posts on the other side."""

import os
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal.channels import adapters
from portal.channels.adapter_api import Idempotency
from portal.channels.limits import Kind
from portal.kernel import clock, failpoints, jobs
from portal.kernel.db import db
from portal.newsroom import delivery, leases
from portal.newsroom.models import Delivery
from tests import clocks
from tests.factories import deliveries as make
from tests.factories.network import DROP_AFTER, DROP_BEFORE, STATUS_AFTER, Client, FakeAdapter, Server

pytestmark = pytest.mark.outside

FAILPOINTS = ["delivery.before_arm", "delivery.after_arm", "delivery.after_call", "delivery.after_publish"]
LEASE = 61  # seconds after which what a dead worker had is free


@pytest.fixture
def server():
    server = Server()
    yield server
    server.close()


def start(app, server, idempotency, failpoint=None, shift=0.0) -> int:
    """A worker in a process of its own that does what is due; its process id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        with app.app_context():
            db.session.remove()
            db.engine.dispose(close=False)  # the connections are the parent's
        adapters.ADAPTERS[Kind.FACEBOOK] = FakeAdapter(Client(server.url), idempotency)
        clocks.later(timedelta(seconds=shift))
        failpoints.arm(failpoint and (failpoint, "exit"))
        jobs.run_due(app, f"worker:{os.getpid()}", lane="delivery", limit=5000)
        code = 0
    finally:
        os._exit(code)


def ended(child: int) -> int:
    """The exit code of a worker; 137 is death at a failpoint."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run(*args, **kwargs) -> int:
    return ended(start(*args, **kwargs))


def catch_up(app, post_id, server, idempotency, shift) -> None:
    """Workers that live, each a lease later, until the machine is done with the post."""
    for _n in range(4):
        shift += LEASE
        assert run(app, server, idempotency, shift=shift) == 0
        if make.state(app, post_id) in ("published", "check_by_hand"):
            return


@pytest.mark.parametrize("failpoint", FAILPOINTS)
@pytest.mark.parametrize("idempotency", [Idempotency.LOOKUP, Idempotency.NONE])
def test_a_hard_exit_and_two_restarts_never_make_two(app, server, failpoint, idempotency):
    post_id = make.given(app)
    assert run(app, server, idempotency, failpoint) == 137
    assert run(app, server, idempotency, failpoint) in (0, 137)  # at once: the lease of the dead one still runs
    second = run(app, server, idempotency, failpoint, shift=LEASE)
    catch_up(app, post_id, server, idempotency, LEASE)
    made, state = len(server.network.posts), make.state(app, post_id)
    if idempotency is Idempotency.NONE and failpoint in ("delivery.after_arm", "delivery.after_call"):
        assert state == "check_by_hand"
        assert made == (1 if failpoint == "delivery.after_call" else 0)
        assert second == 0
    else:
        assert (state, made) == ("published", 1)


@pytest.mark.parametrize("idempotency", [Idempotency.LOOKUP, Idempotency.NONE])
def test_two_hundred_cuts_after_the_request(app, monkeypatch, idempotency):
    """R11: nothing twice where the channel can be asked; a person looks where it cannot, and nothing is sent again."""
    network = make.plug(monkeypatch, idempotency)
    network.faults["publish"] += [DROP_AFTER, DROP_BEFORE, STATUS_AFTER, DROP_AFTER] * 50
    posts = make.many(app, 200)
    make.settle(app, hours=40)
    states = Counter(make.state(app, each) for each in posts)
    twice = [key for key, times in Counter(network.keys()).items() if times > 1]
    assert twice == []
    if idempotency is Idempotency.LOOKUP:
        assert states == {"published": 200}
        assert len(network.posts) == 200
    else:
        assert states == {"check_by_hand": 200}
        assert network.calls.count("publish") == 200
        clock.set_shift(clock.shift() + timedelta(days=2))
        make.settle(app)
        assert network.calls.count("publish") == 200


def test_four_workers_deliver_each_post_once(both, server):
    """Processes of their own on PostgreSQL and on SQLite, all awake at the same moment."""
    number = 120 if both.config["SETTINGS"].sqlite_path is None else 60
    posts = make.many(both, number)
    workers = [start(both, server, Idempotency.LOOKUP) for _n in range(4)]
    assert [ended(worker) for worker in workers] == [0] * 4
    make.settle(both)  # nothing is left for anybody
    assert Counter(make.state(both, each) for each in posts) == {"published": number}
    assert Counter(Counter(server.network.keys()).values()) == {1: number}
    with both.app_context():
        hands = set(db.session.scalars(select(jobs.Work.owner).where(jobs.Work.kind == "delivery")))
    assert len(hands) > 1


def test_two_workers_at_one_delivery_make_one_post(both, monkeypatch):
    network = make.plug(monkeypatch)
    make.given(both, pictures=0)
    with both.app_context():
        number = db.session.scalars(select(Delivery.id)).one()
    gate = threading.Barrier(2)

    def take(_n):
        with both.app_context():
            gate.wait(10)
            found = leases.take(db.session(), number, "w", "key", clock.now())
            db.session.commit()
            return found

    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(take, range(2)))
    assert [bool(each) for each in sorted(taken, key=bool)] == [False, True]
    assert network.posts == []


@pytest.mark.parametrize("when", ["upload", "ready"])
def test_a_worker_that_slept_through_its_lease_writes_nothing(both, monkeypatch, when):
    network = make.plug(monkeypatch)
    post_id = make.given(both)

    def sleep():
        """The lease runs out meanwhile, and another worker does all of it."""
        clock.set_shift(clock.shift() + timedelta(seconds=LEASE))
        with both.app_context():
            db.session.execute(update(jobs.Work).values(lease_until=None))
            db.session.commit()
        jobs._running.clear()
        worker = threading.Thread(target=jobs.run_due, args=(both, "another"), kwargs={"lane": "delivery"})
        worker.start()
        worker.join()

    network.faults[when].append(sleep)
    make.work(both)
    make.settle(both)
    assert len(network.posts) == 1
    assert make.state(both, post_id) == "published"
    (found,) = make.deliveries(both, post_id)
    assert found.remote_id == "p1"
    assert make.trail(both, post_id) == ["queued", "preparing", "armed", "published"]


def test_a_worker_that_lost_its_lease_during_the_call_changes_nothing_any_more(both, monkeypatch):
    network = make.plug(monkeypatch)
    post_id = make.given(both)

    def stolen():
        with both.app_context():
            db.session.execute(update(Delivery).values(fence=Delivery.fence + 1, lease_until=None))
            db.session.commit()

    network.faults["publish"].append(stolen)
    make.work(both)
    assert make.state(both, post_id) == "armed"  # the answer was not written by somebody who has no right to
    clock.set_shift(clock.shift() + timedelta(minutes=3))
    with both.app_context():  # its work was finished by the one who lost: the sweep finds the delivery
        delivery.revive(db.session(), clock.now())
        db.session.commit()
    make.settle(both)
    assert make.state(both, post_id) == "published"
    assert len(network.posts) == 1


def test_a_slow_call_keeps_its_lease(both, monkeypatch):
    monkeypatch.setattr(leases, "BEAT", 0.05)
    network = make.plug(monkeypatch)
    post_id = make.given(both)
    seen = []

    def slow():
        """Longer than a lease by the portal's clock; whoever renews it beats meanwhile."""
        for _n in range(3):
            clock.set_shift(clock.shift() + timedelta(seconds=30))
            renewed = clock.now() + timedelta(seconds=50)
            for _m in range(200):
                with both.app_context():
                    until = db.session.scalars(select(Delivery.lease_until)).one()
                    work = db.session.scalars(select(jobs.Work.lease_until).where(jobs.Work.kind == "delivery")).one()
                    db.session.rollback()
                if until > renewed and work > renewed:
                    break
                threading.Event().wait(0.05)
            seen.append(until > renewed and work > renewed)

    network.faults["upload"].append(slow)
    make.work(both)
    assert seen == [True] * 3
    assert make.state(both, post_id) == "published"


def test_no_transaction_is_open_during_a_call(both, monkeypatch):
    network = make.plug(monkeypatch)
    wrote = []

    def write():
        with both.app_context():  # on SQLite this would wait ten seconds for anybody's open transaction
            db.session.execute(update(jobs.Work).where(jobs.Work.kind == "none").values(last_error="x"))
            db.session.commit()
        wrote.append(True)

    for operation in ("upload", "ready", "publish"):
        network.faults[operation].append(write)
    make.given(both)
    make.work(both)
    assert wrote == [True] * 3
    assert len(network.posts) == 1
