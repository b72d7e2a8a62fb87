"""A small paint box over Pillow: light, water, cloth and people for the demonstration pictures.

All coordinates are pixels of a 1600 × 1067 picture, whatever the layer is drawn at. Everything that looks like chance
comes from a `Random` with a seed, so a scene is the same bytes every time.
"""

import math
from collections.abc import Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1600, 1067
SCALE = 2  # shapes are drawn twice as large and reduced: smooth edges for little time

Colour = tuple[int, int, int]
Point = tuple[float, float]


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`share` of the second colour in the first, 0 to 1."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


def tone(colour: Colour, factor: float) -> Colour:
    """Darker below 1, lighter above."""
    return mix(colour, (0, 0, 0), 1 - factor) if factor <= 1 else mix(colour, (255, 255, 255), factor - 1)


def gradient(*stops: tuple[float, Colour], size: tuple[int, int] = (WIDTH, HEIGHT)) -> Image.Image:
    """A ground that changes from top (0.0) to bottom (1.0)."""
    column = Image.new("RGB", (1, 256))
    for row in range(256):
        at = row / 255
        low = max((stop for stop in stops if stop[0] <= at), key=lambda stop: stop[0])
        high = min((stop for stop in stops if stop[0] >= at), key=lambda stop: stop[0])
        span = high[0] - low[0]
        column.putpixel((0, row), mix(low[1], high[1], (at - low[0]) / span if span else 0))
    return column.resize(size, Image.Resampling.BICUBIC)


def _spot(radius: float) -> Image.Image:
    """A soft round mask, bright in the middle."""
    side = max(2, round(radius * 2))
    falling = Image.radial_gradient("L").point([round(255 * math.exp(-((v / 180) ** 2) * 3.2)) for v in range(256)])
    return falling.resize((side, side), Image.Resampling.BICUBIC)


def glow(image: Image.Image, x: float, y: float, radius: float, colour: Colour, strength: float = 1.0) -> None:
    """Light from one point, laid over what is there."""
    mask = _spot(radius).point([round(v * strength) for v in range(256)])
    left, top = round(x - radius), round(y - radius)
    box = (max(0, left), max(0, top), min(image.width, left + mask.width), min(image.height, top + mask.height))
    if box[0] >= box[2] or box[1] >= box[3]:
        return
    part = mask.crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))
    light = Image.composite(Image.new("RGB", part.size, colour), Image.new("RGB", part.size), part)
    image.paste(ImageChops.screen(image.crop(box), light), box)


def shadow(image: Image.Image, x: float, y: float, wide: float, high: float, strength: float = 0.4) -> None:
    """A soft dark patch, for what stands on a ground."""
    mask = (
        _spot(128)
        .resize((max(2, round(wide * 2)), max(2, round(high * 2))))
        .point([round(v * strength) for v in range(256)])
    )
    image.paste(Image.new("RGB", mask.size, (18, 14, 16)), (round(x - wide), round(y - high)), mask)


def blur(image: Image.Image, radius: float) -> Image.Image:
    """Out of focus; done on a quarter of the pixels, as nobody can tell."""
    if radius < 2.5:
        return image.filter(ImageFilter.GaussianBlur(radius))
    small = image.reduce(2).filter(ImageFilter.GaussianBlur(radius / 2))
    return small.resize(image.size, Image.Resampling.BILINEAR)


class Layer:
    """A transparent sheet to draw on; `onto` lays it over a picture, sharp or out of focus."""

    def __init__(self) -> None:
        self.sheet = Image.new("RGBA", (WIDTH * SCALE, HEIGHT * SCALE))
        self.pen = ImageDraw.Draw(self.sheet)

    def onto(self, image: Image.Image, soft: float = 0.0) -> None:
        sheet = self.sheet.reduce(SCALE)
        if soft:
            sheet = blur(sheet.convert("RGBa"), soft).convert("RGBA")
        image.paste(sheet, (0, 0), sheet)

    def poly(self, points: Sequence[Point], colour: Colour, alpha: int = 255) -> None:
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=(*colour, alpha))

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour, alpha: int = 255) -> None:
        self.pen.ellipse(_box(x - rx, y - ry, x + rx, y + ry), fill=(*colour, alpha))

    def ring(self, x: float, y: float, rx: float, ry: float, colour: Colour, width: float) -> None:
        self.pen.ellipse(_box(x - rx, y - ry, x + rx, y + ry), outline=(*colour, 255), width=round(width * SCALE))

    def box(
        self, x: float, y: float, to_x: float, to_y: float, colour: Colour, round_by: float = 0, alpha: int = 255
    ) -> None:
        self.pen.rounded_rectangle(_box(x, y, to_x, to_y), radius=round_by * SCALE, fill=(*colour, alpha))

    def line(self, points: Sequence[Point], colour: Colour, width: float, alpha: int = 255) -> None:
        """A stroke with round joints and ends."""
        fill, scaled = (*colour, alpha), [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(scaled, fill=fill, width=max(1, round(width * SCALE)), joint="curve")
        half = width * SCALE / 2
        for x, y in (scaled[0], scaled[-1]) if width > 2 else ():
            self.pen.ellipse((x - half, y - half, x + half, y + half), fill=fill)

    def arc(self, x: float, y: float, rx: float, ry: float, start: float, end: float, colour: Colour) -> None:
        """A filled slice of an oval, degrees clockwise from three o'clock."""
        self.pen.pieslice(_box(x - rx, y - ry, x + rx, y + ry), start, end, fill=(*colour, 255))

    def blob(self, rng: Random, x: float, y: float, radius: float, colour: Colour, flat: float = 0.8) -> None:
        """A leafy clump of a few ovals around a point."""
        for _ in range(5):
            away, size = rng.uniform(0, radius * 0.6), rng.uniform(0.45, 0.75) * radius
            turn = rng.uniform(0, 2 * math.pi)
            shade = tone(colour, rng.uniform(0.85, 1.14))
            self.oval(x + away * math.cos(turn), y + away * flat * math.sin(turn), size, size * flat, shade)


def _box(x: float, y: float, to_x: float, to_y: float) -> tuple[float, float, float, float]:
    return (x * SCALE, y * SCALE, to_x * SCALE, to_y * SCALE)


def mirror(image: Image.Image, horizon: int, rng: Random, tint: Colour, share: float = 0.3, swell: float = 14) -> None:
    """Turn everything below the horizon into rippled water that shows what stands above it."""
    top = image.copy()
    phase = [rng.uniform(0, 6.28) for _ in range(3)]
    for y in range(horizon, image.height):
        depth = (y - horizon) / (image.height - horizon)
        source = max(0, int(horizon - 1 - (y - horizon) * 0.92 + 3 * math.sin(y * 0.35 + phase[0])))
        wave = math.sin(y * 0.21 / (0.4 + depth) + phase[1]) + 0.6 * math.sin(y * 0.53 / (0.4 + depth) + phase[2])
        row = top.crop((0, source, image.width, source + 1))
        shift = round((swell * depth + 1.5) * wave)
        image.paste(ImageChops.offset(row, shift, 0), (0, y))
    water = image.crop((0, horizon, image.width, image.height))
    veil = gradient((0, tone(tint, 1.25)), (1, tint), size=water.size)
    image.paste(blur(Image.blend(water, veil, share), 1.6), (0, horizon))
    glints = Layer()
    for _ in range(70):
        depth = rng.random() ** 0.7
        y, length = horizon + 8 + depth * (image.height - horizon - 20), rng.uniform(30, 230) * (0.3 + depth)
        x = rng.uniform(-60, image.width)
        glints.line([(x, y), (x + length, y + rng.uniform(-1, 1))], (236, 232, 226), 1.2 + depth, rng.randint(26, 80))
    glints.onto(image, 1.0)


def finish(image: Image.Image, rng: Random, warmth: int = 3, dark: float = 0.34) -> Image.Image:
    """The last touch of a telephone's lens: darker corners, warmer light, a little grain."""
    corners = Image.radial_gradient("L").resize(image.size).point([round(255 - v * dark * 0.9) for v in range(256)])
    image = ImageChops.multiply(image, Image.merge("RGB", (corners,) * 3))
    noise = Image.frombytes("L", (WIDTH // 2, HEIGHT // 2 + 1), rng.randbytes(WIDTH // 2 * (HEIGHT // 2 + 1)))
    grain = noise.point([round(128 + (v - 128) * 0.055) for v in range(256)]).resize(
        image.size, Image.Resampling.BICUBIC
    )
    image = ImageChops.overlay(image, Image.merge("RGB", (grain,) * 3))
    red, green, blue = image.split()
    warm = [
        red.point([min(255, v + warmth) for v in range(256)]),
        green,
        blue.point([max(0, v - warmth) for v in range(256)]),
    ]
    return Image.merge("RGB", warm)
