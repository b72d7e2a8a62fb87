import pytest
from sqlalchemy import func, select

from portal.kernel import jobs
from portal.kernel.db import db
from portal.newsroom import reminders, service
from portal.newsroom.lifecycle import PostAction, PostState
from portal.newsroom.models import Post
from portal.newsroom.service import Change
from portal.notices.models import Notice
from tests import clocks
from tests.factories import newsroom as factories
from tests.factories.newsroom import NOON, later

pytestmark = pytest.mark.dated


def due_post(room, by, channel="telegram"):
    post = factories.post(room, channel)
    service.edit(room, post, PostAction.SCHEDULE, Change(due_at=later(hours=1), timed=True), by, NOON)
    return post


def test_the_sweep_makes_due_posts_ready_and_tells_every_officer_once(room):
    ratna, budi = factories.officer(room), factories.officer(room, "Budi")
    post = due_post(room, ratna.id)
    for minutes in (59, 60, 61):
        reminders.sweep(room, later(minutes=minutes))
    assert post.state is PostState.KIT_READY
    told = room.scalars(select(Notice).order_by(Notice.user_id)).all()
    assert [(n.user_id, n.kind, n.made_at) for n in told] == [
        (ratna.id, "kit_due", later(minutes=60)),
        (budi.id, "kit_due", later(minutes=60)),
    ]
    assert told[0].detail == {
        "post": post.id,
        "path": f"/siar/{post.id}",
        "code": post.story.code,
        "title": post.story.title,
        "channel": "Telegram",
        "due": later(hours=1).isoformat(),
    }


def test_a_post_scheduled_a_second_time_is_told_a_second_time(room):
    ratna = factories.officer(room)
    post = due_post(room, ratna.id)
    reminders.sweep(room, later(hours=1))
    service.edit(room, post, PostAction.SCHEDULE, Change(due_at=later(hours=3), timed=True), ratna.id, later(hours=2))
    reminders.sweep(room, later(hours=3))
    assert len(room.scalars(select(Notice)).all()) == 2


def test_an_officer_whose_appointment_has_ended_hears_nothing(room):
    ratna, former = factories.officer(room), factories.officer(room, "Mantan")
    former.appointments[0].ends_on = NOON.date().replace(day=1)
    due_post(room, ratna.id)
    reminders.sweep(room, later(hours=1))
    assert {n.user_id for n in room.scalars(select(Notice))} == {ratna.id}


def test_posts_due_at_one_moment_are_taken_in_portions_by_their_own_looks(app, monkeypatch):
    """The first of two thousand must not wait until all have been gone through; several workers share them."""
    monkeypatch.setattr(service, "LOOK", 2)
    with app.app_context():
        room = db.session()
        officer = factories.officer(room)
        due = [due_post(room, officer.id).id for _n in range(5)]
        room.commit()
    seen = []
    for _n in range(4):
        clocks.at(later(hours=2))
        jobs.run_due(app, "w", lane=jobs.REST, limit=1)
        with app.app_context():
            ready = select(func.count(Post.id)).where(Post.id.in_(due), Post.state == PostState.KIT_READY)
            seen.append(db.session.scalar(ready))
    assert seen == [2, 4, 5, 5]
