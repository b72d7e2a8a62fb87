from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.newsroom import ranking
from portal.newsroom.lifecycle import PostState as S
from portal.newsroom.ranking import Bucket, Filter, Standing, rank

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def after(minutes):
    return NOON + timedelta(minutes=minutes)


def order(*stories):
    """Indexes of stories (lists of standings) as the board sorts them."""
    ranks = [rank(story) for story in stories]
    return sorted(range(len(stories)), key=lambda n: (ranks[n].bucket, ranks[n].position))


def test_a_correction_owed_stands_before_everything_else():
    assert order([Standing(S.QUEUED, after(-900))], [Standing(S.PUBLISHED, after(-5), owes_since=NOON)]) == [1, 0]


def test_what_waits_for_a_person_stands_before_what_waits_for_a_time_and_before_what_is_done():
    done, waits, acts = (
        [Standing(S.PUBLISHED, NOON)],
        [Standing(S.SCHEDULED, NOON, after(1))],
        [Standing(S.QUEUED, NOON)],
    )
    assert order(done, waits, acts) == [2, 1, 0]


def test_a_kit_waits_since_its_time_and_a_queued_post_since_it_came():
    kit = [Standing(S.KIT_READY, after(10), due_at=after(-60))]
    made_by_hand = [Standing(S.KIT_READY, after(-5))]
    queued = [Standing(S.QUEUED, after(-30), due_at=after(500))]
    assert order(made_by_hand, queued, kit) == [2, 1, 0]


def test_the_earliest_post_decides_for_its_story():
    slow = [Standing(S.QUEUED, after(5)), Standing(S.PUBLISHED, after(-90))]
    fast = [Standing(S.QUEUED, after(6)), Standing(S.KIT_CLAIMED, after(-1))]
    assert order(slow, fast) == [1, 0]


def test_what_is_done_stands_newest_first():
    assert order([Standing(S.SKIPPED, NOON)], [Standing(S.PUBLISHED, after(3))]) == [1, 0]


def test_held_alone_is_something_to_do_but_waits_behind_the_rest():
    held, queued = rank([Standing(S.HELD, after(-99))]), rank([Standing(S.QUEUED, NOON)])
    assert held.act
    assert (held.bucket, queued.bucket) == (Bucket.WAIT, Bucket.ACT)


@pytest.mark.parametrize(
    ("state", "owes", "lists"),
    [
        (S.QUEUED, False, {Filter.ACT}),
        (S.KIT_READY, False, {Filter.ACT}),
        (S.KIT_CLAIMED, False, {Filter.ACT}),
        (S.HELD, False, {Filter.ACT}),
        (S.CHECK_BY_HAND, False, {Filter.ACT, Filter.CHECK}),
        (S.FAILED, False, {Filter.ACT, Filter.FAILED}),
        (S.PREPARING, False, {Filter.SCHEDULED, Filter.CARRIED}),
        (S.ARMED, False, {Filter.SCHEDULED, Filter.CARRIED}),
        (S.RECONCILING, False, {Filter.SCHEDULED, Filter.CARRIED}),
        (S.SCHEDULED, False, {Filter.SCHEDULED}),
        (S.PUBLISHED, False, {Filter.PUBLISHED}),
        (S.PUBLISHED, True, {Filter.PUBLISHED, Filter.ACT}),
        (S.SKIPPED, False, {Filter.SKIPPED}),
        (S.CANCELLED, False, {Filter.SKIPPED}),
    ],
)
def test_each_state_is_on_its_lists(state, owes, lists):
    assert {each for each in Filter if ranking.in_filter(each, state, owes)} == lists | {Filter.ALL}
    found = rank([Standing(state, NOON, owes_since=NOON if owes else None)])
    flags = {each for each in ranking.FLAGGED if getattr(found, each.name.lower())}
    assert flags == lists & set(ranking.FLAGGED)


@pytest.mark.parametrize("place", [(0, 1, 2), (3, -1_800_000_000_000_000, 9)])
def test_a_cursor_comes_back_as_it_was(place):
    assert ranking.decode(ranking.encode(*place)) == place


@pytest.mark.parametrize(
    "cursor", ["", "x", "1.2", "1.2.3.4", "1.--2.3", "9.1.-3", "1.2.3 ", "1.٣.3", "1." + "9" * 19 + ".1"]
)
def test_a_cursor_nobody_made_is_none(cursor):
    assert ranking.decode(cursor) is None


@given(st.text(max_size=60) | st.from_regex(r"-?[0-9]{1,3}\.-?[0-9]{1,25}\.-?[0-9]{1,25}", fullmatch=True))
def test_any_text_is_a_place_on_the_board_or_none(text):
    found = ranking.decode(text)
    assert found is None or (0 <= found[0] < 10 and abs(found[1]) < 10**18 and 0 < found[2] < 2**31)
