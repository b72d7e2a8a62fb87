from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import paging
from tests.fuzzing import fuzz


@given(st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1)), st.integers(0, 2**31 - 1))
def test_a_cursor_comes_back_as_it_went(at, row_id):
    at = at.replace(tzinfo=UTC)
    assert paging.decode(paging.encode(at, row_id)) == (at, row_id)


@pytest.mark.parametrize(
    "text",
    ["", "-", "a-", "-b", "A-B", "a-b-c", "a b", "é-1", "1-2\n", "z" * 14 + "-1", "1-" + "z" * 13, "zzzzzzzzzzzzz-1"],
)
def test_a_bad_cursor_is_named(text):
    with pytest.raises(paging.BadCursor):
        paging.decode(text)


@fuzz(200)
@given(st.text(max_size=40))
def test_any_text_is_a_cursor_or_a_bad_one(text):
    try:
        at, row_id = paging.decode(text)
    except paging.BadCursor:
        return
    assert at.tzinfo
    assert 0 <= row_id < 2**31


def test_pages_are_cut_and_know_what_follows():
    rows = [(datetime(2026, 1, 1, tzinfo=UTC) - timedelta(days=n), n) for n in range(4)]
    page = paging.cut(rows, 3, lambda row: row)
    assert list(page.items) == rows[:3]
    assert paging.decode(page.next) == rows[2]
    assert paging.cut(rows[:3], 3, lambda row: row).next is None
