from datetime import date

import pytest

from portal.admin.forms import day_of


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2026-02-29", None),
        ("24/11/2026", date(2026, 11, 24)),
        ("31/2/2026", None),
        ("1999-12-31", None),
        ("2100-01-01", None),
        ("0001-01-01", None),
        ("99999-01-01", None),
        ("", None),
        (None, None),
    ],
)
def test_a_day_is_what_browsers_send_or_people_write(text, day):
    assert day_of(text) == day
