"""Old pictures lose their exact place, later their original; what is open keeps it; a run may die at any point."""

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.kernel import jobs
from portal.kernel.db import db
from portal.kernel.jobs import Work
from portal.newsroom.models import Post
from portal.photos.evidence import blurred
from portal.photos.models import Photo, PhotoState
from portal.photos.service import storage
from portal.stories import retention
from portal.stories.lifecycle import Status
from portal.stories.models import RetentionRun, Story
from tests.factories import accounts, newsroom, photos, stories

NOW = datetime(2027, 12, 20, 3, 0, tzinfo=UTC)
OLD, YOUNG = NOW - timedelta(days=400), NOW - timedelta(days=20)
EXACT = {
    "taken_at": "2026-11-22T05:31:00+07:00",
    "latitude": -6.898123,
    "longitude": 109.664456,
    "make": "Samsung",
    "model": "A15",
}


def turn_clock(monkeypatch, at):
    monkeypatch.setattr("portal.kernel.clock.now", lambda: at)


@pytest.fixture
def town(both, monkeypatch):
    turn_clock(monkeypatch, NOW)
    with both.app_context():
        yield both
        db.session.rollback()


def pictured(at=OLD, status=Status.PUBLISHED, state=PhotoState.READY, **changes):
    """The picture of a story sent, decided and last changed at that moment, with an original on disk."""
    session = db.session()
    author = accounts.user(session)
    story = stories.story(session, author, status=status, at=at, changed_at=at, **changes)
    photo = photos.photo(session, author, state, evidence=dict(EXACT), received_at=at)
    stories.story_photo(session, story, photo)
    storage().put(photo.original_key, b"\xff\xd8original")
    session.commit()
    return photo.id


def run(app, at=NOW):
    retention.sweep(db.session(), at)
    db.session.commit()
    jobs.run_due(app, "tests")


def seen(photo_id):
    photo = db.session.get_one(Photo, photo_id, populate_existing=True)
    return photo.evidence["latitude"], photo.original_gone_at is None, storage().exists(photo.original_key)


def test_old_pictures_lose_place_and_original_and_young_ones_nothing(town):
    old, young = pictured(), pictured(YOUNG)
    between = pictured(NOW - timedelta(days=91))
    run(town)
    assert seen(old) == (-6.9, False, False)
    assert seen(between) == (-6.9, True, True)
    assert seen(young) == (-6.898123, True, True)
    kept = db.session.get_one(Photo, old).evidence
    assert (kept["longitude"], kept["model"], kept["taken_at"]) == (109.66, "A15", EXACT["taken_at"])


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.PUBLISHED, *retention.OVER}))
def test_a_story_that_is_open_keeps_its_originals(town, status):
    photo = pictured(status=status)
    run(town)
    assert seen(photo) == (-6.9, True, True)
    assert retention.overview(db.session(), NOW).held == 1


@pytest.mark.parametrize("status", retention.OVER)
def test_what_was_never_published_goes_after_its_last_change(town, status):
    photo, fresh = pictured(status=status), pictured(status=status)
    story = db.session.scalars(select(Story).order_by(Story.id.desc())).first()
    story.changed_at = YOUNG
    db.session.commit()
    run(town)
    assert seen(photo)[1:] == (False, False)
    assert seen(fresh)[1:] == (True, True)


def test_a_correction_owed_to_a_channel_keeps_the_originals(town, monkeypatch):
    photo = pictured()
    story = db.session.scalars(select(Story)).one()
    post = newsroom.post(db.session(), of=story)
    post.owes_since = YOUNG
    db.session.commit()
    run(town)
    assert seen(photo)[1:] == (True, True)
    assert retention.overview(db.session(), NOW)[2:4] == (0, 1)
    db.session.get_one(Post, post.id).owes_since = None
    db.session.commit()
    assert retention.overview(db.session(), NOW)[2:4] == (1, 0)
    turn_clock(monkeypatch, NOW + timedelta(days=1))
    run(town, NOW + timedelta(days=1))
    assert seen(photo)[1:] == (False, False)


def test_a_picture_still_in_work_waits(town):
    photo = pictured(state=PhotoState.RECEIVED)
    run(town)
    assert seen(photo) == (-6.898123, True, True)


def test_the_terms_are_settings(town):
    town.config["SETTINGS"] = dataclasses.replace(town.config["SETTINGS"], position_days=10, original_months=24)
    old, young = pictured(), pictured(YOUNG)
    run(town)
    assert seen(old)[1:] == (True, True)
    assert seen(young)[0] == -6.9


def test_one_run_a_day_however_often_it_is_asked_for(town, monkeypatch):
    pictured()
    for _n in range(3):
        run(town)
    turn_clock(monkeypatch, NOW + timedelta(days=1))
    run(town, NOW + timedelta(days=1))
    runs = db.session.scalars(select(RetentionRun).order_by(RetentionRun.day)).all()
    assert [(each.positions, each.originals) for each in runs] == [(1, 1), (0, 0)]
    assert all(each.ended_at for each in runs)
    lines = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "retention.applied")).all()
    assert [(line.object, line.detail) for line in lines] == [("day:2027-12-20", {"positions": 1, "originals": 1})]


def test_a_run_that_died_goes_on_where_it_was(town, monkeypatch):
    monkeypatch.setattr(retention, "PIECE", 2)
    made = [pictured() for _n in range(7)]
    pieces = iter(range(5))

    def dying(job):
        inner = job.renew

        def renewed():
            inner()
            if next(pieces, None) is None:
                raise KeyboardInterrupt  # as good as kill -9: nothing of the handler runs any more

        job.renew = renewed
        retention.apply(job)

    monkeypatch.setitem(jobs.HANDLERS, retention.KIND, dying)
    with pytest.raises(KeyboardInterrupt):
        run(town)
    db.session.rollback()
    part = sum(not seen(photo)[1] for photo in made)
    assert 0 < part < 7
    db.session.rollback()
    monkeypatch.setitem(jobs.HANDLERS, retention.KIND, retention.apply)
    turn_clock(monkeypatch, NOW + jobs.LEASE + timedelta(seconds=1))
    jobs.run_due(town, "another")
    assert [seen(photo) for photo in made] == [(-6.9, False, False)] * 7
    run_of_day = db.session.get_one(RetentionRun, date(2027, 12, 20), populate_existing=True)
    assert (run_of_day.positions, run_of_day.originals) == (7, 7)
    assert not db.session.scalars(select(Work).where(Work.done_at.is_(None))).all()


def test_a_missing_file_stops_nothing(town):
    photo = pictured()
    storage().delete(db.session.get_one(Photo, photo).original_key)
    run(town)
    assert seen(photo)[1:] == (False, False)


@pytest.mark.parametrize(
    ("at", "months", "then"),
    [
        ("2027-03-31", 1, "2027-02-28"),
        ("2028-02-29", 12, "2027-02-28"),
        ("2027-01-15", 12, "2026-01-15"),
        ("2027-12-31", 120, "2017-12-31"),
    ],
)
def test_months_are_counted_by_the_calendar(at, months, then):
    assert retention.months_before(datetime.fromisoformat(at), months) == datetime.fromisoformat(then)


def test_evidence_without_a_position_stays_as_it_is():
    assert blurred({}) == {}
    assert blurred({"make": "A", "latitude": None}) == {"make": "A", "latitude": None}
    assert blurred(blurred(EXACT)) == blurred(EXACT)
