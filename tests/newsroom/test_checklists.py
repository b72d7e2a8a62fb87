import json
import re

import pytest

from portal.channels.limits import LIMITS, Kind
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
