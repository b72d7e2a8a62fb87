"""The outer structure of JPEG, PNG and WebP files: which parts lie where, never their pixels.

Pure. Everything reads from a seekable binary file, jumps over contents and is bounded, so that no file can hold a
reader: a part that lies outside the file or more than MAX_PARTS of them is `Broken`.
"""

import io
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

FAR = 2**40  # bytes: no file is that long, and seek takes no number of any size
MAX_PARTS = 50_000  # a 25 MB PNG written in 4 kB pieces has 6,400

JPEG_MAGIC = b"\xff\xd8\xff"
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"

# FF and what makes it a marker. FF 00 is coded data, FF FF a fill byte; 01 and D0–D7 carry no length (ITU-T T.81, B.1).
_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")
_BLOCK = 256 * 1024  # bytes read at once in the search for a marker
_NAMES = {0xC4: "DHT", 0xC8: "JPG", 0xCC: "DAC", 0xDA: "SOS", 0xDB: "DQT", 0xDD: "DRI", 0xFE: "COM"} | {
    0xE0 + n: f"APP{n}" for n in range(16)
}
_NAMES = {0xC0 + n: f"SOF{n}" for n in range(16)} | _NAMES


class Broken(ValueError):
    """The file does not hold together as what it says it is."""


class Part(NamedTuple):
    """One JPEG segment or one PNG or WebP chunk, as offsets in bytes from the start of the file."""

    name: str  # "SOF0", "APP1", "IHDR", "VP8X"; an unknown JPEG marker is its two hex digits
    start: int  # the marker or the chunk's header
    body: int  # the content
    body_end: int
    end: int  # after the content, its checksum and its padding


def read(fh: BinaryIO, offset: int, count: int) -> bytes:
    """Exactly `count` bytes from `offset`, or Broken."""
    if offset >= FAR:
        raise Broken("a place outside every file")
    fh.seek(offset)
    data = fh.read(count)
    if len(data) < count:
        raise Broken("the file ends too early")
    return data


def jpeg_parts(fh: BinaryIO) -> Iterator[Part]:
    """The segments of a JPEG up to and with the first start of scan; the coded pixels follow its `end`.

    Stray bytes between segments are skipped, as libjpeg and every viewer do.
    """
    for part in all_jpeg_parts(fh):
        if part.name in ("SOI", "EOI"):
            raise Broken("no picture before the end")
        yield part
        if part.name == "SOS":
            return


def all_jpeg_parts(fh: BinaryIO) -> Iterator[Part]:
    """The segments of a JPEG, also those between its scans, up to and with "EOI" or the "SOI" of another picture.

    Raises Broken where the file ends before that.
    """
    offset = 2
    for _ in range(MAX_PARTS):
        offset = _marker(fh, offset)
        number = read(fh, offset + 1, 1)[0]
        if number in (0xD8, 0xD9):
            yield Part("SOI" if number == 0xD8 else "EOI", offset, offset + 2, offset + 2, offset + 2)
            return
        length, name = int.from_bytes(read(fh, offset + 2, 2), "big"), _NAMES.get(number, f"{number:02X}")
        if length < 2 and not name.startswith(("APP", "COM")):
            raise Broken("a segment shorter than its own length")
        end = offset + 2 + max(length, 2)  # libjpeg takes such a comment for an empty one
        part = Part(name, offset, offset + 4, end, end)
        yield part
        offset = part.end
    raise Broken("too many segments")


def _marker(fh: BinaryIO, offset: int) -> int:
    """Offset of the next marker that is not a restart. Raises Broken if there is none."""
    fh.seek(offset)
    while block := fh.read(_BLOCK):
        if found := _MARKER.search(block):
            return offset + found.start()
        if len(block) < _BLOCK:
            break
        offset = fh.seek(offset + len(block) - 1)  # FF may be the last byte of a block
    raise Broken("the file ends too early")


def png_parts(fh: BinaryIO) -> Iterator[Part]:
    """The chunks of a PNG up to and with IEND (a picture cut off before it just ends)."""
    offset = len(PNG_MAGIC)
    for _ in range(MAX_PARTS):
        fh.seek(offset)
        head = fh.read(8)
        if len(head) < 8:
            return
        body = offset + 8
        length = int.from_bytes(head[:4], "big")
        part = Part(head[4:].decode("latin-1"), offset, body, body + length, body + length + 4)
        yield part
        if part.name == "IEND":
            return
        offset = part.end
    raise Broken("too many chunks")


def webp_parts(fh: BinaryIO) -> Iterator[Part]:
    """The chunks of a WebP, as far as its RIFF header says they go."""
    total = 8 + int.from_bytes(read(fh, 4, 4), "little")
    offset = 12
    for _ in range(MAX_PARTS):
        if offset + 8 > total:
            return
        head = read(fh, offset, 8)
        body = offset + 8
        length = int.from_bytes(head[4:], "little")
        if body + length > total:
            raise Broken("a chunk longer than its file")
        yield Part(head[:4].decode("latin-1"), offset, body, body + length, body + length + length % 2)
        offset = body + length + length % 2
    raise Broken("too many chunks")


class Splice(io.RawIOBase):
    """A readable, seekable view of chosen stretches of a file, without copying it."""

    def __init__(self, fh: BinaryIO, stretches: Iterable[tuple[int, int]], tail: bytes = b"") -> None:
        """`stretches` are (start, end) offsets in bytes, in the order in which they shall be read; `tail` follows."""
        self._fh, self._tail = fh, tail
        self._stretches: list[tuple[int, int]] = []
        for start, end in stretches:
            joins = self._stretches and self._stretches[-1][1] == start
            self._stretches.append((self._stretches.pop()[0] if joins else start, end))
        self._size = sum(end - start for start, end in self._stretches) + len(tail)
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # typeshed's Buffer has no length
        skip = self._at
        for start, end in self._stretches:
            if skip < end - start:
                self._fh.seek(start + skip)
                data = self._fh.read(min(len(buffer), end - start - skip))
                buffer[: len(data)] = data
                self._at += len(data)
                return len(data)
            skip -= end - start
        data = self._tail[skip : skip + len(buffer)]
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
