"""Looks into finished files with no help from Pillow: what is in them besides pixels?"""

import struct

JPEG_ALLOWED = {0xC0, 0xC4, 0xDA, 0xDB, 0xDD}
SECRETS = (
    b"Exif",
    b"Samsung",
    b"SM-A155F",
    b"2026:11:22",
    b"xmpmeta",
    b"8BIM",
    b"MPF",
    b"ICC_PROFILE",
    b"a comment",
    b"by hand",
)


def extras(data: bytes) -> list[str]:
    """Everything in a JPEG or WebP that is neither picture data nor the bare JFIF header."""
    found = [f"the words {secret!r}" for secret in SECRETS if secret in data]
    return found + (_jpeg(data) if data.startswith(b"\xff\xd8") else _webp(data))


def _jpeg(data: bytes) -> list[str]:
    found = []
    at = 2
    while True:
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        bare = marker == 0xE0 and length == 16 and data[at + 4 : at + 9] == b"JFIF\0"
        if data[at] != 0xFF or not (bare or marker in JPEG_ALLOWED):
            found.append(f"segment {marker:02x}")
        at += 2 + length
        if marker == 0xDA:
            break
    end = data.index(b"\xff\xd9", at)
    return found + ([f"{len(data) - end - 2} bytes after the end"] if end + 2 != len(data) else [])


def _webp(data: bytes) -> list[str]:
    name, (length,) = data[12:16], struct.unpack("<I", data[16:20])
    found = [] if name == b"VP8 " else [f"chunk {name!r}"]
    return found + ([] if 20 + length + length % 2 == len(data) else ["more chunks"])
