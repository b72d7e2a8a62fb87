from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from portal.kernel.deadline_rules import rule
from portal.stories import duties
from portal.stories.lifecycle import STEPS, Action, Part, Status

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
CODES = {duty.due for duty in duties.DUTIES.values() if duty.due} | {"PDP_WITHDRAW"}


def test_every_action_has_its_duty():
    assert set(duties.DUTIES) == set(Action)


@pytest.mark.parametrize("code", sorted(CODES))
def test_no_clock_started_here_needs_a_calendar_of_working_days(code):
    found = rule(code)
    assert found.unit in ("hour", "day")
    assert found.clock == "elapsed"


def test_a_sent_story_is_looked_at_within_a_day_and_a_returned_one_waits_a_week():
    assert duties.due_at("MOD_FIRST", AT) == AT + timedelta(hours=24)
    assert duties.due_at("AUTHOR_REVISE", AT) == datetime(2026, 12, 1, 16, 59, 59, tzinfo=UTC)  # 23.59.59 WIB


@pytest.mark.parametrize(("part", "code"), [(Part.AUTHOR, "PDP_WITHDRAW"), (Part.HUMAS, None), (Part.SYSTEM, None)])
def test_only_an_author_who_hides_a_story_starts_a_clock(part, code):
    assert duties.due_code(Action.HIDE, part) == code


def test_the_acting_part_is_always_the_same_one():
    both = frozenset({Part.HUMAS, Part.DIRECTOR})
    assert duties.acting({Part.HUMAS, Part.DIRECTOR}, both) is Part.DIRECTOR
    assert duties.acting({Part.HUMAS, Part.DIRECTOR}, frozenset({Part.HUMAS})) is Part.HUMAS


@pytest.mark.parametrize(
    ("entry", "before", "public"),
    [
        ("published", Status.SUBMITTED, True),
        ("withdrawn", Status.PUBLISHED, True),
        ("withdrawn", Status.HIDDEN, True),
        ("withdrawn", Status.SUBMITTED, False),
        ("restored", Status.HIDDEN, True),
        ("returned", Status.IN_REVIEW, False),
    ],
)
def test_readers_learn_only_of_what_they_could_read(entry, before, public):
    assert duties.is_public(entry, before) is public


def test_a_reason_is_kept_in_both_languages_whatever_form_it_has():
    words = SimpleNamespace(id="Sumber belum jelas.", en="The source is unclear.")
    fix = SimpleNamespace(id="Tulis siapa.", en="Say who.")
    kept = {
        "code": "SUMBER",
        "title": "Sumber belum jelas.",
        "title_en": "The source is unclear.",
        "fix": "Tulis siapa.",
        "fix_en": "Say who.",
    }
    assert duties.reason_text(SimpleNamespace(code="SUMBER", text=words, fix=fix)) == kept
    assert duties.reason_text(kept | {"severity": 2}) == kept
    assert duties.reason_text("SUMBER") == {"code": "SUMBER"}


def test_every_step_that_changes_what_people_know_is_told():
    silent = {action for action, duty in duties.DUTIES.items() if not duty.event}
    assert silent == {Action.CLAIM, Action.RELEASE, Action.EXPIRE, Action.APPROVE, Action.UNDO}
    assert {action for _at, action in STEPS} == set(Action)
