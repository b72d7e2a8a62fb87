"""Pictures with damaged headers, drawn by hypothesis: small true files of every kind, changed where it hurts."""

import struct
from functools import cache

from hypothesis import strategies as st

from tests.factories import heics, pictures, profiles
from tests.factories.pictures import jpeg_of, png_of, scene, webp_of

NUMBERS = [0, 1, 2, 7, 8, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF]
PIECES = [
    b"\xff\xd8",
    b"\xff\xd9",
    b"\xff\xda",
    b"\xff\xc2",
    b"\xff\xe1\xff\xff",
    b"\xff\xff\xff",
    b"\xff\x00",
    b"IHDR",
]
PIECES += [b"iCCP", b"ispe", b"iloc", b"dimg", b"grid", b"VP8X", b"ICCP", b"Exif\0\0II*\0", bytes(64), b"\xff" * 64]


@cache
def seeds() -> tuple[bytes, ...]:
    tile = heics.heic_of(scene(64, 64))
    return (
        pictures.phone_jpeg(64, 48, orientation=6),
        jpeg_of(scene(64, 48), progressive=True),
        jpeg_of(scene(64, 48), restart_marker_blocks=1, icc_profile=profiles.P3),
        jpeg_of(scene(64, 48).convert("CMYK")),
        pictures.phone_png(64, 48),
        png_of(scene(64, 48).quantize(4), transparency=1, icc_profile=profiles.P3),
        png_of(scene(64, 48), save_all=True, append_images=[scene(64, 48).rotate(180)]),
        pictures.phone_webp(64, 48),
        webp_of(scene(64, 48), lossless=True),
        webp_of(scene(64, 48), save_all=True, append_images=[scene(64, 48).rotate(180)]),
        heics.phone_heic(64, 64, orientation=6),
        heics.tiled(tile, 2, 2, 120, 100),
        heics.crafted(kind=b"grid", items=5, made_of={1: [2, 3, 4, 5]}),
    )


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file of the seeds after one to six changes, most of them near its beginning."""
    data = bytearray(draw(st.sampled_from(seeds())))
    for _ in range(draw(st.integers(1, 6))):
        _change(draw, data)
    return bytes(data)


def _change(draw: st.DrawFn, data: bytearray) -> None:
    at = draw(st.integers(0, min(len(data), 700)) | st.integers(0, len(data)))
    how = draw(st.sampled_from(["bytes", "number", "piece", "cut", "drop", "repeat", "other"]))
    if how == "bytes":
        new = draw(st.binary(min_size=1, max_size=4))
        data[at : at + len(new)] = new
    elif how == "number":
        form = draw(st.sampled_from([">H", "<H", ">I", "<I"]))
        new = struct.pack(form, draw(st.sampled_from(NUMBERS)) % (1 << 8 * struct.calcsize(form)))
        data[at : at + len(new)] = new
    elif how == "piece":
        data[at:at] = draw(st.sampled_from(PIECES))
    elif how == "cut":
        del data[at:]
    elif how == "drop":
        del data[at : at + draw(st.integers(1, 40))]
    elif how == "repeat":
        data[at:at] = bytes(data[at : at + draw(st.integers(1, 200))]) * draw(st.integers(1, 60))
    else:
        other = draw(st.sampled_from(seeds()))
        data[at:] = other[draw(st.integers(0, len(other))) :]
