"""Who is reminded of a story that nobody has decided on, and when."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.kernel import clock
from portal.kernel.jobs import Work
from portal.moderation import reminders, service, subscribers
from portal.moderation.reminders import REMINDERS, Submission, due
from portal.notices.models import Notice
from portal.stories import service as story_service
from portal.stories.lifecycle import Action, Part, Status
from tests import clocks
from tests.factories import moderation as made
from tests.factories import stories as make
from tests.factories.stories import AT

HOUR = timedelta(hours=1)


def kinds(found):
    return [reminder.kind for _submission, reminder in found]


# ---- the rule, pure -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "wanted"),
    [
        (0, []),
        (17.99, []),
        (18, ["review_reminder"]),
        (23.99, ["review_reminder"]),
        (24, ["review_reminder", "review_deputy"]),
        (48, ["review_reminder", "review_deputy", "review_overdue"]),
        (900, ["review_reminder", "review_deputy", "review_overdue"]),
    ],
)
@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.IN_REVIEW])
def test_reminders_fall_due_after_18_24_and_48_hours(hours, wanted, status):
    assert kinds(due([Submission(1, status, AT)], AT + hours * HOUR)) == wanted


@pytest.mark.parametrize("status", [each for each in Status if each not in (Status.SUBMITTED, Status.IN_REVIEW)])
def test_a_decided_story_reminds_nobody(status):
    assert due([Submission(1, status, AT)], AT + 900 * HOUR) == []


def test_the_director_comes_first_then_the_deputy_then_humas():
    assert [each.to[0] for each in REMINDERS] == [Role.DIRECTOR, Role.DEPUTY, Role.HUMAS]


# ---- through the outbox -------------------------------------------------------------------------------------------


@pytest.fixture
def sent(session, author, director, deputy, humas):
    """A story of Medono that was sent just now."""
    now = clock.now()
    story = story_service.submit(session, author.id, "k", make.sheet(session), now, "id")
    session.commit()
    return story


@pytest.fixture
def author(session):
    return make.person(session)


@pytest.fixture
def reminded(session, run_jobs):
    """reminded(hours): the work that is due so long after now, then (user, kind) of every reminder, in order."""

    def read(hours=None):
        session.commit()
        if hours is not None:
            clocks.later(hours * HOUR)
        run_jobs()
        session.expire_all()
        found = session.execute(select(Notice.user_id, Notice.kind).order_by(Notice.id)).all()
        session.commit()
        return [tuple(row) for row in found if row.kind.startswith("review")]

    return read


def test_director_deputy_and_humas_hear_of_it_in_turn(sent, reminded, director, deputy, humas):
    assert reminded(17) == []
    assert reminded(18.1) == [(director.id, "review_reminder")]
    assert reminded(24.1) == [(director.id, "review_reminder"), (deputy.id, "review_deputy")]
    assert reminded(48.1)[2:] == [(humas.id, "review_overdue")]
    assert len(reminded(400)) == 3


def test_each_letter_says_what_is_left_and_leads_to_the_desk(sent, reminded, letters, director, deputy, humas):
    for hours, person, words in (
        (18.1, director, ("Belum ditinjau: kiriman dari Medono", "Sisa waktu 6 jam.")),
        (24.1, deputy, ("Lewat 24 jam: kiriman dari Medono", "Lewat tenggat")),
        (48.1, humas, ("Lewat 48 jam: kiriman dari Medono", "Humas kini yang memutuskan.")),
    ):
        reminded(hours)
        subject, line = words
        (letter,) = [each for each in letters() if each["To"] == person.email and each["Subject"] == subject]
        text = letter.get_body(("plain",)).get_content()
        assert line in text
        assert sent.title in text
        assert f"/meja/BW-{sent.code}" in text


def test_a_decision_ends_the_reminders(session, sent, reminded):
    reminded()
    story_service.move(session, sent, Action.HOLD, {Part.DIRECTOR}, clock.now(), None, note="Tunggu.")
    assert reminded(60) == []


def test_a_claimed_story_is_still_undecided(session, sent, reminded, director):
    reminded()
    clocks.later(17.9 * HOUR)
    story_service.move(session, sent, Action.CLAIM, {Part.DIRECTOR}, clock.now(), director.id)
    assert reminded(18.1) == [(director.id, "review_reminder")]


def test_a_story_sent_again_begins_anew(session, sent, reminded, director):
    assert len(reminded(18.1)) == 1
    story_service.move(
        session, sent, Action.RETURN, {Part.DIRECTOR}, clock.now(), None, reasons=[{"code": "X"}], note="Ini."
    )
    session.commit()
    clocks.later(20 * HOUR)
    story_service.send(session, sent, make.sheet(session), clock.now(), "id")
    assert len(reminded(37)) == 1  # 17 hours after the second sending, 37 after the first
    assert reminded(38.1) == [(director.id, "review_reminder")] * 2


def test_without_a_deputy_the_director_is_reminded_again(session, author, director, humas, reminded):
    story_service.submit(session, author.id, "k", make.sheet(session), clock.now(), "id")
    assert reminded(24.1) == [(director.id, "review_reminder"), (director.id, "review_deputy")]


def test_a_ward_that_nobody_leads_is_with_humas_from_the_start(session, author, humas, reminded):
    story_service.submit(session, author.id, "k", make.sheet(session), clock.now(), "id")
    assert reminded(48.1) == [(humas.id, kind) for kind in ("review_reminder", "review_deputy", "review_overdue")]


def test_nobody_is_reminded_of_an_own_story(session, director, deputy, humas, reminded):
    story_service.submit(session, director.id, "k", make.sheet(session), clock.now(), "id")
    assert reminded(24.1) == [(deputy.id, "review_reminder"), (deputy.id, "review_deputy")]


def test_an_escalated_story_reminds_humas_alone(app, session, sent, reminded, humas, director):
    reminded()
    with app.app_context():
        service.decide(
            session, sent, made.rights(director), Action.ESCALATE, clock.now(), note="Saya kenal penulisnya."
        )
        session.commit()
    assert reminded(18.1) == [(humas.id, "review_reminder")]


@pytest.mark.parametrize("first", ["sweep", "reminder"])
def test_what_nobody_decided_in_48_hours_is_one_notice_for_humas(session, app, sent, run_jobs, humas, first):
    """The sweep that passes the story on and the reminder come in any order."""
    session.commit()
    run_jobs()
    clocks.later(48.1 * HOUR)
    if first == "reminder":
        run_jobs()
    service.sweep(session, clock.now())
    session.commit()
    run_jobs()
    session.expire_all()
    assert session.scalars(select(Notice.kind).where(Notice.user_id == humas.id)).all() == ["review_overdue"]


def test_work_that_is_done_twice_reminds_once(session, sent, reminded, director):
    reminded()
    clocks.later(18.1 * HOUR)
    for _ in range(2):
        reminders.notify(session, sent, REMINDERS[0], clock.now())
    assert reminded(18.2) == [(director.id, "review_reminder")]


def test_news_that_is_handled_twice_asks_for_each_reminder_once(session, sent, run_jobs):
    session.commit()
    run_jobs()
    subscribers.submitted(session, {"story": sent.id, "entry": 1}, clock.now())
    assert len(session.scalars(select(Work).where(Work.kind == reminders.KIND)).all()) == len(REMINDERS)
