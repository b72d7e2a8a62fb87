from datetime import timedelta

import pytest

from portal.kernel import steady
from portal.kernel.steady import Steady

NONE = timedelta(0)


@pytest.fixture
def hands():
    """A wall clock and a steady one, in seconds."""
    return {"wall": 1_000_000.0, "steady": 500.0}


@pytest.fixture
def clock(hands):
    return Steady(lambda: hands["wall"], lambda: hands["steady"])


def passes(hands, seconds):
    hands["wall"] += seconds
    hands["steady"] += seconds


def test_time_that_passes_is_no_jump(clock, hands):
    passes(hands, 86_400)
    assert clock.ahead() == NONE


@pytest.mark.parametrize("seconds", [1, -1, 599, -599])
def test_what_a_time_server_corrects_is_no_jump(clock, hands, seconds):
    hands["wall"] += seconds
    assert clock.ahead() == NONE


def test_a_jump_ahead_is_seen_by_everybody_who_looks_within_two_minutes(clock, hands):
    hands["wall"] += 3 * 86_400
    assert clock.ahead() == timedelta(days=3)
    passes(hands, 119)
    assert clock.ahead() == timedelta(days=3)
    passes(hands, 2)
    assert clock.ahead() == NONE
    passes(hands, 3600)
    assert clock.ahead() == NONE


def test_a_jump_back_is_none_ahead_and_coming_back_neither(clock, hands):
    hands["wall"] -= 2 * 86_400
    assert clock.ahead() == NONE
    hands["wall"] += 2 * 86_400
    assert clock.ahead() == NONE


def test_the_process_s_own_clock_has_not_jumped():
    assert steady.ahead() == NONE
