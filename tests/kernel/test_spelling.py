import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.spelling import deletion_keys, one_edit_apart

WORD = st.text("abcde", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("a", "b", "apart"),
    [
        ("banjir", "banjr", True),
        ("banjir", "bannjir", True),
        ("banjir", "bankir", True),
        ("banjir", "bajnir", True),
        ("banjir", "banjir", True),
        ("banjir", "bajinr", False),
        ("banjir", "bnjr", False),
        ("", "", True),
    ],
)
def test_one_letter_added_left_out_mistaken_or_swapped(a, b, apart):
    assert one_edit_apart(a, b) is one_edit_apart(b, a) is apart


@given(WORD, WORD)
def test_words_one_edit_apart_share_a_key(a, b):
    if one_edit_apart(a, b):
        assert set(deletion_keys(a)) & set(deletion_keys(b))


def test_keys_are_the_word_and_what_is_left_of_it():
    assert deletion_keys("roob") == ["roob", "oob", "rob", "roo"]
