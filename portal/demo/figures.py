"""People for the demonstration pictures: simple figures without faces, so that nobody can be taken for somebody."""

from dataclasses import dataclass

from portal.demo.drawing import Colour, Layer, Point, mix, tone

Hands = tuple[Point | None, Point | None]  # where the left and the right hand reach; None lets the arm hang
SKIN: Colour = (150, 103, 74)
HAIR: Colour = (38, 30, 30)


@dataclass(frozen=True)
class Wear:
    """What a figure has on; `veil` is a headscarf, `cap` a peci or a hat."""

    shirt: Colour
    below: Colour = (52, 50, 62)
    veil: Colour | None = None
    cap: Colour | None = None
    skirt: bool = False
    skin: Colour = SKIN


def standing(layer: Layer, x: float, y: float, size: float, wear: Wear, hands: Hands = (None, None)) -> None:
    """A figure with its feet at (x, y) and that height. `hands` are where the left and the right hand reach."""
    _legs(layer, x, y, size, wear)
    shoulder, hip = y - size * 0.80, y - size * 0.44
    left, right = hands
    for side, hand in ((-1, left), (1, right)):
        if hand is None:
            _arm(layer, x, shoulder, size, wear, side, (x + side * size * 0.135, y - size * 0.42))
    body = [
        (x - size * 0.115, shoulder + size * 0.02), (x - size * 0.06, shoulder - size * 0.015),
        (x + size * 0.06, shoulder - size * 0.015), (x + size * 0.115, shoulder + size * 0.02),
        (x + size * 0.105, hip + size * 0.03), (x - size * 0.105, hip + size * 0.03),
    ]  # fmt: skip
    layer.poly(body, wear.shirt)
    layer.poly([*body[3:5], (x + size * 0.045, hip + size * 0.03), (x + size * 0.06, shoulder)], tone(wear.shirt, 0.84))
    _head(layer, x, y - size * 0.915, size, wear)
    for side, hand in ((-1, left), (1, right)):
        if hand is not None:
            _arm(layer, x, shoulder, size, wear, side, hand)


def seated(layer: Layer, x: float, y: float, size: float, wear: Wear, hands: Hands) -> None:
    """A figure on the floor or a low stool; `size` is what the height would be standing."""
    low = y - size * 0.10
    for side in (-1, 1):
        knee = (x + side * size * 0.20, low + size * 0.01)
        layer.line(
            [(x + side * size * 0.05, low - size * 0.02), knee, (x + side * size * 0.03, y)], wear.below, size * 0.10
        )
    shoulder = low - size * 0.36
    layer.poly(
        [
            (x - size * 0.115, shoulder + size * 0.02), (x - size * 0.06, shoulder - size * 0.015),
            (x + size * 0.06, shoulder - size * 0.015), (x + size * 0.115, shoulder + size * 0.02),
            (x + size * 0.13, low + size * 0.02), (x - size * 0.13, low + size * 0.02),
        ],
        wear.shirt,
    )  # fmt: skip
    _head(layer, x, shoulder - size * 0.115, size, wear)
    for side, hand in zip((-1, 1), hands, strict=True):
        _arm(layer, x, shoulder, size, wear, side, hand or (x + side * size * 0.16, low - size * 0.03))


def _legs(layer: Layer, x: float, y: float, size: float, wear: Wear) -> None:
    hip = y - size * 0.46
    if wear.skirt:
        hem = [
            (x - size * 0.10, hip),
            (x + size * 0.10, hip),
            (x + size * 0.135, y - size * 0.02),
            (x - size * 0.135, y - size * 0.02),
        ]
        layer.poly(hem, wear.below)
        layer.poly([hem[1], hem[2], (x + size * 0.05, y - size * 0.02), (x + size * 0.04, hip)], tone(wear.below, 0.82))
    else:
        for side, shade in ((-1, 1.0), (1, 0.85)):
            foot = x + side * size * 0.062
            layer.line([(x + side * size * 0.05, hip), (foot, y - size * 0.03)], tone(wear.below, shade), size * 0.088)
    for side in (-1, 1):
        layer.oval(x + side * size * 0.066, y - size * 0.008, size * 0.05, size * 0.018, tone(wear.skin, 0.7))


def _arm(layer: Layer, x: float, shoulder: float, size: float, wear: Wear, side: int, hand: Point) -> None:
    """Shoulder, elbow, hand; the elbow hangs a little below the straight way."""
    start = (x + side * size * 0.098, shoulder + size * 0.035)
    elbow = ((start[0] + hand[0]) / 2 + side * size * 0.02, (start[1] + hand[1]) / 2 + size * 0.035)
    layer.line([start, elbow, hand], wear.skin, size * 0.050)
    layer.line([start, elbow], tone(wear.shirt, 0.92), size * 0.066)
    layer.oval(*hand, size * 0.030, size * 0.030, wear.skin)


def _head(layer: Layer, x: float, y: float, size: float, wear: Wear) -> None:
    wide, high = size * 0.060, size * 0.076
    layer.box(x - size * 0.025, y, x + size * 0.025, y + size * 0.12, tone(wear.skin, 0.86), size * 0.02)
    if wear.veil:
        drape = [
            (x - wide * 1.3, y),
            (x + wide * 1.3, y),
            (x + size * 0.12, y + size * 0.185),
            (x, y + size * 0.235),
            (x - size * 0.12, y + size * 0.185),
        ]
        layer.poly(drape, wear.veil)
        layer.oval(x, y - size * 0.008, wide * 1.38, high * 1.22, wear.veil)
        layer.oval(x, y + size * 0.004, wide * 0.86, high * 0.86, wear.skin)
        layer.arc(x, y - size * 0.004, wide * 1.0, high * 1.0, 200, 340, mix(wear.veil, (0, 0, 0), 0.18))
        return
    layer.oval(x, y, wide, high, wear.skin)
    layer.arc(x, y - size * 0.006, wide * 1.12, high * 1.10, 172, 368, HAIR)
    layer.oval(x, y + size * 0.012, wide * 0.82, high * 0.66, wear.skin)
    if wear.cap:
        layer.box(x - wide * 1.12, y - high * 1.22, x + wide * 1.12, y - high * 0.42, wear.cap, size * 0.014)
