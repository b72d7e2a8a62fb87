"""Convert pictures to modes that resize well, and shrink large ones without a second copy."""

from collections.abc import Callable
from typing import Final

from PIL import Image

from portal.photos.rules import RENDITIONS

STRIP: Final = 2_000_000  # pixels that are looked at together


def whole_factor(width: int, height: int) -> int:
    """By how much a picture may be reduced before it is resized to the largest rendition."""
    return max(1, max(width, height) // RENDITIONS["l"])


def workable(picture: Image.Image) -> Image.Image:
    """The picture in a mode that can be resized well: L, CMYK, RGB or with alpha LA, RGBA."""
    if picture.mode.startswith("I"):  # 16 bits of grey
        return picture.point(lambda level: level * (1 / 256)).convert("L")
    if picture.mode in ("L", "RGB", "P") and "transparency" in picture.info:
        return picture.convert("RGBA")
    if picture.mode == "RGBa":
        return picture.convert("RGBA")
    if picture.mode in ("L", "LA", "RGB", "RGBA", "RGBX", "CMYK"):
        return picture
    return picture.convert("RGB")


def shrunk(width: int, height: int, strip: Callable[[int, int], Image.Image]) -> Image.Image:
    """A picture reduced by `whole_factor`; `strip` gives its rows from one number to another, counted from 0."""
    by, shrunk = whole_factor(width, height), None
    rows = by * max(1, STRIP // (width * by))
    for top in range(0, height, rows):
        part = workable(strip(top, min(top + rows, height)))
        part = part.reduce(by) if by > 1 else part
        if shrunk is None:
            shrunk = Image.new(part.mode, (-(-width // by), -(-height // by)))
        shrunk.paste(part, (0, top // by))
    if shrunk is None:
        raise ValueError("a picture without rows")
    return shrunk
