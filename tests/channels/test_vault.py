import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.channels.vault import VERSION, Unreadable, seal, unseal

KEY = "secret-of-the-tests-0123456789abcdef"
OTHER = "secret-of-another-instance-012345678"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_what_was_sealed_comes_back(plain):
    assert unseal(KEY, seal(KEY, plain)) == plain


def test_a_token_tells_nothing_and_is_never_the_same():
    tokens = {seal(KEY, "abcd efgh ijkl") for _ in range(3)}
    assert len(tokens) == 3
    assert all(token.startswith(VERSION) and "abcd" not in token for token in tokens)


def test_another_instance_cannot_read_it():
    with pytest.raises(Unreadable):
        unseal(OTHER, seal(KEY, "abcd efgh"))


@pytest.mark.parametrize("token", ["", "abcd", "v1:", "v1:abcd", "v2:abcd", "v1:é", "v1:" + "A" * 120])
def test_what_is_no_token_is_unreadable_and_no_crash(token):
    with pytest.raises(Unreadable):
        unseal(KEY, token)


def test_one_changed_letter_is_noticed():
    token = seal(KEY, "abcd efgh")
    place = len(token) // 2
    forged = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
    with pytest.raises(Unreadable):
        unseal(KEY, forged)


def test_the_error_holds_neither_token_nor_key():
    token = seal(OTHER, "abcd efgh")
    try:
        unseal(KEY, token)
    except Unreadable as error:
        shown = "".join(traceback.format_exception(error, limit=0))
    assert token[3:] not in shown
    assert KEY not in shown
