from datetime import datetime

import pytest

from portal.kernel.clock import WIB
from portal.newsroom import typed


def test_alt_texts_come_by_their_number_and_only_those_that_arrived():
    given = {"alt-0": "  Pasar \n pagi ", "alt-2": "", "alt-9": "x", "text": "y"}
    assert typed.alts(given, 3) == {0: "Pasar pagi", 2: ""}


def test_an_alt_text_may_be_as_long_as_said_and_no_longer(app):
    with app.test_request_context("/"):
        found = typed.alt_errors({0: "a" * typed.ALT_MAX, 1: "a" * (typed.ALT_MAX + 3)})
    assert list(found) == [1]
    assert "3" in found[1]


@pytest.mark.parametrize(
    ("text", "found"), [("7", 7), ("0", 0), ("", None), (None, None), ("-1", None), ("٣", None), ("1" * 10, None)]
)
def test_a_version_is_a_short_number_or_nothing(text, found):
    assert typed.version(text) == found


@pytest.mark.parametrize("text", ["2026-11-24T16:30", "24/11/2026 16.30", "24-11-2026, 16:30 WIB", "24.11.2026 16:30"])
def test_a_time_is_read_as_browsers_and_people_write_it(text):
    assert typed.time(text) == datetime(2026, 11, 24, 16, 30, tzinfo=WIB)


@pytest.mark.parametrize("text", ["", "besok", "31/02/2026 10.00", "2026-11-24", "24/11/2026 25.00", "9" * 40])
def test_a_time_nobody_can_read_is_none(text):
    assert typed.time(text) is None
