"""The few Exif fields the portal reads, from bytes that may lie.

Pure and bounded: three directories are read, each once, at most MAX_ENTRIES long; no offset is followed twice, a
field that does not hold is left out. Nothing here raises. Tags and types: CIPA DC-008 (Exif 2.32), 4.6.
"""

import struct
from typing import Final, NamedTuple

MAX_ENTRIES: Final = 512
MAX_VALUE: Final = 1024  # bytes; every field read here is far shorter

_WIDTH = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}  # bytes by field type
_MAKE, _MODEL, _ORIENTATION, _EXIF, _GPS = 0x010F, 0x0110, 0x0112, 0x8769, 0x8825
_TAKEN, _OFFSET, _TAKEN_OFFSET = 0x9003, 0x9010, 0x9011
_LATITUDE_REF, _LATITUDE, _LONGITUDE_REF, _LONGITUDE = 1, 2, 3, 4


class Exif(NamedTuple):
    """Raw but safe: texts are printable, positions are degrees within the globe, orientation is 1–8."""

    orientation: int = 1
    make: str = ""
    model: str = ""
    taken: str = ""  # "2026:11:22 05:31:00" as the camera wrote it
    offset: str = ""  # "+07:00"
    latitude: float | None = None  # degrees north
    longitude: float | None = None  # degrees east


class _Field(NamedTuple):
    type: int
    raw: bytes


def parse(data: bytes) -> Exif:
    """Reads a TIFF block (with or without the "Exif" prefix of JPEG); an unreadable one gives the defaults."""
    tiff = data.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 8:
        return Exif()
    first = _directory(tiff, order, struct.unpack_from(order + "I", tiff, 4)[0])
    camera = _directory(tiff, order, _number(first.get(_EXIF), order))
    place = _directory(tiff, order, _number(first.get(_GPS), order))
    latitude = _degrees(place.get(_LATITUDE), place.get(_LATITUDE_REF), order, "S", 90)
    longitude = _degrees(place.get(_LONGITUDE), place.get(_LONGITUDE_REF), order, "W", 180)
    if latitude is None or longitude is None or latitude == longitude == 0:  # 0, 0: a receiver without a fix
        latitude = longitude = None
    orientation = _number(first.get(_ORIENTATION), order)
    return Exif(
        orientation if 1 <= orientation <= 8 else 1,
        _text(first.get(_MAKE)),
        _text(first.get(_MODEL)),
        _text(camera.get(_TAKEN)),
        _text(camera.get(_TAKEN_OFFSET)) or _text(camera.get(_OFFSET)),
        latitude,
        longitude,
    )


def _directory(tiff: bytes, order: str, offset: int) -> dict[int, _Field]:
    if offset < 8 or offset + 2 > len(tiff):
        return {}
    fields: dict[int, _Field] = {}
    (count,) = struct.unpack_from(order + "H", tiff, offset)
    for at in range(offset + 2, offset + 2 + 12 * min(count, MAX_ENTRIES), 12):
        if at + 12 > len(tiff):
            break
        tag, kind, number = struct.unpack_from(order + "HHI", tiff, at)
        length = _WIDTH.get(kind, MAX_VALUE) * number
        if length > MAX_VALUE:
            continue
        start = at + 8 if length <= 4 else struct.unpack_from(order + "I", tiff, at + 8)[0]
        if start + length <= len(tiff):
            fields.setdefault(tag, _Field(kind, tiff[start : start + length]))
    return fields


def _number(field: _Field | None, order: str) -> int:
    if field is None or field.type not in (1, 3, 4) or not field.raw:
        return 0
    width = _WIDTH[field.type]
    return int.from_bytes(field.raw[:width], "little" if order == "<" else "big")


def _text(field: _Field | None) -> str:
    if field is None or field.type not in (2, 7):
        return ""
    text = field.raw.split(b"\0")[0].decode("utf-8", "ignore")
    return "".join(c for c in text if c.isprintable()).strip()[:64]


def _degrees(field: _Field | None, ref: _Field | None, order: str, negative: str, most: int) -> float | None:
    if field is None or field.type not in (5, 10) or len(field.raw) < 24:
        return None
    numbers = struct.unpack(order + ("6I" if field.type == 5 else "6i"), field.raw[:24])
    if numbers[1] == 0:
        return None
    parts = [above / below if below else 0.0 for above, below in zip(numbers[::2], numbers[1::2], strict=True)]
    degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
    if not 0 <= degrees <= most:
        return None
    return round(-degrees if _text(ref).upper() == negative else degrees, 6)
