"""The demo as rows: every person of the contract, every state a reader of the README may want to look at."""

from collections import Counter

import pytest
import sqlalchemy as sa

from portal.accounts.models import Consent, User
from portal.audit.verify import verify
from portal.demo import seed
from portal.demo.people import PEOPLE
from portal.demo.stories import stories
from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.jobs import Work
from portal.moderation.models import Decision
from portal.newsroom.lifecycle import PostState
from portal.newsroom.models import Post
from portal.photos.models import Photo, PhotoState
from portal.stories.lifecycle import Status
from portal.stories.models import Story, TimelineEntry

pytestmark = [pytest.mark.dated, pytest.mark.outside]

ASSISTED = {"queued", "scheduled", "kit_ready", "kit_claimed", "published", "held", "skipped", "cancelled"}


@pytest.fixture
def filled(app):
    """The demo in this test's database; filling takes some seconds, so one test looks at all of it."""
    said, shift = [], clock.shift()
    assert seed.fill(app, say=said.append)
    assert clock.shift() == shift, "the clock stands where it stood"
    done, _, all_acts = said[-1].rpartition(" ")[2].partition("/")
    assert done == all_acts
    with app.app_context():
        yield app


def all_of(column):
    return list(db.session.scalars(sa.select(column)))


def test_the_demo_lives_through_its_past(filled):
    assert set(all_of(User.email)) == {person.email for person in PEOPLE}
    assert all(all_of(User.is_demo))
    assert Counter(all_of(Story.status)) == Counter(Status(story.state) for story in stories())
    assert {PostState(state) for state in ASSISTED} <= set(all_of(Post.state))
    assert set(all_of(Photo.state)) == {PhotoState.READY}
    assert all_of(Photo.evidence)[0]["taken_at"]
    assert len(all_of(Decision.id)) >= sum(story.state in seed.DECISIONS for story in stories())
    assert len(all_of(Consent.id)) > len(PEOPLE) * 3

    # everything happened in the past, in order, and nothing is left undone
    now = clock.now()
    assert max(all_of(TimelineEntry.at)) <= now
    for story in db.session.scalars(sa.select(Story).where(Story.published_at.is_not(None))):
        assert story.created_at <= story.submitted_at <= story.published_at <= now
        assert story.event_date <= story.submitted_at.astimezone(clock.WIB).date()
    published = db.session.scalars(sa.select(Story).where(Story.status == Status.PUBLISHED)).all()
    with_posts = set(all_of(Post.story_id))
    told = set(db.session.scalars(sa.select(TimelineEntry.story_id).where(TimelineEntry.at <= now)))
    assert all(story.published_at and story.id in with_posts & told for story in published), (
        "public at once, undo or not"
    )
    open_work = db.session.scalars(sa.select(Work).where(Work.done_at.is_(None))).all()
    assert [work.key for work in open_work if work.failed_at or work.last_error] == []
    assert verify(connection=db.session().connection()) is None

    db.session.commit()
    # and a second time it leaves the database alone
    assert not seed.fill(filled, say=lambda line: None)
    assert len(all_of(Story.id)) == len(stories())
