import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import diff
from portal.kernel.diff import BUDGET, Meter, around, word_diff

WORDS = st.lists(st.sampled_from(["rob", "naik", "di", "Krapyak", ".", "\n\n", " ", "RT 05"]), max_size=25)


def old_of(parts):
    return "".join(text for op, text in parts if op != "ins")


def new_of(parts):
    return "".join(text for op, text in parts if op != "del")


def reference_distance(old, new):
    """The least number of words to drop and add, by the textbook's table."""
    row = list(range(len(new) + 1))
    for i, a in enumerate(old, 1):
        before, row = row, [i]
        for j, b in enumerate(new, 1):
            row.append(before[j - 1] if a == b else 1 + min(before[j], row[j - 1]))
    return row[-1]


def test_changed_added_and_dropped_words():
    parts = word_diff("Warga panen lele. Harganya Rp10.000.", "Warga memanen lele besar. Harganya Rp12.000.")
    assert parts == [
        ("same", "Warga "),
        ("del", "panen lele"),
        ("ins", "memanen lele besar"),
        ("same", ". Harganya "),
        ("del", "Rp10.000"),
        ("ins", "Rp12.000"),
        ("same", "."),
    ]


def test_only_punctuation_changed():
    assert word_diff("Sudah surut.", "Sudah surut?") == [("same", "Sudah surut"), ("del", "."), ("ins", "?")]


def test_the_same_text_is_one_part_and_two_empty_ones_none():
    assert word_diff("Rob naik.", "Rob naik.") == [("same", "Rob naik.")]
    assert word_diff("", "") == []
    assert word_diff("", "Rob") == [("ins", "Rob")]
    assert word_diff("Rob", "") == [("del", "Rob")]


def test_paragraphs_moved_apart_show_as_white_space_of_their_word():
    assert word_diff("Satu. Dua.", "Satu.\n\nDua.") == [
        ("same", "Satu"),
        ("del", ". "),
        ("ins", ".\n\n"),
        ("same", "Dua."),
    ]


@given(WORDS, WORDS)
def test_both_texts_can_be_read_back_and_parts_alternate(old, new):
    old, new = " ".join(old), " ".join(new)
    parts = word_diff(old, new)
    assert old_of(parts) == old
    assert new_of(parts) == new
    assert all(text for _, text in parts)
    assert all(a != b for (a, _), (b, _) in itertools.pairwise(parts))
    assert ("ins", "del") not in [(a, b) for (a, _), (b, _) in itertools.pairwise(parts)]


@given(WORDS, WORDS)
def test_no_shorter_list_of_changes_exists(old, new):
    made = diff._shortest(old, new, Meter())
    assert sum(op != "same" for op, _ in made) == reference_distance(old, new)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_survived(old, new):
    parts = word_diff(old, new)
    assert (old_of(parts), new_of(parts)) == (old, new)


RANDOM = random.Random(3)
HOSTILE = {
    "one word against another": ("a " * 5000, "b " * 5000),
    "one word more": ("a " * 5000, "a " * 4999),
    "one word half as often": ("a " * 5000, "a " * 2500),
    "two words in turn": ("a b " * 2500, "b a " * 2500),
    "two words by chance": tuple("".join(RANDOM.choices(["a ", "b "], k=5000)) for _ in range(2)),
    "twelve words by chance": tuple(
        "".join(RANDOM.choices([c + " " for c in "abcdefghijkl"], k=5000)) for _ in range(2)
    ),
    "short lines": ("a\n" * 5000, "b\n" * 5000),
    "lines by chance": tuple("".join(RANDOM.choices(["a\n", "b\n"], k=5000)) for _ in range(2)),
    "stops": ("." * 10_000, "," * 10_000),
    "halves swapped": ("a b " * 1250 + "c " * 2500, "c " * 2500 + "a b " * 1250),
    "blanks": (" " * 10_000, "\t" * 10_000),
    "one endless word": ("a" * 10_000, "a" * 9_999 + "b"),
    "joined words": ("a-" * 5000, "a." * 5000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_of_10000_characters_stay_within_the_budget(name):
    """Steps are counted, not seconds: 400,000 of them took 0.2 s on the slowest machine tried."""
    old, new = HOSTILE[name]
    words, paragraphs = Meter(), Meter(BUDGET // 3)
    parts = word_diff(old, new, words, paragraphs)
    assert words.taken <= BUDGET + 1
    assert paragraphs.taken <= BUDGET // 3 + 1
    assert (old_of(parts), new_of(parts)) == (old, new)


def test_the_meters_count_what_is_done():
    words = Meter()
    word_diff("satu dua tiga", "satu lima tiga", words)
    assert 0 < words.taken < 20


def test_an_honest_rewrite_of_a_long_story_is_compared_by_words():
    old = [f"kata{n}" for n in range(1500)]
    new = [word if RANDOM.random() > 0.2 else word + "baru" for word in old]
    words, paragraphs = Meter(), Meter()
    parts = word_diff(" ".join(old), " ".join(new), words, paragraphs)
    assert words.taken <= BUDGET
    assert paragraphs.taken == 0
    assert len(parts) > 400


def test_without_budget_for_words_paragraphs_are_compared():
    old, new = "Satu dua.\n\nTiga empat.\n\nLima.", "Satu dua.\n\nTiga lima enam.\n\nLima."
    assert word_diff(old, new, Meter(0)) == [
        ("same", "Satu dua.\n\n"),
        ("del", "Tiga empat.\n\n"),
        ("ins", "Tiga lima enam.\n\n"),
        ("same", "Lima."),
    ]


def test_without_any_budget_the_whole_text_is_replaced():
    assert word_diff("Satu dua.", "Satu tiga.", Meter(0), Meter(0)) == [("del", "Satu dua."), ("ins", "Satu tiga.")]


LONG = "Warga mencatat tinggi air di mulut gang setiap pagi. " * 20


def test_only_what_lies_around_a_change_is_left_of_a_long_text():
    parts = around(word_diff(f"{LONG}lama {LONG}lagi {LONG}", f"{LONG}baru {LONG}sudah {LONG}"), reach=40)
    assert [text for op, text in parts if op != "same"] == ["lama ", "baru ", "lagi ", "sudah "]
    first, middle, last = (text for op, text in parts if op == "same")
    assert first.startswith("… ")
    assert first.endswith("mulut gang setiap pagi. ")
    assert last.startswith("Warga mencatat")
    assert last.endswith("…")
    assert middle.startswith("Warga mencatat")
    assert "… " in middle
    assert middle.endswith("setiap pagi. ")
    assert max(len(first), len(last)) <= 42
    assert len(middle) <= 84


def test_short_texts_are_shown_whole():
    parts = word_diff("Rob naik di Krapyak.", "Rob turun di Krapyak.")
    assert around(parts) == parts
    assert around([]) == []


@given(WORDS, WORDS, st.integers(0, 30))
def test_no_change_is_ever_cut(old, new, reach):
    whole = word_diff(" ".join(old), " ".join(new))
    cut = around(whole, reach)
    assert [part for part in cut if part[0] != "same"] == [part for part in whole if part[0] != "same"]
    assert [op for op, _text in cut] == [op for op, _text in whole]
