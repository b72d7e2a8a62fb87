"""The opaque sheet that a whole picture is drawn on, with its contour in ink where there is one."""

import math
from collections.abc import Sequence
from itertools import pairwise

from PIL import Image, ImageDraw

from portal.demo.drawing import OPAQUE, PAPER, SCALE, SIZE, TWICE, Colour, Layer, Point


class Board(Layer):
    """One opaque sheet for a whole picture, and with `nib` (pixels) a second one that holds the contour in ink."""

    def __init__(self, ground: Image.Image, nib: float = 0) -> None:
        self.sheet = ground.resize((SIZE[0] * TWICE, SIZE[1] * TWICE), Image.Resampling.BILINEAR)
        self.pen = ImageDraw.Draw(self.sheet, "RGBA")
        self.faces = []
        self.nib = nib
        self.ink = Image.new("L", self.sheet.size, PAPER) if nib else None
        self._ink = ImageDraw.Draw(self.ink) if self.ink else None

    def picture(self) -> Image.Image:
        return self.sheet.reduce(TWICE)

    def contour(self, points: Sequence[Point], closed: bool = True) -> None:
        """Covers what a shape hides and draws round it; the stroke swells with its direction, as from a broad nib."""
        if self._ink is None:
            return
        if closed:
            self._ink.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=PAPER)
        self.edge([*points, points[0]] if closed else points)

    def edge(self, points: Sequence[Point]) -> None:
        if self._ink is None or not self.nib:
            return
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        for (ax, ay), (bx, by) in pairwise(scaled):
            swell = 0.55 + 0.75 * abs(math.sin(math.atan2(by - ay, bx - ax) - 0.6))
            self._ink.line([(ax, ay), (bx, by)], fill=0, width=max(1, round(self.nib * SCALE * swell)))

    def blend(self, x: float, y: float, radius: float) -> None:
        if self._ink:
            self._ink.ellipse([((v + d) * SCALE) for d in (-radius, radius) for v in (x, y)], fill=PAPER)

    def line(self, points: Sequence[Point], colour: Colour, width: float, alpha: int = 255) -> None:
        super().line(points, colour, width, alpha)
        if self._ink is None or not self.nib or alpha < OPAQUE:
            return
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        if width <= 4 * self.nib:
            self._ink.line(scaled, fill=0, width=max(2, round(min(width, self.nib) * SCALE * 0.8)), joint="curve")
            return
        self._ink.line(scaled, fill=0, width=round((width + self.nib) * SCALE), joint="curve")
        self._ink.line(scaled, fill=PAPER, width=round((width - self.nib) * SCALE), joint="curve")
