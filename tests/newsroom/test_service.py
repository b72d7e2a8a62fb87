from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal.audit.models import AuditEntry
from portal.audit.verify import verify
from portal.kernel.db import db
from portal.newsroom import service
from portal.newsroom.faults import Claimed, Faulty, Refused
from portal.newsroom.lifecycle import NotAllowed
from portal.newsroom.lifecycle import PostAction as A
from portal.newsroom.lifecycle import PostState as S
from portal.newsroom.models import BoardRow, Post, PostEvent
from portal.newsroom.service import LEASE, Change
from portal.stories.lifecycle import Status
from tests.factories import newsroom as factories
from tests.factories.newsroom import NOON, later


@pytest.fixture
def ratna(room):
    return factories.officer(room).id


@pytest.fixture
def budi(room):
    return factories.officer(room, "Budi Santoso").id


@pytest.fixture
def post(room):
    return factories.post(room, "facebook")


def edit(room, post, action, by, at=NOON, **change):
    return service.edit(room, post, action, Change(**change), by, at)


def schedule(room, post, by, due=None, at=NOON):
    return edit(room, post, A.SCHEDULE, by, at, due_at=due or later(hours=4), timed=True)


def events(room, post):
    return room.scalars(select(PostEvent).where(PostEvent.post_id == post.id).order_by(PostEvent.id)).all()


# ---- editing ------------------------------------------------------------------------------------------------------


def test_saving_keeps_text_and_says_that_a_person_wrote_it(room, post, ratna):
    version = post.version
    edit(room, post, A.SAVE, ratna, text="Teks baru.")
    assert (post.text, post.edited, post.notes, post.state) == ("Teks baru.", True, [], S.QUEUED)
    assert post.version == version + 1


def test_saving_the_same_text_is_no_edit(room, post, ratna):
    post.notes = ["body_cut"]
    edit(room, post, A.SAVE, ratna, text=post.text)
    assert (post.edited, post.notes) == (False, ["body_cut"])


def test_a_field_that_did_not_come_leaves_things_as_they_are(room, post, ratna):
    before = post.text
    edit(room, post, A.HOLD, ratna, reason="Tunggu DPUPR")
    assert (post.text, post.reason, post.state) == (before, "Tunggu DPUPR", S.HELD)


def test_a_draft_may_be_too_long_but_nothing_too_long_is_scheduled_or_made_ready(room, ratna):
    post = factories.post(room, "x")
    edit(room, post, A.SAVE, ratna, text="a" * 300)
    for action, change in ((A.SCHEDULE, {"due_at": later(hours=1), "timed": True}), (A.PUBLISH, {})):
        with pytest.raises(Faulty) as refused:
            edit(room, post, action, ratna, **change)
        assert [(i.code, i.field, i.params["over"]) for i in refused.value.issues] == [("text_too_long", "text", 20)]
    assert post.state is S.QUEUED


@pytest.mark.parametrize("state", [S.SCHEDULED, S.KIT_READY])
def test_what_is_ready_cannot_be_saved_with_a_fault(room, post, ratna, state):
    post.state = state
    with pytest.raises(Faulty):
        edit(room, post, A.SAVE, ratna, text="   ")


def test_a_picture_without_a_text_alternative_stops_the_kit_and_is_named(room, ratna):
    post = factories.post(room, pictures=3, alts=["Warga menyapu jalan basah.", "", ""])
    with pytest.raises(Faulty) as refused:
        edit(room, post, A.PUBLISH, ratna)
    assert [(i.code, i.params["number"]) for i in refused.value.issues] == [("alt_missing", 2), ("alt_missing", 3)]
    room.rollback()


def test_humas_writes_the_text_alternative_and_it_is_the_pictures_everywhere(room, ratna):
    story = factories.story(room, pictures=2, alts=["Warga menyapu jalan basah.", ""])
    made = factories.posts(room, of=story)
    edit(room, made["facebook"], A.PUBLISH, ratna, alts={1: "Seorang ibu menjemur kain batik."})
    assert made["facebook"].state is S.KIT_READY
    assert story.photos[1].alt == "Seorang ibu menjemur kain batik."
    edit(room, made["instagram"], A.PUBLISH, ratna)
    assert made["instagram"].state is S.KIT_READY


def test_a_held_post_without_its_picture_cannot_be_published(room, ratna):
    post = factories.post(room, "instagram", pictures=0)
    with pytest.raises(Faulty) as refused:
        edit(room, post, A.PUBLISH, ratna)
    assert refused.value.issues[0].code == "needs_picture"


# ---- time ---------------------------------------------------------------------------------------------------------


def test_scheduling_sets_the_time(room, post, ratna):
    schedule(room, post, ratna, later(hours=4))
    assert (post.state, post.due_at) == (S.SCHEDULED, later(hours=4))
    assert events(room, post)[-1].detail == {"due_at": later(hours=4).isoformat()}


@pytest.mark.parametrize(
    ("due", "code"),
    [(None, "due_missing"), (NOON, "due_past"), (later(minutes=-1), "due_past"), (later(days=367), "due_far")],
)
def test_a_time_that_cannot_be_meant_is_refused(room, post, ratna, due, code):
    with pytest.raises(Refused) as refused:
        edit(room, post, A.SCHEDULE, ratna, due_at=due, timed=True)
    assert (refused.value.field, refused.value.code) == ("due_at", code)


def test_saving_moves_a_scheduled_post_but_never_leaves_it_without_a_time(room, post, ratna):
    schedule(room, post, ratna)
    edit(room, post, A.SAVE, ratna, due_at=later(hours=9), timed=True)
    assert post.due_at == later(hours=9)
    edit(room, post, A.SAVE, ratna, due_at=None, timed=True)
    assert post.due_at == later(hours=9)
    with pytest.raises(Refused):
        edit(room, post, A.SAVE, ratna, due_at=later(hours=-1), timed=True)


def test_saving_a_kit_keeps_the_time_that_has_passed(room, post, ratna):
    schedule(room, post, ratna, later(hours=1))
    service.make_due_ready(room, later(hours=2))
    edit(room, post, A.SAVE, ratna, at=later(hours=3), text="Lebih baik.", due_at=later(hours=1), timed=True)
    assert (post.state, post.due_at) == (S.KIT_READY, later(hours=1))


def test_a_kit_made_by_hand_is_meant_for_now_and_cancelling_forgets_the_time(room, post, ratna):
    schedule(room, post, ratna)
    edit(room, post, A.PUBLISH, ratna)
    assert (post.state, post.due_at) == (S.KIT_READY, None)
    schedule(room, post, ratna)
    edit(room, post, A.CANCEL, ratna)
    assert (post.state, post.due_at) == (S.CANCELLED, None)


# ---- every act leaves its lines -----------------------------------------------------------------------------------


def test_every_act_leaves_an_event_and_a_line_in_the_audit_log(room, post, ratna):
    edit(room, post, A.SAVE, ratna, text="Satu.")
    schedule(room, post, ratna)
    edit(room, post, A.PUBLISH, ratna)
    service.claim(room, post, ratna, NOON)
    service.release(room, post, ratna, NOON)
    edit(room, post, A.SKIP, ratna, reason="Sudah di web")

    found = events(room, post)
    assert [(e.action, e.before, e.after) for e in found] == [
        (A.SAVE, S.QUEUED, S.QUEUED),
        (A.SCHEDULE, S.QUEUED, S.SCHEDULED),
        (A.PUBLISH, S.SCHEDULED, S.KIT_READY),
        (A.CLAIM, S.KIT_READY, S.KIT_CLAIMED),
        (A.RELEASE, S.KIT_CLAIMED, S.KIT_READY),
        (A.SKIP, S.KIT_READY, S.SKIPPED),
    ]
    assert {e.actor_id for e in found} == {ratna}
    assert [e.version for e in found] == [2, 3, 4, 5, 6, 7]
    lines = room.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [line.action for line in lines] == [f"post.{e.action}" for e in found]
    assert {line.object for line in lines} == {f"story:BW-{post.story.code}"}
    assert lines[-1].detail == {
        "post": post.id,
        "channel": "facebook",
        "before": "kit_ready",
        "after": "skipped",
        "reason": "Sudah di web",
    }
    assert verify(connection=room.connection()) is None


def test_a_refused_act_leaves_no_line(room, post, ratna):
    with pytest.raises(NotAllowed):
        service.release(room, post, ratna, NOON)
    assert events(room, post) == []


def test_the_board_follows_every_act(room, post, ratna):
    def row():
        room.expire_all()
        return room.get(BoardRow, post.story_id)

    for other in factories.posts(room, of=post.story).values():
        assert other.state is S.QUEUED
    for other in room.scalars(select(Post).where(Post.story_id == post.story_id, Post.id != post.id)):
        edit(room, other, A.SKIP, ratna)
    assert (row().act, row().skipped, row().scheduled) == (True, True, False)
    schedule(room, post, ratna)
    assert (row().act, row().skipped, row().scheduled) == (False, True, True)


def test_of_two_people_at_once_the_second_is_told(both):
    with both.app_context():
        post_id = factories.post(db.session(), "facebook").id
        ratna = factories.officer(db.session()).id
        db.session.commit()
        engine = db.engine
        with Session(engine) as other:
            seen = other.get(Post, post_id)
            other.expunge(seen)
            other.rollback()
        edit(db.session(), db.session.get(Post, post_id), A.SAVE, ratna, text="Yang pertama.")
        db.session.commit()
        with Session(engine) as other:
            other.add(seen)
            seen.text = "Yang kedua."
            with pytest.raises(StaleDataError):
                other.flush()


# ---- claims -------------------------------------------------------------------------------------------------------


@pytest.fixture
def ready(room, post, ratna):
    edit(room, post, A.PUBLISH, ratna)
    return post


def test_a_claim_runs_half_an_hour_and_shows_whose_it_is(room, ready, ratna):
    service.claim(room, ready, ratna, NOON)
    assert (ready.state, ready.claimed_by_id, ready.claimed_until) == (S.KIT_CLAIMED, ratna, later(minutes=30))


def test_somebody_elses_claim_is_respected_until_it_runs_out(room, ready, ratna, budi):
    service.claim(room, ready, ratna, NOON)
    for attempt in (service.claim, service.release):
        with pytest.raises(Claimed):
            attempt(room, ready, budi, NOON + LEASE - timedelta(seconds=1))
    service.claim(room, ready, budi, NOON + LEASE)
    assert ready.claimed_by_id == budi


def test_claiming_again_gives_another_half_hour(room, ready, ratna):
    service.claim(room, ready, ratna, NOON)
    service.claim(room, ready, ratna, later(minutes=20))
    assert ready.claimed_until == later(minutes=50)


def test_a_claim_on_what_is_no_kit_changes_nothing(room, post, ratna):
    with pytest.raises(NotAllowed):
        service.claim(room, post, ratna, NOON)
    assert post.claimed_by_id is None


def test_expired_claims_go_back_to_the_queue_and_others_stay(room, ready, ratna, budi):
    other = factories.post(room, "telegram")
    edit(room, other, A.PUBLISH, ratna)
    service.claim(room, ready, ratna, NOON)
    service.claim(room, other, budi, later(minutes=10))

    service.release_expired(room, later(minutes=30))

    assert (ready.state, ready.claimed_by_id, ready.claimed_until) == (S.KIT_READY, None, None)
    assert other.state is S.KIT_CLAIMED
    last = events(room, ready)[-1]
    assert (last.action, last.actor_id, last.detail) == (A.RELEASE, None, {"expired": True})


# ---- the clock ----------------------------------------------------------------------------------------------------


def test_what_is_due_becomes_a_kit_and_nothing_else_does(room, post, ratna):
    early, late = post, factories.post(room, "web")
    schedule(room, early, ratna, later(hours=1))
    schedule(room, late, ratna, later(hours=2))
    assert service.make_due_ready(room, later(minutes=59)) == ([], [])
    assert service.make_due_ready(room, later(hours=1)) == ([early], [])
    assert (early.state, late.state) == (S.KIT_READY, S.SCHEDULED)


def test_a_due_post_that_has_a_fault_by_now_is_held_with_the_reason(room, post, ratna):
    schedule(room, post, ratna, later(hours=1))
    post.story.photos[0].alt = ""
    assert service.make_due_ready(room, later(hours=1)) == ([], [post])
    assert (post.state, post.fault) == (S.HELD, "alt_missing")


# ---- the story goes away and comes back ---------------------------------------------------------------------------


@pytest.fixture
def gone(room, ratna):
    """A story with a post in every state, then hidden."""
    story = factories.story(room)
    made = factories.posts(room, of=story)
    schedule(room, made["facebook"], ratna)
    for code in ("instagram", "telegram", "whatsapp"):
        edit(room, made[code], A.PUBLISH, ratna)
    service.claim(room, made["telegram"], ratna, NOON)
    edit(room, made["x"], A.SKIP, ratna)
    made["whatsapp"].state, made["whatsapp"].published_at = S.PUBLISHED, NOON
    story.status = Status.HIDDEN
    made["owing"] = service.stop(room, story.id, later(minutes=1))
    return made


def test_nothing_unsent_survives_and_what_is_out_owes_a_correction(room, gone):
    states = {code: post.state for code, post in gone.items() if code != "owing"}
    assert states == {
        "web": S.CANCELLED,
        "facebook": S.CANCELLED,
        "instagram": S.CANCELLED,
        "x": S.SKIPPED,
        "telegram": S.CANCELLED,
        "whatsapp": S.PUBLISHED,
    }
    assert gone["owing"] == [gone["whatsapp"]]
    assert gone["whatsapp"].owes_since == later(minutes=1)
    assert room.get(BoardRow, gone["web"].story_id).bucket == 0


def test_stopping_twice_is_stopping_once(room, gone):
    assert service.stop(room, gone["web"].story_id, later(minutes=9)) == []
    assert gone["whatsapp"].owes_since == later(minutes=1)


def test_no_post_of_a_hidden_story_can_be_sent(room, gone, ratna):
    for action in (A.SCHEDULE, A.PUBLISH):
        with pytest.raises(NotAllowed):
            edit(room, gone["web"], action, ratna, due_at=later(hours=9), timed=True)
    with pytest.raises(NotAllowed):
        service.claim(room, gone["telegram"], ratna, later(minutes=2))


def test_a_correction_is_ticked_off_once(room, gone, ratna):
    service.correct(room, gone["whatsapp"], ratna, later(hours=1))
    assert (gone["whatsapp"].owes_since, gone["whatsapp"].state) == (None, S.PUBLISHED)
    with pytest.raises(NotAllowed):
        service.correct(room, gone["whatsapp"], ratna, later(hours=1))


def test_when_the_story_is_back_what_was_stopped_waits_again_and_nothing_is_owed(room, gone):
    story = gone["web"].story
    story.status = Status.PUBLISHED
    service.resume(room, story.id, later(hours=2))
    assert {code: gone[code].state for code in ("web", "facebook", "telegram", "x", "whatsapp")} == {
        "web": S.QUEUED,
        "facebook": S.QUEUED,
        "telegram": S.QUEUED,
        "x": S.SKIPPED,
        "whatsapp": S.PUBLISHED,
    }
    assert gone["whatsapp"].owes_since is None
    assert room.get(BoardRow, story.id).bucket == 1


def test_what_a_person_cancelled_stays_cancelled_when_the_story_is_back(room, post, ratna):
    edit(room, post, A.CANCEL, ratna)
    post.story.status = Status.HIDDEN
    service.stop(room, post.story_id, NOON)
    post.story.status = Status.PUBLISHED
    service.resume(room, post.story_id, NOON)
    assert post.state is S.CANCELLED
