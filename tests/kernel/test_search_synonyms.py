import pytest

from portal.kernel.search_query import parse
from portal.kernel.search_synonyms import Clause, Synonyms, synonyms

GROUPS = Synonyms([["banjir", "rob", "air pasang"], ["lampu mati", "listrik padam"], ["lampu", "pju"]])
BANJIR, ROB, TIDE = ("banjir",), ("rob",), ("air", "pasang")


def clauses(typed):
    return GROUPS.clauses(parse(typed).must)


def test_a_word_brings_the_other_members_of_its_group():
    assert clauses("rob") == (Clause((ROB,), (BANJIR, TIDE)),)


def test_a_word_is_known_by_its_stem():
    assert clauses("kebanjiran")[0].synonyms == (ROB, TIDE)


def test_a_phrase_is_one_clause_and_brings_its_group():
    assert clauses("air pasang") == (Clause((("air",), ("pasang",)), (BANJIR, ROB)),)


def test_the_longest_phrase_counts():
    assert [each.typed for each in clauses("lampu mati")] == [(("lampu",), ("mati",))]
    assert clauses("lampu terang")[0].synonyms == (("pju",),)


@pytest.mark.parametrize("typed", ['"air pasang"', "air-pasang", "pasang air", "gajah"])
def test_a_quoted_phrase_another_order_and_an_unknown_word_bring_nothing(typed):
    assert all(not each.synonyms for each in clauses(typed))


def test_a_word_in_two_groups_brings_both_and_no_member_twice():
    groups = Synonyms([["rob", "banjir"], ["rob", "banjir", "pasang"]])
    assert groups.of(["rob"]) == (BANJIR, ("pasang",))


def test_nothing_typed_asks_for_nothing():
    assert clauses("") == ()


def test_the_house_has_sixty_groups_without_repetition():
    import json
    from pathlib import Path

    import portal

    groups = json.loads((Path(portal.__file__).parent / "data" / "synonyms.json").read_text("utf-8"))["groups"]
    assert len(groups) >= 60
    assert all(len(group) == len(set(group)) >= 2 for group in groups)
    assert synonyms().of(["banjir"])
