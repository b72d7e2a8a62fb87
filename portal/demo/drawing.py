"""A small paint box over Pillow: light, water, cloth and people for the demonstration pictures.

All coordinates are those of a sheet of 1600 × 1067, whatever number of pixels it is drawn with. Everything that looks
like chance comes from a `Random` with a seed, so a scene is the same bytes every time.
"""

import math
from collections.abc import Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw

WIDTH, HEIGHT = 1600, 1067
SIZE = (1280, 853)  # pixels of the picture: sharp at its largest place on a page, and a third cheaper than the sheet
ZOOM = SIZE[0] / WIDTH
OPAQUE, PAPER = 255, 255
PLAIN = 254  # as good as opaque, but drawn without a contour
TWICE = 2  # shapes are drawn twice as large and reduced: smooth edges for little time
SCALE = TWICE * ZOOM

Colour = tuple[int, int, int]
Point = tuple[float, float]


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`share` of the second colour in the first, 0 to 1."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


def tone(colour: Colour, factor: float) -> Colour:
    """Darker below 1, lighter above."""
    return mix(colour, (0, 0, 0), 1 - factor) if factor <= 1 else mix(colour, (255, 255, 255), factor - 1)


def gradient(*stops: tuple[float, Colour], size: tuple[int, int] = SIZE) -> Image.Image:
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
    x, y, radius = x * ZOOM, y * ZOOM, radius * ZOOM
    mask = _spot(radius).point([round(v * strength) for v in range(256)])
    left, top = round(x - radius), round(y - radius)
    box = (max(0, left), max(0, top), min(image.width, left + mask.width), min(image.height, top + mask.height))
    if box[0] >= box[2] or box[1] >= box[3]:
        return
    part = mask.crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))
    light = Image.composite(Image.new("RGB", part.size, colour), Image.new("RGB", part.size), part)
    image.paste(ImageChops.screen(image.crop(box), light), box)


def spline(points: Sequence[Point], closed: bool = True, steps: int = 7) -> list[Point]:
    """A smooth way through the points (Catmull-Rom)."""
    count, out = len(points), []
    for number in range(count if closed else count - 1):
        near = [
            points[(number + k) % count] if closed else points[min(max(number + k, 0), count - 1)]
            for k in (-1, 0, 1, 2)
        ]
        for step in range(steps):
            t = step / steps
            x, y = (
                0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)
                for a, b, c, d in zip(*near, strict=True)
            )
            out.append((x, y))
    return out if closed else [*out, points[-1]]


class Layer:
    """A transparent sheet to draw on."""

    nib: float = 0  # how broad the contour is

    def __init__(self) -> None:
        self.sheet = Image.new("RGBA", (SIZE[0] * TWICE, SIZE[1] * TWICE))
        self.pen = ImageDraw.Draw(self.sheet)
        self.faces: list[tuple[float, float, float]] = []  # centre and radius: a painter takes a smaller brush there

    def contour(self, points: Sequence[Point], closed: bool = True) -> None:
        """Where a shape ends, for those who draw with a pen."""

    def blend(self, x: float, y: float, radius: float) -> None:
        """Take the contour away where two parts grow together, as at an elbow."""

    def poly(self, points: Sequence[Point], colour: Colour, alpha: int = 255) -> None:
        if alpha < PLAIN:
            self.tint(points, colour, alpha)
            return
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=(*colour, alpha))
        if alpha == OPAQUE:
            self.contour(points)

    def tint(self, points: Sequence[Point], colour: Colour, alpha: int, width: float = 0) -> None:
        """Lay a translucent shape, or with `width` a line, over what is on the sheet; outside of it nothing shows."""
        xs, ys = [x * SCALE for x, _ in points], [y * SCALE for _, y in points]
        edge = width * SCALE
        left, top = max(0, math.floor(min(xs) - edge)), max(0, math.floor(min(ys) - edge))
        right = min(self.sheet.width, math.ceil(max(xs) + edge) + 1)
        foot = min(self.sheet.height, math.ceil(max(ys) + edge) + 1)
        if left >= right or top >= foot:
            return
        mask = Image.new("L", (right - left, foot - top))
        pen, moved = ImageDraw.Draw(mask), [(x - left, y - top) for x, y in zip(xs, ys, strict=True)]
        if width:
            pen.line(moved, fill=alpha, width=max(1, round(edge)), joint="curve")
        else:
            pen.polygon(moved, fill=alpha)
        part = self.sheet.crop((left, top, right, foot))
        whole = part.getchannel("A") if part.mode == "RGBA" else None
        part.paste(colour, (0, 0), mask)
        if whole:
            part.putalpha(whole)
        self.sheet.paste(part, (left, top))

    def curve(self, points: Sequence[Point], colour: Colour, alpha: int = 255) -> None:
        """A filled shape with a smooth edge through the points."""
        self.poly(spline(points), colour, alpha)

    def limb(self, points: Sequence[Point], widths: Sequence[float], colour: Colour, blunt: bool = False) -> None:
        """An arm, a leg, a branch: as thick as `widths` along the way through the points, its ends round or blunt."""
        left, right, last = [], [], len(points) - 1
        for number, (x, y) in enumerate(points):
            (ax, ay), (bx, by) = points[max(number - 1, 0)], points[min(number + 1, last)]
            along = math.hypot(bx - ax, by - ay) or 1
            half = widths[number] / 2
            nx, ny = (ay - by) / along * half, (bx - ax) / along * half
            left.append((x + nx, y + ny))
            right.append((x - nx, y - ny))
            if number in (0, last):
                far = (-0.85 if number == 0 else 0.12 if blunt else 0.85) * half / along
                cap = (x + (bx - ax) * far, y + (by - ay) * far)
                if number == 0:
                    first = cap
        self.curve([first, *left, cap, *right[::-1]], colour)

    def ring_of(self, rim: Sequence[Point], hole: Sequence[Point], colour: Colour) -> None:
        """A band between two closed lines with as many points each."""
        band = [*rim, rim[0], hole[0], *reversed(hole)]
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in band], fill=(*colour, OPAQUE))
        self.edge(rim)
        self.edge(hole)

    def edge(self, points: Sequence[Point]) -> None:
        """The contour alone, hiding nothing."""

    def stroke(self, points: Sequence[Point], colour: Colour, width: float, alpha: int = 255) -> None:
        """A smooth line through the points."""
        way = spline(points, closed=False)
        if alpha < PLAIN:
            self.tint(way, colour, alpha, width)
        else:
            self.line(way, colour, width, alpha)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour, alpha: int = 255) -> None:
        self.pen.ellipse(scaled_box(x - rx, y - ry, x + rx, y + ry), fill=(*colour, alpha))
        if alpha == OPAQUE:
            self.contour(oval_points(x, y, rx, ry))

    def tint_oval(self, x: float, y: float, rx: float, ry: float, colour: Colour, alpha: int) -> None:
        self.tint(oval_points(x, y, rx, ry), colour, alpha)

    def ring(self, x: float, y: float, rx: float, ry: float, colour: Colour, width: float) -> None:
        self.pen.ellipse(scaled_box(x - rx, y - ry, x + rx, y + ry), outline=(*colour, 255), width=round(width * SCALE))

    def box(
        self, x: float, y: float, to_x: float, to_y: float, colour: Colour, round_by: float = 0, alpha: int = 255
    ) -> None:
        self.pen.rounded_rectangle(scaled_box(x, y, to_x, to_y), radius=round_by * SCALE, fill=(*colour, alpha))
        if alpha == OPAQUE:
            self.contour([(x, y), (to_x, y), (to_x, to_y), (x, to_y)])

    def line(self, points: Sequence[Point], colour: Colour, width: float, alpha: int = 255) -> None:
        """A stroke with round joints and ends."""
        fill, scaled = (*colour, alpha), [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(scaled, fill=fill, width=max(1, round(width * SCALE)), joint="curve")
        half = width * SCALE / 2
        for x, y in (scaled[0], scaled[-1]) if width > 2 else ():
            self.pen.ellipse((x - half, y - half, x + half, y + half), fill=fill)

    def arc(self, x: float, y: float, rx: float, ry: float, start: float, end: float, colour: Colour) -> None:
        """A filled slice of an oval, degrees clockwise from three o'clock."""
        self.pen.pieslice(scaled_box(x - rx, y - ry, x + rx, y + ry), start, end, fill=(*colour, 255))

    def blob(self, rng: Random, x: float, y: float, radius: float, colour: Colour, flat: float = 0.8) -> None:
        """A leafy clump of a few ovals around a point."""
        for _ in range(5):
            away, size = rng.uniform(0, radius * 0.6), rng.uniform(0.45, 0.75) * radius
            turn = rng.uniform(0, 2 * math.pi)
            shade = tone(colour, rng.uniform(0.85, 1.14))
            self.oval(x + away * math.cos(turn), y + away * flat * math.sin(turn), size, size * flat, shade)


def scaled_box(x: float, y: float, to_x: float, to_y: float) -> tuple[float, float, float, float]:
    return (x * SCALE, y * SCALE, to_x * SCALE, to_y * SCALE)


def oval_points(x: float, y: float, rx: float, ry: float) -> list[Point]:
    steps = 28 if max(rx, ry) < 90 else 72
    turns = [2 * math.pi * step / steps for step in range(steps)]
    return [(x + rx * math.cos(turn), y + ry * math.sin(turn)) for turn in turns]
