from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from portal.channels.adapter_api import FailureKind, Phase
from portal.channels.adapters import answers
from portal.channels.error_codes import Code
from portal.kernel import clock
from tests import clocks

AT = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "wait"),
    [
        (30, 30),
        ("41", 41),
        (0, 1),
        (-5, 1),
        (10**9, 86_400),
        (None, 900),
        ("soon", 900),
        (float("inf"), 900),
        (float("nan"), 900),
        ({}, 900),
    ],
)
def test_a_wait_is_between_a_second_and_a_day_and_a_quarter_of_an_hour_for_nonsense(seconds, wait):
    assert answers.until(seconds, AT) == AT + timedelta(seconds=wait)


def test_retry_after_is_seconds_or_a_date_by_their_clock():
    clocks.later(timedelta(days=400))
    near = clock.now()
    assert near + timedelta(seconds=6) < answers.retry_after({"retry-after": "7"}) < near + timedelta(seconds=9)
    date = format_datetime(clock.real_now() + timedelta(seconds=100), usegmt=True)
    assert near + timedelta(seconds=95) < answers.retry_after({"retry-after": date}) < near + timedelta(seconds=105)


@pytest.mark.parametrize("text", ["", "soon", "-3", "1.5", "9" * 40, "Wed, 99 Foo 2026"])
def test_nonsense_in_retry_after_is_a_quarter_of_an_hour(text):
    wait = answers.retry_after({"retry-after": text}) - clock.now()
    assert timedelta(minutes=14) < wait <= timedelta(minutes=15)


def test_their_words_are_plain_short_and_without_our_secrets():
    text = "  <b>No</b>\n\n abcd efgh \x00\u202e" + "x" * 500
    said = answers.said(text, "abcd efgh", "")
    assert said.startswith("No … x")
    assert len(said) == 300
    assert "\u202e" not in said
    assert answers.said(None) == ""


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("status", [301, 302, 307, 429, 500, 502, 503, 504])
def test_what_publishes_is_in_doubt_and_nothing_else(phase, status):
    failure = answers.common(status, {}, phase, "").failure
    doubt = phase is Phase.PUBLISH and status != 429
    assert (failure.kind is FailureKind.UNKNOWN) == doubt


def test_maintenance_is_waited_for_except_while_publishing():
    told = answers.common(503, {"retry-after": "60"}, Phase.PREPARE, "").failure
    assert (told.kind, told.code) == (FailureKind.RATE_LIMITED, Code.BUSY)
    assert answers.common(503, {"retry-after": "60"}, Phase.PUBLISH, "").failure.kind is FailureKind.UNKNOWN


@pytest.mark.parametrize("status", [200, 201, 400, 401, 403, 404, 413, 422])
def test_what_differs_between_networks_is_left_to_them(status):
    assert answers.common(status, {}, Phase.PUBLISH, "") is None
