from datetime import UTC, date, datetime

from sqlalchemy import delete, select

from portal.kernel.db import db
from portal.stories import tally
from portal.stories.lifecycle import Status
from portal.stories.models import WardDay
from tests.factories import stories
from tests.factories.stories import AT

DAY = date(2026, 11, 24)


def counted(session):
    found = session.execute(select(WardDay.ward_id, WardDay.day, WardDay.stories).where(WardDay.stories != 0))
    return {(row.ward_id, row.day): row.stories for row in found}


def test_a_day_begins_at_midnight_in_pekalongan():
    assert tally.day_of(datetime(2026, 11, 23, 16, 59, tzinfo=UTC)) == date(2026, 11, 23)
    assert tally.day_of(datetime(2026, 11, 23, 17, 0, tzinfo=UTC)) == DAY


def test_counts_add_up(both):
    with both.app_context():
        session = db.session()
        ward = stories.ward_id(session)
        for n in (1, 1, -1):
            tally.add(session, ward, DAY, n)
        tally.add(session, stories.ward_id(session, "kauman"), DAY, 1)
        session.commit()
        assert counted(session) == {(ward, DAY): 1, (stories.ward_id(session, "kauman"), DAY): 1}


def test_counting_anew_finds_what_came_by_other_ways(both):
    with both.app_context():
        session = db.session()
        for at in (AT, AT, datetime(2026, 11, 23, 17, 30, tzinfo=UTC), datetime(2026, 11, 23, 16, 30, tzinfo=UTC)):
            stories.story(session, status=Status.PUBLISHED, at=at)
        stories.story(session, status=Status.HIDDEN)
        followed = counted(session)
        session.execute(delete(WardDay))
        tally.recount(session)
        session.commit()
        ward = stories.ward_id(session)
        assert counted(session) == followed == {(ward, DAY): 3, (ward, date(2026, 11, 23)): 1}
