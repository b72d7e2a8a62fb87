"""Several officers of humas choosing the story on top of the front page at the same moment."""

from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.models import Role
from portal.kernel import clock, codes, dates
from portal.kernel.db import db
from portal.stories.lifecycle import Status
from portal.stories.models import LeadChoice
from tests.conftest import token
from tests.factories import moderation as staff
from tests.factories import stories

pytestmark = pytest.mark.dated


@pytest.fixture
def beside(both):
    """A session beside the app's own, on each database."""
    with both.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        yield session


def published(session, number):
    found = [stories.story(session, status=Status.PUBLISHED) for _ in range(number)]
    session.commit()
    return found


def test_of_many_choices_at_once_one_stays_open(both, beside):
    number = 8
    made, until = published(beside, number), dates.field_wib(clock.now() + timedelta(days=1))
    barrier, sent, answers = Barrier(number), [], []
    for story in made:
        client, where = both.test_client(), f"/siar/berita/{codes.pretty(story.code)}"
        staff.sign_in(client, beside, staff.staff(beside, Role.HUMAS))
        given = {"csrf_token": token(client.get(where)), "action": "lead", "until": until}
        sent.append((client, f"{where}/utama", given))

    def choose(client, where, given):
        barrier.wait()
        answers.append(client.post(where, data=given).status_code)

    threads = [Thread(target=choose, args=args) for args in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(answers) == {303: number}, "the next replaces the one before"
    choices = beside.scalars(select(LeadChoice).order_by(LeadChoice.id)).all()
    assert len(choices) == number
    assert [each.ended_at is None for each in choices].count(True) == 1


def test_the_database_keeps_a_second_open_choice_out(beside):
    at = clock.now()
    for story in published(beside, 2):
        beside.add(LeadChoice(story_id=story.id, until=at, chosen_by_id=story.author_id, chosen_at=at))
    with pytest.raises(IntegrityError):
        beside.flush()
