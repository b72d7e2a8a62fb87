from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.moderation import service, subscribers
from portal.notices.models import Notice
from portal.stories.lifecycle import Action
from tests.factories import moderation as made
from tests.factories import stories
from tests.factories.stories import AT


def told(session):
    return set(session.scalars(select(Notice.user_id)))


def test_humas_and_the_wards_deputy_are_told_once(session, director, deputy, neighbour, humas):
    other = made.staff(session, Role.HUMAS)
    made.staff(session, Role.HUMAS, ended_at=AT)
    made.staff(session, Role.DEPUTY, "kauman")
    story = stories.story(session, escalated_at=AT)
    for _ in range(2):
        subscribers.escalated(session, {"story": story.id, "note": "Saya kenal penulisnya."}, AT)
    assert told(session) == {humas.id, other.id, deputy.id}
    notice = session.scalars(select(Notice)).first()
    assert (notice.kind, notice.detail["ward"], notice.detail["code"]) == ("arrived", "Medono", story.code)
    assert len(session.scalars(select(Notice)).all()) == 3


@pytest.mark.parametrize("role", [Role.DEPUTY, Role.HUMAS])
def test_an_author_is_not_told_to_decide(session, role):
    author = made.staff(session, role, "medono" if role is Role.DEPUTY else None)
    story = stories.story(session, author, escalated_at=AT)
    subscribers.escalated(session, {"story": story.id}, AT)
    assert told(session) == set()


def test_passing_a_story_on_reaches_humas_through_the_worker(app, session, director, humas, run_jobs, client):
    story = stories.story(session)
    session.commit()
    with app.app_context():
        service.decide(session, story, made.rights(director), Action.ESCALATE, AT + timedelta(hours=1), note="Tolong.")
        session.commit()
    run_jobs()
    assert humas.id in told(session)
    session.commit()
    made.sign_in(client, session, humas)
    assert story.title in client.get("/kabar-tugas").text
    assert story.title not in client.get("/kiriman/kabar").text
