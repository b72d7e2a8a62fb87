"""HEIC files for tests, written by libheif: as phones store them, and as nobody honest would send them."""

import io
import struct

import pillow_heif
from PIL import Image

from portal.photos import heif
from tests.factories import pictures


def heic_of(picture: Image.Image, **options: object) -> bytes:
    """A picture as HEIC bytes. The orientation in an `exif` of its `info` becomes a property, as phones write it."""
    return raw_heic(picture.mode, picture.size, picture.tobytes(), picture.info, **options)


def raw_heic(mode: str, size: tuple[int, int], pixels: bytes, info: dict | None = None, **options: object) -> bytes:
    """Pixels in any of libheif's modes as HEIC bytes."""
    made = pillow_heif.from_bytes(mode, size, pixels)
    made.info.update(info or {})
    file = io.BytesIO()
    made.save(file, **{"quality": 80, "enc_params": {"preset": "ultrafast"}} | options)
    return file.getvalue()


def phone_heic(width: int = 640, height: int = 480, orientation: int = 1, **options: object) -> bytes:
    """A HEIC as a phone stores it, width × height when upright, with Exif, GPS and XMP."""
    picture = pictures.stored(width, height, orientation)
    picture.info["exif"] = pictures.exif(orientation, make="Apple", model="iPhone 15")
    picture.info["xmp"] = b"<x:xmpmeta>GPSLatitude 6,52.8S</x:xmpmeta>"
    return heic_of(picture, **options)


def several(*shown: Image.Image, primary: int = 0) -> bytes:
    """One file with several pictures, as a burst has them."""
    file = pillow_heif.HeifFile()
    for picture in shown:
        file.add_from_pillow(picture)
    out = io.BytesIO()
    file.save(out, primary_index=primary, quality=80, enc_params={"preset": "ultrafast"})
    return out.getvalue()


# ---- boxes put together by hand -----------------------------------------------------------------------------------


def box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, name) + body


def full(name: bytes, version: int, *parts: bytes, flags: int = 0) -> bytes:
    return box(name, struct.pack(">B3s", version, flags.to_bytes(3, "big")), *parts)


def ftyp(brand: bytes = b"heic", *compatible: bytes) -> bytes:
    return box(b"ftyp", brand, bytes(4), *(compatible or (b"mif1", b"heic")))


def infe(item: int, kind: bytes = b"hvc1") -> bytes:
    return full(b"infe", 2, struct.pack(">HH4s", item, 0, kind), b"\0")


def crafted(
    size: tuple[int, int] = (640, 480),
    *,
    kind: bytes = b"hvc1",
    items: int = 1,
    made_of: dict[int, list[int]] | None = None,
    turn: int | None = None,
    head: bytes = b"",
    properties: bytes | None = None,
) -> bytes:
    """A file that is only description: no coded pixels follow. Item 1 is the picture, of `kind`."""
    ispe = full(b"ispe", 0, struct.pack(">II", *size))
    listed = ispe + (box(b"irot", bytes([turn])) if turn is not None else b"")
    of = bytes([2, 0x81, 0x82]) if turn is not None else bytes([1, 0x81])
    ipma = full(b"ipma", 0, struct.pack(">IH", 1, 1), of)
    entries = infe(1, kind) + b"".join(infe(number) for number in range(2, items + 1))
    refs = b"".join(
        box(b"dimg", struct.pack(f">HH{len(parts)}H", item, len(parts), *parts))
        for item, parts in (made_of or {}).items()
    )
    meta = full(
        b"meta",
        0,
        full(b"hdlr", 0, bytes(4), b"pict", bytes(13)),
        full(b"pitm", 0, struct.pack(">H", 1)),
        full(b"iinf", 0, struct.pack(">H", items & 0xFFFF), entries),
        full(b"iref", 0, refs) if refs else b"",
        box(b"iprp", box(b"ipco", listed if properties is None else properties), ipma),
        full(b"iloc", 0, bytes([0x44, 0]), struct.pack(">HHHHII", 1, 1, 0, 1, 0, 0)),
    )
    return (head or ftyp()) + meta + box(b"mdat", bytes(64))


def tiled(tile: bytes, columns: int, rows: int, width: int, height: int) -> bytes:
    """A grid as phones write it, all of whose tiles show the one picture of `tile`."""
    fh = io.BytesIO(tile)
    meta = heif.read_meta(fh)
    ((_, offset, length),) = meta.places[meta.primary]
    coded = tile[offset : offset + length]
    own = [box(name, body) for name, body in meta.properties]
    numbers = range(2, columns * rows + 2)
    listed = b"".join(own) + full(b"ispe", 0, struct.pack(">II", width, height))
    tile_of = bytes([len(own), *range(1, len(own) + 1)])
    of = struct.pack(">HBB", 1, 1, len(own) + 1) + b"".join(struct.pack(">H", n) + tile_of for n in numbers)
    grid = struct.pack(">BBBBII", 0, 1, rows - 1, columns - 1, width, height)
    dimg = box(b"dimg", struct.pack(f">HH{len(numbers)}H", 1, len(numbers), *numbers))

    def described(at: int) -> bytes:
        places = struct.pack(">HHHHII", 1, 1, 0, 1, 0, len(grid))
        places += b"".join(struct.pack(">HHHHII", n, 0, 0, 1, at, len(coded)) for n in numbers)
        return full(
            b"meta",
            0,
            full(b"hdlr", 0, bytes(4), b"pict", bytes(13)),
            full(b"pitm", 0, struct.pack(">H", 1)),
            full(
                b"iinf",
                0,
                struct.pack(">H", len(numbers) + 1),
                infe(1, b"grid"),
                *(infe(n) for n in numbers),
            ),
            full(b"iref", 0, dimg),
            box(b"iprp", box(b"ipco", listed), full(b"ipma", 0, struct.pack(">I", len(numbers) + 1), of)),
            full(b"iloc", 1, bytes([0x44, 0]), struct.pack(">H", len(numbers) + 1), places),
            box(b"idat", grid),
        )

    head = ftyp()
    return head + described(len(head) + len(described(0)) + 8) + box(b"mdat", coded)
