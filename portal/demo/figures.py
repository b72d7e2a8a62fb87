"""People for the demonstration pictures: bodies of any age and posture, put together from a few joints."""

import math
from dataclasses import dataclass, replace
from random import Random

from portal.demo.drawing import HEIGHT, PLAIN, Colour, Layer, Point, tone
from portal.demo.faces import DARK, HAIR, LIGHT, SKIN, Look, head
from portal.demo.limbs import Wear, direction_of, draw_arm, draw_foot, draw_leg, mid

__all__ = ["HAIR", "SKIN", "Look", "Pose", "Wear", "person", "seated"]
Hands = tuple[Point | None, Point | None]  # where the left and the right hand reach; None lets the arm hang


@dataclass(frozen=True)
class Pose:
    """Joints on the picture: the hip, the neck, where hands and feet are. A missing hand hangs; no feet, no legs."""

    hip: Point
    neck: Point
    hands: Hands = (None, None)
    feet: tuple[Point | None, Point | None] = (None, None)
    knees_out: float = 1.0
    elbows: tuple[int, int] = (0, 0)  # to which side the elbows bend; 0 lets them sink and point outwards
    front: tuple[bool, bool] = (True, True)  # arms before the body or behind it
    sits: bool = False  # the body ends at the hip; else, without feet, it goes on below the picture


VARIETY = (
    Look(SKIN, age=38, mouth="smile"),
    Look(LIGHT, age=24, mouth="calm", cut="wave"),
    Look(DARK, age=56, mouth="talk", hair=(92, 86, 86), beard="moustache"),
    Look(SKIN, age=30, mouth="laugh"),
    Look(LIGHT, age=62, mouth="smile", hair=(150, 146, 146), glasses=True),
)


def person(layer: Layer, size: float, wear: Wear, look: Look, pose: Pose) -> None:
    """A figure that would be `size` pixels high if it stood upright."""
    wear = replace(wear, skin=look.skin)
    shoulders = _across(pose, size * 0.118 * wear.stout)
    hips = _across(pose, size * 0.085 * wear.stout, at_hip=True)
    hands = [hand or _hanging(shoulders[n], size, (-1, 1)[n]) for n, hand in enumerate(pose.hands)]
    for n in (0, 1):
        if not pose.front[n]:
            draw_arm(layer, shoulders[n], hands[n], size, wear, (pose.elbows[n], (-1, 1)[n]), pose.hip)
    for n, foot in enumerate(pose.feet):
        if foot and not wear.skirt:
            hip = mid(pose.hip, hips[n], 0.6)
            draw_leg(layer, hip, foot, size, wear, pose.knees_out * (-1, 1)[n], tone(wear.below, 1 - 0.12 * n))
    if wear.skirt and pose.feet[0] and pose.feet[1]:
        _skirt(layer, hips, pose, size, wear)
    _torso(layer, shoulders, hips, pose, size, wear)
    unit = size * (0.058 if look.age >= 13 else 0.074)
    lean = direction_of(pose.hip, pose.neck)
    middle = (pose.neck[0] + lean[0] * unit * 1.72, pose.neck[1] + lean[1] * unit * 1.72)
    if look.top != "veil":
        below = (pose.neck[0] - lean[0] * unit * 0.35, pose.neck[1] - lean[1] * unit * 0.35)
        layer.faces.append((*mid(below, middle, 0.45), unit * 0.9))
        layer.limb(
            [below, mid(pose.neck, middle, 0.5), middle], [unit * 1.25, unit * 1.0, unit * 1.0], tone(look.skin, 0.88)
        )
    head(layer, *middle, unit, look)
    for n in (0, 1):
        if pose.front[n]:
            draw_arm(layer, shoulders[n], hands[n], size, wear, (pose.elbows[n], (-1, 1)[n]), pose.hip)


def _across(pose: Pose, half: float, at_hip: bool = False) -> tuple[Point, Point]:
    dx, dy = direction_of(pose.hip, pose.neck)
    x, y = pose.hip if at_hip else (pose.neck[0] - dx * half * 0.42, pose.neck[1] - dy * half * 0.42)
    return (x + dy * half, y - dx * half), (x - dy * half, y + dx * half)


def _hanging(shoulder: Point, size: float, side: int) -> Point:
    return (shoulder[0] + side * size * 0.035, shoulder[1] + size * 0.31)


def _torso(
    layer: Layer, shoulders: tuple[Point, Point], hips: tuple[Point, Point], pose: Pose, size: float, wear: Wear
) -> None:
    (lx, ly), (rx, ry) = shoulders
    (hlx, hly), (hrx, hry) = hips
    dx, dy = direction_of(pose.hip, pose.neck)
    drop = size * (0.06 if not wear.skirt else 0.12)
    if not (pose.sits or pose.feet[0]):
        drop = max(drop, HEIGHT + 40 - pose.hip[1])
    neck = size * 0.041
    nx, ny = pose.neck
    shape = [
        (nx + dy * neck, ny - dx * neck),
        (lx, ly),
        (lx + (hlx - lx) * 0.4 - dy * -size * 0.004, ly + (hly - ly) * 0.4),
        (hlx, hly),
        (hlx - dx * drop + dy * size * 0.012, hly - dy * drop - dx * size * 0.012),
        (hrx - dx * drop - dy * size * 0.012, hry - dy * drop + dx * size * 0.012),
        (hrx, hry),
        (rx + (hrx - rx) * 0.4, ry + (hry - ry) * 0.4),
        (rx, ry),
        (nx - dy * neck, ny + dx * neck),
    ]
    layer.curve(shape, wear.shirt)
    if wear.print_:
        _strew(layer, shape, size, wear.print_)
    shade = [shape[8], shape[7], shape[6], shape[5], mid(shape[5], shape[4], 0.34), mid(shape[7], shape[2], 0.24)]
    layer.poly(shade, tone(wear.shirt, 0.55), 46)
    if wear.veil is None:
        throat = (nx - dx * size * 0.055, ny - dy * size * 0.055)
        layer.poly([shape[0], shape[9], throat], tone(wear.skin, 0.86), PLAIN)
        layer.line([shape[0], throat, shape[9]], tone(wear.shirt, 0.72), size * 0.012, PLAIN)


def _strew(layer: Layer, shape: list[Point], size: float, colour: Colour) -> None:
    """Small batik flowers on a shirt."""
    rng, step = Random(7), size * 0.045
    left, right = min(x for x, _ in shape), max(x for x, _ in shape)
    y, row = min(y for _, y in shape) + step, 0
    while y < max(y for _, y in shape):
        x = left + step * (0.5 + 0.5 * (row % 2))
        while x < right:
            if _inside(shape, x - step * 0.4, y) and _inside(shape, x + step * 0.4, y):
                for turn in range(4):
                    a = turn * math.pi / 2 + rng.uniform(-0.2, 0.2)
                    layer.oval(
                        x + math.cos(a) * step * 0.17, y + math.sin(a) * step * 0.17, step * 0.12, step * 0.12, colour
                    )
            x += step
        y += step * 0.8
        row += 1


def _inside(shape: list[Point], x: float, y: float) -> bool:
    inside = False
    for (ax, ay), (bx, by) in zip(shape, shape[1:] + shape[:1], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def _skirt(layer: Layer, hips: tuple[Point, Point], pose: Pose, size: float, wear: Wear) -> None:
    (lx, ly), (rx, ry) = hips
    (fx, fy), (gx, gy) = pose.feet[0] or (lx, ly), pose.feet[1] or (rx, ry)
    for side, foot in ((-1, (fx, fy)), (1, (gx, gy))):
        draw_foot(layer, foot, size, wear, side)
    knees = [mid((lx, ly), (fx, fy), 0.5), mid((rx, ry), (gx, gy), 0.5)]
    layer.curve(
        [
            (lx, ly),
            (knees[0][0] - size * 0.05, knees[0][1]),
            (fx - size * 0.06, fy),
            ((fx + gx) / 2, (fy + gy) / 2 + size * 0.02),
            (gx + size * 0.06, gy),
            (knees[1][0] + size * 0.05, knees[1][1]),
            (rx, ry),
        ],
        wear.below,
    )
    for share in (0.3, 0.62, 0.8):
        layer.stroke(
            [mid((lx, ly), (rx, ry), share), mid((fx, fy), (gx, gy), share)], tone(wear.below, 0.72), size * 0.01, 150
        )


def _dressed(wear: Wear, look: Look | None, turn: float, number: int) -> Look:
    if look:
        return look
    kind = VARIETY[number % len(VARIETY)]
    top, cloth = ("veil", wear.veil) if wear.veil else ("peci", wear.cap) if wear.cap else ("", None)
    return replace(kind, top=top, cloth=cloth or HAIR, turn=turn)


def seated(layer: Layer, x: float, y: float, size: float, wear: Wear, hands: Hands, look: Look | None = None) -> None:
    """A figure on the floor, legs crossed; `size` is what the height would be standing."""
    for side in (-1, 1):
        knee = (x + side * size * 0.2, y - size * 0.05)
        layer.limb(
            [(x + side * size * 0.06, y - size * 0.1), knee, (x - side * size * 0.05, y - size * 0.01)],
            [size * 0.12, size * 0.1, size * 0.075],
            tone(wear.below, 1 - 0.1 * (side > 0)),
        )
    pose = Pose((x, y - size * 0.09), (x, y - size * 0.4), hands, sits=True)
    person(layer, size, wear, _dressed(wear, look, 0.2, int(x + size)), pose)


def on_bench(layer: Layer, x: float, y: float, size: float, wear: Wear, hands: Hands, look: Look) -> None:
    """A figure that sits facing the eye, its seat at (x, y)."""
    low = y + size * 0.27
    if wear.skirt:
        _skirt(
            layer,
            ((x - size * 0.1, y - size * 0.03), (x + size * 0.1, y - size * 0.03)),
            Pose((x, y), (x, y), (None, None), ((x - size * 0.06, low), (x + size * 0.06, low))),
            size,
            wear,
        )
    for side in () if wear.skirt else (1, -1):
        knee = (x + side * size * 0.105, y + size * 0.035)
        foot = (x + side * size * 0.085, low)
        layer.limb([knee, mid(knee, foot, 0.5), foot], [size * 0.1, size * 0.075, size * 0.062], tone(wear.below, 0.92))
        layer.limb([(x + side * size * 0.05, y - size * 0.03), knee], [size * 0.11, size * 0.105], wear.below)
        draw_foot(layer, foot, size, wear, side)
    reach = [hand or (x + side * size * 0.085, y + size * 0.035) for side, hand in zip((-1, 1), hands, strict=True)]
    person(layer, size, wear, look, Pose((x, y - size * 0.01), (x, y - size * 0.325), (reach[0], reach[1]), sits=True))
