"""What the machine learns about a channel at work."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.channels import standing
from portal.channels.adapter_api import Failure, FailureKind
from portal.channels.models import Channel, Health
from portal.kernel.db import db

AT = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
SLOW = Failure(FailureKind.RETRY, "slow", said="no answer")
LOGIN = Failure(FailureKind.REAUTH, "bad_login")


@pytest.fixture
def room(app):
    with app.app_context():
        yield db.session()
        db.session.rollback()


def channel(session, code="telegram"):
    return session.scalars(select(Channel).where(Channel.code == code)).one()


def later(**changes):
    return AT + timedelta(**changes)


def test_a_rest_is_never_made_shorter(room):
    found = channel(room)
    for until in (later(minutes=10), later(minutes=30), later(minutes=20)):
        standing.pause(room, found.id, until)
    assert standing.fresh(room, found.id).paused_until == later(minutes=30)


def test_a_network_without_a_pace_is_never_waited_for(room):
    found = channel(room, "facebook")
    assert [standing.slot(room, found, 4, AT) for _n in range(3)] == [AT] * 3


def test_posts_take_their_turns_in_the_pace_of_the_network(room):
    found = channel(room)
    turns = [standing.slot(room, found, pictures, AT) for pictures in (0, 1, 5, 0)]
    assert turns == [AT, later(seconds=3), later(seconds=6), later(seconds=21)]
    assert standing.slot(room, found, 0, later(minutes=5)) == later(minutes=5)  # nobody is ahead any more


def test_a_clock_that_was_ahead_does_not_keep_the_channel_silent(room):
    found = channel(room)
    standing.slot(room, found, 0, later(days=3))
    assert standing.slot(room, found, 0, AT) == AT


def test_workers_never_get_the_same_turn(both):
    def turn(_n):
        with both.app_context():
            found = standing.slot(db.session(), channel(db.session()), 0, AT)
            db.session.commit()
            return found

    with ThreadPoolExecutor(4) as pool:
        turns = sorted(pool.map(turn, range(12)))
    assert turns == [later(seconds=3 * n) for n in range(12)]


def test_the_beginning_of_an_outage_is_kept_until_it_is_over(room):
    found = channel(room)
    assert standing.trouble(room, found.id, SLOW, AT)[1] is True
    assert standing.trouble(room, found.id, SLOW, later(minutes=7))[1] is False
    assert (found.health, found.failures, found.down_since) == (Health.DOWN, 2, AT)
    assert (found.health_code, found.health_said) == ("slow", "no answer")
    standing.fine(room, found.id, later(minutes=8))
    assert standing.fresh(room, found.id).health is Health.OK
    assert (found.failures, found.down_since, found.health_code) == (0, None, "")
    assert standing.trouble(room, found.id, SLOW, later(hours=1))[0].down_since == later(hours=1)


def test_refused_credentials_are_news_once_and_an_outage_besides_does_not_hide_them(room):
    found = channel(room)
    standing.trouble(room, found.id, SLOW, AT)
    assert standing.trouble(room, found.id, LOGIN, later(minutes=1))[1] is True
    assert standing.trouble(room, found.id, LOGIN, later(minutes=2))[1] is False
    standing.trouble(room, found.id, SLOW, later(minutes=3))
    assert (found.health, found.health_code, found.down_since) == (Health.REAUTH, "bad_login", later(minutes=1))


def test_a_call_that_went_well_writes_only_where_that_is_news(room):
    found = channel(room)
    standing.fine(room, found.id, AT)
    standing.fine(room, found.id, later(hours=1))
    assert standing.fresh(room, found.id).health_at == AT
