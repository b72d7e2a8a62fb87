from datetime import UTC, date, datetime

import pytest

from portal.kernel.clock import WIB
from portal.moderation import evidence

DAY = date(2026, 11, 22)
MEDONO = [(-6.898, 109.664), (-6.899, 109.665), (-6.897, 109.663)]


def test_a_camera_without_a_zone_is_read_as_local_time():
    found = evidence.timing({"taken_at": "2026-11-22T05:31:00"}, DAY)
    assert found == ("same", datetime(2026, 11, 22, 5, 31, tzinfo=WIB), 0)


def test_the_day_is_the_local_one():
    found = evidence.timing({"taken_at": "2026-11-21T18:30:00+00:00"}, DAY)  # 01.30 WIB on the 22nd
    assert (found.kind, found.days) == ("same", 0)
    assert found.taken_at == datetime(2026, 11, 21, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("taken", "kind", "days"),
    [
        ("2026-11-19T23:59:00", "before", 3),
        ("2026-11-23T00:00:00", "after", 1),
        ("2019-01-01T10:00:00", "before", 2882),
    ],
)
def test_how_far_picture_and_event_lie_apart(taken, kind, days):
    found = evidence.timing({"taken_at": taken}, DAY)
    assert (found.kind, found.days) == (kind, days)


@pytest.mark.parametrize("kept", [{}, {"taken_at": None}, {"taken_at": ""}, {"taken_at": "kemarin"}, {"taken_at": 7}])
def test_no_time_is_said_to_be_none(kept):
    assert evidence.timing(kept, DAY).kind == "none"


def test_a_draft_without_a_day_still_shows_the_time():
    assert evidence.timing({"taken_at": "2026-11-22T05:31:00"}, None).kind == "undated"


@pytest.mark.parametrize(
    ("make", "model", "words"),
    [
        ("samsung", "SM-A145F", "samsung SM-A145F"),
        ("Canon", "Canon EOS 5D", "Canon EOS 5D"),
        ("", "Redmi 9", "Redmi 9"),
        ("Xiaomi", "", "Xiaomi"),
        (None, None, ""),
        ("a\n b ", "  c", "a b c"),
    ],
)
def test_the_camera_is_named_once(make, model, words):
    assert evidence.camera({"make": make, "model": model}) == words


@pytest.mark.parametrize(
    "kept",
    [{}, {"latitude": None, "longitude": None}, {"latitude": 0.0, "longitude": 0.0}, {"latitude": "x", "longitude": 1}],
)
def test_no_position_is_none(kept):
    assert evidence.point(kept) is None
    assert evidence.nearness(evidence.point(kept), MEDONO).kind == "none"


@pytest.mark.parametrize(
    ("here", "found"),
    [
        ((-6.899, 109.664), ("near", 0)),
        ((-6.93, 109.664), ("km", 4)),
        ((-6.2, 106.8), ("far", 0)),  # Jakarta
        ((90.0, 0.0), ("far", 0)),
    ],
)
def test_a_place_is_told_no_finer_than_a_kilometre(here, found):
    assert evidence.nearness(here, MEDONO) == found


def test_one_stray_picture_does_not_move_the_middle():
    assert evidence.nearness((-6.898, 109.664), [*MEDONO, (-6.2, 106.8)]).kind == "near"


def test_too_few_pictures_are_nothing_to_compare_with():
    assert evidence.nearness((-6.898, 109.664), MEDONO[:2]).kind == "alone"
