import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.search_words import LONGEST, STOP_WORDS, fold, stem, words


@pytest.mark.parametrize(
    "word", ["bersih", "membersihkan", "dibersihkan", "kebersihan", "pembersihan", "kebersihannya"]
)
def test_words_of_one_root_have_one_stem(word):
    assert stem(word) == "bersih"


@pytest.mark.parametrize(("word", "root"), [("kebanjiran", "banjir"), ("banjirnya", "banjir"), ("warganya", "warga")])
def test_other_roots(word, root):
    assert stem(word) == root


@pytest.mark.parametrize("text", ["Jum’at", "JUMAT", "jum'at", "Jumát", "ju\u00admat"])
def test_spellings_that_are_one(text):
    assert fold(text) == "jumat"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rob di RT 05/RW 04", ["rob", "di", "rt", "05", "rw", "04"]),
        ("bersih-bersih", ["bersih", "bersih"]),
        ("_rahasia_", ["rahasia"]),
        ("ﬁlm Ærø ß", ["film", "aero", "ss"]),
        ("😀 – …", []),
        ("قُرْآن", ["قران"]),
    ],
)
def test_a_text_is_cut_into_words(text, expected):
    assert words(text) == expected


@given(st.text())
def test_a_word_holds_nothing_that_either_database_could_take_for_an_operator(text):
    for word in words(text):
        assert 0 < len(word) <= LONGEST
        assert all(letter.isalnum() for letter in word), word
        assert words(word), word
        assert stem(word)


def test_stop_words_are_written_as_words_are_folded():
    assert all(words(word) == [word] for word in STOP_WORDS)
