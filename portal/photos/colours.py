"""Convert a picture from its colour profile to sRGB, the colour space of every rendition.

The profile's name is ignored: the library converts sample colours, and only if none changes is the picture left alone.
That costs 2 ms; a conversion costs 25 ms for a large rendition.
"""

import io
import itertools
from typing import Final

from PIL import Image, ImageChops, ImageCms

MAX_PROFILE: Final = 4 * 1024 * 1024  # bytes; those of printing presses have up to 3 MB
MODES: Final = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}  # a profile's space → the mode of Pillow that it speaks of
LEVELS: Final = range(0, 256, 51)
ROUNDING: Final = 1  # of 255; what two spellings of sRGB may differ in


def in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """An opaque picture as RGB in sRGB. A profile that is broken or speaks of other colours is ignored."""
    if not profile or not int.from_bytes(profile[:4], "big") <= len(profile) <= MAX_PROFILE:  # cut off, or too large
        return picture.convert("RGB")
    try:
        return _converted(picture, profile)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture.convert("RGB")


def _converted(picture: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    mode = MODES.get(source.profile.xcolor_space.strip(), "")
    if mode == "RGB" and picture.mode == "L":
        picture = picture.convert("RGB")
    if picture.mode != mode:
        return picture.convert("RGB")
    transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    samples = _samples(mode)
    if samples is not None and _is_alike(samples.convert("RGB"), ImageCms.applyTransform(samples, transform)):
        return picture.convert("RGB")
    return ImageCms.applyTransform(picture, transform) or picture


def _samples(mode: str) -> Image.Image | None:
    """A picture of colours from all over the space; None for ink, which is never sRGB."""
    if mode == "CMYK":
        return None
    if mode == "L":
        return Image.frombytes("L", (16, 16), bytes(range(256)))
    colours = itertools.chain(itertools.product(LEVELS, repeat=3), ((n, n, n) for n in range(256)))
    pixels = bytes(itertools.chain.from_iterable(colours))
    return Image.frombytes("RGB", (len(pixels) // 3, 1), pixels)


def _is_alike(one: Image.Image, other: Image.Image | None) -> bool:
    if other is None:
        return True
    return ImageChops.difference(one, other).point(lambda apart: 255 * (apart > ROUNDING)).getbbox() is None
