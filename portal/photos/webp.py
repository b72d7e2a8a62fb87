"""Decodes a still WebP with libwebp's plain function, at 4 bytes a pixel.

Pillow 13 decodes every WebP as an animation: two canvases, a copy and the picture, 16 bytes a pixel, so that 25 MP
do not fit the child's 300 MB. The function is found through Pillow's own extension, which is linked to the library.
"""

import ctypes
from typing import Protocol


class _Decode(Protocol):
    def __call__(self, data: bytes, size: int, output: object, room: int, stride: int) -> int | None: ...


def load(library: str) -> _Decode | None:
    """The decoder of a shared library that is, or is linked to, libwebp; None if it hides the function."""
    try:
        function = ctypes.CDLL(library).WebPDecodeRGBAInto
    except (OSError, AttributeError):
        return None
    function.restype = ctypes.c_void_p
    function.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    return function


def has_alpha(data: bytes) -> bool:
    """Whether the header announces transparency."""
    if data[12:16] == b"VP8X":
        return bool(data[20] & 0x10)
    return data[12:16] == b"VP8L" and bool(data[24] & 0x10)


def rgba(decode: _Decode, data: bytes, width: int, height: int) -> bytearray:
    """The pixels, row by row, four bytes each; raises ValueError if the file is broken or cut off."""
    pixels = bytearray(width * height * 4)
    room = (ctypes.c_char * len(pixels)).from_buffer(pixels)
    if not decode(data, len(data), room, len(pixels), width * 4):
        raise ValueError("libwebp cannot decode this")
    return pixels
