import pytest

from portal.newsroom import lifecycle
from portal.newsroom.lifecycle import BY_MACHINE, CARRIED, EDITABLE, MIRROR, UNSENT, DeliveryState, NotAllowed
from portal.newsroom.lifecycle import PostAction as A
from portal.newsroom.lifecycle import PostState as S

# every way out of every state a person can see, while the story is public
ASIDE = {A.HOLD: S.HELD, A.SKIP: S.SKIPPED, A.CANCEL: S.CANCELLED}
ONWARD = {A.SCHEDULE: S.SCHEDULED, A.PUBLISH: S.KIT_READY}


def draft(state):
    """What anybody may do with a text that is not out yet."""
    return {A.SAVE: state, A.RESYNC: state, A.APPROVE: state, A.SCHEDULE: S.SCHEDULED, **ASIDE}


TABLE = {
    S.QUEUED: {**draft(S.QUEUED), **ONWARD},
    S.SCHEDULED: {**draft(S.SCHEDULED), **ONWARD},
    S.HELD: {**draft(S.HELD), **ONWARD},
    S.KIT_READY: {**draft(S.KIT_READY), A.CLAIM: S.KIT_CLAIMED, A.PROOF: S.PUBLISHED},
    S.KIT_CLAIMED: {A.CLAIM: S.KIT_CLAIMED, A.RELEASE: S.KIT_READY, A.PROOF: S.PUBLISHED, A.HOLD: S.HELD},
    S.CANCELLED: ONWARD,
    S.SKIPPED: ONWARD,
    S.PUBLISHED: {},
    S.RETRACTED: {},
    S.PREPARING: {A.HOLD: S.HELD, A.CANCEL: S.CANCELLED},
    S.WAITING: {**draft(S.WAITING), **ONWARD},
    S.ARMED: {},
    S.RECONCILING: {},
    S.CHECK_BY_HAND: {A.PROOF: S.PUBLISHED, A.CANCEL: S.CANCELLED, A.ASSIST: S.KIT_READY},
    S.FAILED: {**draft(S.FAILED), **ONWARD, A.ASSIST: S.KIT_READY},
}
NOW = {A.PUBLISH: S.SCHEDULED, A.ASSIST: S.KIT_READY}
CONNECTED = {
    **{state: ways | NOW for state, ways in TABLE.items() if state in (*EDITABLE, S.PREPARING)},
    S.KIT_READY: TABLE[S.KIT_READY] | {A.PUBLISH: S.SCHEDULED},
    S.PREPARING: TABLE[S.PREPARING] | {A.ASSIST: S.KIT_READY},
    S.KIT_CLAIMED: TABLE[S.KIT_CLAIMED],
    S.CANCELLED: ONWARD | {A.PUBLISH: S.SCHEDULED},
    S.SKIPPED: ONWARD | {A.PUBLISH: S.SCHEDULED},
    S.PUBLISHED: {A.DELETE: S.PUBLISHED},
    S.RETRACTED: {},
    S.ARMED: {},
    S.RECONCILING: {},
    S.CHECK_BY_HAND: TABLE[S.CHECK_BY_HAND] | {A.RESEND: S.SCHEDULED},
}


@pytest.mark.parametrize("state", list(S))
def test_what_people_may_do_is_exactly_this(state):
    assert {action: lifecycle.move(state, action) for action in lifecycle.actions(state)} == TABLE[state]


@pytest.mark.parametrize("state", list(S))
def test_where_a_machine_can_carry_it_people_may_do_exactly_this(state):
    open_actions = lifecycle.actions(state, api=True, deletes=True)
    assert {action: lifecycle.move(state, action, api=True) for action in open_actions} == CONNECTED[state]


def test_a_channel_that_cannot_delete_does_not_offer_it():
    assert lifecycle.actions(S.PUBLISHED, live=False, owes=True, api=True) == [A.CORRECT]
    assert lifecycle.actions(S.PUBLISHED, live=False, owes=True, api=True, deletes=True) == [A.CORRECT, A.DELETE]
    assert lifecycle.actions(S.PUBLISHED, live=False, owes=True, deletes=True) == [A.CORRECT]


@pytest.mark.parametrize("action", BY_MACHINE)
@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("api", [True, False])
def test_check_by_hand_is_final_for_the_machine(action, live, api):
    with pytest.raises(NotAllowed):
        lifecycle.move(S.CHECK_BY_HAND, action, live=live, api=api)


def test_only_a_certain_absence_leads_back_from_an_unknown_outcome():
    ways = {a: lifecycle.step(S.RECONCILING, a).to for a in A if lifecycle.step(S.RECONCILING, a, api=True)}
    assert ways == {
        A.ARRIVE: S.PUBLISHED,
        A.ASK: S.CHECK_BY_HAND,
        A.LOSE: S.RECONCILING,
        A.WAIT: S.WAITING,
        A.STOP: S.CANCELLED,
    }
    with pytest.raises(NotAllowed):  # the story is gone: it is not sent again
        lifecycle.move(S.RECONCILING, A.WAIT, live=False)


def test_nobody_can_touch_a_post_between_arming_and_the_answer():
    assert lifecycle.actions(S.ARMED, api=True, deletes=True) == []
    assert lifecycle.step(S.ARMED, A.STOP) is None


@pytest.mark.parametrize("state", CARRIED)
def test_the_delivery_under_way_is_where_its_post_is(state):
    assert MIRROR[state] == DeliveryState(state.value)


def test_nothing_is_armed_that_was_not_prepared_or_waiting():
    assert {state for state in S if lifecycle.step(state, A.ARM, api=True)} == {S.PREPARING, S.WAITING}


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
    left = {S.CANCELLED: [A.PROOF], S.CHECK_BY_HAND: [A.PROOF, A.CANCEL]}  # to say what had gone out before
    assert open_actions == left.get(state, [])
    assert not {A.RESEND, A.PUBLISH, A.SCHEDULE} & set(lifecycle.actions(state, live=False, api=True))


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
    assert {a for _, a in judged} == {A.SAVE, A.SCHEDULE, A.PUBLISH, A.ASSIST}
    assert {s for s, a in judged if a is A.SAVE} == {S.SCHEDULED, S.KIT_READY, S.WAITING}
