from sqlalchemy import select

from portal.newsroom import reminders, service
from portal.newsroom.lifecycle import PostAction, PostState
from portal.newsroom.service import Change
from portal.notices.models import Notice
from tests.factories import newsroom as factories
from tests.factories.newsroom import NOON, later


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
