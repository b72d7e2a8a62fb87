"""What people ask of the machine, and what they read about it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal.audit.models import AuditEntry
from portal.channels.adapter_api import Failure, FailureKind, Idempotency
from portal.channels.models import Channel
from portal.kernel import clock, jobs, steady
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.newsroom import delivery, moves, proof, reminders, service
from portal.newsroom.faults import Faulty, Refused
from portal.newsroom.lifecycle import NotAllowed, PostAction
from portal.newsroom.models import Delivery, Post
from portal.newsroom.service import Change
from portal.stories.models import Story, TimelineEntry
from tests import clocks
from tests.factories import deliveries as make
from tests.factories import newsroom
from tests.factories.network import DROP_AFTER


@pytest.fixture
def network(monkeypatch):
    return make.plug(monkeypatch)


@pytest.fixture
def doubtful(app, monkeypatch):
    """A post nobody knows about, on a channel nobody can ask."""
    network = make.plug(monkeypatch, Idempotency.NONE)
    network.faults["publish"].append(DROP_AFTER)
    post_id = make.given(app)
    make.settle(app)
    return post_id, network


def act(app, post_id, action, at=None, **changes):
    """An officer presses a button."""
    with app.app_context():
        session = db.session()
        post, by, at = session.get_one(Post, post_id), newsroom.officer(session).id, at or clock.now()
        simple = {"resend": delivery.resend, "assist": delivery.assist, "delete": delivery.remove}
        if action in simple:
            simple[action](session, post, by, at)
        elif action == "proof":
            proof.prove(session, post, by=by, at=at, **changes)
        else:
            service.edit(session, post, PostAction(action), Change(**changes), by, at)
        session.commit()


# ---- going out ----------------------------------------------------------------------------------------------------


def test_publish_gives_the_post_to_the_machine_at_once(app, network):
    post_id = make.given(app)
    assert make.state(app, post_id) == "scheduled"
    (found,) = make.deliveries(app, post_id)
    assert (found.number, str(found.state), found.key) == (1, "queued", found.key.lower())
    with app.app_context():
        work = db.session.scalars(select(jobs.Work).where(jobs.Work.kind == "delivery")).one()
    assert work.key == f"deliver:{post_id}:1"


def test_asked_twice_it_is_one_delivery(app, network):
    post_id = make.given(app)
    with app.app_context():
        post = db.session.get_one(Post, post_id)
        first = delivery.request(db.session(), post, None, clock.now())
        assert delivery.request(db.session(), post, None, clock.now()) is first


def test_a_post_that_is_not_scheduled_cannot_be_requested(app, network):
    post_id = make.given(app, published=False)
    with app.app_context(), pytest.raises(NotAllowed):
        delivery.request(db.session(), db.session.get_one(Post, post_id), None, clock.now())


def test_a_scheduled_post_goes_out_at_its_time_and_not_before(both, network):
    post_id = make.given(both, published=False)
    due = clock.now() + timedelta(hours=2)
    act(both, post_id, "schedule", due_at=due, timed=True)
    make.work(both, lane=jobs.REST)
    make.work(both)
    assert network.posts == []
    clocks.later(timedelta(hours=2, seconds=1))
    make.work(both, lane=jobs.REST)  # the work that waits for the time, without any sweep
    make.work(both)
    assert make.state(both, post_id) == "published"
    (found,) = make.deliveries(both, post_id)
    assert timedelta(0) <= found.armed_at - due <= timedelta(seconds=5)


def test_the_minutes_sweep_finds_what_no_wake_reached(app, network):
    post_id = make.given(app, published=False)
    act(app, post_id, "schedule", due_at=clock.now() + timedelta(hours=2), timed=True)
    clocks.later(timedelta(hours=3))
    with app.app_context():
        db.session.execute(update(jobs.Work).values(failed_at=clock.now()))
        reminders.sweep(db.session(), clock.now())
        reminders.sweep(db.session(), clock.now())
        db.session.commit()
    make.work(app)
    assert make.state(app, post_id) == "published"
    assert len(make.deliveries(app, post_id)) == 1


def test_a_post_that_is_put_off_does_not_go_out_at_its_old_time(app, network):
    post_id = make.given(app)
    act(app, post_id, "schedule", due_at=clock.now() + timedelta(hours=5), timed=True)
    make.work(app)
    clocks.later(timedelta(hours=1))
    make.work(app, lane=jobs.REST)
    make.work(app)
    assert network.posts == []
    clocks.later(timedelta(hours=6))
    make.work(app, lane=jobs.REST)
    make.work(app)
    assert make.state(app, post_id) == "published"
    assert [str(each.state) for each in make.deliveries(app, post_id)] == ["cancelled", "published"]


@pytest.mark.parametrize("action", ["cancel", "hold", "skip"])
def test_until_it_is_armed_a_person_can_stop_it(both, network, action):
    post_id = make.given(both)
    act(both, post_id, action)
    make.settle(both)
    assert network.posts == []
    assert str(make.deliveries(both, post_id)[0].state) == "cancelled"


def test_a_clock_that_jumps_ahead_publishes_nothing_early(both, network, monkeypatch):
    """R20: what is due by nothing but the jump is held, and a person looks at the calendar."""
    early, late = (make.given(both, published=False) for _n in range(2))
    act(both, early, "schedule", due_at=clock.now() + timedelta(minutes=1), timed=True)
    act(both, late, "schedule", due_at=clock.now() + timedelta(days=1), timed=True)
    clocks.later(timedelta(days=3, minutes=2))
    monkeypatch.setattr(steady, "ahead", lambda: timedelta(days=3))
    make.work(both, lane=jobs.REST)
    make.settle(both)
    assert [make.state(both, each) for each in (early, late)] == ["published", "held"]
    assert make.post_of(both, late).fault == "clock"
    assert len(network.posts) == 1
    monkeypatch.setattr(steady, "ahead", lambda: timedelta(0))
    act(both, late, "publish")
    make.settle(both)
    assert make.state(both, late) == "published"


def test_a_clock_that_was_set_back_publishes_nothing_early(app, network):
    """R20: given to the machine by a clock that was ahead, it waits for its time all the same."""
    post_id = make.given(app, published=False)
    act(app, post_id, "schedule", due_at=clock.now() + timedelta(days=1), timed=True)
    clocks.later(timedelta(days=3))
    with app.app_context():
        reminders.sweep(db.session(), clock.now())
        db.session.commit()
    clocks.later(timedelta(days=-2))
    with app.app_context():
        db.session.execute(update(jobs.Work).values(due_at=clock.now()))
        db.session.commit()
    make.work(app)
    assert network.posts == []
    clocks.later(timedelta(days=1, seconds=1))
    make.work(app)
    assert len(network.posts) == 1
    assert make.state(app, post_id) == "published"


def test_a_delivery_that_was_forgotten_is_found_again(both, network):
    post_id = make.given(both)
    with both.app_context():
        db.session.execute(update(jobs.Work).values(failed_at=clock.now(), payload={}))
        delivery.revive(db.session(), clock.now())  # too early: it may still be on its way
        db.session.commit()
    assert make.work(both) == 0
    clocks.later(timedelta(minutes=3))
    with both.app_context():
        delivery.revive(db.session(), clock.now())
        db.session.commit()
    make.work(both)
    assert make.state(both, post_id) == "published"


# ---- check by hand ------------------------------------------------------------------------------------------------


def test_a_person_who_saw_it_proves_it(app, doubtful):
    post_id, network = doubtful
    with app.app_context():
        db.session.execute(update(Channel).values(address="https://www.facebook.com/pemkot", handle="pemkot"))
        db.session.commit()
    act(app, post_id, "proof", url="https://www.facebook.com/pemkot/posts/123456789012345")
    assert make.state(app, post_id) == "published"
    assert str(make.deliveries(app, post_id)[0].state) == "published"
    make.settle(app)
    assert len(network.posts) == 1


def test_a_proof_without_an_address_proves_nothing(app, doubtful):
    with pytest.raises(Refused):
        act(app, doubtful[0], "proof")


def test_a_person_who_did_not_see_it_sends_it_again_as_a_new_delivery(app, doubtful):
    post_id, network = doubtful
    network.posts.clear()
    act(app, post_id, "resend")
    make.settle(app)
    assert make.state(app, post_id) == "published"
    assert [(each.number, str(each.state)) for each in make.deliveries(app, post_id)] == [
        (1, "check_by_hand"),
        (2, "published"),
    ]
    assert len(network.posts) == 1
    with app.app_context():
        acts = list(db.session.scalars(select(AuditEntry.action).where(AuditEntry.actor_id.is_not(None))))
    assert acts == ["post.publish", "post.resend"]


def test_only_a_post_nobody_knows_about_can_be_sent_again(app, network):
    post_id = make.given(app)
    make.settle(app)
    with pytest.raises(NotAllowed):
        act(app, post_id, "resend")
    assert len(network.posts) == 1


def test_it_can_become_a_kit_instead(app, doubtful):
    act(app, doubtful[0], "assist")
    assert make.state(app, doubtful[0]) == "kit_ready"
    make.settle(app)
    assert len(doubtful[1].posts) == 1


def test_a_story_that_went_away_leaves_only_proof_and_cancel(app, doubtful):
    with app.app_context():
        db.session.execute(update(Story).values(status="hidden"))
        db.session.commit()
    with pytest.raises(NotAllowed):
        act(app, doubtful[0], "resend")
    act(app, doubtful[0], "cancel")
    assert make.state(app, doubtful[0]) == "cancelled"


# ---- the kit ------------------------------------------------------------------------------------------------------


def test_the_machines_way_can_be_given_up_while_it_waits(app, network):
    network.faults["upload"].append(Failure(FailureKind.RETRY, "slow"))
    post_id = make.given(app)
    make.work(app)
    act(app, post_id, "assist")
    make.settle(app)
    assert network.posts == []
    assert make.state(app, post_id) == "kit_ready"


def test_a_kit_needs_a_post_without_a_fault(app, network):
    post_id = make.given(app, published=False)
    with app.app_context():
        db.session.get_one(Post, post_id).story.photos[0].alt = ""
        db.session.commit()
    with pytest.raises(Faulty):
        act(app, post_id, "assist")


# ---- taking down --------------------------------------------------------------------------------------------------


@pytest.fixture
def out(both, network):
    """A published post whose story was then taken down."""
    post_id = make.given(both)
    make.settle(both)
    with both.app_context():
        post = db.session.get_one(Post, post_id)
        post.story.status = "withdrawn"
        service.stop(db.session(), post.story_id, clock.now())
        db.session.commit()
    assert make.post_of(both, post_id).owes_since
    return post_id


def test_a_deletion_on_the_channel_clears_what_is_owed(both, network, out):
    act(both, out, "delete")
    make.work(both)
    assert network.posts == []
    post = make.post_of(both, out)
    assert (str(post.state), post.owes_since) == ("retracted", None)
    with both.app_context():
        (event,) = db.session.scalars(select(Event).where(Event.name == "post.retracted"))
        assert event.payload == {"post": out, "story": post.story_id, "channel": "facebook"}


def test_what_is_gone_already_counts_as_deleted(both, network, out):
    network.posts.clear()
    act(both, out, "delete")
    make.work(both)
    assert make.state(both, out) == "retracted"


def test_a_deletion_is_tried_again_and_in_the_end_a_person_is_told(both, network, out):
    network.faults["delete"] += [Failure(FailureKind.RETRY, "slow")] * 20
    act(both, out, "delete")
    make.settle(both)
    assert network.calls.count("delete") == 6
    post = make.post_of(both, out)
    assert (str(post.state), post.owes_since is None) == ("published", False)
    (found,) = make.deliveries(both, out)
    assert (found.failure["code"], found.failure["phase"]) == ("slow", "delete")
    network.faults["delete"].clear()
    act(both, out, "delete")
    make.work(both)
    assert make.state(both, out) == "retracted"
    assert make.deliveries(both, out)[0].failure == {}


def test_a_deletion_the_network_refuses_is_said_at_once(both, network, out):
    network.faults["delete"].append(Failure(FailureKind.REJECTED, "too_late_to_delete"))
    act(both, out, "delete")
    make.settle(both)
    assert network.calls.count("delete") == 1
    assert make.post_of(both, out).owes_since


def test_a_rate_limit_while_deleting_costs_nothing(both, network, out):
    limit = Failure(FailureKind.RATE_LIMITED, "busy", until=clock.now() + timedelta(minutes=5))
    network.faults["delete"].append(limit)
    act(both, out, "delete")
    make.settle(both)
    assert make.state(both, out) == "retracted"


def test_what_was_posted_by_hand_the_machine_cannot_take_down(app, doubtful):
    post_id, _network = doubtful
    with app.app_context():
        post = db.session.get_one(Post, post_id)
        post.state = "published"
        db.session.flush()
        with pytest.raises(NotAllowed):
            delivery.remove(db.session(), post, 1, clock.now())


# ---- reading ------------------------------------------------------------------------------------------------------


def test_the_history_has_every_step_latest_first(app, network):
    post_id = make.given(app)
    make.settle(app)
    with app.app_context():
        found = [str(each.after) for each in delivery.history(db.session(), post_id)]
    assert found == ["published", "armed", "preparing", "queued"]


def test_the_words_of_a_failure_say_who_and_which_photo(app, network):
    network.faults["publish"].append(Failure(FailureKind.REJECTED, "picture_heavy", "picture-1", 400, "too big"))
    post_id = make.given(app, pictures=2)
    make.settle(app)
    with app.app_context():
        words = delivery.failure_words(delivery.latest(db.session(), post_id))
        assert "Facebook" in words
        assert "2" in words
        assert "too big" in words
        assert delivery.failure_words(None) is None


def test_a_post_that_is_out_has_no_failure(app, network):
    post_id = make.given(app)
    make.settle(app)
    with app.app_context():
        last = delivery.latest(db.session(), post_id)
        assert delivery.failure_words(last) is None
        assert delivery.waits_until(db.session.get_one(Post, post_id), last, clock.now()) is None


def test_the_story_s_trail_has_the_address(app, network):
    post_id = make.given(app)
    make.settle(app)
    jobs.run_due(app, "w")
    with app.app_context():
        entry = db.session.scalars(select(TimelineEntry).where(TimelineEntry.kind == "shared")).one()
    assert entry.detail["url"] == "https://kanal.test/p1"
    assert make.post_of(app, post_id).remote_url == "https://kanal.test/p1"


def test_an_address_another_post_has_already_fails_nothing(app, network):
    first = make.given(app)
    make.settle(app)
    network.posts.clear()  # the next one gets the same number there
    second = make.given(app)
    make.settle(app)
    assert [make.state(app, each) for each in (first, second)] == ["published"] * 2
    assert make.post_of(app, second).remote_url is None
    assert make.deliveries(app, second)[0].remote_url == "https://kanal.test/p1"


def test_everything_of_a_round_has_one_key_and_every_round_its_own(app, network):
    post_id = make.given(app)
    other = make.given(app)
    keys = {make.deliveries(app, each)[0].key for each in (post_id, other)}
    assert len(keys) == 2
    assert all(set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for key in keys)
    with app.app_context():
        assert moves.latest(db.session(), post_id).number == 1
        assert db.session.scalars(select(Delivery)).first()
