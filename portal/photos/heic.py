"""Decodes HEIC with libheif. Imported by the child that has one to decode, and by nobody else: it maps 20 MB.

libheif turns the picture as its properties say. There is no way to decode it smaller, so its rows are shrunk in
strips as they stand in libheif's memory: as a picture of Pillow's a photo of 50 MP would take another 200 MB.
"""

import io
from typing import BinaryIO, Final

import pillow_heif
from PIL import Image

from portal.photos import imaging
from portal.photos.rules import CAPS, Header, Kind

STRIP: Final = 128  # rows
MODES: Final = {"RGB": "RGB", "RGBA": "RGBA", "RGBa": "RGBa", "L": "L", "LA": "LA"}  # libheif's name → Pillow's

pillow_heif.options.DECODE_THREADS = 1  # the child may start none
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
    picture.info["icc_profile"] = found.info.get("icc_profile")
    return picture, width, height


def _shrunk(rows: memoryview, mode: str, width: int, height: int, stride: int) -> Image.Image:
    by = imaging.whole_factor(width, height)
    picture = Image.new(mode, (-(-width // by), -(-height // by)))
    for top in range(0, height, STRIP * by):
        high = min(STRIP * by, height - top)
        part = rows[top * stride : (top + high) * stride]
        strip = Image.frombuffer(mode, (width, high), part, "raw", mode, stride, 1)  # type: ignore[arg-type]
        picture.paste(strip.reduce(by) if by > 1 else strip, (0, top // by))
    return picture.convert("RGBA") if mode == "RGBa" else picture


imaging.OPENERS[Kind.HEIC] = opened
