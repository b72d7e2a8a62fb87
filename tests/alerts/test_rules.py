from datetime import UTC, datetime, timedelta

import pytest

from portal.alerts.rules import WIB, Pace, day_name, slot


def wib(day, hour, minute=0, second=0):
    return datetime(2026, 11, day, hour, minute, second, tzinfo=WIB)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (wib(24, 6), wib(24, 6)),
        (wib(24, 5, 59, 59), wib(23, 6)),
        (wib(24, 23, 59), wib(24, 6)),
        (wib(25, 0), wib(24, 6)),
        (datetime(2026, 11, 23, 23, 0, tzinfo=UTC), wib(24, 6)),
        (datetime(2026, 11, 23, 22, 59, tzinfo=UTC), wib(23, 6)),
    ],
)
def test_daily_letters_are_due_at_six_in_pekalongan(at, due):
    assert slot(Pace.DAILY, at) == due


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (wib(23, 6), wib(23, 6)),
        (wib(23, 5, 59), wib(16, 6)),
        (wib(22, 23), wib(16, 6)),
        (wib(29, 23), wib(23, 6)),
        (wib(30, 6, 1), wib(30, 6)),
    ],
)
def test_weekly_letters_are_due_on_monday(at, due):
    assert slot(Pace.WEEKLY, at) == due
    assert due.weekday() == 0


@pytest.mark.parametrize("pace", [Pace.DAILY, Pace.WEEKLY])
def test_the_last_moment_never_lies_ahead_and_never_falls_back(pace):
    before = None
    for hours in range(24 * 16):
        at = wib(1, 0) + timedelta(hours=hours)
        due = slot(pace, at)
        assert due <= at
        assert before is None or due >= before
        before = due


def test_a_digest_is_called_by_its_day_in_pekalongan():
    assert day_name(datetime(2026, 11, 23, 23, 0, tzinfo=UTC)) == "2026-11-24"
