import re
from datetime import date

import pytest

from portal.channels.limits import CHANGEABLE, LIMITS, Kind, changed, limits_for
from portal.wards.city import KINDS


def test_every_kind_of_channel_has_dated_and_sourced_limits():
    assert set(LIMITS) == set(Kind)
    for kind, row in LIMITS.items():
        assert row.kind is kind
        assert row.checked_on == date(2026, 11, 24)
        assert len(row.source) > 30


def test_the_limits_do_not_contradict_themselves():
    for row in LIMITS.values():
        assert 0 <= row.media_min <= row.media_max
        assert row.caption_max is None or row.caption_max <= row.text_max
        assert bool(row.image_types) == (row.media_max > 0)
        assert row.fold is None or row.fold < row.text_max
        assert all(re.fullmatch(r"image/(?:jpeg|png|webp)", mime) for mime in row.image_types)
        assert row.ratio is None or row.ratio[0] < row.ratio[1]


@pytest.mark.parametrize(
    ("kind", "pictures", "ceiling"),
    [("telegram", 0, 4096), ("telegram", 1, 1024), ("whatsapp", 1, 1024), ("instagram", 3, 2200), ("x", 4, 280)],
)
def test_a_picture_turns_the_text_into_a_caption_where_the_network_says_so(kind, pictures, ceiling):
    assert limits_for(kind).text_limit(pictures) == ceiling


def test_instagram_takes_no_text_without_a_picture_and_no_sixth_tag():
    row = limits_for("instagram")
    assert (row.media_min, row.hashtags_max, row.hashtags_refused, row.links) == (1, 5, True, False)


def test_x_carries_no_link_unless_a_person_asks():
    assert limits_for("x").links
    assert not limits_for("x").link_by_default


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="friendster"):
        limits_for("friendster")


def test_a_city_file_can_name_every_kind_and_no_other():
    assert set(KINDS) == set(Kind)


def test_an_admin_can_bring_one_figure_up_to_date():
    row = limits_for("x")
    newer = changed(row, "text_max", 560, "docs.x.com, read by hand", date(2027, 1, 5))
    assert (newer.text_max, newer.checked_on, newer.unit) == (560, date(2027, 1, 5), row.unit)
    assert row.text_max == 280
    assert all(changed(row, name, 3, "source", date(2027, 1, 5)) != row for name in CHANGEABLE)


@pytest.mark.parametrize(("name", "value"), [("kind", 1), ("ratio", 2), ("text_max", -1), ("__class__", 1)])
def test_other_changes_are_refused(name, value):
    with pytest.raises(ValueError, match=name):
        changed(limits_for("x"), name, value, "source", date(2027, 1, 5))
