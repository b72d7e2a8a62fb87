"""Decodes HEIC with libheif. Imported by the child that has one to decode, and by nobody else: it maps 20 MB.

libheif turns the picture as its properties say. There is no way to decode it smaller, so its rows are shrunk in
strips as they stand in libheif's memory: as a picture of Pillow's a photo of 50 MP would take another 200 MB.
"""

import io
from typing import Any, BinaryIO, Final

import pillow_heif
from PIL import Image

from portal.photos import icc, imaging, pixels
from portal.photos.rules import CAPS, Header, Kind

# libheif's name → Pillow's; grey of more than 8 bits stays as it is
MODES: Final = {"RGB": "RGB", "RGBA": "RGBA", "RGBa": "RGBa", "L": "L", "LA": "LA", "I;16": "I;16"}

pillow_heif.options.DECODE_THREADS = 2  # tiles side by side; costs no memory
pillow_heif.options.THUMBNAILS = False  # a thumbnail may show anything
pillow_heif.options.DEPTH_IMAGES = False
pillow_heif.options.AUX_IMAGES = False


def opened(fh: BinaryIO, header: Header) -> tuple[Image.Image, int, int]:
    """The file's first picture, shrunk by a whole number that leaves what the largest rendition needs; its true size.

    Raises what libheif raises at a broken file: ValueError, SyntaxError, RuntimeError, EOFError, MemoryError.
    """
    fh.seek(0)
    try:
        file = pillow_heif.open_heif(io.BytesIO(fh.read()), convert_hdr_to_8bit=True)
        found = file[file.primary_index]
        rows, (width, height) = memoryview(found.data), found.size
    except (RuntimeError, ValueError, SyntaxError) as error:
        if "memory" in str(error).lower():
            raise MemoryError from error
        raise
    if width * height > CAPS.pixels[header.cap]:
        raise Image.DecompressionBombError("more pixels than its header says")
    picture = _shrunk(rows, MODES[found.mode], width, height, found.stride)
    picture.info["icc_profile"] = _profile(found.info)
    return picture, width, height


def _shrunk(rows: memoryview, mode: str, width: int, height: int, stride: int) -> Image.Image:
    def strip(top: int, end: int) -> Image.Image:
        part = rows[top * stride : end * stride]
        return Image.frombuffer(mode, (width, end - top), part, "raw", mode, stride, 1)  # type: ignore[arg-type]

    return pixels.shrunk(width, height, strip)


def _profile(info: dict[str, Any]) -> bytes | None:
    """The file's own profile, or one made of its code points."""
    if icc_profile := info.get("icc_profile"):
        return bytes(icc_profile)
    points = info.get("nclx_profile") or {}
    return icc.of_code_points(points.get("color_primaries", 1), points.get("transfer_characteristics", 13))


imaging.OPENERS[Kind.HEIC] = opened
