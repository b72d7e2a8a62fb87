from itertools import product

import pytest

from portal.moderation import reasons, rules
from portal.moderation.rules import Filter
from portal.stories.lifecycle import DECISIONS, OPEN, Action, Part, Status

GOOD = {
    Action.APPROVE: ([], ""),
    Action.RETURN: (["SUMBER_TIDAK_JELAS"], "Sebut sumbernya."),
    Action.REJECT: (["BOHONG"], "Sudah dibantah."),
    Action.HOLD: ([], "Menunggu DPUPR."),
    Action.ESCALATE: ([], "Saya kenal penulisnya."),
}


def codes(found):
    return [(fault.field, fault.code) for fault in found]


@pytest.mark.parametrize("action", DECISIONS)
def test_a_complete_decision_has_no_fault(action):
    assert rules.faults(action, *GOOD[action], []) == []


@pytest.mark.parametrize("action", [Action.RETURN, Action.REJECT])
@pytest.mark.parametrize("note", ["", "\u2800 ", "Tulis siapa."])
def test_returning_and_rejecting_need_reasons(action, note):
    """The note is asked for once there are reasons: most of them say how to put it right."""
    assert codes(rules.faults(action, [], note, [])) == [("reasons", "missing")]


@pytest.mark.parametrize("code", sorted(code for code, reason in reasons.REASONS.items() if not reason.conflict))
def test_a_note_is_needed_where_no_reason_says_how_to_fix_it(code):
    without = [] if reasons.REASONS[code].fix else [("note", "missing")]
    for note in ("", "\u2800\u3164"):
        assert codes(rules.faults(Action.REJECT, [code], note, [])) == without
    assert rules.faults(Action.REJECT, [code], "Tulis siapa.", []) == []


def test_one_reason_that_says_how_is_enough():
    assert rules.faults(Action.REJECT, ["SARA", "JUDUL"], "", []) == []


@pytest.mark.parametrize("action", [Action.HOLD, Action.ESCALATE])
def test_holding_and_passing_on_need_only_a_note(action):
    for note in ("", "\u2800\u3164"):
        assert codes(rules.faults(action, [], note, [])) == [("note", "missing")]


def test_approving_needs_neither_and_ignores_reasons_ticked_before():
    assert rules.faults(Action.APPROVE, ["TIDAK_ADA", "SARA"], "", []) == []


def test_a_picture_in_work_keeps_a_story_from_being_approved_and_is_named():
    found = rules.faults(Action.APPROVE, [], "", ["Foto 2 (a.jpg)"])
    assert found == [rules.Fault("decision", "processing", "Foto 2 (a.jpg)")]
    assert rules.faults(Action.HOLD, [], "Tunggu.", ["Foto 2 (a.jpg)"]) == []


def test_an_unknown_reason_is_named():
    found = rules.faults(Action.RETURN, ["SUMBER_TIDAK_JELAS", "NGAWUR"], "Catatan", [])
    assert found == [rules.Fault("reasons", "unknown", "NGAWUR")]


@pytest.mark.parametrize(("action", "code"), [(Action.RETURN, "SARA"), (Action.REJECT, "KONFLIK_KEPENTINGAN")])
def test_a_reason_that_does_not_fit_the_decision_is_named(action, code):
    assert rules.faults(action, [code], "Catatan", []) == [rules.Fault("reasons", "unfit", code)]


def test_a_note_has_a_longest_length_whatever_is_decided():
    edge, over = "x" * rules.NOTE, "x" * (rules.NOTE + 3)
    for action in DECISIONS:
        chosen = GOOD[action][0]
        assert rules.faults(action, chosen, edge, []) == []
        assert rules.faults(action, chosen, over, []) == [rules.Fault("note", "long", "3")]


def test_a_wall_of_reasons_helps_nobody():
    many = [reason.code for reason in reasons.for_action("return")][: rules.REASONS + 1]
    assert codes(rules.faults(Action.RETURN, many, "Catatan", [])) == [("reasons", "many")]


@pytest.mark.parametrize("status", Status)
def test_decisions_are_offered_only_while_a_story_is_open_and_only_to_its_director(status):
    offered = rules.offered(status, {Part.DIRECTOR}, escalated=False)
    assert set(offered) == (set(DECISIONS) if status in OPEN else set())
    for part in (Part.AUTHOR, Part.HUMAS):
        assert rules.offered(status, {part}, escalated=False) == []


@pytest.mark.parametrize(("parts", "escalated"), [({Part.DIRECTOR}, True), ({Part.DIRECTOR, Part.HUMAS}, False)])
def test_nobody_passes_on_twice_or_to_oneself(parts, escalated):
    assert Action.ESCALATE not in rules.offered(Status.SUBMITTED, parts, escalated=escalated)
    assert Action.APPROVE in rules.offered(Status.SUBMITTED, parts, escalated=escalated)


@pytest.mark.parametrize("text", ["", "semua", "ngawur", "SEMUA", "'; DROP TABLE story"])
def test_an_unknown_filter_is_the_whole_queue(text):
    assert rules.filter_of(text) is Filter.ALL


def test_every_filter_cuts_the_desk_and_all_of_them_are_the_desk():
    seen = {segment.status for segment in rules.SEGMENTS[Filter.ALL]}
    assert seen == set(rules.DESK)
    for cut, segments in rules.SEGMENTS.items():
        assert segments, cut
        assert {segment.status for segment in segments} <= seen


def test_late_ones_stand_before_everything_else_in_the_whole_queue():
    ranks = {(segment.status, segment.late): segment.rank for segment in rules.SEGMENTS[Filter.ALL]}
    assert ranks[Status.HELD, True] == ranks[Status.SUBMITTED, None] == 0
    assert ranks[Status.HELD, False] < ranks[Status.RETURNED, None]


# ---- titles -------------------------------------------------------------------------------------------------------

TITLES = [
    (1, 7, "Bibit bakau tumbuh setinggi lutut di tambak bekas"),
    (2, 7, "Bibit bakau setinggi lutut tumbuh di tambak bekas RW 02"),
    (3, 7, "Harga bandeng naik menjelang akhir tahun"),
    (4, 8, "Bibit bakau tumbuh setinggi lutut di tambak bekas"),
]


def test_titles_that_say_the_same_in_one_ward_are_found():
    assert rules.alike(TITLES[:3], TITLES) == {1: [2], 2: [1]}


def test_two_words_in_common_are_not_one_story():
    pair = [(1, 7, "Pasar pagi sepi"), (2, 7, "Pasar pagi terbakar habis semalam")]
    assert rules.alike(pair, pair) == {}


def test_the_same_short_title_is_found_whatever_its_case_and_marks():
    pair = [(1, 7, "Pasar Pagi"), (2, 7, "pasar – pagi!")]
    assert rules.alike(pair, pair) == {1: [2], 2: [1]}


def test_a_flood_of_one_title_is_found_and_does_not_multiply():
    flood = [(n, 7, "Promo pinjaman cepat cair hari ini") for n in range(300)]
    found = rules.alike(flood[:1], flood)
    assert found == {0: list(range(1, 300))}


@pytest.mark.parametrize("title", ["", "!!!", "di dan yang", "🙂" * 60, "a" * 120])
def test_strange_titles_break_nothing(title):
    assert rules.alike([(1, 7, title)], TITLES) == {}


def test_every_pair_is_found_from_both_sides():
    for (one, _, _), (other, _, _) in product(TITLES, TITLES):
        found = rules.alike(TITLES, TITLES)
        assert (other in found.get(one, [])) == (one in found.get(other, []))
