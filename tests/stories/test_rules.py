from datetime import date

import pytest

from portal.stories import rules
from portal.stories.rules import Span, Wrong, check_day, check_text, read_day

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("length", "full", "wrong"),
    [
        (0, True, Wrong("missing")),
        (9, True, Wrong("short", 1)),
        (10, True, None),
        (120, True, None),
        (121, True, Wrong("long", 1)),
        (135, True, Wrong("long", 15)),
        (0, False, None),
        (9, False, None),
        (121, False, Wrong("long", 1)),
    ],
)
def test_a_title_has_ten_to_120_characters_and_a_draft_may_have_fewer(length, full, wrong):
    assert check_text("ñ" * length, rules.TITLE, full=full) == wrong


def test_the_spans_are_those_of_the_contract():
    assert (Span(10, 120), Span(100, 10_000), 10) == (rules.TITLE, rules.BODY, rules.PHOTOS)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        ("24/11/2026", date(2026, 11, 24)),
        ("4-1-2026", date(2026, 1, 4)),
        ("24.11.2026", date(2026, 11, 24)),
        ("2026-02-30", None),
        ("kemarin", None),
        ("2026-11-24T10:00", None),
        ("٢٠٢٦-١١-٢٤", None),  # digits Python would read and no calendar here shows
        ("99999999999999999999-01-01", None),
    ],
)
def test_a_day_is_read_as_browsers_and_people_write_it(text, day):
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("text", "full", "code"),
    [
        ("2026-11-24", True, None),
        ("2026-11-25", True, "future"),
        ("2026-11-25", False, None),
        ("", True, "missing"),
        ("", False, None),
        ("0226-11-24", False, "unreadable"),
        ("besok", False, "unreadable"),
    ],
)
def test_the_day_of_an_event_is_not_to_come(text, full, code):
    wrong = check_day(text, TODAY, full=full)
    assert (wrong and wrong.code) == code
