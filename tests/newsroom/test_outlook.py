"""What the post page says about the machine, in every state it can be in."""

from datetime import timedelta

import pytest
from flask_babel import force_locale

from portal.channels.adapter_api import Failure, FailureKind, Idempotency
from portal.kernel import clock
from portal.kernel.db import db
from portal.newsroom import delivery, faults, outlook
from portal.newsroom.lifecycle import DeliveryState, PostState
from portal.newsroom.models import Post
from tests.factories import deliveries as make

pytestmark = pytest.mark.dated


@pytest.fixture
def network(monkeypatch):
    return make.plug(monkeypatch)


def look(app, post_id, state=None, **changes):
    """The outlook of a post, in English and without keeping what is changed here."""
    with app.test_request_context("/"), force_locale("en"):
        post = db.session.get_one(Post, post_id)
        for name, value in (changes | ({"state": state} if state else {})).items():
            setattr(post, name, value)
        with db.session.no_autoflush:
            found = outlook.outlook(db.session(), post, clock.now())
        db.session.rollback()
        return found


@pytest.mark.parametrize(
    ("state", "words", "moving"),
    [
        (PostState.PREPARING, "Readers see nothing of it yet", True),
        (PostState.WAITING, "tries again by itself", True),
        (PostState.ARMED, "Do not post it yourself", True),
        (PostState.RECONCILING, "it is never sent twice", True),
        (PostState.CHECK_BY_HAND, "Open Facebook and look", False),
        (PostState.FAILED, "Nothing was posted", False),
        (PostState.QUEUED, "", False),
    ],
)
def test_each_state_says_what_happens_and_whether_to_wait_for_it(app, network, state, words, moving):
    found = look(app, make.given(app, published=False), state)
    assert words in found.now
    assert bool(found.now) == bool(words)
    assert found.moving is moving


def test_a_time_ahead_is_named_and_one_that_has_come_is_not(app, network):
    post_id = make.given(app, published=False)
    ahead = look(app, post_id, PostState.SCHEDULED, due_at=clock.now() + timedelta(hours=2))
    assert "WIB" in ahead.now
    assert not ahead.moving
    come = look(app, post_id, PostState.SCHEDULED, due_at=clock.now() - timedelta(seconds=1))
    assert "Its turn has come" in come.now
    assert come.moving


@pytest.mark.parametrize("fault", [faults.REAUTH, faults.BLOCKED, faults.NO_CONNECTION, faults.APPROVAL, faults.CLOCK])
def test_everything_the_machine_holds_for_has_words(app, network, fault):
    found = look(app, make.given(app, published=False), PostState.HELD, fault=fault)
    assert found.now == str(outlook.HELD[fault]) % {"channel": "Facebook"}


def test_a_paused_channel_says_until_when(app, network):
    until = clock.now() + timedelta(minutes=40)
    network.faults["publish"].append(Failure(FailureKind.RATE_LIMITED, "rate_limited", "", 429, "", until))
    post_id = make.given(app)
    make.work(app)
    assert "Not before" in look(app, post_id).now


def test_a_refusal_names_the_photo_and_who_refused_it(app, network):
    network.faults["publish"].append(Failure(FailureKind.REJECTED, "picture_heavy", "picture-1", 400, "too big"))
    post_id = make.given(app, pictures=2)
    make.settle(app)
    found = look(app, post_id)
    assert "Facebook" in found.failure
    assert "2" in found.failure


def test_an_old_failure_is_not_shown_once_it_is_scheduled_anew(app, network):
    network.faults["publish"].append(Failure(FailureKind.REJECTED, "picture_heavy", "picture-0", 400, "too big"))
    post_id = make.given(app)
    make.settle(app)
    assert look(app, post_id).failure
    assert look(app, post_id, PostState.SCHEDULED, due_at=clock.now() + timedelta(hours=1)).failure == ""


def test_a_channel_without_the_machine_says_only_why_it_is_held(app, room):
    post_id = make.given(app, published=False, code="x")
    with app.app_context():
        post = db.session.get_one(Post, post_id)
        post.channel.mode = "assisted"
        db.session.commit()
    assert look(app, post_id, PostState.ARMED) == outlook.Outlook()
    assert look(app, post_id, PostState.HELD, fault=faults.NO_CONNECTION).now


def test_the_history_reads_from_now_backwards_and_every_state_has_words(app, monkeypatch):
    network = make.plug(monkeypatch, Idempotency.NONE)
    network.faults["publish"].append(Failure(FailureKind.UNKNOWN, "answer_lost"))
    post_id = make.given(app)
    make.settle(app)
    with app.test_request_context("/"), force_locale("en"):
        post = db.session.get_one(Post, post_id)
        lines = outlook.history(post, delivery.history(db.session(), post_id))
    assert [line.words for line in lines][-1] == "Handed to the portal"
    assert lines[0].words == "Handed to an officer"
    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)
    assert set(outlook.STEPS) == set(DeliveryState)
