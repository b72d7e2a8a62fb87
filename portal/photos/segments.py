"""The outer structure of JPEG, PNG and WebP files: which parts lie where, never their pixels.

Pure. Everything reads from a seekable binary file, jumps over contents and is bounded, so that no file can hold a
reader: a part that lies outside the file or more than MAX_PARTS of them is `Broken`.
"""

import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

FAR = 2**40  # bytes: no file is that long, and seek takes no number of any size
MAX_PARTS = 50_000  # a 25 MB PNG written in 4 kB pieces has 6,400

JPEG_MAGIC = b"\xff\xd8\xff"
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"

_BARE = {0x01, *range(0xD0, 0xD8)}  # markers without a length (ITU-T T.81, table B.1)
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
    """The segments of a JPEG up to and with the first start of scan; the coded pixels follow its `end`."""
    offset = 2
    for _ in range(MAX_PARTS):
        head = read(fh, offset, 4)
        if head[0] != 0xFF:
            raise Broken("no marker where one must stand")
        if head[1] == 0xFF:  # fill byte
            offset += 1
            continue
        if head[1] in _BARE:
            offset += 2
            continue
        if head[1] in (0x00, 0xD8, 0xD9):
            raise Broken("no picture before the end")
        length = int.from_bytes(head[2:], "big")
        if length < 2:
            raise Broken("a segment shorter than its own length")
        part = Part(_NAMES.get(head[1], f"{head[1]:02X}"), offset, offset + 4, offset + 2 + length, offset + 2 + length)
        yield part
        if part.name == "SOS":
            return
        offset = part.end
    raise Broken("too many segments")


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

    def __init__(self, fh: BinaryIO, stretches: Iterable[tuple[int, int]]) -> None:
        """`stretches` are (start, end) offsets in bytes, in the order in which they shall be read."""
        self._fh = fh
        self._stretches: list[tuple[int, int]] = []
        for start, end in stretches:
            joins = self._stretches and self._stretches[-1][1] == start
            self._stretches.append((self._stretches.pop()[0] if joins else start, end))
        self._size = sum(end - start for start, end in self._stretches)
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
        return 0
