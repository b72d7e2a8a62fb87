"""Private evidence of a picture: when, where and with what it was taken, and what it looks like.

Read before the metadata is stripped, shown to those who verify a story, never published. Positions are personal
data: `stories.retention` takes their exactness away once the story is old.
"""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, BinaryIO, Final, NamedTuple

from portal.photos import exif, heif, segments
from portal.photos.rules import Kind

COARSE: Final = 2  # decimals of a degree: 1.1 km, as wide as a ward of this city
MAX_EXIF: Final = 1024 * 1024  # bytes; one JPEG segment holds 64 KB


class Evidence(NamedTuple):
    """What the file itself says. All of it can be forged; absent fields are None or empty."""

    taken_at: datetime | None  # as the camera's clock showed it; naive if the camera named no zone
    latitude: float | None  # degrees north
    longitude: float | None  # degrees east
    make: str
    model: str
    dhash: str  # 16 hex digits, see `distance`
    sha256: str  # of the original, 64 hex digits

    def camera(self) -> dict[str, Any]:
        """Time, place and camera as plain JSON values, to be stored; the hashes have columns of their own."""
        kept = self._asdict() | {"taken_at": self.taken_at.isoformat() if self.taken_at else None}
        return {name: kept[name] for name in ("taken_at", "latitude", "longitude", "make", "model")}


def blurred(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Stored evidence with its position no finer than about a ward; the rest as it is."""
    coarse = {
        name: round(degrees, COARSE) if isinstance(degrees := kept.get(name), float | int) else None
        for name in ("latitude", "longitude")
        if name in kept
    }
    return {**kept, **coarse}


def read_exif(fh: BinaryIO, kind: Kind) -> exif.Exif:
    """The Exif of a picture file; the defaults if it has none or a broken one.

    In HEIC the orientation is a property of the picture, which decoders obey; what Exif says of it is a copy.
    """
    try:
        if kind is Kind.HEIC:
            return exif.parse(heif.exif(fh))._replace(orientation=1)
        return exif.parse(_block(fh, kind))
    except segments.Broken:
        return exif.Exif()


def _block(fh: BinaryIO, kind: Kind) -> bytes:
    walk, name = {
        Kind.JPEG: (segments.jpeg_parts, "APP1"),
        Kind.PNG: (segments.png_parts, "eXIf"),
        Kind.WEBP: (segments.webp_parts, "EXIF"),
    }[kind]
    for part in walk(fh):
        if part.name != name:
            continue
        data = segments.read(fh, part.body, min(part.body_end - part.body, MAX_EXIF))
        if kind is not Kind.JPEG or data.startswith(b"Exif\0\0"):  # XMP is an APP1 too
            return data
    return b""


def taken_at(found: exif.Exif) -> datetime | None:
    """The moment of the picture; aware if the camera wrote its offset from UTC, else naive."""
    try:
        return datetime.strptime(found.taken, "%Y:%m:%d %H:%M:%S").replace(tzinfo=_zone(found.offset))
    except ValueError:
        return None


def _zone(offset: str) -> timezone | None:
    if offset == "Z":
        return timezone(timedelta(0))
    try:
        hours, minutes = offset[1:].split(":")
        shift = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone({"+": shift, "-": -shift}[offset[0]])
    except (ValueError, KeyError, IndexError):
        return None


def distance(one: str, other: str) -> int:
    """How many of 64 bits two dHashes differ in; up to about 10 it is the same picture, resized or recompressed."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def pack(found: exif.Exif, dhash: str) -> dict[str, Any]:
    """The evidence as the child sends it: plain JSON values."""
    moment = taken_at(found)
    return {
        "taken_at": moment.isoformat() if moment else None,
        "latitude": found.latitude,
        "longitude": found.longitude,
        "make": found.make,
        "model": found.model,
        "dhash": dhash,
    }


def unpack(sent: dict[str, Any], sha256: str) -> Evidence:
    """The evidence from what the child sent, trusting nothing; raises ValueError, KeyError or TypeError."""
    place = [None if sent[name] is None else float(sent[name]) for name in ("latitude", "longitude")]
    if not all(degrees is None or (math.isfinite(degrees) and abs(degrees) <= 180) for degrees in place):
        raise ValueError("a position outside the globe")
    return Evidence(
        None if sent["taken_at"] is None else datetime.fromisoformat(sent["taken_at"]),
        place[0],
        place[1],
        str(sent["make"])[:64],
        str(sent["model"])[:64],
        f"{int(sent['dhash'], 16) & (1 << 64) - 1:016x}",
        sha256,
    )
