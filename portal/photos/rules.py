"""What a picture may be: caps, sizes, and the proof from its first bytes that it is one.

Pure. Nothing here decodes pixels; a file that passes may still be broken further in, which `sandbox.process` tells.
"""

import io
from datetime import date
from enum import StrEnum
from typing import BinaryIO, Final, NamedTuple

from portal.photos import heif, segments, unsupported
from portal.photos.segments import Broken

MB: Final = 1024 * 1024

# ---- caps, as of the day they were last measured or decided -------------------------------------------------------


class Caps(NamedTuple):
    """Bytes, counts, pixels and seconds. One record, so that a change is one new dated line."""

    as_of: date
    file_bytes: int
    files_per_story: int
    unsent_files: int  # of one person, in no sent story
    unsent_bytes: int
    hourly_bytes: int  # of one person, sent or not; a demo has no such limit
    pixels: dict[str, int]  # by Header.cap
    coefficient_bytes: int  # what libjpeg keeps of a JPEG that it cannot decode row by row
    cpu_seconds: dict[str, int]  # of the decoding child, by Kind
    wall_seconds: dict[str, int]  # by Kind
    memory_bytes: dict[str, int]  # of the decoding child, by Kind
    written_bytes: int  # of one rendition


CAPS: Final = Caps(
    as_of=date(2026, 11, 30),
    file_bytes=25 * MB,
    files_per_story=10,
    unsent_files=200,
    unsent_bytes=150 * MB,  # three or four full drafts of what phones make
    hourly_bytes=1024 * MB,  # four stories of the largest photos
    pixels={
        "jpeg": 200_000_000,
        "jpeg-whole": 50_000_000,  # progressive, or its colours in separate scans: libjpeg holds all coefficients
        "png": 40_000_000,  # long screenshots
        "webp": 25_000_000,
        "webp-animated": 15_000_000,  # 16 bytes a pixel in libwebp's animation decoder
        # HEIC has no way to decode smaller: all pixels are in memory, coded planes and colours, 5 to 18 bytes each
        "heic": 64_000_000,
        "heic-deep": 50_000_000,  # more than 8 bits
        "heic-dense": 50_000_000,  # full colour for each pixel or each second one
        "heic-dense-deep": 24_000_000,
    },
    coefficient_bytes=200 * MB,
    cpu_seconds={"jpeg": 5, "png": 5, "webp": 5, "heic": 20},  # 48 MP of a phone, 16 MB: 6 s and more
    wall_seconds={"jpeg": 30, "png": 30, "webp": 30, "heic": 60},
    memory_bytes={"jpeg": 300 * MB, "png": 300 * MB, "webp": 300 * MB, "heic": 512 * MB},
    written_bytes=16 * MB,
)

# ---- renditions ---------------------------------------------------------------------------------------------------

RENDITIONS: Final = {"l": 1600, "m": 800, "s": 400}  # longest edge in pixels; never larger than the original
MIME: Final = {"webp": "image/webp", "jpg": "image/jpeg"}  # by extension


def rendition_names() -> list[str]:
    """Every file that a processed photo has: "l.webp", "l.jpg", "m.webp" …"""
    return [f"{size}.{extension}" for size in RENDITIONS for extension in MIME]


def fit(width: int, height: int, edge: int) -> tuple[int, int]:
    """The size in pixels whose longest edge is `edge`, or the size itself if it is smaller."""
    longest = max(width, height)
    if longest <= edge:
        return width, height
    return max(1, round(width * edge / longest)), max(1, round(height * edge / longest))


def centre_box(width: int, height: int, ratio: float) -> tuple[int, int, int, int]:
    """The largest centred box (left, top, right, bottom) in pixels with width ÷ height = `ratio`."""
    wide = min(width, max(1, round(height * ratio)))
    high = min(height, max(1, round(width / ratio)))
    left, top = (width - wide) // 2, (height - high) // 2
    return left, top, left + wide, top + high


def has_room(files: int, size: int, more: int) -> bool:
    """Whether a person with so many unsent files and bytes may keep one more of `more` bytes.

    The pictures of one story always fit, however large they are.
    """
    if files < CAPS.files_per_story:
        return True
    return files < CAPS.unsent_files and size + more <= CAPS.unsent_bytes


MAGIC: Final = 64  # bytes that tell what kind of file it is: HEIC lists its kin there

JPEG_LS: Final = "F7"

# ---- proof --------------------------------------------------------------------------------------------------------

STATUS: Final = {
    "empty": 415,
    "not_image": 415,
    "broken": 415,
    "too_big": 413,
    "too_many_pixels": 413,
    "no_quota": 413,
    "too_much_an_hour": 413,
    "rare_jpeg": 415,
    "rare_heic": 415,
    **dict.fromkeys(unsupported.CODES, 415),
}


class Refused(ValueError):
    """A file that is not taken. `code` is a key of STATUS; the page has a sentence for each."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def status(self) -> int:
        """The HTTP status that says the same."""
        return STATUS[self.code]


class Kind(StrEnum):
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"


class Header(NamedTuple):
    """What the header alone proves. Width and height in pixels as a decoder gives them, before any turn by Exif."""

    kind: Kind
    width: int
    height: int
    variant: str = ""  # "whole" JPEG, "animated" WebP, "deep" HEIC …, see CAPS.pixels
    coefficient_bytes: int = 0

    @property
    def cap(self) -> str:
        return f"{self.kind}-{self.variant}" if self.variant else str(self.kind)


def sniff(head: bytes, size: int) -> Header:
    """Proves a picture of `size` bytes from its first bytes; raises Refused.

    256 KB suffice unless a long Exif, ICC or MPF lies before the header: then the answer is "broken" and only
    `sniff_file` can tell.
    """
    return sniff_file(io.BytesIO(head), size)


def sniff_file(fh: BinaryIO, size: int) -> Header:
    """Proves a picture from a seekable file of `size` bytes, jumping over what lies before the header."""
    if size == 0:
        raise Refused("empty")
    if size > CAPS.file_bytes:
        raise Refused("too_big")
    fh.seek(0)
    kind = kind_of(fh.read(MAGIC))
    try:
        header = _READERS[kind](fh, size)
    except Broken as error:
        raise Refused("broken") from error
    if header.width * header.height == 0:
        raise Refused("broken")
    if header.width * header.height > CAPS.pixels[header.cap] or header.coefficient_bytes > CAPS.coefficient_bytes:
        raise Refused("too_many_pixels")
    return header


def kind_of(head: bytes) -> Kind:
    """The kind of a file that begins with these bytes, MAGIC of them if it has as many. Raises Refused."""
    # Only the very first bytes count: a file that starts as GIF, SVG, HTML or PDF is none of ours, whatever follows.
    if head.startswith(segments.JPEG_MAGIC):
        return Kind.JPEG
    if head.startswith(segments.PNG_MAGIC):
        return Kind.PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Kind.WEBP
    if heif.is_heif(head):
        return Kind.HEIC
    raise Refused(unsupported.code_of(head))


def _jpeg(fh: BinaryIO, size: int) -> Header:
    frame: Header | None = None
    components = 0
    for part in segments.jpeg_parts(fh):
        if part.name in ("SOF0", "SOF1", "SOF2"):
            if frame:
                raise Broken("two frames")
            body = segments.read(fh, part.body, part.body_end - part.body)
            frame, components = _frame(body, part.name == "SOF2")
        elif part.name.startswith("SOF") or part.name in ("DAC", JPEG_LS):
            raise Refused("rare_jpeg")  # lossless, hierarchical or arithmetic
        elif part.name == "SOS" and frame:
            if frame.variant or segments.read(fh, part.body, 1)[0] < components:
                return frame._replace(variant="whole")
            return frame._replace(coefficient_bytes=0)
    raise Broken("no frame before the scan")


def _frame(body: bytes, progressive: bool) -> tuple[Header, int]:
    """Header and number of colours from the body of a start-of-frame segment (ITU-T T.81, B.2.2)."""
    if len(body) < 6 or body[5] not in (1, 3, 4) or len(body) < 6 + 3 * body[5]:
        raise Broken("no frame of 1, 3 or 4 colours")
    if body[0] == 12:
        raise Refused("rare_jpeg")
    if body[0] != 8:
        raise Broken("no frame of 8 bits")
    height, width, components = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big"), body[5]
    samples = [(body[7 + 3 * n] >> 4, body[7 + 3 * n] & 15) for n in range(components)]
    if not all(1 <= across <= 4 and 1 <= down <= 4 for across, down in samples):
        raise Broken("sampling outside 1–4")
    densest = max(across for across, _ in samples) * max(down for _, down in samples)
    share = sum(across * down for across, down in samples) / densest
    variant = "whole" if progressive else ""
    return Header(Kind.JPEG, width, height, variant, int(width * height * share * 2)), components


def _png(fh: BinaryIO, size: int) -> Header:
    body = segments.read(fh, 8, 21)
    if body[:8] != b"\0\0\0\rIHDR":
        raise Broken("IHDR does not come first")
    width, height = int.from_bytes(body[8:12], "big"), int.from_bytes(body[12:16], "big")
    if max(width, height) >= 2**31:
        raise Broken("size outside PNG")
    return Header(Kind.PNG, width, height)


def _webp(fh: BinaryIO, size: int) -> Header:
    if 8 + int.from_bytes(segments.read(fh, 4, 4), "little") > size:
        raise Broken("shorter than its RIFF header says")
    name = segments.read(fh, 12, 4)
    fh.seek(20)
    body = fh.read(10).ljust(10, b"\0")  # the smallest lossless pictures end before that
    if name == b"VP8X":
        width, height = int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
        return Header(Kind.WEBP, width, height, "animated" if body[0] & 0x02 else "")
    if name == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = int.from_bytes(body[6:8], "little"), int.from_bytes(body[8:10], "little")
        return Header(Kind.WEBP, width & 0x3FFF, height & 0x3FFF)
    if name == b"VP8L" and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        return Header(Kind.WEBP, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    raise Broken("no VP8, VP8L or VP8X chunk first")


def _heic(fh: BinaryIO, size: int) -> Header:
    meta = heif.read_meta(fh)
    codecs = heif.codecs(meta)
    if codecs & heif.AV1:
        raise Refused("avif")
    if codecs - heif.DECODED:
        raise Refused("rare_heic")  # JPEG or uncompressed pixels in HEIC's boxes
    width, height = heif.size(meta, size)
    return Header(Kind.HEIC, width, height, heif.density(meta))


_READERS = {Kind.JPEG: _jpeg, Kind.PNG: _png, Kind.WEBP: _webp, Kind.HEIC: _heic}
