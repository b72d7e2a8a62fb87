import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.channels.adapter_api import Failure, FailureKind
from portal.channels.error_codes import Code
from portal.channels.models import Health, Mode
from portal.kernel import clock
from portal.newsroom import testing
from portal.newsroom.lifecycle import PostState as S
from portal.newsroom.testing import Outcome
from tests.factories import deliveries as make
from tests.factories import newsroom as factories


@pytest.fixture
def held(room):
    """A post of a connected channel that the machine holds, for the fault it is asked for."""

    def of(fault, code="telegram", **changes):
        post = factories.post(room, code)
        channel = make.connect(room, code, **changes)
        post.state, post.fault, post.due_at = S.HELD, fault, factories.later(days=4000)
        room.flush()
        return post, channel

    return of


def outcome(kind, code=Code.BAD_BOT, until=None):
    return Outcome(failure=Failure(kind, code, until=until))


@pytest.mark.parametrize("fault", ["reauth", "blocked", "no_connection"])
def test_a_test_that_works_lets_go_what_waited_for_the_connection(room, held, fault):
    post, channel = held(fault, health=Health.REAUTH)
    words = testing.keep(room, channel, Outcome("Kanal (@bot)"), factories.officer(room).id, clock.now())
    room.refresh(channel)
    assert "Kanal (@bot)" in words
    assert channel.health is Health.OK
    assert post.state is S.SCHEDULED


@pytest.mark.parametrize("fault", ["alt_missing", "text_too_long", ""])
def test_what_waits_for_something_else_goes_on_waiting(room, held, fault):
    post, channel = held(fault)
    testing.let_go(room, channel, clock.now())
    assert post.state is S.HELD


@pytest.mark.parametrize(
    ("fault", "changes"),
    [
        ("approval", {"needs_approval": True}),
        ("reauth", {"health": Health.REAUTH}),
        ("blocked", {"health": Health.BLOCKED}),
    ],
)
def test_nothing_is_let_go_while_its_cause_stands(room, held, fault, changes):
    post, channel = held(fault, **changes)
    testing.let_go(room, channel, clock.now())
    assert post.state is S.HELD


def test_a_channel_that_lost_its_connection_lets_go_nothing_that_needs_one(room, held):
    post, channel = held("no_connection")
    channel.mode = Mode.ASSISTED
    testing.let_go(room, channel, clock.now())
    assert post.state is S.HELD


def test_an_approval_that_is_no_longer_asked_for_lets_go(room, held):
    post, channel = held("approval")
    testing.let_go(room, channel, clock.now())
    assert post.state is S.SCHEDULED


@pytest.mark.parametrize(
    ("kind", "health"),
    [
        (FailureKind.REAUTH, Health.REAUTH),
        (FailureKind.BLOCKED, Health.BLOCKED),
        (FailureKind.RETRY, Health.DOWN),
        (FailureKind.REJECTED, Health.DOWN),
    ],
)
def test_a_test_that_fails_is_kept_as_health_and_on_record(room, held, kind, health):
    post, channel = held("reauth")
    words = testing.keep(room, channel, outcome(kind), factories.officer(room).id, clock.now())
    assert "Telegram" in words
    assert (channel.health, channel.health_code) == (health, Code.BAD_BOT)
    assert post.state is S.HELD
    (line,) = room.scalars(select(AuditEntry)).all()
    assert (line.action, line.detail) == ("channel.tested", {"outcome": "bad_bot"})


def test_being_too_fast_is_a_rest_and_no_illness(room, held):
    _post, channel = held("reauth")
    until = factories.later(days=4000)
    testing.keep(
        room, channel, outcome(FailureKind.RATE_LIMITED, Code.BUSY, until), factories.officer(room).id, clock.now()
    )
    room.refresh(channel)
    assert (channel.health, channel.paused_until) == (Health.OK, until)
