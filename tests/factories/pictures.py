"""Pictures drawn for tests: as phones store them, as screens save them, and as nobody honest would send them.

Every picture shows the same scene, upright: a red, a green, a blue and a yellow quarter (see CORNERS).
"""

import io
import struct
import zlib

from PIL import Image

CORNERS = {
    "top_left": (220, 30, 30),
    "top_right": (30, 160, 60),
    "bottom_left": (30, 60, 200),
    "bottom_right": (240, 210, 30),
}
PLACE = (-6.88, 109.67)  # degrees north, east: Pekalongan
TAKEN = "2026:11:22 05:31:00"

# The turn a camera's memory needs so that a viewer who obeys the orientation sees the scene upright.
_STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def scene(width: int = 640, height: int = 480) -> Image.Image:
    """The upright scene as an RGB picture."""
    picture = Image.new("RGB", (2, 2))
    picture.putdata(list(CORNERS.values()))
    return picture.resize((width, height), Image.Resampling.NEAREST)


def stored(width: int, height: int, orientation: int) -> Image.Image:
    """The scene as a camera held in that orientation keeps it; width and height are the upright ones."""
    turn = _STORED.get(orientation)
    picture = scene(width, height)
    return picture if turn is None else picture.transpose(turn)


def exif(
    orientation: int = 1,
    gps: tuple[float, float] | None = PLACE,
    taken: str = TAKEN,
    offset: str = "+07:00",
    make: str = "Samsung",
    model: str = "SM-A155F",
) -> bytes:
    """An Exif block as a phone writes it, with a thumbnail's worth of other fields."""
    block = Image.Exif()
    block[0x010F], block[0x0110], block[0x0112], block[0x0131] = make, model, orientation, "A155FXXU1"
    camera = block.get_ifd(0x8769)
    camera[0x9003], camera[0x927C] = taken, b"maker's secret"
    if offset:
        camera[0x9011] = offset
    if gps:
        place = block.get_ifd(0x8825)
        place[1], place[2] = "N" if gps[0] >= 0 else "S", _sexagesimal(gps[0])
        place[3], place[4] = "E" if gps[1] >= 0 else "W", _sexagesimal(gps[1])
    return block.tobytes()


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    degrees = abs(degrees)
    minutes = (degrees - int(degrees)) * 60
    return float(int(degrees)), float(int(minutes)), round((minutes - int(minutes)) * 60, 4)


def jpeg_of(picture: Image.Image, **options: object) -> bytes:
    """A picture as JPEG bytes, with Pillow's own options."""
    return _saved(picture, "JPEG", **{"quality": 90} | options)


def _saved(picture: Image.Image, name: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, name, **options)
    return file.getvalue()


def phone_jpeg(
    width: int = 640,
    height: int = 480,
    orientation: int = 1,
    gps: tuple[float, float] | None = PLACE,
    taken: str = TAKEN,
    offset: str = "+07:00",
    progressive: bool = False,
) -> bytes:
    """A JPEG as a phone sends it, width × height when upright, with Exif, GPS, XMP, IPTC, a comment and an MPF list."""
    block = exif(orientation, gps, taken, offset)
    data = jpeg_of(stored(width, height, orientation), exif=block, comment=b"a comment", progressive=progressive)
    extras = (
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>GPSLatitude 6,52.8S</x:xmpmeta>"),
        segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0c\x1c\x02\x50\0\x07by-line"),
        segment(0xE2, b"MPF\0" + b"MM\0*\0\0\0\x08\0\0"),
    )
    return with_segments(data, *extras)


def phone_png(width: int = 640, height: int = 480, orientation: int = 1) -> bytes:
    """A PNG with Exif (eXIf), texts and a time."""
    block = exif(orientation)
    data = _saved(stored(width, height, orientation), "PNG", exif=block)
    texts = chunk(b"tEXt", b"Comment\0by hand") + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta/>")
    return data[:33] + texts + chunk(b"tIME", struct.pack(">H5B", 2026, 11, 22, 5, 31, 0)) + data[33:]


def phone_webp(width: int = 640, height: int = 480, orientation: int = 1, lossless: bool = False) -> bytes:
    """A WebP with Exif and XMP."""
    block = exif(orientation)
    picture = stored(width, height, orientation)
    return _saved(picture, "WEBP", exif=block, xmp=b"<x:xmpmeta/>", quality=90, lossless=lossless)


def png_of(picture: Image.Image, **options: object) -> bytes:
    """A picture as PNG bytes, with Pillow's own options."""
    return _saved(picture, "PNG", **options)


def webp_of(picture: Image.Image, **options: object) -> bytes:
    """A picture as WebP bytes, with Pillow's own options."""
    return _saved(picture, "WEBP", **options)


def grainy(width: int, height: int) -> Image.Image:
    """Something like a photo: soft shapes, so that files have an honest size."""
    return Image.effect_noise((width // 40 + 1, height // 40 + 1), 90).convert("RGB").resize((width, height))


# ---- building blocks and hostile files ----------------------------------------------------------------------------


def segment(marker: int, body: bytes) -> bytes:
    """One JPEG segment."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def with_segments(data: bytes, *segments: bytes) -> bytes:
    """A JPEG with segments put in right after its start."""
    return data[:2] + b"".join(segments) + data[2:]


def chunk(name: bytes, body: bytes) -> bytes:
    """One PNG chunk with its checksum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def many_exif_segments(count: int = 3000, width: int = 640, height: int = 480) -> bytes:
    """A JPEG whose Exif segments hold Pillow's own `open` for seconds, the first one honest."""
    filler = segment(0xE1, b"Exif\0\0" + b"x" * 1000) * (count - 1)
    return with_segments(jpeg_of(scene(width, height)), segment(0xE1, exif(6)), filler)


def png_bomb(width: int, height: int) -> bytes:
    """A true PNG of one colour: a few kilobytes of file, width × height × 4 bytes of pixels."""
    rows = zlib.compressobj(9)
    line = b"\0" + b"\0" * (4 * width)
    pixels = b"".join(rows.compress(line) for _ in range(height)) + rows.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def lying_jpeg(width: int, height: int) -> bytes:
    """A small JPEG whose header claims width × height pixels."""
    data = jpeg_of(scene(64, 48))
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


def polyglots() -> dict[str, bytes]:
    """Files that begin as something else and go on as a picture."""
    picture = jpeg_of(scene(64, 48))
    return {
        "gif": b"GIF89a\x01\0\x01\0\0\0\0;" + picture,
        "html": b"<!doctype html><script>alert(1)</script>" + picture,
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>' + png_of(scene(64, 48)),
        "pdf": b"%PDF-1.7\n" + picture,
        "blank": b" " + picture,
        "zip": b"PK\x03\x04" + picture,
        "bmp": _saved(scene(64, 48), "BMP"),
        "tiff": b"MM\0*" + picture,
    }


def polyglot_code(name: str) -> str:
    """Why such a file is refused."""
    return {"html": "not_image", "blank": "not_image", "zip": "archive"}.get(name, name)
