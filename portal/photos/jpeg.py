"""Decode a JPEG at a fraction of its size, also one whose last bytes are missing.

A file that was cut off is taken only if every row of pixels came, or all but the last bits of a progressive one.
libjpeg fills what is missing without a word, so the rows are found by decoding the file twice with different ends:
where the two pictures differ, the file had nothing.
"""

import io
import warnings
from typing import BinaryIO, Final

from PIL import Image, ImageChops

from portal.photos import segments
from portal.photos.rules import CAPS, Header

EOI: Final = b"\xff\xd9"
NOISE: Final = 16 * 1024  # bytes; the first block that is missing suffices
ALL_BITS: Final = 16
INVISIBLE: Final = 1  # low bits of a coefficient that nobody misses
LAST_ROWS: Final = 24  # pixels: the last row of blocks and what is blurred into the row before
GREY: Final = ((127, 127), (128, 128))  # what libjpeg draws where nothing came, also after an inversion


def decoded(fh: BinaryIO, header: Header, target: tuple[int, int]) -> Image.Image:
    """The picture, at least `target` pixels large if it is that large itself, with the profile in its `info`.

    Raises OSError without errno, SyntaxError and the like if the file is broken or rows are missing.
    """
    stretches = _needed_parts(fh)
    try:
        picture = _load(fh, [*stretches, (stretches[-1][1], fh.seek(0, io.SEEK_END))], b"", header, target)
    except OSError as error:
        if error.errno is not None:
            raise
        lacking, still_lacking = _lacking_bits(fh)
        if still_lacking:
            raise
    else:
        if not _ends_in_grey(picture):
            return picture
        lacking = ALL_BITS
    if lacking <= INVISIBLE:  # only here is the first picture gone from memory, which two do not fit
        return _load(fh, [*stretches, (stretches[-1][1], _coded_end(fh))], EOI, header, target)
    return _load_cut_off(fh, stretches, header, target)


def _load_cut_off(
    fh: BinaryIO, stretches: list[tuple[int, int]], header: Header, target: tuple[int, int]
) -> Image.Image:
    stretches = [*stretches, (stretches[-1][1], _coded_end(fh))]
    with _load(fh, stretches, _noise(fh, stretches[-1]), header, target) as noisy:
        noisy_grey = noisy.convert("L")
    picture = _load(fh, stretches, EOI, header, target)
    differing = ImageChops.difference(picture.convert("L"), noisy_grey).getbbox()
    came = differing[1] * header.height / picture.height if differing else header.height
    if came < header.height - min(LAST_ROWS, header.height // 8):
        raise OSError("rows of pixels are missing")
    return picture


def _load(
    fh: BinaryIO, stretches: list[tuple[int, int]], tail: bytes, header: Header, target: tuple[int, int]
) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = CAPS.pixels[header.cap]
    file = io.BufferedReader(segments.Splice(fh, stretches, tail), 64 * 1024)
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        picture = Image.open(file, formats=["JPEG"])
    if picture.size != (header.width, header.height):
        raise ValueError("the decoder sees another size than the header")
    picture.draft("RGB", target)  # libjpeg decodes at 1/2, 1/4 or 1/8
    picture.load()
    return picture


def _needed_parts(fh: BinaryIO) -> list[tuple[int, int]]:
    """Stretches of the file up to the coded pixels, without what Pillow would search: 3,000 Exif segments take 8 s."""
    parts = [part for part in segments.jpeg_parts(fh) if _is_needed(fh, part)]
    return [(0, 2), *((part.start, part.end) for part in parts)]


def _is_needed(fh: BinaryIO, part: segments.Part) -> bool:
    if part.name == "APP2":  # also holds the list of pictures (MPF) that makes Pillow see another format
        return segments.read(fh, part.body, min(12, part.body_end - part.body)) == b"ICC_PROFILE\0"
    return part.name in ("APP0", "APP14") or not part.name.startswith(("APP", "COM"))


# ---- files that were cut off --------------------------------------------------------------------------------------


def _ends_in_grey(picture: Image.Image) -> bool:
    """Whether the last row looks like what libjpeg draws where nothing came."""
    row = picture.crop((0, picture.height - 1, picture.width, picture.height))
    return all(row.getchannel(band).getextrema() in GREY for band in row.getbands())


def _lacking_bits(fh: BinaryIO) -> tuple[int, int]:
    """How many low bits the coarsest coefficient lacks before the last scan, and after it (ITU-T T.81, B.2.3, G.1).

    A progressive file sends its coefficients apart, and their last bits in scans of their own.
    """
    lacking: dict[tuple[int, int], int] = {}
    before_last = ALL_BITS
    for part in _parts(fh):
        body = segments.read(fh, part.body, part.body_end - part.body) if part.name in _FRAME_AND_SCAN else b""
        if part.name == "SOS" and body and len(body) >= 4 + 2 * body[0]:
            before_last = max(lacking.values(), default=ALL_BITS)
            first, last, precision = body[-3:]
            brought = {(component, n) for component in body[1 : 1 + 2 * body[0] : 2] for n in range(first, last + 1)}
            lacking |= dict.fromkeys(brought & lacking.keys(), precision & 15)
        elif len(body) >= 6:
            numbers = 1 if part.name != "SOF2" else 64
            lacking |= {(component, n): ALL_BITS for component in body[6 : 6 + 3 * body[5] : 3] for n in range(numbers)}
    return before_last, max(lacking.values(), default=ALL_BITS)


_FRAME_AND_SCAN: Final = ("SOF0", "SOF1", "SOF2", "SOS")


def _parts(fh: BinaryIO) -> list[segments.Part]:
    """The segments that are there, however the file ends."""
    found, size = [], fh.seek(0, io.SEEK_END)
    try:
        for part in segments.all_jpeg_parts(fh):
            if part.end <= size:
                found.append(part)
    except segments.Broken:
        pass
    return found


def _coded_end(fh: BinaryIO) -> int:
    """Offset in bytes of the end of the last coded pixels: before the next marker, or where the file was cut off."""
    parts = _parts(fh)
    scan = max(n for n, part in enumerate(parts) if part.name == "SOS")
    if scan + 1 < len(parts):
        return parts[scan + 1].start
    size = fh.seek(0, io.SEEK_END)
    rest = segments.read(fh, parts[scan].end, size - parts[scan].end)
    return parts[scan].end + len(rest.rstrip(b"\xff"))


def _noise(fh: BinaryIO, coded: tuple[int, int]) -> bytes:
    """An end that goes on with restart markers in their order, so that the decoder takes it for coded pixels."""
    data = segments.read(fh, coded[0], coded[1] - coded[0])
    restarts = [data.rfind(bytes([0xFF, 0xD0 + n])) for n in range(8)]
    begin = restarts.index(max(restarts)) + 1 if max(restarts) >= 0 else 0
    noise = _any_bytes()
    return noise + b"".join(bytes([0xFF, 0xD0 + (begin + n) % 8]) + noise for n in range(8)) + EOI


def _any_bytes() -> bytes:
    """The same disorder every time, without FF; `random` would load a library into every child."""
    found, state = bytearray(), 1
    for _ in range(NOISE):
        state = state * 1_103_515_245 + 12_345 & 0x7FFFFFFF
        found.append((state >> 16) % 255)
    return bytes(found)
