import io
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from portal.photos import evidence
from portal.photos.evidence import Evidence
from portal.photos.exif import Exif
from portal.photos.rules import Kind
from tests.factories import heics, pictures


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.JPEG, pictures.phone_jpeg(orientation=6)),
        (Kind.PNG, pictures.phone_png(orientation=6)),
        (Kind.WEBP, pictures.phone_webp(orientation=6)),
    ],
)
def test_exif_is_found_in_every_kind(kind: Kind, data: bytes) -> None:
    found = evidence.read_exif(io.BytesIO(data), kind)
    assert (found.orientation, found.latitude, found.longitude) == (6, -6.88, 109.67)


def test_the_orientation_in_a_heics_exif_is_a_copy_that_must_not_turn_it_twice() -> None:
    found = evidence.read_exif(io.BytesIO(heics.phone_heic(orientation=6)), Kind.HEIC)
    assert (found.orientation, found.latitude, found.longitude) == (1, -6.88, 109.67)
    assert evidence.read_exif(io.BytesIO(heics.ftyp()), Kind.HEIC) == Exif()


def test_no_exif_and_a_file_cut_short_give_the_defaults() -> None:
    assert evidence.read_exif(io.BytesIO(pictures.jpeg_of(pictures.scene())), Kind.JPEG) == Exif()
    assert evidence.read_exif(io.BytesIO(pictures.phone_jpeg()[:100]), Kind.JPEG) == Exif()


def test_the_first_of_many_exif_segments_counts() -> None:
    assert evidence.read_exif(io.BytesIO(pictures.many_exif_segments()), Kind.JPEG).orientation == 6


WIB = timezone(timedelta(hours=7))


@pytest.mark.parametrize(
    ("taken", "offset", "expected"),
    [
        ("2026:11:22 05:31:00", "+07:00", datetime(2026, 11, 22, 5, 31, tzinfo=WIB)),
        ("2026:11:22 05:31:00", "Z", datetime(2026, 11, 22, 5, 31, tzinfo=UTC)),
        ("2026:11:22 05:31:00", "-03:30", datetime(2026, 11, 22, 9, 1, tzinfo=UTC)),
        ("2026:11:22 05:31:00", "", datetime(2026, 11, 22, 5, 31)),
        ("2026:11:22 05:31:00", "+99:00", datetime(2026, 11, 22, 5, 31)),
        ("2026:11:22 05:31:00", "WIB", datetime(2026, 11, 22, 5, 31)),
        ("0000:00:00 00:00:00", "", None),
        ("2026-11-22", "", None),
        ("", "", None),
    ],
)
def test_the_moment_has_a_zone_only_if_the_camera_named_one(taken: str, offset: str, expected: datetime | None) -> None:
    moment = evidence.taken_at(Exif(taken=taken, offset=offset))
    assert moment == expected
    assert moment is None or (moment.tzinfo is None) == (expected is not None and expected.tzinfo is None)


def test_evidence_survives_the_way_through_json() -> None:
    found = Exif(6, "Samsung", "SM-A155F", "2026:11:22 05:31:00", "+07:00", -6.88, 109.67)
    sent = json.loads(json.dumps(evidence.pack(found, "00ff00ff00ff00ff")))
    assert evidence.unpack(sent, "ab" * 32) == Evidence(
        datetime(2026, 11, 22, 5, 31, tzinfo=WIB), -6.88, 109.67, "Samsung", "SM-A155F", "00ff00ff00ff00ff", "ab" * 32
    )


def test_what_is_stored_is_plain_and_holds_no_hash() -> None:
    found = Exif(6, "Samsung", "SM-A155F", "2026:11:22 05:31:00", "+07:00", -6.88, 109.67)
    kept = evidence.unpack(evidence.pack(found, "00ff00ff00ff00ff"), "ab" * 32).camera()
    assert json.loads(json.dumps(kept)) == {
        "taken_at": "2026-11-22T05:31:00+07:00",
        "latitude": -6.88,
        "longitude": 109.67,
        "make": "Samsung",
        "model": "SM-A155F",
    }


@pytest.mark.parametrize(
    "change",
    [{"latitude": 1e9}, {"longitude": float("nan")}, {"taken_at": "soon"}, {"dhash": "xyz"}, {"dhash": 5}],
)
def test_what_the_child_sends_is_not_trusted(change: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        evidence.unpack(evidence.pack(Exif(), "00ff00ff00ff00ff") | change, "ab" * 32)


def test_the_distance_counts_bits() -> None:
    assert evidence.distance("0000000000000000", "00000000000000ff") == 8
    assert evidence.distance("ffffffffffffffff", "ffffffffffffffff") == 0
