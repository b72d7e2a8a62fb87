import pytest

from portal.stories.lifecycle import EDITABLE, OPEN, STEPS, Action, NotAllowed, Part, Status, actions, step


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("part", Part)
def test_only_listed_steps_are_open(status, action, part):
    listed = STEPS.get((status, action))
    if listed and part in listed.by:
        assert step(status, action, {part}) is listed
    else:
        with pytest.raises(NotAllowed):
            step(status, action, {part})


def test_everything_public_was_approved_first():
    first = {at for (at, _action), step in STEPS.items() if step.to is Status.PUBLISHED and at is not Status.HIDDEN}
    assert first == {Status.APPROVED}
    assert set(actions(Status.APPROVED, {Part.DIRECTOR, Part.HUMAS})) == {Action.UNDO}
    assert actions(Status.APPROVED, {Part.AUTHOR}) == [Action.WITHDRAW]
    assert {action for (_at, action), step in STEPS.items() if step.back} == {Action.UNDO}


@pytest.mark.parametrize("status", Status)
def test_nobody_decides_on_an_own_story(status):
    own = set(actions(status, {Part.AUTHOR}))
    assert own <= {Action.SUBMIT, Action.WITHDRAW, Action.HIDE}


def test_what_can_be_edited_can_be_sent_and_the_other_way_round():
    assert {at for at, action in STEPS if action is Action.SUBMIT} == set(EDITABLE)


def test_every_open_story_takes_every_decision():
    for status in OPEN:
        taken = set(actions(status, {Part.DIRECTOR}))
        assert {Action.APPROVE, Action.RETURN, Action.REJECT, Action.HOLD, Action.ESCALATE} <= taken


def test_a_withdrawn_story_is_at_its_end():
    assert actions(Status.WITHDRAWN, set(Part)) == []


@pytest.mark.parametrize("action", [Action.RETURN, Action.REJECT])
def test_returning_and_rejecting_need_reasons_and_a_note(action):
    found = [step for (_at, of), step in STEPS.items() if of is action]
    assert all(each.needs_reasons and each.needs_note for each in found)
