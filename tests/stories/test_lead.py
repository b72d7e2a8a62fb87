from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.kernel import pages
from portal.kernel.db import db
from portal.kernel.jobs import Work
from portal.public import queries
from portal.stories import lead
from portal.stories.lifecycle import NotAllowed, Status
from portal.stories.models import LeadChoice
from tests import clocks
from tests.factories import stories as make
from tests.factories.stories import AT

DAY = timedelta(days=1)


def generation(session):
    session.commit()
    number = session.scalar(select(pages.PageGeneration.number)) or 0
    session.commit()  # the worker may write
    return number


@pytest.fixture
def story(session):
    clocks.at(AT)
    return make.story(session, status=Status.PUBLISHED)


def chosen(session, at):
    found = queries.chosen(session, at)
    return found and found.id


def test_a_choice_leads_until_its_time(session, story):
    lead.choose(session, story, story.author_id, AT + DAY, AT)
    assert chosen(session, AT + DAY - timedelta(seconds=1)) == story.id
    assert chosen(session, AT + DAY) is None
    assert lead.current(session, AT + DAY) is None


def test_the_pages_are_drawn_again_when_it_is_made_taken_back_and_over(session, story, run_jobs):
    before = generation(session)
    lead.choose(session, story, story.author_id, AT + DAY, AT)
    chosen_at = generation(session)
    assert chosen_at > before
    assert session.scalars(select(Work.due_at).where(Work.kind == lead.KIND)).all() == [AT + DAY]
    session.commit()
    clocks.at(AT + DAY)
    run_jobs()
    assert generation(session) > chosen_at
    lead.release(session, AT)
    assert generation(session) > chosen_at + 1


def test_the_latest_choice_counts_and_ends_the_one_before(session, story):
    other = make.story(session, status=Status.PUBLISHED)
    lead.choose(session, story, story.author_id, AT + DAY, AT)
    lead.choose(session, other, story.author_id, AT + DAY, AT)
    assert chosen(session, AT) == other.id
    lead.release(session, AT)
    assert chosen(session, AT) is None
    assert {each.ended_at for each in session.scalars(select(LeadChoice))} == {AT}


def test_a_story_that_is_taken_down_leads_no_more(session, story):
    lead.choose(session, story, story.author_id, AT + DAY, AT)
    story.status = Status.HIDDEN
    session.flush()
    assert chosen(session, AT) is None
    assert lead.current(session, AT) is None


@pytest.mark.parametrize("until", [AT, AT - DAY, AT + lead.LONGEST + timedelta(seconds=1)])
def test_a_choice_ends_in_the_future_and_within_a_week(session, story, until):
    with pytest.raises(lead.BadTime):
        lead.choose(session, story, story.author_id, until, AT)


def test_only_what_is_public_can_lead(session):
    with pytest.raises(NotAllowed):
        lead.choose(session, make.story(session), 1, AT + DAY, AT)


def test_the_statement_holds_on_both_databases(both):
    with both.app_context():
        session = db.session()
        story = make.story(session, status=Status.PUBLISHED)
        lead.choose(session, story, story.author_id, AT + DAY, AT)
        assert chosen(session, AT) == story.id
