from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal.kernel import clock
from portal.kernel.db import db
from portal.newsroom import leases
from portal.newsroom.leases import Lost
from portal.newsroom.models import Delivery, Post
from tests import clocks
from tests.factories import deliveries as make


@pytest.fixture
def number(both):
    """The id of a delivery that waits for a worker."""
    post_id = make.given(both, pictures=0)
    return make.deliveries(both, post_id)[0].id


@pytest.fixture
def session(both):
    with both.app_context():
        yield db.session()
        db.session.rollback()


def take(session, number, owner="w", at=None):
    found = leases.take(session, number, owner, "deliver:1:1", at or clock.now())
    session.commit()
    return found


def test_a_lease_lasts_sixty_seconds(session, number):
    at = clock.now()
    assert take(session, number, "a", at).fence == 1
    assert take(session, number, "b", at + timedelta(seconds=60)) is None
    second = take(session, number, "b", at + timedelta(seconds=61))
    assert (second.fence, second.owner) == (2, "b")


def test_what_has_ended_is_nobody_s(session, number):
    session.execute(update(Delivery).values(state="published"))
    assert take(session, number) is None


def test_whoever_lost_the_fence_reads_nothing_and_writes_nothing(session, number):
    at = clock.now()
    old = take(session, number, "a", at)
    new = take(session, number, "b", at + timedelta(minutes=2))
    for attempt in (
        lambda: leases.hold(session, old),
        lambda: leases.write(session, old, attempts=9),
        lambda: leases.give_back(session, old, at),
    ):
        with pytest.raises(Lost):
            attempt()
    leases.write(session, new, attempts=1)
    session.commit()
    assert session.scalars(select(Delivery.attempts)).one() == 1


def test_a_lease_that_ran_out_but_nobody_took_still_counts(session, number):
    lease = take(session, number)
    clocks.later(timedelta(minutes=5))
    leases.write(session, lease, attempts=3)
    assert leases.hold(session, lease).attempts == 3


def test_what_is_held_is_fresh(both, session, number):
    lease = take(session, number)
    post = session.scalars(select(Post)).first()
    old = leases.hold(session, lease).post.text
    session.commit()
    with both.app_context():
        db.session.execute(update(Post).values(text="Diubah orang lain."))
        db.session.commit()
    assert leases.hold(session, lease).post.text == "Diubah orang lain." != old
    assert post is not None


def test_what_is_given_back_is_free_from_its_time_on(session, number):
    lease = take(session, number)
    due = clock.now() + timedelta(minutes=4)
    leases.give_back(session, lease, due)
    session.commit()
    assert session.execute(select(Delivery.owner, Delivery.lease_until, Delivery.due_at)).one() == (None, None, due)
    assert take(session, number, "b").fence == 2


def test_the_beat_stops_with_the_call_and_when_the_lease_is_lost(both, session, number, monkeypatch):
    monkeypatch.setattr(leases, "BEAT", 0.01)
    lease = take(session, number)
    writes = []
    write = leases.write
    monkeypatch.setattr(leases, "write", lambda *args, **values: writes.append(values) or write(*args, **values))
    session.execute(update(Delivery).values(fence=99))
    session.commit()
    with leases.alive(db.engine, lease):
        for _n in range(500):
            if writes:
                break
            leases.threading.Event().wait(0.01)
    count = len(writes)
    assert count == 1  # lost: it does not try again
    leases.threading.Event().wait(0.05)
    assert len(writes) == count
