"""What a refusal leads to: for the post, for its channel, and for the people who wait."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.channels.adapter_api import Failure, FailureKind, Idempotency
from portal.channels.models import Channel, Health
from portal.kernel import clock
from portal.kernel.db import db
from portal.newsroom import delivery, outcomes
from portal.newsroom.models import DeliveryEvent, Post
from portal.notices.models import Notice
from tests import clocks
from tests.factories import deliveries as make

SLOW = Failure(FailureKind.RETRY, "slow")


@pytest.fixture
def network(monkeypatch):
    return make.plug(monkeypatch)


def told(app):
    with app.app_context():
        return [each.kind for each in db.session.scalars(select(Notice).order_by(Notice.id))]


def channel(app):
    with app.app_context():
        return db.session.scalars(select(Channel).where(Channel.code == "facebook")).one()


def until(app, failure, **changes):
    return Failure(failure, "busy", until=clock.now() + timedelta(**changes))


@pytest.mark.parametrize("when", ["upload", "ready", "publish"])
def test_a_passing_fault_costs_an_attempt_and_is_over_soon(both, network, when):
    network.faults[when].append(SLOW)
    post_id = make.given(both)
    make.work(both)
    (found,) = make.deliveries(both, post_id)
    assert (str(found.state), found.attempts, found.failure["code"]) == ("waiting", 1, "slow")
    assert timedelta(seconds=40) < found.due_at - clock.now() <= timedelta(seconds=72)
    assert channel(both).health is Health.DOWN
    make.settle(both)
    assert make.state(both, post_id) == "published"
    assert channel(both).health is Health.OK
    assert (channel(both).failures, channel(both).down_since) == (0, None)
    assert told(both) == []
    assert len(network.posts) == 1


def test_a_channel_that_is_down_for_five_hours_ends_visibly_with_one_alert(both, network):
    """R12: bounded, spread, an end that is seen, one alert – for all posts of the channel together."""
    network.faults["upload"] += [SLOW] * 200
    posts = [make.given(both) for _n in range(3)]
    begun = clock.now()
    make.settle(both, hours=5)
    assert {make.state(both, each) for each in posts} == {"failed"}
    assert clock.now() - begun < timedelta(hours=2)
    assert network.calls.count("upload") == len(posts) * outcomes.ATTEMPTS
    assert told(both) == ["channel_down"] * 3  # one for each of three officers
    with both.app_context():
        moments = list(db.session.scalars(select(DeliveryEvent.retry_at).where(DeliveryEvent.retry_at.is_not(None))))
    assert len(set(moments)) == len(moments) == len(posts) * (outcomes.ATTEMPTS - 1)


def test_what_failed_can_be_published_again(app, network):
    network.faults["upload"] += [SLOW] * outcomes.ATTEMPTS
    post_id = make.given(app)
    make.settle(app)
    with app.app_context():
        post = db.session.get_one(Post, post_id)
        make.service.edit(db.session(), post, make.PostAction.PUBLISH, make.Change(), 1, clock.now())
        db.session.commit()
    make.settle(app)
    assert make.state(app, post_id) == "published"
    assert [str(each.state) for each in make.deliveries(app, post_id)] == ["failed", "published"]


@pytest.mark.parametrize("kind", [FailureKind.RATE_LIMITED, FailureKind.QUOTA])
@pytest.mark.parametrize("when", ["upload", "publish"])
def test_a_rate_limit_rests_the_account_and_costs_no_attempt(both, network, kind, when):
    network.faults[when].append(until(both, kind, minutes=20))
    posts = [make.given(both), make.given(both)]
    make.work(both)
    assert network.posts == []
    assert network.calls.count(when) == 1  # the second post did not even try
    for post_id in posts:
        with both.app_context():
            post = db.session.get_one(Post, post_id)
            waits = delivery.waits_until(post, delivery.latest(db.session(), post_id), clock.now())
            assert timedelta(minutes=19) < waits - clock.now() <= timedelta(minutes=20)
    clocks.later(timedelta(minutes=19))
    make.work(both)
    assert network.posts == []
    make.settle(both)
    assert [make.state(both, each) for each in posts] == ["published"] * 2
    assert [each.attempts for post in posts for each in make.deliveries(both, post)] == [0, 0]
    assert told(both) == []


def test_an_account_never_rests_longer_than_a_day(app, network):
    network.faults["publish"].append(until(app, FailureKind.RATE_LIMITED, days=30))
    make.given(app)
    make.work(app)
    assert channel(app).paused_until <= clock.now() + timedelta(hours=24)


@pytest.mark.parametrize("when", ["upload", "publish"])
def test_dead_credentials_hold_all_posts_with_one_alert_and_new_ones_let_them_go(both, network, when):
    network.faults[when].append(Failure(FailureKind.REAUTH, "bad_login", status=401))
    posts = make.many(both, 3, pictures=1)
    make.settle(both)
    assert network.posts == []
    assert [make.state(both, each) for each in posts] == ["held"] * 3
    assert {make.post_of(both, each).fault for each in posts} == {"reauth"}
    assert channel(both).health is Health.REAUTH
    assert told(both) == ["channel_reauth"]
    with both.app_context():
        found = db.session.scalars(select(Channel).where(Channel.code == "facebook")).one()
        found.health, found.failures = Health.OK, 0
        delivery.release(db.session(), list(db.session.scalars(select(Post).where(Post.id.in_(posts)))), clock.now())
        db.session.commit()
    make.settle(both)
    assert [make.state(both, each) for each in posts] == ["published"] * 3
    assert len(network.posts) == 3
    assert told(both) == ["channel_reauth"]


def test_a_restricted_account_holds_its_posts(app, network):
    network.faults["publish"].append(Failure(FailureKind.BLOCKED, "forbidden", status=403))
    post_id = make.given(app)
    make.settle(app)
    assert (make.state(app, post_id), make.post_of(app, post_id).fault) == ("held", "blocked")
    assert told(app) == ["channel_blocked"]


def test_what_the_network_refuses_names_the_photo_and_waits_for_a_person(app, network):
    network.faults["publish"].append(Failure(FailureKind.REJECTED, "picture_heavy", "picture-1", 400, "too big"))
    post_id = make.given(app, pictures=2)
    make.settle(app)
    assert make.state(app, post_id) == "failed"
    (found,) = make.deliveries(app, post_id)
    assert found.failure == {
        "kind": "rejected",
        "code": "picture_heavy",
        "field": "picture-1",
        "status": 400,
        "said": "too big",
        "phase": "publish",
    }
    assert told(app) == ["delivery_failed"]
    assert channel(app).health is Health.OK  # it says nothing about the channel


def test_uploads_that_ran_out_are_made_again(app, network):
    network.faults["publish"].append(Failure(FailureKind.MEDIA_EXPIRED, "picture_gone", "picture-0"))
    post_id = make.given(app)
    make.settle(app)
    assert make.state(app, post_id) == "published"
    assert len(network.uploads) == 2
    assert network.posts[0]["media"] == ["upload-2"]


def test_a_channel_that_cannot_be_asked_for_hours_is_looked_at_by_a_person(app, network):
    network.faults["publish"].append(Failure(FailureKind.UNKNOWN, "cut"))
    network.faults["find"] += [SLOW] * 50
    post_id = make.given(app)
    make.settle(app)
    assert make.state(app, post_id) == "check_by_hand"
    assert network.calls.count("publish") == 1
    assert told(app) == ["channel_down", "delivery_check"]


def test_credentials_that_die_before_anybody_could_ask_do_not_send_again(app, network):
    network.faults["publish"].append("drop-after")
    network.faults["find"].append(Failure(FailureKind.REAUTH, "bad_login"))
    post_id = make.given(app)
    make.settle(app)
    assert make.state(app, post_id) == "published"
    assert len(network.posts) == 1


def test_a_channel_whose_connection_was_taken_away_holds_its_posts(app, network):
    post_id = make.given(app)
    with app.app_context():
        db.session.scalars(select(Channel).where(Channel.code == "facebook")).one().mode = "assisted"
        db.session.commit()
    make.settle(app)
    assert (make.state(app, post_id), make.post_of(app, post_id).fault) == ("held", "no_connection")


def test_a_post_that_nobody_else_has_read_is_not_armed(app, network):
    post_id = make.given(app)
    with app.app_context():
        db.session.scalars(select(Channel).where(Channel.code == "facebook")).one().needs_approval = True
        db.session.commit()
    make.settle(app)
    assert (make.state(app, post_id), make.post_of(app, post_id).fault) == ("held", "approval")
    assert network.calls == []


def test_a_post_whose_alt_text_went_missing_is_held_with_words(app, network):
    post_id = make.given(app)
    with app.app_context():
        db.session.get_one(Post, post_id).story.photos[0].alt = ""
        db.session.commit()
    make.settle(app)
    assert (make.state(app, post_id), make.post_of(app, post_id).fault) == ("held", "alt_missing")


def test_none_channels_are_still_told_when_nothing_was_sent(app, monkeypatch):
    network = make.plug(monkeypatch, Idempotency.NONE)
    network.faults["publish"].append(SLOW)  # refused before a byte was sent: no doubt about it
    post_id = make.given(app)
    make.settle(app)
    assert make.state(app, post_id) == "published"
