"""Stories that are known by number are looked up by number, however many share their state or ward."""

from datetime import date

import pytest
import sqlalchemy as sa

from portal.kernel.db import db
from portal.kernel.plans import unindexed
from portal.moderation import found as desk_found
from portal.moderation.queries import Desk
from portal.public import found_queries, search_queries
from portal.stories import cards
from portal.stories.lifecycle import Status
from portal.stories.models import Story
from tests.factories import stories
from tests.plans import planned

NUMBERS = list(range(1, 21))
LOOKS = {
    "results of a search": lambda session: search_queries.found(session, NUMBERS),
    "a part of the sitemap": lambda session: found_queries.between(session, 0, 20),
    "cards that are written": lambda session: cards.write(session, NUMBERS),
    "results on a ward desk": lambda session: desk_found.rows(session, one_ward(humas=False), [1], NUMBERS),
    "results on the desk of humas": lambda session: desk_found.rows(session, one_ward(humas=True), [1, 2], NUMBERS),
}


def one_ward(*, humas):
    return Desk(frozenset((1,)), humas, date(2026, 11, 24), 0)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_sqlite_finds_the_story_by_its_number(app, look):
    with app.app_context():
        session = db.session()
        plans = planned(session, look)
        of_story = [line for line in plans if line.split()[1] == "story"]
        assert of_story
        assert all("INTEGER PRIMARY KEY" in line for line in of_story), of_story


def test_the_value_is_the_same(both):
    with both.app_context():
        session = db.session()
        public, held = stories.story(session, status=Status.PUBLISHED), stories.story(session, status=Status.HELD)
        session.flush()
        query = sa.select(Story.id).where(Story.id.in_((public.id, held.id)))
        assert session.scalars(query.where(unindexed(Story.status) == Status.PUBLISHED)).all() == [public.id]
        assert session.scalars(query.where(unindexed(Story.ward_id) == held.ward_id)).all()
        assert session.scalars(query.where(unindexed(Story.ward_id).is_(None))).all() == []
