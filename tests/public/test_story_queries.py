import json
from datetime import date

import pytest

from portal.public import story_queries
from portal.stories import cards
from portal.stories.lifecycle import Action, Status
from tests.factories import accounts, moderation, stories
from tests.factories.stories import AT

TODAY = date(2026, 11, 24)


def test_a_story_comes_with_its_place_author_and_leader(published, session, ask):
    story = published(author=accounts.user(session, "Siti Maryam"))
    fauzan = accounts.user(session, "Muhammad Fauzan")
    accounts.appointment(session, fauzan, ends_on=date(2028, 12, 31))
    moderation.decision(session, story, fauzan, Action.APPROVE, role="humas")
    session.commit()
    row = ask(story_queries.one, story.code, TODAY)
    kept = json.loads(ask(story_queries.card, row))
    assert (row.title, kept["ward"], kept["name"]) == (story.title, ["Medono", "medono"], "Siti Maryam")
    assert kept["rubric"] == ["batik-umkm", "Batik dan UMKM", "Batik and Small Business", "soga"]
    assert (row.leader, row.leader_role, row.leads_until) == ("Muhammad Fauzan", "director", date(2028, 12, 31))
    assert row.approver == "humas"


def test_the_latest_approval_counts_and_other_decisions_do_not(published, session, ask):
    story = published()
    for action, role in ((Action.APPROVE, "director"), (Action.APPROVE, "deputy"), (Action.HOLD, "humas")):
        moderation.decision(session, story, action=action, role=role)
    session.commit()
    assert ask(story_queries.one, story.code, TODAY).approver == "deputy"


def test_a_draft_without_a_place_is_found_too(session, ask):
    story = stories.story(session, status=Status.DRAFT, ward_id=None, rubric_id=None)
    session.commit()
    row = ask(story_queries.one, story.code, TODAY)
    assert (row.status, row.ward_id, row.leader, row.approver) == (Status.DRAFT, None, None, None)
    assert ask(story_queries.one, "000000", TODAY) is None


@pytest.mark.parametrize("column", ["body", "source", "submission_key", "claimed_by_id", "email", "us_phone_number"])
def test_nothing_private_is_fetched(published, ask, column):
    story = published()
    assert not hasattr(ask(story_queries.one, story.code, TODAY), column)


def test_a_kept_card_is_taken_as_it_is(published, session, ask, statements):
    story = published()
    cards.write(session, [story.id])
    session.commit()
    row = ask(story_queries.one, story.code, TODAY)
    with statements() as seen:
        assert ask(story_queries.card, row) == row.card
    assert seen == []


def test_the_way_holds_what_is_public(published, session, ask):
    story = published()
    stories.timeline_entry(session, story, "returned", AT, public=False, note="rahasia")
    stories.timeline_entry(session, story, "shared", AT, public=True, name="X")
    session.commit()
    assert [row.kind for row in ask(story_queries.way, story.id)] == ["shared"]
