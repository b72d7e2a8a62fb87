import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from portal.channels.limits import LIMITS, Kind
from portal.kernel.clock import WIB
from portal.newsroom import checklists
from portal.newsroom.checklists import FILE, checklist, slots


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_kind_of_channel_has_a_complete_checklist(kind, lang):
    items = checklist(kind, lang, name="Pemerintah Kota Pekalongan", handle="pemkotpekalongan")
    codes = [item.code for item in items]
    assert len(codes) == len(set(codes))
    assert {"account", "consent", "children", "credit", "proof"} <= set(codes)
    assert all("{" not in item.text and item.text.endswith(".") for item in items)
    assert "Pemerintah Kota Pekalongan (@pemkotpekalongan)" in items[0].text


@pytest.mark.parametrize("kind", [kind for kind, limits in LIMITS.items() if limits.image_types])
def test_where_a_text_alternative_is_taken_the_list_says_where_to_put_it(kind):
    codes = {item.code for item in checklist(kind, "id", name="Humas")}
    assert ("alt" in codes) == bool(LIMITS[kind].alt_max)


def test_an_account_nobody_recorded_is_not_made_up():
    assert "@" not in checklist("x", "id", name="Humas")[0].text


def test_the_noon_slot_falls_away_on_fridays():
    assert [slot.code for slot in slots("id")] == ["morning", "noon", "afternoon", "evening"]
    assert "noon" not in [slot.code for slot in slots("id", friday=True)]
    assert all(re.fullmatch(r"\d\d\.\d\d", slot.starts) and slot.starts < slot.ends for slot in slots("en"))


def test_both_languages_are_complete():
    data = json.loads(FILE.read_text("utf-8"))
    for row in [
        *data["before"],
        *data["after"],
        *data["slots"],
        *(row for rows in data["kinds"].values() for row in rows),
    ]:
        assert row["id"].strip()
        assert row["en"].strip()
        assert row["id"] != row["en"]


@pytest.mark.parametrize("hour", range(0, 24, 3))
@pytest.mark.parametrize("day", range(23, 30))
def test_the_next_good_time_is_near_and_never_on_the_prayers_of_friday(day, hour):
    at = datetime(2026, 11, day, hour, 7, tzinfo=UTC)
    found = checklists.next_slot(at)
    local = found.astimezone(WIB)
    assert at + timedelta(minutes=15) <= found <= at + timedelta(hours=24)
    allowed = {slot.starts for slot in checklists.slots("id", friday=local.weekday() == 4)}
    assert f"{local:%H.%M}" in allowed
