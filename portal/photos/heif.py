"""The boxes of a HEIC file: how large its picture is, which way up, and where its Exif lies. Never its pixels.

Pure and bounded like `segments`: a box outside the file, too many items, or items made of each other is `Broken`.
Layout: ISO/IEC 14496-12 (boxes, iinf, iloc, iref) and ISO/IEC 23008-12 (ispe, irot, ipma, grid).
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from portal.photos.segments import Broken, read

# HEVC brands; AVIF is not among them
BRANDS: Final = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"heif", b"mif1", b"mif2", b"msf1"}
OTHERS: Final = {b"mif1", b"mif2", b"msf1", b"heif"}  # say nothing of the codec: the compatible brands do
AV1: Final = {b"av01"}
DECODED: Final = {b"hvc1", b"hev1", b"grid", b"iden", b"iovl"}  # types of items that libheif here draws
MAX_BOXES: Final = 64  # at the top of a file; phones write four
MAX_META: Final = 2 * 1024 * 1024  # bytes; a 48 MP picture of 192 tiles has 12 kB
MAX_ITEMS: Final = 1000  # libheif's own limit; a 48 MP picture of a phone has 250
MAX_DEPTH: Final = 4  # pictures made of pictures made of …
MAX_EXIF: Final = 1024 * 1024  # bytes


class Meta(NamedTuple):
    """What a file says of its items."""

    primary: int
    types: dict[int, bytes]  # item → b"hvc1", b"grid", b"Exif" …
    properties: list[tuple[bytes, bytes]]  # name and body, in the order they are counted
    of: dict[int, list[int]]  # item → its properties, counted from 1
    parts: dict[int, list[int]]  # item → the items it is made of
    places: dict[int, list[tuple[bool, int, int]]]  # item → stretches: inside idat?, offset, bytes
    idat: bytes


def is_heif(head: bytes) -> bool:
    """Whether a file that begins with these 16 bytes or more may be a HEIC."""
    if head[4:8] != b"ftyp" or head[8:12] not in BRANDS:
        return False
    if head[8:12] not in OTHERS:
        return True
    named = head[16 : min(len(head), int.from_bytes(head[:4], "big"))]
    return not named or b"avif" not in [named[at : at + 4] for at in range(0, len(named), 4)] or b"heic" in named


def size(meta: Meta, total: int) -> tuple[int, int]:
    """Width and height in pixels, upright: decoders of this format turn by themselves.

    Raises Broken, also where pixels lie outside the `total` bytes that the file will have: libheif would leave holes.
    """
    shown = _parts_of(meta)
    if any(
        not inside and start + length > total for item in shown for inside, start, length in meta.places.get(item, ())
    ):
        raise Broken("shorter than it says")
    found = _properties(meta, meta.primary)
    sizes = [body for name, body in found if name == b"ispe"]
    if not sizes:
        raise Broken("a picture without its size")
    width, height = _numbers(">4xII", sizes[0])
    turns = sum(body[0] & 3 for name, body in found if name == b"irot" and body)
    return (height, width) if turns % 2 else (width, height)


def codecs(meta: Meta) -> set[bytes]:
    """The types of the items that are shown: b"hvc1", b"grid" … Raises Broken."""
    return {meta.types[item] for item in _parts_of(meta) if item in meta.types}


def density(meta: Meta) -> str:
    """What makes the pixels take more memory: "" for 8 bits and 4:2:0, "deep", "dense" or "dense-deep".

    From the decoder configurations of the items that are shown (ISO/IEC 14496-15, 8.3.3.1). Raises Broken.
    """
    bodies = [body for item in _parts_of(meta) for name, body in _properties(meta, item) if name == b"hvcC"]
    dense = any(len(body) > 16 and body[16] & 3 > 1 for body in bodies)
    deep = any(len(body) > 18 and (body[17] & 7 or body[18] & 7) for body in bodies)
    return "-".join(word for word, holds in (("dense", dense), ("deep", deep)) if holds)


def _properties(meta: Meta, item: int) -> list[tuple[bytes, bytes]]:
    return [meta.properties[at - 1] for at in meta.of.get(item, ()) if 0 < at <= len(meta.properties)]


def exif(fh: BinaryIO) -> bytes:
    """The TIFF block of the first Exif item, b"" if there is none. Raises Broken."""
    meta = read_meta(fh)
    item = next((item for item, name in meta.types.items() if name == b"Exif"), None)
    data, left = b"", MAX_EXIF
    for inside, offset, length in meta.places.get(item, ()) if item is not None else ():
        piece = min(length, left)
        data += meta.idat[offset : offset + piece] if inside else read(fh, offset, piece)
        left -= piece
    if len(data) < 4:
        return b""
    return data[4 + int.from_bytes(data[:4], "big") :]


def read_meta(fh: BinaryIO) -> Meta:
    """The `meta` box of a seekable file. Raises Broken."""
    found = dict(_boxes(_meta(fh), 4))
    missing = {b"pitm", b"iprp", b"iinf"} - found.keys()
    if missing:
        raise Broken("no picture is named")
    properties = dict(_boxes(found[b"iprp"], 0))
    return Meta(
        _primary(found[b"pitm"]),
        _types(found[b"iinf"]),
        list(_boxes(properties.get(b"ipco", b""), 0)),
        _associations(properties.get(b"ipma", b"")),
        _parts(found.get(b"iref", b"")),
        _places(found.get(b"iloc", b"")),
        found.get(b"idat", b""),
    )


# ---- boxes --------------------------------------------------------------------------------------------------------


def _meta(fh: BinaryIO) -> bytes:
    offset = 0
    for _ in range(MAX_BOXES):
        length, name = struct.unpack(">I4s", read(fh, offset, 8))
        head = 8
        if length == 1:
            (length,), head = struct.unpack(">Q", read(fh, offset + 8, 8)), 16
        if name == b"meta":
            if not head < length <= MAX_META:
                raise Broken("a description of no use")
            return read(fh, offset + head, length - head)
        if length < head:  # 0 reaches to the end of the file: nothing follows
            raise Broken("a box shorter than its head")
        offset += length
    raise Broken("too many boxes before the description")


def _boxes(data: bytes, at: int) -> Iterator[tuple[bytes, bytes]]:
    """Name and body of each box from `at` on."""
    for _ in range(MAX_ITEMS):
        if at + 8 > len(data):
            return
        length, name = struct.unpack_from(">I4s", data, at)
        if not 8 <= length <= len(data) - at:
            raise Broken("a box outside its box")
        yield name, data[at + 8 : at + length]
        at += length
    raise Broken("too many boxes")


class _Reader:
    """Numbers one after another; Broken at the end."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data, self.at = data, at

    def number(self, width: int) -> int:
        """An unsigned number of 0 to 8 bytes."""
        if self.at + width > len(self.data):
            raise Broken("a list that ends too early")
        self.at += width
        return int.from_bytes(self.data[self.at - width : self.at], "big")

    def count(self, width: int) -> range:
        found = self.number(width)
        if found > MAX_ITEMS:
            raise Broken("too many items")
        return range(found)


def _numbers(form: str, data: bytes) -> tuple[int, ...]:
    if len(data) < struct.calcsize(form):
        raise Broken("a box too short for what it holds")
    return struct.unpack_from(form, data)


def _primary(body: bytes) -> int:
    return _Reader(body, 4).number(4 if body[:1] > b"\0" else 2)


def _types(body: bytes) -> dict[int, bytes]:
    wide = body[:1] > b"\0"
    found: dict[int, bytes] = {}
    for name, entry in _boxes(body, 8 if wide else 6):
        if name == b"infe" and entry[:1] in (b"\2", b"\3"):
            reader = _Reader(entry, 4)
            item = reader.number(2 if entry[0] == 2 else 4)
            found.setdefault(item, entry[reader.at + 2 : reader.at + 6])
    return found


def _associations(body: bytes) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    if not body:
        return found
    reader, wide_ids, wide = _Reader(body, 4), body[0] > 0, body[3:4] != b"" and body[3] & 1
    for _ in reader.count(4):
        item = reader.number(4 if wide_ids else 2)
        mask = 0x7FFF if wide else 0x7F
        listed = [reader.number(2 if wide else 1) & mask for _ in range(reader.number(1))]
        found.setdefault(item, listed)
    return found


def _parts(body: bytes) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    width = 4 if body[:1] > b"\0" else 2
    for name, entry in _boxes(body, 4):
        if name == b"dimg":
            reader = _Reader(entry)
            item = reader.number(width)
            found.setdefault(item, []).extend(reader.number(width) for _ in reader.count(2))
    return found


def _places(body: bytes) -> dict[int, list[tuple[bool, int, int]]]:
    found: dict[int, list[tuple[bool, int, int]]] = {}
    if not body:
        return found
    version, reader = body[0], _Reader(body, 4)
    sizes = reader.number(2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    for _ in reader.count(2 if version < 2 else 4):
        item = reader.number(2 if version < 2 else 4)
        inside = bool(version) and reader.number(2) & 15 == 1
        reader.number(2)  # where the data are, if not here
        base = reader.number(base_size)
        found[item] = []
        for _ in reader.count(2):
            reader.number(index_size)
            found[item].append((inside, base + reader.number(offset_size), reader.number(length_size)))
    return found


def _parts_of(meta: Meta) -> set[int]:
    """The items that are shown. A picture may be made of pictures, but not of itself."""
    found, level = {meta.primary}, {meta.primary}
    for _ in range(MAX_DEPTH):
        level = {part for item in level for part in meta.parts.get(item, ())}
        if not level:
            return found
        found |= level
    raise Broken("a picture made of itself")
