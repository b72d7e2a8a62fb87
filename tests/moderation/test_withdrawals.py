"""Authors who ask for removal: who waits for humas, and what an answer does to the story."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from portal.audit.models import AuditEntry
from portal.kernel import paging
from portal.kernel.events import Event
from portal.moderation import withdrawals
from portal.stories import service
from portal.stories.lifecycle import Action, NotAllowed, Part, Status
from portal.stories.models import Story, TimelineEntry
from tests.factories import moderation as made
from tests.factories import stories
from tests.factories.stories import AT

WHY = "Nama anak saya ada di berita ini."


@pytest.fixture(autouse=True)
def inside(app):
    """The audit log signs with the app's key."""
    with app.app_context():
        yield


def asked(session, at=AT, why=WHY, **changes):
    """A published story whose author asks for removal."""
    story = stories.story(session, status=Status.PUBLISHED, at=at - timedelta(days=1), **changes)
    service.withdraw(session, story, at, why)
    return story


def ids(page):
    return [row.id for row in page.items]


def test_requests_stand_by_their_deadline_and_only_while_they_wait(session, humas):
    late, soon = asked(session, AT - timedelta(days=4)), asked(session, AT)
    answered = asked(session, AT)
    withdrawals.answer(session, answered, made.rights(humas), Action.RESTORE, AT, note="Sudah diperbaiki.")
    system = stories.story(session, status=Status.PUBLISHED)
    service.move(session, system, Action.HIDE, {Part.SYSTEM}, AT, None)
    page = withdrawals.waiting(session, 0)
    assert ids(page) == [late.id, soon.id]
    assert page.items[1].due_at == AT + timedelta(hours=72)
    assert page.items[0].ward == "Medono"


def test_pages_go_on_where_the_last_one_ended(session):
    made_ids = [asked(session, AT + timedelta(minutes=n // 2)).id for n in range(7)]
    seen, cursor = [], ""
    while True:
        page = withdrawals.waiting(session, 0, cursor, size=3)
        seen += ids(page)
        if not page.next:
            break
        cursor = page.next
    assert seen == made_ids
    with pytest.raises(paging.BadCursor):
        withdrawals.waiting(session, 0, "ngawur")


def test_the_authors_words_are_those_of_the_latest_request(session, humas):
    story = asked(session)
    assert withdrawals.why(session, story.id) == WHY
    withdrawals.answer(session, story, made.rights(humas), Action.RESTORE, AT, note="Tidak.")
    service.withdraw(session, story, AT + timedelta(days=1), "")
    assert withdrawals.why(session, story.id) == ""


def test_agreeing_withdraws_for_good_with_the_ground_in_words(session, humas):
    story = asked(session)
    decision = withdrawals.answer(session, story, made.rights(humas), Action.RETRACT, AT, ground="CABUT_ANAK")
    assert story.status is Status.WITHDRAWN
    assert story.due_at is None
    assert (decision.action, decision.reasons, decision.role) == (Action.RETRACT, ["CABUT_ANAK"], "humas")
    entry = session.scalars(select(TimelineEntry).where(TimelineEntry.kind == "withdrawn")).one()
    assert entry.public
    assert entry.detail["reasons"][0]["title"] == "Berita dicabut demi masa depan anak."
    assert session.scalars(select(Event.name).order_by(Event.id.desc())).first() == "story.withdrawn"
    line = session.scalars(select(AuditEntry).where(AuditEntry.action == "decision.retract")).one()
    assert line.actor_id == humas.id


def test_declining_puts_the_story_back_with_the_note(session, humas):
    story = asked(session)
    withdrawals.answer(session, story, made.rights(humas), Action.RESTORE, AT, note="Nama anak sudah dihapus.")
    assert story.status is Status.PUBLISHED
    entry = session.scalars(select(TimelineEntry).where(TimelineEntry.kind == "restored")).one()
    assert entry.detail["note"] == "Nama anak sudah dihapus."
    assert [line.moderator for line in withdrawals.answers(session, story.id)] == [humas.name]


def test_a_note_is_owed_for_putting_it_back_and_a_ground_for_withdrawing(session, humas):
    story = asked(session)
    with pytest.raises(service.WordsMissing):
        withdrawals.answer(session, story, made.rights(humas), Action.RESTORE, AT, note=" ")
    with pytest.raises(ValueError, match="no reason"):
        withdrawals.answer(session, story, made.rights(humas), Action.RETRACT, AT, ground="NGAWUR")


def test_nobody_answers_an_own_request_nor_one_that_is_answered(session, humas, director):
    own = asked(session, author=humas)
    other = asked(session)
    with pytest.raises(NotAllowed):
        withdrawals.answer(session, own, made.rights(humas), Action.RESTORE, AT, note="Baik.")
    with pytest.raises(NotAllowed):
        withdrawals.answer(session, other, made.rights(director), Action.RESTORE, AT, note="Baik.")
    withdrawals.answer(session, other, made.rights(humas), Action.RETRACT, AT, ground="CABUT_PENULIS")
    with pytest.raises(NotAllowed):
        withdrawals.answer(session, other, made.rights(humas), Action.RESTORE, AT, note="Baik.")


def test_of_two_answers_at_once_the_second_is_refused(session, humas):
    story = asked(session)
    rights = made.rights(humas)
    session.commit()
    session.get_one(Story, story.id)
    session.connection().exec_driver_sql("UPDATE story SET version = version + 1")
    with pytest.raises(StaleDataError):
        withdrawals.answer(session, story, rights, Action.RETRACT, AT, ground="CABUT_PENULIS")
    session.rollback()
