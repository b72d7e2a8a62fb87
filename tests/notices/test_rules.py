from datetime import datetime, timedelta

import pytest

from portal.notices.rules import SPACING, Audience, Pace, audience, digest_after, letter_time

AT = datetime.fromisoformat("2026-11-24T11:00+07:00")
MINUTE = timedelta(minutes=1)


def test_a_kind_says_whose_list_it_stands_in():
    assert audience("arrived") is Audience.DESK
    assert audience("published") is Audience.AUTHOR
    assert audience("never heard of") is Audience.AUTHOR


@pytest.mark.parametrize(
    ("at", "digest"),
    [
        ("2026-11-24T06:59+07:00", "2026-11-24T07:00+07:00"),
        ("2026-11-24T07:00+07:00", "2026-11-25T07:00+07:00"),
        ("2026-11-24T23:59+07:00", "2026-11-25T07:00+07:00"),
        ("2026-11-24T17:30+00:00", "2026-11-25T07:00+07:00"),  # half past midnight in Pekalongan
        ("2026-12-31T12:00+07:00", "2027-01-01T07:00+07:00"),
    ],
)
def test_a_digest_comes_at_seven_in_the_morning(at, digest):
    assert digest_after(datetime.fromisoformat(at)) == datetime.fromisoformat(digest)


@pytest.mark.parametrize("kind", ["arrived", "withdrawal_asked", "name_asked"])
def test_each_arrival_is_told_at_once(kind):
    for last in (None, AT, AT - MINUTE):
        assert letter_time(kind, Pace.AT_ONCE, last, AT) == AT


def test_a_summary_waits_for_the_morning():
    assert letter_time("arrived", Pace.DAILY, None, AT) == digest_after(AT)
    assert letter_time("delivery_failed", Pace.DAILY, AT, AT) == digest_after(AT)


@pytest.mark.parametrize("kind", ["review_reminder", "review_deputy", "review_overdue"])
def test_a_reminder_waits_for_nothing(kind):
    assert letter_time(kind, Pace.DAILY, AT, AT) == AT
    assert letter_time(kind, Pace.AT_ONCE, None, AT) == AT


def test_twenty_failures_in_five_minutes_are_two_letters():
    """The first at once, the others together a quarter of an hour later."""
    last, times = None, []
    for n in range(20):
        last = letter_time("delivery_failed", Pace.AT_ONCE, last, AT + n * MINUTE / 4)
        times.append(last)
    assert times == [AT, *[AT + SPACING] * 19]


def test_a_failure_long_after_the_last_letter_is_told_at_once():
    assert letter_time("delivery_failed", Pace.AT_ONCE, AT - SPACING, AT) == AT
