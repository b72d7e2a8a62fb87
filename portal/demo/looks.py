"""What a head may look like, as data. One unit is half its width, (0, 0) the middle of the face, y downwards."""

import math
from dataclasses import dataclass

from portal.demo.drawing import Colour, Point

SKIN: Colour = (172, 118, 82)


LIGHT: Colour = (204, 152, 112)


DARK: Colour = (146, 98, 70)


HAIR: Colour = (36, 28, 30)


GREY: Colour = (158, 154, 152)


WHITE: Colour = (246, 243, 236)


@dataclass(frozen=True)
class Look:
    """A head: `turn` -1 to 1 is where it looks (left, right), `tilt` degrees leant to the right, `gaze` -1 to 1 up or
    down. `top` is what it wears: veil, peci, caping, visor, or nothing; `mouth` smile, laugh, talk, calm; `age` years.
    """

    skin: Colour = SKIN
    hair: Colour = HAIR
    cut: str = "short"  # short, wave, long, bun, bald
    top: str = ""
    cloth: Colour = (60, 80, 120)
    age: int = 35
    turn: float = 0.3
    tilt: float = 0.0
    gaze: float = 0.0
    mouth: str = "smile"
    beard: str = ""  # moustache, chin
    glasses: bool = False
    back: bool = False  # seen from behind


@dataclass(frozen=True)
class Frame:
    """Puts points of the head's own measure onto the picture."""

    x: float
    y: float
    unit: float
    tilt: float

    def __call__(self, *points: Point) -> list[Point]:
        sin, cos = math.sin(math.radians(self.tilt)), math.cos(math.radians(self.tilt))
        return [(self.x + self.unit * (x * cos - y * sin), self.y + self.unit * (x * sin + y * cos)) for x, y in points]
