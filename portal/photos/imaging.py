"""Bytes into pictures that are upright, sized and hold nothing but pixels.

`render` is for files of strangers and runs in the limited child (sandbox.py); `crop` is for renditions of our own.
"""

import io
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from PIL import Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin, _webp

from portal.photos import colours, jpeg, png, segments, webp
from portal.photos.pixels import workable
from portal.photos.rules import CAPS, RENDITIONS, Header, Kind, centre_box, fit

# Named, so that they are imported with the module: the child opens no file once it has locked itself in.
PLUGINS: Final = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)

_WEBP: Final = webp.load(_webp.__file__)

JPEG_QUALITY: Final = 80
WEBP_QUALITY: Final = 75

# What Exif's orientation asks for (CIPA DC-008, 4.6.5.A), by value.
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


# Decoders that are loaded only where they are needed. What they give may be shrunk; the size beside it is the true one.
OPENERS: Final[dict[Kind, Callable[[BinaryIO, Header], tuple[Image.Image, int, int]]]] = {}


class Rendition(NamedTuple):
    width: int  # pixels
    height: int
    size: int  # bytes


class Picture(NamedTuple):
    """What became of a picture. Width and height are the original's, upright."""

    width: int
    height: int
    renditions: dict[str, Rendition]  # by file name, "l.webp"
    colour: str  # "#rrggbb", the average, to show while the picture loads
    dhash: str  # 16 hex digits


def render(fh: BinaryIO, header: Header, orientation: int, folder: Path) -> Picture:
    """Writes every rendition of a proven file into `folder`.

    Raises MemoryError, Image.DecompressionBombError, or – if the file is truncated or not what it says – OSError
    without errno, ValueError, SyntaxError, EOFError and the like.
    """
    decoded, width, height = _decoded(fh, header)
    large = _turned(_flat(decoded), orientation)
    if orientation >= 5:
        width, height = height, width
    steps = _steps(large)
    renditions: dict[str, Rendition] = {}
    for size, picture in steps.items():
        for extension, data in encoded(picture).items():
            (folder / f"{size}.{extension}").write_bytes(data)
            renditions[f"{size}.{extension}"] = Rendition(*picture.size, len(data))
    return Picture(width, height, renditions, _average(steps["s"]), dhash(steps["s"]))


def crop(source: bytes, width: int, height: int, quality: int = 85) -> bytes:
    """A JPEG cut from the centre of `source` in the ratio width : height, at most that many pixels, never enlarged."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(source), formats=["JPEG"]) as picture:
            cut = picture.convert("RGB").crop(centre_box(*picture.size, width / height))
    if cut.width > width:
        cut = cut.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return _jpeg(cut, quality)


def encoded(picture: Image.Image) -> dict[str, bytes]:
    """An RGB picture as files, by extension, with no metadata in them."""
    webp = io.BytesIO()
    _bare(picture).save(webp, "WEBP", quality=WEBP_QUALITY, method=2)
    return {"webp": webp.getvalue(), "jpg": _jpeg(picture, JPEG_QUALITY)}


def dhash(picture: Image.Image) -> str:
    """64 bits as 16 hex digits: is each cell of an 8 × 8 grid darker than its right neighbour?"""
    grey = picture.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = [grey[9 * y + x] < grey[9 * y + x + 1] for y in range(8) for x in range(8)]
    return f"{sum(bit << (63 - place) for place, bit in enumerate(bits)):016x}"


# ---- decoding -----------------------------------------------------------------------------------------------------


def _decoded(fh: BinaryIO, header: Header) -> tuple[Image.Image, int, int]:
    """The picture as stored, in its own colours, shrunk to the largest rendition; and its size before."""
    width, height = header.width, header.height
    target = fit(width, height, RENDITIONS["l"])
    if header.kind in OPENERS:
        picture, width, height = OPENERS[header.kind](fh, header)
        target = fit(width, height, RENDITIONS["l"])
    elif header.kind is Kind.JPEG:
        picture = jpeg.decoded(fh, header, target)
    elif header.kind is Kind.PNG:
        picture = png.decoded(fh, header)
    else:
        picture = _webp_decoded(fh, header)
    profile = picture.info.get("icc_profile")
    picture = workable(picture)
    if picture.size != target:
        picture = picture.resize(target, Image.Resampling.BICUBIC, reducing_gap=1.01)
    picture.info = {"icc_profile": profile} if isinstance(profile, bytes) else {}
    return picture, width, height


def _webp_decoded(fh: BinaryIO, header: Header) -> Image.Image:
    fh.seek(0)
    data = fh.read()
    if header.cap == "webp" and _WEBP:
        pixels = webp.rgba(_WEBP, data, header.width, header.height)
        mode = "RGBA" if webp.has_alpha(data) else "RGBX"
        picture = Image.frombuffer(mode, (header.width, header.height), pixels, "raw", mode, 0, 1)
    else:
        Image.MAX_IMAGE_PIXELS = CAPS.pixels[header.cap]
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=["WEBP"])
        if picture.size != (header.width, header.height):
            raise ValueError("the decoder sees another size than the header")
        picture.load()
    picture.info["icc_profile"] = _icc_of_webp(fh)
    return picture


def _icc_of_webp(fh: BinaryIO) -> bytes | None:
    for part in segments.webp_parts(fh):
        if part.name == "ICCP":
            return segments.read(fh, part.body, min(part.body_end - part.body, colours.MAX_PROFILE + 1))
    return None


# ---- colours, turn, sizes -----------------------------------------------------------------------------------------


def _flat(picture: Image.Image) -> Image.Image:
    """The picture on white and in sRGB."""
    profile = picture.info.get("icc_profile")
    if picture.mode in ("LA", "RGBA"):
        opaque = "L" if picture.mode == "LA" else "RGB"
        alpha, shown = picture.getchannel("A"), picture.convert(opaque)
        picture = Image.new(opaque, picture.size, "white")
        picture.paste(shown, mask=alpha)
    elif picture.mode == "RGBX":
        picture = picture.convert("RGB")
    return colours.in_srgb(picture, profile)


def _turned(picture: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return picture if turn is None else picture.transpose(turn)


def _steps(large: Image.Image) -> dict[str, Image.Image]:
    """The renditions from large to small, each made from the one before."""
    steps: dict[str, Image.Image] = {}
    picture = large
    for size, edge in RENDITIONS.items():
        if max(picture.size) == 2 * edge:
            picture = picture.reduce(2)
        elif max(picture.size) > edge:
            picture = picture.resize(fit(*picture.size, edge), Image.Resampling.BICUBIC, reducing_gap=2.0)
        steps[size] = picture
    return steps


def _average(picture: Image.Image) -> str:
    return "#" + picture.resize((1, 1), Image.Resampling.BOX).tobytes().hex()


# ---- writing ------------------------------------------------------------------------------------------------------


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    _bare(picture).save(file, "JPEG", quality=quality)
    return file.getvalue()


def _bare(picture: Image.Image) -> Image.Image:
    bare = picture.copy()
    bare.info = {}  # Pillow writes a comment it finds here
    return bare
