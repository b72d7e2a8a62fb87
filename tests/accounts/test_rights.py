from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from portal.accounts.rights import PERMISSIONS, VISITOR, Rights, allowed, rights_of

TODAY = date(2026, 11, 24)


@dataclass
class Standing:
    role: str
    ward_id: int | None = None
    starts_on: date = date(2026, 1, 1)
    ends_on: date | None = date(2026, 12, 31)
    ended_at: datetime | None = None


@pytest.mark.parametrize(
    ("appointment", "stands"),
    [
        (Standing("director", 7), True),
        (Standing("director", 7, starts_on=TODAY), True),
        (Standing("director", 7, ends_on=TODAY), True),
        (Standing("director", 7, ends_on=None), True),
        (Standing("director", 7, starts_on=date(2026, 11, 25)), False),
        (Standing("director", 7, ends_on=date(2026, 11, 23)), False),
        (Standing("director", 7, ended_at=datetime(2026, 11, 1, tzinfo=UTC)), False),
    ],
)
def test_an_appointment_stands_from_its_first_to_its_last_day_unless_recalled(appointment, stands):
    rights = rights_of(1, [appointment], TODAY)
    assert rights.wards == (frozenset({7}) if stands else frozenset())
    assert rights.staff is stands


def test_wards_come_from_directing_only():
    rights = rights_of(1, [Standing("deputy", 3), Standing("humas", None), Standing("director", 4)], TODAY)
    assert rights.wards == {3, 4}
    assert rights.roles == {"deputy", "humas", "director"}


PEOPLE = {
    "visitor": VISITOR,
    "resident": Rights(1),
    "director": Rights(2, frozenset({"director"}), frozenset({7})),
    "deputy": Rights(3, frozenset({"deputy"}), frozenset({7})),
    "humas": Rights(4, frozenset({"humas"})),
    "admin": Rights(5, frozenset({"admin"})),
}
MAY = {
    "anyone": set(PEOPLE),
    "signed in": set(PEOPLE) - {"visitor"},
    "author of the submission": set(PEOPLE) - {"visitor"},
    "director of the ward": {"director", "deputy", "humas"},
    "humas": {"humas"},
    "admin": {"admin"},
}


def test_every_cell_of_the_permission_table():
    assert {name: {who for who, r in PEOPLE.items() if allowed(name, r)} for name in MAY} == MAY
    assert set(MAY) <= set(PERMISSIONS)
