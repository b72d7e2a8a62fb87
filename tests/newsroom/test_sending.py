"""The delivery protocol against a network that counts."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.channels.adapter_api import Failure, FailureKind, Idempotency
from portal.kernel import clock
from portal.kernel.db import db
from portal.newsroom.models import Post
from portal.notices.models import Notice
from portal.stories.models import Story
from tests import clocks
from tests.factories import deliveries as make
from tests.factories.network import DROP_AFTER, DROP_BEFORE, STATUS_AFTER


@pytest.fixture
def network(monkeypatch):
    return make.plug(monkeypatch)


def notices(app):
    with app.app_context():
        return [(each.kind, each.detail) for each in db.session.scalars(select(Notice).order_by(Notice.id))]


def test_a_post_goes_out_once_with_its_pictures_and_its_name_is_kept(both, network):
    post_id = make.given(both, pictures=2)
    assert make.work(both) == 1
    (made,) = network.posts
    assert made["media"] == ["upload-1", "upload-2"]
    post = make.post_of(both, post_id)
    assert (str(post.state), post.remote_id, post.remote_url) == ("published", "p1", "https://kanal.test/p1")
    assert post.published_at
    assert post.published_by_id is None
    assert make.trail(both, post_id) == ["queued", "preparing", "armed", "published"]
    (delivery,) = make.deliveries(both, post_id)
    assert (delivery.remote_id, delivery.failure, delivery.lease_until) == ("p1", {}, None)
    assert make.work(both) == 0


def test_a_network_that_needs_time_is_asked_again_when_it_said(app, network):
    network.faults["ready"].append(lambda: timedelta(seconds=40))
    post_id = make.given(app)
    make.work(app)
    assert make.state(app, post_id) == "waiting"
    assert network.posts == []
    clocks.later(timedelta(seconds=41))
    make.work(app)
    assert make.state(app, post_id) == "published"
    assert len(network.uploads) == 1


@pytest.mark.parametrize("fault", [DROP_AFTER, STATUS_AFTER])
def test_a_post_whose_answer_was_lost_is_found_and_not_sent_again(both, network, fault):
    network.faults["publish"].append(fault)
    post_id = make.given(both)
    make.work(both)
    assert make.state(both, post_id) == "reconciling"
    make.settle(both)
    assert make.state(both, post_id) == "published"
    assert len(network.posts) == 1
    assert make.trail(both, post_id) == ["queued", "preparing", "armed", "reconciling", "published"]


def test_a_post_that_certainly_was_not_made_is_sent_again(both, network):
    network.faults["publish"].append(DROP_BEFORE)
    post_id = make.given(both)
    make.settle(both)
    assert make.state(both, post_id) == "published"
    assert len(network.posts) == 1
    assert network.calls.count("publish") == 2
    assert len(network.uploads) == 1  # what was uploaded is used again


def test_nobody_asks_while_the_other_side_may_still_be_at_work(app, network):
    network.faults["publish"].append(DROP_AFTER)
    make.given(app)
    make.work(app)
    clocks.later(timedelta(seconds=25))
    make.work(app)
    assert "find" not in network.calls


def test_a_channel_that_is_read_back_is_read_twice(app, monkeypatch):
    network = make.plug(monkeypatch, Idempotency.READ_BACK)
    network.faults["publish"].append(DROP_BEFORE)
    post_id = make.given(app)
    make.work(app)
    clocks.later(timedelta(seconds=31))
    make.work(app)
    assert make.state(app, post_id) == "reconciling"
    make.settle(app)
    assert network.calls.count("find") == 2
    assert make.state(app, post_id) == "published"
    assert len(network.posts) == 1


def test_where_nobody_can_ask_a_person_looks_and_the_machine_is_done(both, monkeypatch):
    network = make.plug(monkeypatch, Idempotency.NONE)
    network.faults["publish"].append(DROP_AFTER)
    post_id = make.given(both)
    make.settle(both)
    assert make.state(both, post_id) == "check_by_hand"
    clock.set_shift(clock.shift() + timedelta(days=3))
    make.settle(both)
    assert make.state(both, post_id) == "check_by_hand"
    assert len(network.posts) == 1
    told = [kind for kind, _detail in notices(both)]
    assert told == ["delivery_check"]


def test_a_post_that_is_hidden_there_is_never_sent_again(app, network):
    network.faults["publish"].append(DROP_AFTER)
    post_id = make.given(app)
    make.work(app)
    network.posts[0]["live"] = False
    make.settle(app)
    assert make.state(app, post_id) == "check_by_hand"
    assert make.deliveries(app, post_id)[0].failure["code"] == "removed_there"


@pytest.mark.parametrize("when", ["upload", "ready"])
def test_a_story_that_is_taken_down_meanwhile_stops_its_post(both, network, when):
    post_id = make.given(both)

    def hide():
        with both.app_context():
            story = db.session.get_one(Story, db.session.get_one(Post, post_id).story_id)
            story.status = "hidden"
            db.session.commit()

    network.faults[when].append(hide)
    make.settle(both)
    assert network.posts == []
    assert make.state(both, post_id) == "cancelled"


def test_a_story_that_is_taken_down_during_the_call_owes(app, network):
    post_id = make.given(app)

    def hide():
        with app.app_context():
            db.session.get_one(Story, db.session.get_one(Post, post_id).story_id).status = "hidden"
            db.session.commit()

    network.faults["publish"].append(hide)
    make.settle(app)
    post = make.post_of(app, post_id)
    assert str(post.state) == "published"
    assert post.owes_since
    assert [kind for kind, _detail in notices(app)] == ["correction_owed"]


def test_a_text_that_changes_before_it_is_armed_is_prepared_again(both, network):
    post_id = make.given(both)

    def change():
        with both.app_context():
            db.session.get_one(Post, post_id).text = "Teks yang baru saja diperbaiki."
            db.session.commit()

    network.faults["ready"].append(change)
    make.settle(both)
    (made,) = network.posts
    assert made["text"] == "Teks yang baru saja diperbaiki."
    assert len(network.uploads) == 2


def test_a_person_who_holds_it_meanwhile_wins(app, network):
    post_id = make.given(app)

    def hold():
        with app.app_context():
            make.service.edit(
                db.session(), db.session.get_one(Post, post_id), make.PostAction.HOLD,
                make.Change(reason="Tunggu RT"), 1, clock.now(),
            )  # fmt: skip
            db.session.commit()

    network.faults["upload"].append(hold)
    make.settle(app)
    assert make.state(app, post_id) == "held"
    assert network.posts == []
    assert str(make.deliveries(app, post_id)[0].state) == "cancelled"


def test_an_adapter_with_a_fault_of_its_own_loses_nothing_before_it_is_armed(app, network):
    network.faults["upload"].append(lambda: 1 / 0)
    post_id = make.given(app)
    make.work(app)
    (delivery,) = make.deliveries(app, post_id)
    assert (delivery.failure["code"], delivery.failure["said"]) == ("internal", "ZeroDivisionError")
    make.settle(app)
    assert make.state(app, post_id) == "published"


def test_an_adapter_with_a_fault_of_its_own_while_publishing_is_asked_about(app, network):
    network.faults["publish"].append(lambda: 1 / 0)
    post_id = make.given(app)
    make.work(app)
    assert make.state(app, post_id) == "reconciling"


def test_a_second_delivery_asks_first_whether_the_first_one_was_there_after_all(app, network):
    network.faults["publish"].append(Failure(FailureKind.REJECTED, "text_refused", "text"))
    post_id = make.given(app)
    make.settle(app)
    assert make.state(app, post_id) == "failed"
    network.publish(make.deliveries(app, post_id)[0].key, "it was made in spite of its answer")
    with app.app_context():
        post = db.session.get_one(Post, post_id)
        make.service.edit(db.session(), post, make.PostAction.PUBLISH, make.Change(), 1, clock.now())
        db.session.commit()
    make.settle(app)
    assert make.state(app, post_id) == "published"
    assert len(network.posts) == 1
    assert [each.number for each in make.deliveries(app, post_id)] == [1, 2]


def test_no_secret_is_written_anywhere(app, network, caplog):
    network.faults["publish"].append(lambda: 1 / 0)
    network.faults["upload"].append(Failure(FailureKind.RETRY, "slow", said="timeout"))
    post_id = make.given(app)
    make.settle(app)
    assert make.WORD not in caplog.text
    with app.app_context():
        for table in make.Delivery.metadata.sorted_tables:
            for row in db.session.execute(select(table)):
                assert make.WORD not in repr(row), table.name
    assert make.state(app, post_id) == "published"
