"""Bytes into pictures that are upright, sized and hold nothing but pixels. The only place that imports Pillow.

`render` is for files of strangers and runs in the limited child (sandbox.py); `crop` is for renditions of our own.
"""

import io
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from PIL import Image, ImageCms, JpegImagePlugin, PngImagePlugin, WebPImagePlugin, _webp

from portal.photos import segments, webp
from portal.photos.rules import CAPS, RENDITIONS, Header, Kind, centre_box, fit

# Named, so that they are imported with the module: the child opens no file once it has locked itself in.
PLUGINS: Final = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)

_WEBP: Final = webp.load(_webp.__file__)

JPEG_QUALITY: Final = 80
WEBP_QUALITY: Final = 75
MAX_ICC: Final = 1024 * 1024

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
_PNG_PIXELS: Final = {"IHDR", "PLTE", "tRNS", "IDAT", "iCCP", "sRGB", "IEND"}


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
    if header.kind in OPENERS:
        picture, width, height = OPENERS[header.kind](fh, header)
    else:
        picture, width, height = _opened(fh, header), header.width, header.height
        if picture.size != (width, height):
            raise ValueError("the decoder sees another size than the header")
    target = fit(width, height, RENDITIONS["l"])
    picture.draft("RGB", target)  # only JPEG can: libjpeg then decodes at 1/2, 1/4 or 1/8
    picture.load()
    icc = picture.info.get("icc_profile")
    picture = _workable(picture)
    if picture.size != target:
        picture = picture.resize(target, Image.Resampling.BICUBIC, reducing_gap=1.01)
    picture.info = {"icc_profile": icc} if isinstance(icc, bytes) and len(icc) <= MAX_ICC else {}
    return picture, width, height


def whole_factor(width: int, height: int) -> int:
    """By how much a picture may be reduced before it is resized to the largest rendition."""
    return max(1, max(width, height) // RENDITIONS["l"])


def _opened(fh: BinaryIO, header: Header) -> Image.Image:
    if header.cap == "webp" and _WEBP:
        fh.seek(0)
        data = fh.read()
        pixels = webp.rgba(_WEBP, data, header.width, header.height)
        mode = "RGBA" if webp.has_alpha(data) else "RGBX"
        picture = Image.frombuffer(mode, (header.width, header.height), pixels, "raw", mode, 0, 1)
        picture.info["icc_profile"] = _icc_of_webp(fh)
        return picture
    Image.MAX_IMAGE_PIXELS = CAPS.pixels[header.cap]
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        return Image.open(_pixels_only(fh, header.kind), formats=[header.kind.upper()])


def _icc_of_webp(fh: BinaryIO) -> bytes | None:
    for part in segments.webp_parts(fh):
        if part.name == "ICCP":
            return segments.read(fh, part.body, min(part.body_end - part.body, MAX_ICC + 1))
    return None


def _pixels_only(fh: BinaryIO, kind: Kind) -> BinaryIO:
    """The file without the parts Pillow does not need: a JPEG with 3,000 Exif segments holds it for 8 s."""
    if kind is Kind.JPEG:
        parts = [part for part in segments.jpeg_parts(fh) if _needed(fh, part)]
        stretches = [(0, 2), *((part.start, part.end) for part in parts), (parts[-1].end, fh.seek(0, io.SEEK_END))]
    elif kind is Kind.PNG:
        parts = [part for part in segments.png_parts(fh) if part.name in _PNG_PIXELS]
        stretches = [(0, 8), *((part.start, part.end) for part in parts)]
    else:
        stretches = [(0, fh.seek(0, io.SEEK_END))]
    return io.BufferedReader(segments.Splice(fh, stretches), 64 * 1024)


def _needed(fh: BinaryIO, part: segments.Part) -> bool:
    if part.name == "APP2":  # also holds the list of pictures (MPF) that makes Pillow see another format
        return segments.read(fh, part.body, min(12, part.body_end - part.body)) == b"ICC_PROFILE\0"
    return part.name in ("APP0", "APP14") or not part.name.startswith(("APP", "COM"))


def _workable(picture: Image.Image) -> Image.Image:
    """The picture in a mode that can be resized well: L, CMYK, RGB or with alpha LA, RGBA."""
    if picture.mode.startswith("I"):  # 16 bits of grey
        return picture.point(lambda level: level * (1 / 256)).convert("L")
    if picture.mode in ("L", "RGB", "P") and "transparency" in picture.info:
        return picture.convert("RGBA")
    if picture.mode in ("L", "LA", "RGB", "RGBA", "RGBX", "CMYK"):
        return picture
    return picture.convert("RGB")


# ---- colours, turn, sizes -----------------------------------------------------------------------------------------


def _flat(picture: Image.Image) -> Image.Image:
    """The picture on white and in sRGB."""
    icc = picture.info.get("icc_profile")
    if picture.mode in ("LA", "RGBA"):
        alpha = picture.getchannel("A")
        colours = picture.convert("RGB")
        picture = Image.new("RGB", picture.size, "white")
        picture.paste(colours, mask=alpha)
    if icc and b"sRGB" not in icc and "sRGB".encode("utf-16-be") not in icc:
        picture = _converted(picture, icc)
    return picture.convert("RGB")


def _converted(picture: Image.Image, icc: bytes) -> Image.Image:
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        converted = ImageCms.profileToProfile(picture, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture  # a broken profile, or one for other colours: the picture is worth more than its shade
    return converted or picture


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
