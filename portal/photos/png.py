"""Decode a PNG in little more memory than its pixels need, and find its colour profile."""

import io
import struct
import warnings
import zlib
from typing import BinaryIO, Final

from PIL import Image

from portal.photos import icc, pixels, segments
from portal.photos.colours import MAX_PROFILE
from portal.photos.rules import CAPS, Header
from portal.photos.segments import Part

PIXELS: Final = {"IHDR", "PLTE", "tRNS", "IDAT", "IEND"}
SUM: Final = 4  # bytes of checksum at the end of the packed pixels (RFC 1950)
MAX_SMALL: Final = 1024  # bytes of a chunk that describes colours with a few numbers


def decoded(fh: BinaryIO, header: Header) -> Image.Image:
    """The picture, reduced by pixels.whole_factor, with a profile in its `info`.

    Raises OSError without errno, SyntaxError and the like if the file is broken or rows are missing.
    """
    parts = list(segments.png_parts(fh))
    wanted = [part for part in parts if part.name in PIXELS and (part.name != "tRNS" or _is_sound(fh, part))]
    picture = _whole(fh, wanted, header)
    small = pixels.shrunk(header.width, header.height, lambda top, end: picture.crop((0, top, header.width, end)))
    small.info = {"icc_profile": _profile(fh, parts)}
    return small


def _whole(fh: BinaryIO, parts: list[Part], header: Header) -> Image.Image:
    """The picture, also if only the checksum over all its pixels is wrong, as viewers show it."""
    stretches = [(0, len(segments.PNG_MAGIC)), *((part.start, part.end) for part in parts)]
    try:
        return _load(fh, stretches, header)
    except OSError as error:
        if error.errno is not None or parts[-1].name != "IEND":  # the disk is at fault, or the file was cut off
            raise
    # only here is the first picture gone from memory, which two do not fit
    last = max(n for n, part in enumerate(parts) if part.name == "IDAT" and part.body_end - part.body >= SUM)
    return _load(fh, [*stretches[: last + 1], (parts[last].start, parts[last].body_end - SUM)], header)


def _load(fh: BinaryIO, stretches: list[tuple[int, int]], header: Header) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = CAPS.pixels[header.cap]
    file = io.BufferedReader(segments.Splice(fh, stretches), 64 * 1024)
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        picture = Image.open(file, formats=["PNG"])
    if picture.size != (header.width, header.height):
        raise ValueError("the decoder sees another size than the header")
    picture.load()
    return picture


def _profile(fh: BinaryIO, parts: list[Part]) -> bytes | None:
    """What the file says of its colours, in the order that the PNG specification (third edition, 12.2) gives."""
    first: dict[str, Part] = {}
    for part in parts:
        if part.name == "IDAT":
            break
        first.setdefault(part.name, part)
    if "cICP" in first and len(code_points := _small(fh, first["cICP"])) == 4:
        return icc.of_code_points(code_points[0], code_points[1])
    if "iCCP" in first:
        return _unpacked(fh, first["iCCP"])
    if "sRGB" in first or "gAMA" not in first or len(gamma := _small(fh, first["gAMA"])) != 4:
        return None
    primaries = icc.SRGB
    if "cHRM" in first and len(numbers := _small(fh, first["cHRM"])) == 32:
        white, red, green, blue = ((x / 100_000, y / 100_000) for x, y in struct.iter_unpack(">II", numbers))
        primaries = icc.Primaries(white, red, green, blue)
    return icc.of_gamma(int.from_bytes(gamma, "big") / 100_000, primaries)


def _unpacked(fh: BinaryIO, part: Part) -> bytes | None:
    packed = segments.read(fh, part.body, min(part.body_end - part.body, MAX_PROFILE))
    name, _, rest = packed.partition(b"\0")
    if len(name) > 79:
        return None
    try:
        return zlib.decompressobj().decompress(rest[1:], MAX_PROFILE + 1) or None
    except zlib.error:
        return None


def _small(fh: BinaryIO, part: Part) -> bytes:
    if part.body_end - part.body > MAX_SMALL or not _is_sound(fh, part):
        return b""
    return segments.read(fh, part.body, part.body_end - part.body)


def _is_sound(fh: BinaryIO, part: Part) -> bool:
    """Whether the checksum fits; a chunk that is not needed for the pixels is left out otherwise, as viewers do."""
    try:
        data = segments.read(fh, part.start + 4, part.end - part.start - 8)
        return zlib.crc32(data) == int.from_bytes(segments.read(fh, part.end - 4, 4), "big")
    except segments.Broken:
        return False
