"""From an approval to the moment a story is public: undone, withdrawn, killed in between, late and raced."""

import os
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import func, select, update

from portal.kernel import clock, events, jobs, pages
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.jobs import Work
from portal.stories import publication, service
from portal.stories.lifecycle import OPEN, Action, NotAllowed, Part, Status
from portal.stories.models import Story, TimelineEntry
from tests import clocks
from tests.factories import accounts
from tests.factories import moderation as made
from tests.factories import stories as make

UNDO = timedelta(seconds=30)
DIRECTOR = {Part.DIRECTOR}
KEPT = ("status", "due_at", "due_code", "claimed_by_id", "claimed_until", "escalated_at", "author_name")


def approve(app, *, undo=UNDO, note="", **changes) -> int:
    """The number of a story that has just been approved."""
    with app.app_context():
        story = make.story(db.session(), **changes)
        publication.approve(db.session(), story, DIRECTOR, clock.now(), None, undo=undo, note=note)
        db.session.commit()
        return story.id


def act(app, story_id, action, part=Part.DIRECTOR) -> None:
    with app.app_context():
        service.move(db.session(), db.session.get_one(Story, story_id), action, {part}, clock.now(), None)
        db.session.commit()


def work(app) -> None:
    jobs.run_due(app, "worker", lane="publication")


def state(app, story_id) -> Status:
    with app.app_context():
        return db.session.get_one(Story, story_id).status


def generation() -> int | None:
    return db.session.scalar(select(pages.PageGeneration.number))


def news(app) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Event.name).order_by(Event.id)))


def test_an_approval_is_public_when_its_time_is_over_and_not_before(both):
    story_id = approve(both, note="Matur nuwun.")
    with both.app_context():
        before = generation()
    clocks.later(UNDO - timedelta(seconds=5))
    work(both)
    assert (state(both, story_id), news(both)) == (Status.APPROVED, [])
    with both.app_context():
        assert generation() == before, "kept pages stay while nothing is public"
    clocks.later(UNDO + timedelta(seconds=1))
    work(both)
    assert (state(both, story_id), news(both)) == (Status.PUBLISHED, ["story.published"])
    with both.app_context():
        story = db.session.get_one(Story, story_id)
        entry = db.session.scalars(select(TimelineEntry).where(TimelineEntry.kind == "published")).one()
        assert generation() != before
        assert story.published_at == entry.at >= clock.now() - timedelta(seconds=30)
        assert (story.publish_at, story.approved_from, story.due_at, story.due_code) == (None, None, None, None)
        assert (story.author_name, entry.public, entry.detail["note"]) == ("Nurul Hidayah", True, "Matur nuwun.")
    work(both)
    assert news(both) == ["story.published"]


def test_without_any_time_one_transaction_publishes(app):
    story_id = approve(app, undo=timedelta(0))
    assert (state(app, story_id), news(app)) == (Status.PUBLISHED, ["story.published"])
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(Work.kind == publication.KIND)) == 0


@pytest.mark.parametrize("status", OPEN)
def test_undoing_leaves_everything_as_it_was(session, director, status):
    later = make.AT + timedelta(minutes=3)
    story = {
        Status.SUBMITTED: lambda: make.story(session, escalated_at=make.AT),
        Status.IN_REVIEW: lambda: made.claimed(session, director),
        Status.HELD: lambda: made.held(session),
    }[status]()
    before = {name: getattr(story, name) for name in KEPT}
    publication.approve(session, story, DIRECTOR, later, director.id, undo=UNDO)
    assert (story.status, story.publish_at, story.approved_from) == (Status.APPROVED, later + UNDO, status)
    assert story.due_at == before["due_at"]
    service.move(session, story, Action.UNDO, DIRECTOR, later, director.id)
    assert {name: getattr(story, name) for name in KEPT} == before
    assert (story.publish_at, story.approved_from, story.published_at) == (None, None, None)
    assert session.scalars(select(Event)).all() == []


def test_what_was_undone_is_never_published(both):
    story_id = approve(both)
    act(both, story_id, Action.UNDO)
    clocks.later(timedelta(hours=1))
    work(both)
    assert (state(both, story_id), news(both)) == (Status.SUBMITTED, [])


def test_an_approval_given_anew_gets_its_whole_time(app):
    story_id = approve(app)
    act(app, story_id, Action.UNDO)
    clocks.later(timedelta(seconds=20))
    with app.app_context():
        story = db.session.get_one(Story, story_id)
        publication.approve(db.session(), story, DIRECTOR, clock.now(), None, undo=UNDO)
        db.session.commit()
    clocks.later(UNDO + timedelta(seconds=5))  # the first approval would be over
    work(app)
    assert state(app, story_id) is Status.APPROVED
    clocks.later(UNDO + timedelta(seconds=25))
    work(app)
    assert (state(app, story_id), news(app)) == (Status.PUBLISHED, ["story.published"])


def test_an_author_who_takes_it_back_meanwhile_keeps_it_private(both):
    story_id = approve(both)
    act(both, story_id, Action.WITHDRAW, Part.AUTHOR)
    clocks.later(UNDO * 2)
    work(both)
    assert (state(both, story_id), news(both)) == (Status.WITHDRAWN, ["story.withdrawn"])
    with both.app_context():
        story = db.session.get_one(Story, story_id)
        assert (story.publish_at, story.author_name, story.published_at) == (None, None, None)
        public = select(TimelineEntry.kind).where(TimelineEntry.public.is_(True))
        assert db.session.scalars(public).all() == []


@pytest.mark.parametrize("part", [Part.AUTHOR, Part.HUMAS, Part.SYSTEM])
def test_only_the_desk_undoes_and_only_the_clock_publishes(session, part):
    story = make.story(session, status=Status.APPROVED)
    with pytest.raises(NotAllowed):
        service.move(session, story, Action.UNDO, {part}, make.AT, None)
    with pytest.raises(NotAllowed):
        service.move(session, story, Action.PUBLISH, {Part.DIRECTOR, Part.HUMAS, Part.AUTHOR}, make.AT, None)


def test_the_name_that_was_approved_is_published_even_when_the_account_is_renamed_or_closed(app):
    story_id = approve(app)
    with app.app_context():
        author = db.session.get_one(Story, story_id).author
        author.name, author.active = "Wali Kota (Resmi)", False
        db.session.commit()
    clocks.later(UNDO * 2)
    work(app)
    with app.app_context():
        story = db.session.get_one(Story, story_id)
        assert (story.status, story.author_name) == (Status.PUBLISHED, "Nurul Hidayah")


# ---- crashes ------------------------------------------------------------------------------------------------------


def killed(app, monkeypatch, calls: int) -> int:
    """The exit code of a worker that dies while it publishes, at its `calls`-th statement of news or pages."""
    numbers, publish, drop = count(1), events.publish, pages.drop

    def dying(act):
        def call(*args, **kwargs):
            if next(numbers) == calls:
                os._exit(137)
            return act(*args, **kwargs)

        return call

    child = os.fork()
    if not child:
        try:
            with app.app_context():
                db.session.remove()
                db.engine.dispose(close=False)  # the connections are the parent's
            monkeypatch.setattr(events, "publish", dying(publish))
            monkeypatch.setattr(pages, "drop", dying(drop))
            work(app)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("calls", [1, 2, 3])
def test_a_worker_that_dies_while_it_publishes_publishes_late_and_once(both, monkeypatch, calls):
    story_id = approve(both)
    clocks.later(UNDO * 2)
    assert killed(both, monkeypatch, calls) == 137
    assert (state(both, story_id), news(both)) == (Status.APPROVED, []), "nothing of it is half done"
    work(both)
    assert state(both, story_id) is Status.APPROVED, "the lease of the dead worker runs"
    clocks.later(UNDO * 2 + jobs.LEASE + timedelta(seconds=1))
    work(both)
    assert (state(both, story_id), news(both)) == (Status.PUBLISHED, ["story.published"])


def test_work_that_was_given_up_is_tried_again(both):
    story_id = approve(both)
    clocks.later(timedelta(hours=5))
    with both.app_context():
        db.session.execute(update(Work).values(failed_at=clock.now(), attempts=6))
        db.session.commit()
    work(both)
    assert state(both, story_id) is Status.APPROVED
    with both.app_context():
        publication.sweep(db.session(), clock.now())
        db.session.commit()
    work(both)
    assert (state(both, story_id), news(both)) == (Status.PUBLISHED, ["story.published"])


def test_the_sweep_leaves_what_is_in_time_alone(app):
    approve(app)
    clocks.later(timedelta(minutes=5))
    with app.app_context():
        before = db.session.scalars(select(Work.due_at)).all()
        publication.sweep(db.session(), clock.now())
        db.session.commit()
        assert db.session.scalars(select(Work.due_at)).all() == before


def test_publication_waits_for_no_letter_and_no_picture():
    assert jobs.lane_of(publication.KIND) not in (jobs.lane_of("mail"), jobs.lane_of("photo"), jobs.lane_of("event"))


@pytest.fixture
def director(session):
    return accounts.user(session, "Muhammad Fauzan")
