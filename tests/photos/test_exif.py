import random
import struct

import pytest

from portal.photos import exif
from portal.photos.exif import Exif
from tests.factories import pictures


def test_what_a_phone_writes_is_read() -> None:
    found = exif.parse(pictures.exif(6, (-6.88, 109.67), "2026:11:22 05:31:00", "+07:00"))
    assert found == Exif(6, "Samsung", "SM-A155F", "2026:11:22 05:31:00", "+07:00", -6.88, 109.67)


def big_endian(entries: list[tuple[int, int, int, bytes]], after: bytes = b"") -> bytes:
    body = b"".join(
        struct.pack(">HHI", tag, kind, count) + value.ljust(4, b"\0") for tag, kind, count, value in entries
    )
    return b"MM\0*\0\0\0\x08" + struct.pack(">H", len(entries)) + body + b"\0\0\0\0" + after


def test_the_other_byte_order_and_a_long_orientation() -> None:
    assert exif.parse(big_endian([(0x112, 3, 1, b"\0\x08")])).orientation == 8
    assert exif.parse(big_endian([(0x112, 4, 1, b"\0\0\0\x03")])).orientation == 3
    assert exif.parse(b"Exif\0\0" + big_endian([(0x112, 3, 1, b"\0\x05")])).orientation == 5


@pytest.mark.parametrize("value", [b"\0\0", b"\0\x09", b"\xff\xff"])
def test_an_orientation_outside_1_to_8_is_upright(value: bytes) -> None:
    assert exif.parse(big_endian([(0x112, 3, 1, value)])).orientation == 1


def test_south_and_west_are_negative_and_no_fix_is_no_place() -> None:
    assert exif.parse(pictures.exif(gps=(-12.5, -77.25))).latitude == -12.5
    assert exif.parse(pictures.exif(gps=(-12.5, -77.25))).longitude == -77.25
    assert exif.parse(pictures.exif(gps=(0.0, 0.0))).latitude is None
    assert exif.parse(pictures.exif(gps=None)) == Exif(
        1, "Samsung", "SM-A155F", "2026:11:22 05:31:00", "+07:00", None, None
    )


def place(latitude: bytes, longitude: bytes = struct.pack(">6I", 109, 1, 40, 1, 12, 1)) -> Exif:
    at = 8 + 2 + 12 + 4
    entries = struct.pack(">H", 2) + struct.pack(">HHII", 2, 5, 3, at + 30) + struct.pack(">HHII", 4, 5, 3, at + 54)
    return exif.parse(big_endian([(0x8825, 4, 1, struct.pack(">I", at))], entries + b"\0" * 4 + latitude + longitude))


def test_rationals_that_cannot_be_are_left_out() -> None:
    assert place(struct.pack(">6I", 6, 1, 52, 1, 48, 1)).latitude == 6.88
    assert place(struct.pack(">6I", 6, 0, 52, 1, 48, 1)).latitude is None
    assert place(struct.pack(">6I", 91, 1, 0, 1, 0, 1)).latitude is None
    assert place(struct.pack(">6I", 2**32 - 1, 1, 0, 1, 0, 1)).longitude is None
    assert place(struct.pack(">6I", 6, 1, 52, 0, 48, 0)).latitude == 6.0


def test_texts_lose_what_cannot_be_printed_and_what_is_too_long() -> None:
    text = b"Sam\x07sung\xff\x1b[31m" + b"x" * 200 + b"\0hidden"
    at = 8 + 2 + 12 + 4
    found = exif.parse(big_endian([(0x10F, 2, len(text), struct.pack(">I", at))], text))
    assert found.make == ("Samsung[31m" + "x" * 200)[:64]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Exif\0\0",
        b"MM\0*",
        b"MM\0*\xff\xff\xff\xff",
        b"MM\0*\0\0\0\x08",
        b"MM\0*\0\0\0\x08\xff\xff",
        b"JUNK" * 10,
        big_endian([(0x8769, 4, 1, b"\0\0\0\x08"), (0x8825, 4, 1, b"\0\0\0\x08")]),  # directories that are each other
        big_endian([(0x112, 3, 2**32 - 1, b"\0\0\0\x08")]),
        big_endian([(0x10F, 2, 900, b"\xff\xff\xff\xf0")]),
        big_endian([(0x10F, 99, 1, b"\0\0\0\x01")]),
    ],
)
def test_hostile_blocks_give_the_defaults(data: bytes) -> None:
    assert exif.parse(data) == Exif()


def test_damage_anywhere_never_raises() -> None:
    whole, dice = pictures.exif(6), random.Random(7)
    for _ in range(3000):
        damaged = bytearray(whole[: dice.randrange(1, len(whole) + 1)])
        for _ in range(dice.randrange(1, 6)):
            damaged[dice.randrange(len(damaged))] = dice.choice([0, 1, 0x7F, 0x80, 0xFF])
        found = exif.parse(bytes(damaged))
        assert 1 <= found.orientation <= 8
        assert found.latitude is None or -90 <= found.latitude <= 90
        assert (found.make + found.model + found.taken).isprintable()
