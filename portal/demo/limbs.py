"""Clothes, arms, hands, legs and feet of the people in the demonstration pictures."""

import math
from dataclasses import dataclass

from portal.demo.drawing import Colour, Layer, Point, tone
from portal.demo.looks import SKIN


@dataclass(frozen=True)
class Wear:
    """What a figure has on; `veil` is a headscarf, `cap` a peci. `print_` strews batik over the shirt."""

    shirt: Colour
    below: Colour = (52, 50, 62)
    veil: Colour | None = None
    cap: Colour | None = None
    skirt: bool = False
    skin: Colour = SKIN
    sleeve: float = 1.0  # how much of the arm it covers
    print_: Colour | None = None
    stout: float = 1.0
    barefoot: bool = False


def direction_of(a: Point, b: Point) -> Point:
    along = math.hypot(b[0] - a[0], b[1] - a[1]) or 1
    return ((b[0] - a[0]) / along, (b[1] - a[1]) / along)


def joint_of(a: Point, b: Point, upper: float, lower: float, side: float) -> Point:
    """The elbow or the knee between two ends, bent to one side."""
    far = math.hypot(b[0] - a[0], b[1] - a[1]) or 1
    reach = min(far, (upper + lower) * 0.999)
    along = (upper * upper - lower * lower + reach * reach) / (2 * reach)
    out = math.sqrt(max(0.0, upper * upper - along * along)) * (1 if side >= 0 else -1) * min(1.0, abs(side))
    dx, dy = (b[0] - a[0]) / far, (b[1] - a[1]) / far
    along *= far / reach
    return (a[0] + dx * along - dy * out * -1, a[1] + dy * along + dx * out * -1)


def elbow_of(shoulder: Point, hand: Point, size: float, bend: int, side: int) -> Point:
    upper, lower = size * 0.16, size * 0.15
    if bend:
        return joint_of(shoulder, hand, upper, lower, bend)
    # half of the bend points at the eye or away from it
    ways = (joint_of(shoulder, hand, upper, lower, 0.6), joint_of(shoulder, hand, upper, lower, -0.6))
    return max(ways, key=lambda point: point[1] + 0.55 * side * point[0])


def mid(a: Point, b: Point, share: float) -> Point:
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)


def draw_arm(
    layer: Layer, shoulder: Point, hand: Point, size: float, wear: Wear, bend: tuple[int, int], trunk: Point
) -> None:
    elbow = elbow_of(shoulder, hand, size, *bend)
    wrist = mid(elbow, hand, 0.86)
    start = mid(shoulder, trunk, 0.14)
    start = (start[0], start[1] + size * 0.016)
    if wear.sleeve <= 0.6:
        layer.limb(
            [start, mid(start, elbow, 0.6), elbow, mid(elbow, wrist, 0.4), wrist],
            [size * 0.06, size * 0.056, size * 0.048, size * 0.047, size * 0.031],
            wear.skin,
        )
    else:
        layer.limb([elbow, mid(elbow, wrist, 0.4), wrist], [size * 0.046, size * 0.046, size * 0.03], wear.skin)
    draw_hand(layer, wrist, hand, size, wear.skin)
    if wear.sleeve > 0.6:
        cuff = mid(elbow, hand, 0.78 * wear.sleeve)
        layer.limb([start, mid(start, elbow, 0.5), elbow], [size * 0.082, size * 0.078, size * 0.068], wear.shirt)
        layer.limb(
            [elbow, mid(elbow, cuff, 0.5), cuff], [size * 0.067, size * 0.062, size * 0.056], wear.shirt, blunt=True
        )
        layer.blend(*elbow, size * 0.031)
        layer.stroke([mid(start, elbow, 0.45), elbow, mid(elbow, cuff, 0.7)], tone(wear.shirt, 0.7), size * 0.007, 150)
        layer.line(
            [mid(elbow, cuff, 0.04), mid(elbow, mid(start, trunk, 0.1), 0.12)], tone(wear.shirt, 0.7), size * 0.006, 150
        )
    else:
        end = mid(start, elbow, 0.5 + wear.sleeve * 0.6)
        layer.limb(
            [start, mid(start, end, 0.5), end], [size * 0.082, size * 0.082, size * 0.088], wear.shirt, blunt=True
        )


def draw_hand(layer: Layer, wrist: Point, tip: Point, size: float, skin: Colour) -> None:
    """A hand that ends at `tip`: palm, thumb and the lines between the fingers."""
    dx, dy = direction_of(wrist, tip)
    wide = size * 0.034
    palm, end = (
        (wrist[0] + dx * size * 0.02, wrist[1] + dy * size * 0.02),
        (tip[0] + dx * size * 0.03, tip[1] + dy * size * 0.03),
    )
    thumb = (palm[0] + dy * wide * 0.95 + dx * wide * 0.6, palm[1] - dx * wide * 0.95 + dy * wide * 0.6)
    layer.limb([palm, thumb], [wide * 0.5, wide * 0.36], tone(skin, 0.94))
    layer.limb([wrist, palm, mid(palm, end, 0.6), end], [wide * 0.9, wide * 1.2, wide * 1.15, wide * 0.6], skin)
    for k in (-0.28, 0.0, 0.28):
        start, stop = mid(palm, end, 0.45), mid(palm, end, 0.98)
        layer.line(
            [(start[0] - dy * wide * k, start[1] + dx * wide * k), (stop[0] - dy * wide * k, stop[1] + dx * wide * k)],
            tone(skin, 0.66),
            max(1.0, size * 0.0035),
            190,
        )


def draw_leg(layer: Layer, hip: Point, foot: Point, size: float, wear: Wear, side: float, colour: Colour) -> None:
    knee = joint_of(hip, foot, size * 0.25, size * 0.245, side)
    layer.limb(
        [hip, mid(hip, knee, 0.5), knee, mid(knee, foot, 0.5), foot],
        [size * 0.1, size * 0.094, size * 0.078, size * 0.074, size * 0.062],
        colour,
    )
    layer.stroke([mid(hip, knee, 0.3), knee, mid(knee, foot, 0.7)], tone(colour, 0.7), size * 0.008, 140)
    draw_foot(layer, foot, size, wear, 1 if side >= 0 else -1)


def draw_foot(layer: Layer, foot: Point, size: float, wear: Wear, side: int) -> None:
    x, y = foot
    layer.curve(
        [
            (x - side * size * 0.02, y - size * 0.012),
            (x + side * size * 0.03, y - size * 0.014),
            (x + side * size * 0.075, y + size * 0.012),
            (x + side * size * 0.06, y + size * 0.026),
            (x - side * size * 0.024, y + size * 0.024),
        ],
        tone(wear.skin, 0.86),
    )
    if not wear.barefoot:
        layer.line(
            [(x - side * size * 0.024, y + size * 0.026), (x + side * size * 0.07, y + size * 0.026)],
            (60, 44, 40),
            size * 0.012,
        )


def reaching_arm(layer: Layer, start: Point, bend: Point, tip: Point, skin: Colour, sleeve: Colour) -> None:
    """A large arm that comes in from the edge, its fingers stretched towards `tip`."""
    dx, dy = tip[0] - bend[0], tip[1] - bend[1]
    far = math.hypot(dx, dy)
    dx, dy = dx / far, dy / far
    nx, ny = -dy, dx
    wrist = (bend[0] + dx * far * 0.42, bend[1] + dy * far * 0.42)
    layer.limb([bend, wrist, (wrist[0] + dx * 50, wrist[1] + dy * 50)], [110, 84, 96], skin)
    palm = (wrist[0] + dx * 70, wrist[1] + dy * 70)
    layer.limb([wrist, palm, (palm[0] + dx * 30, palm[1] + dy * 30)], [84, 120, 112], skin)
    for k, long in ((-42, 92), (-14, 112), (14, 106), (42, 82)):
        root = (palm[0] + nx * k, palm[1] + ny * k)
        end = (root[0] + dx * long + nx * k * 0.1, root[1] + dy * long + ny * k * 0.1)
        layer.limb(
            [root, ((root[0] + end[0]) / 2, (root[1] + end[1]) / 2), end],
            [34, 31, 24],
            tone(skin, 0.98 if k < 0 else 0.93),
        )
        layer.oval(end[0] - dx * 8, end[1] - dy * 8, 8, 9, tone(skin, 1.25))
    layer.limb(
        [
            (palm[0] - nx * 46, palm[1] - ny * 46),
            (palm[0] - nx * 92 + dx * 36, palm[1] - ny * 92 + dy * 36),
            (palm[0] - nx * 96 + dx * 74, palm[1] - ny * 96 + dy * 74),
        ],
        [40, 36, 26],
        tone(skin, 0.95),
    )
    layer.limb([start, bend, (bend[0] + dx * 30, bend[1] + dy * 30)], [190, 160, 146], sleeve, blunt=True)
