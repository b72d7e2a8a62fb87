"""Draws a share picture, 1200 × 630: masthead, photo or cloth, ribbon, title, foot of cloth. Beside Pillow pure.

The geometry is that of the study's cards, laid on its side. Runs in a child of its own (share_child.py).
"""

import io
from collections.abc import Callable
from math import cos, pi, sin
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont, JpegImagePlugin, PngImagePlugin

from portal.photos.share_sheet import HEIGHT, WIDTH, Sheet, lettered

PLUGINS: Final = (JpegImagePlugin, PngImagePlugin)
FILES: Final = {
    "serif": "noto-serif-latin-700-normal.woff2",
    "sans": "roboto-latin-400-normal.woff2",
    "bold": "roboto-latin-700-normal.woff2",
}
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Fits = Callable[[str], bool]

KAIN, KAIN_TUA, KUNYIT, KAPAS = "#1b2263", "#12174a", "#f6b91c", "#f5f3ee"
PAPER, INK, INK_2, MASTHEAD = "#ffffff", "#15172b", "#4b4e63", "#c5c9ec"
HEAD, FOOT, EDGE = 112, 577, 56  # pixels: where the masthead ends, where the cloth begins, margin
PHOTO_LEFT, PANEL_LEFT = 704, 888
SIZES: Final = (66, 60, 54, 48, 43, 38, 34)  # of the title, the largest that fits
SMOOTH = 4  # flowers are drawn so much larger and reduced
COLOURS = 256  # a photo in full colours makes a PNG that messengers refuse (WhatsApp: 600 kB)


class Fonts:
    """The three fonts from a folder; Pillow's own for those that are missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def at(self, name: str, size: int) -> Font:
        file = self.folder / FILES[name]
        try:
            return ImageFont.truetype(str(file), size)
        except OSError:
            return ImageFont.load_default(size)


def draw(sheet: Sheet, photo: bytes | None, fonts: Fonts) -> bytes:
    """A PNG of at most 256 colours. `photo` is one of our own JPEG renditions; raises OSError when it is broken."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    right = PHOTO_LEFT if photo else PANEL_LEFT
    if photo:
        picture.paste(_cut(photo, WIDTH - right, FOOT - HEAD), (right, HEAD))
    else:
        pen.rectangle((right, HEAD, WIDTH, FOOT), fill=KAIN_TUA)
        flower = _flower(220)
        picture.paste(flower, ((right + WIDTH - 220) // 2, (HEAD + FOOT - 220) // 2), flower)
    _masthead(picture, pen, sheet, fonts)
    top = _ribbon(pen, lettered(sheet.ribbon), right, fonts)
    _title(pen, lettered(sheet.title), (EDGE, top), (right - EDGE - 40, FOOT - 76 - top), fonts)
    foot = _fitting(pen, lettered(sheet.foot), "sans", 26, right - EDGE - 40, fonts)
    pen.text((EDGE, FOOT - 26), foot[0], fill=INK_2, font=foot[1], anchor="ls")
    _cloth(picture, pen)
    file = io.BytesIO()
    picture.quantize(COLOURS, Image.Quantize.MEDIANCUT).save(file, "PNG", optimize=True)
    return file.getvalue()


def _masthead(picture: Image.Image, pen: ImageDraw.ImageDraw, sheet: Sheet, fonts: Fonts) -> None:
    pen.rectangle((0, 0, WIDTH, HEAD), fill=KAIN)
    flower = _flower(76)
    picture.paste(flower, (EDGE, (HEAD - 76) // 2), flower)
    pen.text((EDGE + 98, 52), lettered(sheet.masthead), fill=PAPER, font=fonts.at("serif", 36), anchor="ls")
    pen.text((EDGE + 98, 90), lettered(sheet.office), fill=MASTHEAD, font=fonts.at("sans", 27), anchor="ls")


def _ribbon(pen: ImageDraw.ImageDraw, text: str, right: int, fonts: Fonts) -> int:
    """The turmeric band; returns where the title may begin."""
    if not text:
        return HEAD + 48
    top, high = HEAD + 34, 58
    words, font = _fitting(pen, text, "bold", 28, right - EDGE - 60, fonts)
    end = EDGE + round(pen.textlength(words, font=font)) + 26
    tip = end + high // 2
    pen.polygon([(0, top), (end, top), (tip, top + high // 2), (end, top + high), (0, top + high)], fill=KUNYIT)
    pen.text((EDGE, top + high // 2), words, fill=INK, font=font, anchor="lm")
    return top + high + 26


def _fitting(pen: ImageDraw.ImageDraw, text: str, name: str, size: int, wide: int, fonts: Fonts) -> tuple[str, Font]:
    """One line: smaller letters first, then fewer words."""
    for smaller in range(size, size - 7, -2):
        font = fonts.at(name, smaller)
        if pen.textlength(text, font=font) <= wide:
            return text, font
    while text and pen.textlength(f"{text}…", font=font) > wide:
        text = text[:-1].rstrip()
    return f"{text}…", font


def _title(pen: ImageDraw.ImageDraw, text: str, at: tuple[int, int], room: tuple[int, int], fonts: Fonts) -> None:
    """The largest letters at which all lines fit; at the smallest what does not fit is left out."""
    wide, high = room
    for size in SIZES:
        font, step = fonts.at("serif", size), round(size * 1.18)
        lines = wrapped(text, _narrower(pen, font, wide))
        if len(lines) * step <= high:
            break
    else:
        most = max(1, high // step)
        if len(lines) > most:
            lines = [*lines[: most - 1], f"{lines[most - 1].rstrip(' ,.')}…"]
    for n, line in enumerate(lines):
        pen.text((at[0], at[1] + round(size * 0.92) + n * step), line, fill=INK, font=font, anchor="ls")


def _narrower(pen: ImageDraw.ImageDraw, font: Font, wide: int) -> Fits:
    return lambda words: pen.textlength(words, font=font) <= wide


def wrapped(text: str, fits: Fits) -> list[str]:
    """Words in lines; a word longer than a line is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        wanted = f"{line} {word}".strip()
        if fits(wanted):
            line = wanted
            continue
        if line:
            lines.append(line)
        while not fits(word) and len(word) > 1:
            cut = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or fits(word[:n]))
            lines.append(word[:cut])
            word = word[cut:]  # noqa: PLW2901 – what is left of it
        line = word
    return [*lines, line] if line else lines


def _cut(photo: bytes, width: int, height: int) -> Image.Image:
    """The middle of a picture, filling the frame."""
    with Image.open(io.BytesIO(photo), formats=["JPEG"]) as opened:
        picture = opened.convert("RGB")
    scale = max(width / picture.width, height / picture.height)
    wide, high = width / scale, height / scale
    left, top = (picture.width - wide) / 2, (picture.height - high) / 2.6  # faces stand above the middle
    return picture.resize((width, height), Image.Resampling.LANCZOS, box=(left, top, left + wide, top + high))


def _cloth(picture: Image.Image, pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((0, FOOT, WIDTH, HEIGHT), fill=KAIN_TUA)
    tile = _tile(HEIGHT - FOOT - 5)
    for left in range(0, WIDTH, tile.width):
        picture.paste(tile, (left, FOOT + 5), tile)
    pen.rectangle((0, FOOT, WIDTH, FOOT + 4), fill=KUNYIT)


# ---- the flower, with the numbers of kernel.motif -----------------------------------------------------------------


def _petals(pen: ImageDraw.ImageDraw, unit: float, radius: float, wide: float, long: float) -> None:
    for turn in range(8):
        angle = turn * pi / 4
        around = [2 * pi * step / 40 for step in range(40)]
        outline = [(wide * cos(a), long * sin(a) - radius) for a in around]
        pen.polygon(
            [
                (unit * (32 + x * cos(angle) - y * sin(angle)), unit * (32 + x * sin(angle) + y * cos(angle)))
                for x, y in outline
            ],
            fill=KUNYIT,
        )


def _dot(pen: ImageDraw.ImageDraw, unit: float, x: float, y: float, size: float) -> None:
    pen.ellipse((unit * (x - size), unit * (y - size), unit * (x + size), unit * (y + size)), fill=KAPAS)


def _ring(pen: ImageDraw.ImageDraw, unit: float, radius: float, thick: float) -> None:
    edge = radius + thick / 2
    box = (unit * (32 - edge), unit * (32 - edge), unit * (32 + edge), unit * (32 + edge))
    pen.ellipse(box, outline=KAPAS, width=round(thick * unit))


def _dots(pen: ImageDraw.ImageDraw, unit: float, radius: float, size: float) -> None:
    for step in range(8):
        angle = pi / 8 + step * pi / 4
        _dot(pen, unit, 32 + radius * sin(angle), 32 - radius * cos(angle), size)


def _flower(size: int) -> Image.Image:
    """The mark: the flower alone in its ring."""
    unit = size * SMOOTH / 64
    large = Image.new("RGBA", (size * SMOOTH, size * SMOOTH))
    pen = ImageDraw.Draw(large)
    _petals(pen, unit, 15, 4.6, 9)
    _ring(pen, unit, 29.5, 2.4)
    _dot(pen, unit, 32, 32, 4.2)
    _dots(pen, unit, 22.5, 2)
    return large.resize((size, size), Image.Resampling.LANCZOS)


def _tile(size: int) -> Image.Image:
    """One tile of the cloth."""
    unit = size * SMOOTH / 64
    large = Image.new("RGBA", (size * SMOOTH, size * SMOOTH))
    pen = ImageDraw.Draw(large)
    _petals(pen, unit, 11.5, 3.4, 6.6)
    _ring(pen, unit, 22, 1.6)
    _dot(pen, unit, 32, 32, 3.2)
    _dots(pen, unit, 16.6, 1.5)
    for x, y in ((0, 0), (64, 0), (0, 64), (64, 64)):
        _diamond(pen, unit, x, y, 11, round(1.6 * unit))
        _diamond(pen, unit, x, y, 4.5, 0)
    for x, y in ((32, 0), (32, 64), (0, 32), (64, 32)):
        _diamond(pen, unit, x, y, 3.5, 0)
    return large.resize((size, size), Image.Resampling.LANCZOS)


def _diamond(pen: ImageDraw.ImageDraw, unit: float, x: float, y: float, size: float, line: int) -> None:
    corners = [(x, y - size), (x + size, y), (x, y + size), (x - size, y)]
    points = [(unit * a, unit * b) for a, b in corners]
    if line:
        pen.line([*points, points[0]], fill=KAPAS, width=line)
    else:
        pen.polygon(points, fill=KAPAS)
