from collections import Counter

import pytest

from portal.moderation import reasons
from portal.moderation.reasons import (
    ACTIONS,
    COMPLAINT_REASONS,
    GROUP_NAMES,
    NOT_GROUNDS,
    REASONS,
    WITHDRAWAL_GROUNDS,
    Words,
    by_code,
    for_action,
    grouped,
    unfit,
)


def every_word():
    for table in (REASONS, WITHDRAWAL_GROUNDS, COMPLAINT_REASONS):
        yield from ((code, each.text) for code, each in table.items())
    yield from GROUP_NAMES.items()
    yield from (("not_grounds", words) for words in NOT_GROUNDS)


def test_the_tables_are_complete():
    assert (len(REASONS), len(WITHDRAWAL_GROUNDS), len(COMPLAINT_REASONS), len(NOT_GROUNDS)) == (36, 9, 11, 3)


def test_default_actions():
    assert Counter(reason.action for reason in REASONS.values()) == {
        "return": 11,
        "reject": 14,
        "redirect": 6,
        "hold": 1,
        "escalate": 2,
        "edit": 2,
    }
    assert {reason.action for reason in REASONS.values()} == set(ACTIONS)


def test_every_reason_has_a_known_group_and_a_severity():
    for reason in REASONS.values():
        assert reason.group in GROUP_NAMES
        assert 1 <= reason.severity <= 5


def test_everything_is_said_in_both_languages():
    for code, words in every_word():
        assert words("id").strip(), code
        assert words("en").strip(), code
        assert words("id") != words("en"), code


def test_a_fix_is_in_both_languages_or_in_none():
    for reason in REASONS.values():
        assert bool(reason.fix("id")) == bool(reason.fix("en")), reason.code


def test_the_voice_is_kept():
    for code, words in [*every_word(), *((code, reason.fix) for code, reason in REASONS.items())]:
        for lang in ("id", "en"):
            assert "!" not in words(lang), code
            assert "  " not in words(lang), code
        assert "mohon maaf" not in words("id").lower(), code
        assert "wartawan" not in words("id").lower(), code


def test_reasons_and_fixes_are_sentences():
    for reason in REASONS.values():
        for words in filter(None, (reason.text, reason.fix)):
            assert words("id").endswith((".", "”.")), reason.code
            assert words("en").endswith((".", "”.")), reason.code


def test_what_is_usually_returned_can_be_put_right():
    assert all(reason.fix for reason in REASONS.values() if reason.action in ("return", "edit"))


def test_only_slander_of_a_person_is_a_reason_and_criticism_is_none():
    assert "perseorangan" in by_code("FITNAH").text("id")
    for reason in REASONS.values():
        assert "nama baik pemerintah" not in reason.text("id").lower()
        assert "mencemarkan" not in reason.text("id").lower()
    assert NOT_GROUNDS[0]("id").startswith("Kritik terhadap pemerintah kota")


def test_scams_and_things_that_were_only_moved_cannot_be_appealed():
    assert sorted(code for code, reason in REASONS.items() if not reason.appealable) == [
        "ADUAN",
        "BUKAN_WILAYAH",
        "DARURAT",
        "JUDI_PENIPUAN",
        "KONFLIK_KEPENTINGAN",
        "PERMOHONAN_INFO",
    ]


def test_no_city_is_named_so_that_another_may_use_the_table():
    for code, words in [*every_word(), *((code, reason.fix) for code, reason in REASONS.items())]:
        assert "Pekalongan" not in words("id") + words("en"), code
        assert "Lapor Ajib" not in words("id") + words("en"), code


def test_by_code():
    assert by_code("JUDUL").action == "edit"
    with pytest.raises(ValueError, match="no reason HOAKS"):
        by_code("HOAKS")


class TestForAction:
    @pytest.mark.parametrize("action", ACTIONS)
    def test_the_usual_ones_come_first_and_none_twice(self, action):
        offered = for_action(action)
        usual = [reason.code for reason in REASONS.values() if reason.action == action]
        if action in ("return", "reject"):
            usual = [code for code in usual if REASONS[code].group != "governance"]
        assert [reason.code for reason in offered[: len(usual)]] == usual
        assert len({reason.code for reason in offered}) == len(offered)

    def test_a_return_offers_only_what_the_author_can_put_right(self):
        offered = {reason.code for reason in for_action("return")}
        assert {"KURANG_5W1H", "JUDUL", "FITNAH", "KASAR"} <= offered
        assert not {"SARA", "JUDI_PENIPUAN", "KORBAN_SUSILA", "KONFLIK_KEPENTINGAN"} & offered

    def test_a_rejection_may_have_any_reason_but_the_directors_own_conflict(self):
        assert {reason.code for reason in for_action("reject")} == set(REASONS) - {"KONFLIK_KEPENTINGAN"}

    def test_a_conflict_of_interest_moves_a_story_on(self):
        assert by_code("KONFLIK_KEPENTINGAN") in for_action("redirect")
        assert by_code("KONFLIK_KEPENTINGAN") in for_action("escalate")

    def test_an_unknown_action_is_refused(self):
        with pytest.raises(ValueError, match="no action approve"):
            for_action("approve")


def test_unfit_codes_are_named():
    assert unfit("return", ["JUDUL", "SARA", "HOAKS"]) == ["SARA", "HOAKS"]
    assert unfit("reject", ["SARA"]) == []
    assert unfit("reject", []) == []


class TestGrouped:
    def test_all_reasons_lie_in_one_group_each(self):
        codes = [reason.code for group in grouped() for reason in group.reasons]
        assert sorted(codes) == sorted(REASONS)
        assert [group.code for group in grouped()] == list(GROUP_NAMES)

    def test_headings_without_reasons_are_left_out(self):
        groups = grouped([by_code("JUDUL"), by_code("OPINI"), by_code("SARA")])
        assert [(group.code, [reason.code for reason in group.reasons]) for group in groups] == [
            ("quality", ["JUDUL", "OPINI"]),
            ("forbidden", ["SARA"]),
        ]
        assert groups[0].name("id") == "Mutu kiriman"

    def test_nothing_chosen_is_nothing_shown(self):
        assert grouped([]) == ()


def test_the_number_of_an_order_has_its_place():
    holders = [code for code, ground in WITHDRAWAL_GROUNDS.items() if "{nomor}" in ground.text("id")]
    assert holders == ["CABUT_PUTUSAN"]
    assert "{nomor}" in WITHDRAWAL_GROUNDS["CABUT_PUTUSAN"].text("en")


def test_words_are_false_when_empty_and_indonesian_by_default():
    assert not Words("", "")
    assert Words("ya", "yes")() == "ya"


def test_the_table_has_a_version():
    assert reasons.VERSION
