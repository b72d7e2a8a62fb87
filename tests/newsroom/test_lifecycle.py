import pytest

from portal.newsroom import lifecycle
from portal.newsroom.lifecycle import BY_MACHINE, UNSENT, NotAllowed
from portal.newsroom.lifecycle import PostAction as A
from portal.newsroom.lifecycle import PostState as S

# every way out of every state a person can see, while the story is public
ASIDE = {A.HOLD: S.HELD, A.SKIP: S.SKIPPED, A.CANCEL: S.CANCELLED}
ONWARD = {A.SCHEDULE: S.SCHEDULED, A.PUBLISH: S.KIT_READY}
TABLE = {
    S.QUEUED: {A.SAVE: S.QUEUED, **ONWARD, **ASIDE},
    S.SCHEDULED: {A.SAVE: S.SCHEDULED, **ONWARD, **ASIDE},
    S.HELD: {A.SAVE: S.HELD, **ONWARD, **ASIDE},
    S.KIT_READY: {
        A.SAVE: S.KIT_READY,
        A.SCHEDULE: S.SCHEDULED,
        **ASIDE,
        A.CLAIM: S.KIT_CLAIMED,
        A.PROOF: S.PUBLISHED,
    },
    S.KIT_CLAIMED: {A.CLAIM: S.KIT_CLAIMED, A.RELEASE: S.KIT_READY, A.PROOF: S.PUBLISHED, A.HOLD: S.HELD},
    S.CANCELLED: ONWARD,
    S.SKIPPED: ONWARD,
    S.PUBLISHED: {},
    S.RETRACTED: {},
}


@pytest.mark.parametrize("state", list(TABLE))
def test_what_people_may_do_is_exactly_this(state):
    assert {action: lifecycle.move(state, action) for action in lifecycle.actions(state)} == TABLE[state]


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("action", list(A))
def test_a_move_that_is_not_in_the_table_is_refused(state, action):
    known = lifecycle.STEPS.get((state, action))
    for live in (True, False):
        if known and known.story in (live, None):
            assert lifecycle.move(state, action, live=live) is known.to
        else:
            with pytest.raises(NotAllowed):
                lifecycle.move(state, action, live=live)


@pytest.mark.parametrize("state", list(S))
def test_nothing_more_goes_out_once_the_story_is_gone(state):
    open_actions = lifecycle.actions(state, live=False)
    assert open_actions == ([A.PROOF] if state is S.CANCELLED else [])


def test_a_correction_can_be_ticked_off_only_where_it_is_owed():
    assert lifecycle.actions(S.PUBLISHED, live=False, owes=True) == [A.CORRECT]
    assert lifecycle.actions(S.PUBLISHED, live=True, owes=True) == [A.CORRECT]
    assert lifecycle.actions(S.PUBLISHED, owes=False) == []


def test_people_never_get_the_machines_moves():
    offered = {
        action for state in S for live in (True, False) for action in lifecycle.actions(state, live=live, owes=True)
    }
    assert not offered & set(BY_MACHINE)


@pytest.mark.parametrize("state", UNSENT)
def test_what_has_not_gone_out_is_stopped_from_every_state(state):
    assert lifecycle.move(state, A.STOP, live=False) is S.CANCELLED


def test_what_is_ready_to_go_out_must_be_without_a_fault_and_a_draft_need_not():
    judged = {(s, a) for (s, a), step in lifecycle.STEPS.items() if lifecycle.needs_no_fault(a, step.to)}
    assert {a for _, a in judged} == {A.SAVE, A.SCHEDULE, A.PUBLISH}
    assert {s for s, a in judged if a is A.SAVE} == {S.SCHEDULED, S.KIT_READY}
