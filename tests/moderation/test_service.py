from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.audit.models import AuditEntry
from portal.audit.verify import verify
from portal.kernel.events import Event
from portal.moderation import reasons, service
from portal.moderation.models import Decision
from portal.stories.lifecycle import DECISIONS, Action, NotAllowed, Status
from portal.stories.models import Story, TimelineEntry
from tests.factories import accounts, stories
from tests.factories import moderation as made
from tests.factories.moderation import NOTE
from tests.factories.stories import AT

NOW = AT + timedelta(hours=1)
TO = {
    Action.APPROVE: Status.PUBLISHED,
    Action.RETURN: Status.RETURNED,
    Action.REJECT: Status.REJECTED,
    Action.HOLD: Status.HELD,
    Action.ESCALATE: Status.SUBMITTED,
}
CODES = {Action.RETURN: ["SUMBER_TIDAK_JELAS", "PERLU_KONFIRMASI"], Action.REJECT: ["BOHONG"]}


@pytest.fixture(autouse=True)
def in_app(app):
    """The audit log signs with the app's secret."""
    with app.app_context():
        yield


def decide(session, story, by, action, at=NOW):
    codes = CODES.get(action, [])
    return service.decide(session, story, made.rights(by, at), action, at, codes=codes, note=NOTE)


def lines(session, action):
    return session.scalars(select(AuditEntry).where(AuditEntry.action == action)).all()


# ---- decisions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", DECISIONS)
def test_a_decision_moves_the_story_and_leaves_a_line_and_an_audit_row(session, director, action):
    story = stories.story(session)
    stories.revision(session, story, 2)
    decision = decide(session, story, director, action)
    assert (story.status, decision.before, decision.after) == (TO[action], Status.SUBMITTED, TO[action])
    assert (decision.moderator_id, decision.role, decision.revision) == (director.id, "director", 2)
    assert (decision.reasons, decision.note, decision.made_at) == (CODES.get(action, []), NOTE, NOW)
    entry = lines(session, f"decision.{action}")[0]
    assert (entry.actor_id, entry.object) == (director.id, f"story:BW-{story.code}")
    assert entry.detail == {
        "role": "director",
        "reasons": CODES.get(action, []),
        "before": "submitted",
        "after": TO[action].value,
        "revision": 2,
    }
    assert NOTE not in str(entry.detail), "the log outlives what a note says of people"
    assert verify(connection=session.connection()) is None


def test_the_author_reads_reasons_and_fixes_in_words_of_both_languages(session, director):
    story = stories.story(session)
    decide(session, story, director, Action.RETURN)
    entry = session.scalars(select(TimelineEntry).where(TimelineEntry.kind == "returned")).one()
    known = reasons.by_code("SUMBER_TIDAK_JELAS")
    assert entry.detail["reasons"][0] == {
        "code": "SUMBER_TIDAK_JELAS",
        "title": known.text.id,
        "title_en": known.text.en,
        "fix": known.fix.id,
        "fix_en": known.fix.en,
    }
    assert entry.detail["note"] == NOTE
    news = session.scalars(select(Event).where(Event.name == "story.returned")).one()
    assert news.payload["reasons"] == entry.detail["reasons"]


def test_a_reason_given_twice_counts_once(session, director):
    story = stories.story(session)
    rights = made.rights(director, NOW)
    code = "SUMBER_TIDAK_JELAS"
    decision = service.decide(session, story, rights, Action.RETURN, NOW, codes=[code, code], note=NOTE)
    assert decision.reasons == [code]


def test_reasons_ticked_before_an_approval_are_not_kept(session, director):
    story = stories.story(session)
    rights = made.rights(director, NOW)
    assert service.decide(session, story, rights, Action.APPROVE, NOW, codes=["SARA"]).reasons == []


@pytest.mark.parametrize(
    ("role", "ward", "called"),
    [(Role.DIRECTOR, "medono", "director"), (Role.DEPUTY, "medono", "deputy"), (Role.HUMAS, None, "humas")],
)
def test_a_decision_says_in_which_role_it_was_taken(session, role, ward, called):
    story = stories.story(session)
    assert decide(session, story, made.staff(session, role, ward), Action.APPROVE).role == called


def test_the_role_is_that_of_the_day_and_of_this_ward(session):
    user = made.staff(session, Role.DIRECTOR, "kauman")
    accounts.appointment(session, user, Role.DIRECTOR, "medono", ends_on=(NOW - timedelta(days=2)).date())
    accounts.appointment(session, user, Role.DEPUTY, "medono")
    assert decide(session, stories.story(session), user, Action.APPROVE).role == "deputy"


def test_nobody_decides_an_own_story(session, director):
    story = stories.story(session, director)
    with pytest.raises(NotAllowed):
        decide(session, story, director, Action.APPROVE)
    assert story.status is Status.SUBMITTED


@pytest.mark.parametrize("action", DECISIONS)
def test_a_neighbour_decides_nothing(session, director, neighbour, action):
    story = stories.story(session)
    with pytest.raises(NotAllowed):
        decide(session, story, neighbour, action)
    assert session.scalars(select(Decision)).all() == []


def test_humas_decides_where_nobody_leads_and_what_was_passed_on(session, humas):
    assert decide(session, stories.story(session, ward="tirto"), humas, Action.APPROVE).role == "humas"
    made.staff(session, Role.DIRECTOR, "medono")
    story = stories.story(session)
    with pytest.raises(NotAllowed):
        decide(session, story, humas, Action.APPROVE)
    story.escalated_at = NOW
    assert decide(session, story, humas, Action.REJECT).after is Status.REJECTED


def test_passing_on_happens_once(session, director):
    story = stories.story(session)
    decide(session, story, director, Action.ESCALATE)
    assert story.escalated_at == NOW
    with pytest.raises(NotAllowed):
        decide(session, story, director, Action.ESCALATE)


def test_a_claimed_story_may_be_decided_by_a_peer(session, director, deputy):
    story = made.claimed(session, deputy, at=NOW)
    decide(session, story, director, Action.APPROVE)
    assert (story.status, story.claimed_by_id) == (Status.PUBLISHED, None)


# ---- claims -------------------------------------------------------------------------------------------------------


def test_a_claim_holds_for_half_an_hour_and_is_written_down(session, director):
    story = stories.story(session)
    service.claim(session, story, made.rights(director), NOW)
    assert (story.status, story.claimed_by_id) == (Status.IN_REVIEW, director.id)
    assert story.claimed_until == NOW + timedelta(minutes=30)
    assert lines(session, "review.claimed")[0].actor_id == director.id


def test_claiming_ones_own_again_changes_nothing(session, director):
    story = stories.story(session)
    service.claim(session, story, made.rights(director), NOW)
    version = story.version
    service.claim(session, story, made.rights(director), NOW + timedelta(minutes=5))
    assert (story.version, len(lines(session, "review.claimed"))) == (version, 1)


def test_a_held_claim_is_respected_until_it_runs_out(session, director, deputy):
    story = made.claimed(session, deputy, at=NOW)
    with pytest.raises(NotAllowed):
        service.claim(session, story, made.rights(director), NOW + timedelta(minutes=29))
    service.claim(session, story, made.rights(director), NOW + timedelta(minutes=30))
    assert story.claimed_by_id == director.id


def test_only_the_holder_gives_a_claim_back(session, director, deputy):
    story = made.claimed(session, deputy, at=NOW)
    with pytest.raises(NotAllowed):
        service.release(session, story, made.rights(director), NOW)
    service.release(session, story, made.rights(deputy), NOW)
    assert (story.status, story.claimed_by_id, story.claimed_until) == (Status.SUBMITTED, None, None)
    assert lines(session, "review.released")[0].actor_id == deputy.id


@pytest.mark.parametrize("status", [Status.RETURNED, Status.HELD, Status.PUBLISHED, Status.REJECTED])
def test_what_does_not_wait_cannot_be_claimed(session, director, status):
    with pytest.raises(NotAllowed):
        service.claim(session, stories.story(session, status=status), made.rights(director), NOW)


# ---- identity -----------------------------------------------------------------------------------------------------


def test_opening_an_anonymous_authors_name_is_written_down_once(session, director):
    story = stories.story(session, credit="anonymous")
    for _ in range(2):
        service.open_identity(session, story, made.rights(director), NOW)
    found = lines(session, "identity.opened")
    assert [(row.actor_id, row.object, row.detail) for row in found] == [(director.id, f"story:BW-{story.code}", {})]


def test_a_stranger_opens_no_name(session, director, neighbour):
    with pytest.raises(NotAllowed):
        service.open_identity(session, stories.story(session), made.rights(neighbour), NOW)
    assert lines(session, "identity.opened") == []


# ---- the clock ----------------------------------------------------------------------------------------------------


def test_a_claim_that_ran_out_is_released(session, director):
    story, fresh = made.claimed(session, director, at=AT), made.claimed(session, director, at=NOW)
    service.sweep(session, NOW)
    assert (story.status, story.claimed_by_id) == (Status.SUBMITTED, None)
    assert fresh.status is Status.IN_REVIEW


def test_a_returned_story_goes_back_to_the_drafts_after_seven_days(session, director):
    story = stories.story(session, status=Status.RETURNED, at=AT)
    service.sweep(session, AT + timedelta(days=7))
    assert story.status is Status.RETURNED
    service.sweep(session, AT + timedelta(days=8))
    assert story.status is Status.DRAFT


def test_two_days_without_a_review_hand_a_story_to_humas(session, director):
    story, young = stories.story(session), stories.story(session, at=AT + timedelta(hours=1))
    at = AT + timedelta(hours=48)
    service.sweep(session, at - timedelta(seconds=1))
    assert story.escalated_at is None
    service.sweep(session, at)
    assert (story.escalated_at, story.status, young.escalated_at) == (at, Status.SUBMITTED, None)
    decision = session.scalars(select(Decision)).one()
    assert (decision.moderator_id, decision.role, decision.action) == (None, "system", Action.ESCALATE)
    assert decision.note == service.NOTES["late"]
    news = session.scalars(select(Event).where(Event.name == "story.escalated")).one()
    assert (news.payload["story"], news.payload["by"]) == (story.id, "system")


def test_the_clock_passes_a_story_on_once(session, director):
    stories.story(session)
    for hours in (48, 49, 200):
        service.sweep(session, AT + timedelta(hours=hours))
    assert len(session.scalars(select(Decision)).all()) == 1


def test_a_new_sending_starts_the_two_days_anew(session, director):
    story = stories.story(session)
    story.submitted_at = AT + timedelta(hours=40)
    session.flush()
    service.sweep(session, AT + timedelta(hours=60))
    assert story.escalated_at is None


def test_a_hold_may_not_last_for_ever(session, director):
    story = made.held(session)
    service.sweep(session, AT + timedelta(hours=47))
    assert story.status is Status.HELD
    service.sweep(session, AT + timedelta(hours=49))
    assert (story.status, story.escalated_at) == (Status.SUBMITTED, AT + timedelta(hours=49))


def test_the_story_of_a_wards_only_director_goes_to_humas_at_once(session, director):
    own, others = stories.story(session, director), stories.story(session)
    service.sweep(session, NOW)
    assert (own.escalated_at, others.escalated_at) == (NOW, None)
    assert session.scalars(select(Decision)).one().note == service.NOTES["alone"]


def test_a_deputy_is_enough_to_decide_a_directors_story(session, director, deputy):
    own = stories.story(session, director)
    service.sweep(session, NOW)
    assert own.escalated_at is None


def test_one_story_that_moves_meanwhile_does_not_stop_the_sweep(app, session, director, monkeypatch):
    first, second = stories.story(session, at=AT - timedelta(hours=2)), stories.story(session)
    session.commit()
    real = service._escalate

    def overtaken(session_, story, at, why):
        if story.id == first.id:
            raise NotAllowed("decided this moment")
        real(session_, story, at, why)

    monkeypatch.setattr(service, "_escalate", overtaken)
    service.sweep(session, AT + timedelta(hours=49))
    session.commit()
    assert session.get(Story, second.id).escalated_at is not None
    assert session.get(Story, first.id).escalated_at is None


def test_a_sweep_with_nothing_to_do_writes_nothing(session, director):
    stories.story(session, status=Status.PUBLISHED)
    session.commit()
    service.sweep(session, AT + timedelta(days=30))
    assert not session.new
    assert not session.dirty
