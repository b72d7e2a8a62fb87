"""The demonstration's photographs: a scene of our own, saved the way a telephone saves it.

The file carries what a phone writes (orientation, time, place, maker), so that everything the portal does with a
picture is exercised: turning it, reading the evidence, taking all of it out of what readers get.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from random import Random
from types import MappingProxyType
from typing import Final

from PIL import ExifTags, Image

from portal.demo.scenes_cloth import batik, celup, jemuran, kios
from portal.demo.scenes_evening import jaring, kopi, ronda
from portal.demo.scenes_flat import banksampah, dongeng, sensor
from portal.demo.scenes_lino import bola, cap, gamelan, silat
from portal.demo.scenes_meeting import jelantah, posyandu
from portal.demo.scenes_paint import hujan, isyarat, kerjabakti, sayur
from portal.demo.scenes_pen import rebana, sketsa, tpq
from portal.demo.scenes_planes import album, landai
from portal.demo.scenes_porch import musala, tensi
from portal.demo.scenes_shore import mangrove, saringan
from portal.demo.scenes_street import gerobak, pasar, voli
from portal.demo.scenes_table import gori, megono, warung
from portal.demo.scenes_water import pelabuhan, pompa, rob

SCENES: Final[Mapping[str, Callable[[Random], Image.Image]]] = MappingProxyType(
    {
        scene.__name__: scene
        for scene in (
            album, banksampah, batik, bola, cap, celup, dongeng, gamelan, gerobak, gori, hujan, isyarat, jaring,
            jelantah, jemuran, kerjabakti, kios, kopi, landai, mangrove, megono, musala, pasar, pelabuhan,
            pompa, posyandu, rebana, rob, ronda, saringan, sayur, sensor, silat, sketsa, tensi, tpq, voli, warung,
        )
    }
)  # fmt: skip
WIB: Final = timezone(timedelta(hours=7))
# How the sensor lay in the hand: what the file holds, turned by the orientation, stands upright again.
_TURNS: Final = MappingProxyType(
    {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
)


def photo(scene: str, seed: int, taken_at: datetime, tile: tuple[int, int], orientation: int = 1) -> bytes:
    """A JPEG of 1280 × 853 pixels with a phone's Exif. The same arguments give the same bytes.

    `tile` is the ward's place on the city's tile map (column from 1, row from 0); the position written into the file
    lies about there. `orientation` is 1, 3, 6 or 8. `KeyError` for an unknown scene.
    """
    image = SCENES[scene](Random(seed))
    if orientation != 1:
        image = image.transpose(_TURNS[orientation])
    out = BytesIO()
    exif = _exif(image.size, orientation, taken_at, spot(tile, Random(f"{scene}-{seed}")))
    image.save(out, "JPEG", quality=86, exif=exif, comment=b"Pemandangan rekaan untuk peragaan portal")
    return out.getvalue()


def spot(tile: tuple[int, int], rng: Random) -> tuple[float, float]:
    """Latitude and longitude near the middle of a tile: about a kilometre a tile, good enough for a demonstration."""
    column, row = tile
    return (
        -6.8620 - row * 0.0115 + rng.uniform(-0.002, 0.002),
        109.6380 + (column - 1) * 0.0118 + rng.uniform(-0.002, 0.002),
    )


def _exif(size: tuple[int, int], orientation: int, taken_at: datetime, place: tuple[float, float]) -> Image.Exif:
    local, world = taken_at.astimezone(WIB), taken_at.astimezone(UTC)
    stamp = local.strftime("%Y:%m:%d %H:%M:%S")
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Ponsel Rekaan"
    exif[ExifTags.Base.Model] = "PR-1906"
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Software] = "Kamera 4.1"
    exif[ExifTags.Base.DateTime] = stamp
    detail = exif.get_ifd(ExifTags.IFD.Exif)
    detail[ExifTags.Base.DateTimeOriginal] = stamp
    detail[ExifTags.Base.DateTimeDigitized] = stamp
    detail[ExifTags.Base.OffsetTimeOriginal] = "+07:00"
    detail[ExifTags.Base.ExifImageWidth], detail[ExifTags.Base.ExifImageHeight] = size
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    latitude, longitude = place
    gps[ExifTags.GPS.GPSLatitudeRef] = "S" if latitude < 0 else "N"
    gps[ExifTags.GPS.GPSLatitude] = _degrees(latitude)
    gps[ExifTags.GPS.GPSLongitudeRef] = "E" if longitude >= 0 else "W"
    gps[ExifTags.GPS.GPSLongitude] = _degrees(longitude)
    gps[ExifTags.GPS.GPSDateStamp] = world.strftime("%Y:%m:%d")
    gps[ExifTags.GPS.GPSTimeStamp] = (float(world.hour), float(world.minute), float(world.second))
    return exif


def _degrees(value: float) -> tuple[float, float, float]:
    """Degrees, minutes, seconds."""
    value = abs(value)
    whole = int(value)
    minutes = int((value - whole) * 60)
    return (float(whole), float(minutes), round((value - whole - minutes / 60) * 3600, 3))
