"""Heads for the demonstration pictures. Every face is built from numbers; none was drawn after a person.

A head is drawn in its own measure: one unit is half its width, (0, 0) the middle of the face, y downwards.
"""

import math

from portal.demo import headwear
from portal.demo.drawing import PLAIN, Layer, Point, mix, spline, tone
from portal.demo.looks import DARK, GREY, HAIR, LIGHT, SKIN, WHITE, Frame, Look

__all__ = ["DARK", "GREY", "HAIR", "LIGHT", "SKIN", "Look", "head"]


def head(layer: Layer, x: float, y: float, unit: float, look: Look) -> None:
    """The head with its middle at (x, y); the neck is the body's."""
    at = Frame(x, y, unit, look.tilt)
    layer.faces.append((x, y, unit * 1.5))
    if look.top == "veil":
        layer.curve(
            at(
                (0, -1.52),
                (1.0, -1.12),
                (1.28, -0.1),
                (1.2, 0.95),
                (0.6, 1.6),
                (-0.6, 1.6),
                (-1.2, 0.95),
                (-1.28, -0.1),
                (-1.0, -1.12),
            ),
            look.cloth,
        )
    elif look.cut in {"long", "bun"}:
        headwear.back_hair(layer, at, look)
    if look.back:
        headwear.from_behind(layer, at, look)
        return
    _skull(layer, at, look)
    _eyes(layer, at, look, unit)
    _nose(layer, at, look)
    _mouth(layer, at, look, unit)
    if look.age >= 50:
        _wrinkles(layer, at, look, unit)
    if look.top == "veil":
        headwear.veil(layer, at, look, unit)
    elif look.top != "caping":
        headwear.hair(layer, at, look)
    headwear.hat(layer, at, look)


def _skull(layer: Layer, at: Frame, look: Look) -> None:
    t, child = look.turn, look.age < 13
    jaw, wide = t * 0.16, 0.70 if child else 0.60 + 0.06 * (look.top != "veil")
    if look.top != "veil":
        side = -math.copysign(1, t)
        ear = side * (0.98 - 0.12 * abs(t))
        layer.curve(
            at((ear - 0.14, -0.16), (ear + 0.14, -0.16), (ear + 0.12, 0.22), (ear, 0.36), (ear - 0.12, 0.22)),
            tone(look.skin, 0.88),
        )
    chin = 1.14 if child else 1.28
    face = (
        (0, -1.24),
        (0.74, -1.0),
        (0.99, -0.28),
        (0.93, 0.36),
        (wide + jaw, 0.93),
        (0.2 + jaw, chin),
        (-0.2 + jaw, chin),
        (-wide + jaw, 0.93),
        (-0.93, 0.36),
        (-0.99, -0.28),
        (-0.74, -1.0),
    )
    layer.curve(at(*face), look.skin)
    shade = 1 if t < 0 else -1  # the cheek turned away from where it looks lies in shade
    edge = [(px, py) for px, py in face if px * shade > 0.1]
    edge.sort(key=lambda point: point[1])
    inner = [(px * 0.62 + 0.04 * shade, py * 0.9 + 0.06) for px, py in reversed(edge)]
    layer.curve(at(*edge, *inner), tone(look.skin, 0.6), 62)
    for s in (-1, 1):
        cheek = at((t * 0.3 + s * 0.52, 0.36))[0]
        layer.tint_oval(*cheek, at.unit * 0.24, at.unit * 0.17, (206, 84, 66), 44)


def _eyes(layer: Layer, at: Frame, look: Look, unit: float) -> None:
    t, line = look.turn, tone(look.skin, 0.26)
    for s in (-1, 1):
        x, y = t * 0.34 + s * 0.41 * (1 - 0.22 * max(0.0, s * t)), -0.06 + look.gaze * 0.05
        brow = mix(look.hair, (40, 30, 28), 0.4)
        layer.stroke(
            at((x - 0.25, -0.36 + 0.06 * (s < 0)), (x, -0.45), (x + 0.25, -0.36 + 0.06 * (s > 0))),
            brow,
            unit * (0.07 if look.age > 12 else 0.05),
        )
        if look.mouth == "laugh" or look.gaze > 0.6:
            bend = -0.09 if look.mouth == "laugh" else 0.08
            layer.stroke(at((x - 0.2, y + 0.03), (x, y + 0.03 + bend), (x + 0.2, y + 0.03)), line, unit * 0.075)
        else:
            _open_eye(layer, at, look, (x, y))
        if look.glasses:
            middle = at((x, y))[0]
            layer.ring(*middle, unit * 0.3, unit * 0.25, (44, 40, 44), max(1.5, unit * 0.05))
    if look.glasses:
        layer.line(at((t * 0.34 - 0.1, -0.08), (t * 0.34 + 0.1, -0.08)), (44, 40, 44), max(1.5, unit * 0.05))


def _open_eye(layer: Layer, at: Frame, look: Look, middle: Point) -> None:
    (x, y), t, unit, line = middle, look.turn, at.unit, tone(look.skin, 0.26)
    size = 1.2 if look.age < 13 else 1.0
    white = at((x - 0.2, y + 0.02), (x - 0.02, y - 0.11 * size), (x + 0.2, y), (x, y + 0.1 * size))
    layer.poly(spline(white), (238, 232, 222), PLAIN)
    pupil = at((x + t * 0.07, y + 0.02 * look.gaze))[0]
    layer.oval(*pupil, unit * 0.088 * size, unit * 0.1 * size, (34, 22, 20), PLAIN)
    layer.oval(pupil[0] - unit * 0.03, pupil[1] - unit * 0.035, unit * 0.025, unit * 0.025, (255, 255, 255), PLAIN)
    layer.stroke(at((x - 0.23, y + 0.03), (x - 0.02, y - 0.13 * size), (x + 0.23, y)), line, unit * 0.065)


def _nose(layer: Layer, at: Frame, look: Look) -> None:
    t = look.turn
    away = 1 if t >= 0 else -1
    x, dark = t * 0.42, tone(look.skin, 0.66)
    layer.poly(
        spline(
            at(
                (x - 0.02 * away, -0.1),
                (x + 0.1 * away, 0.3),
                (x + 0.2 * away, 0.4),
                (x, 0.46),
                (x - 0.2 * away, 0.42),
                (x - 0.06 * away, 0.3),
            )
        ),
        tone(look.skin, 0.82),
        190,
    )
    layer.stroke(at((x - 0.17, 0.4), (x - 0.02, 0.48), (x + 0.17, 0.4)), dark, at.unit * 0.06, PLAIN)
    layer.tint_oval(*at((x + 0.03, 0.27))[0], at.unit * 0.07, at.unit * 0.1, tone(look.skin, 1.22), 120)


def _mouth(layer: Layer, at: Frame, look: Look, unit: float) -> None:
    x, lip = look.turn * 0.36, mix(look.skin, (126, 34, 38), 0.62)
    if look.mouth == "laugh":
        layer.poly(
            spline(at((x - 0.4, 0.64), (x, 0.7), (x + 0.4, 0.64), (x + 0.22, 0.92), (x, 0.98), (x - 0.22, 0.92))),
            (108, 30, 34),
            PLAIN,
        )
        layer.poly(
            spline(at((x - 0.33, 0.67), (x, 0.71), (x + 0.33, 0.67), (x + 0.2, 0.79), (x - 0.2, 0.79))), WHITE, PLAIN
        )
    elif look.mouth == "talk":
        layer.poly(spline(at((x - 0.2, 0.74), (x, 0.65), (x + 0.2, 0.74), (x, 0.92))), (104, 32, 36), PLAIN)
    else:
        bend = 0.1 if look.mouth == "smile" else 0.0
        layer.stroke(
            at((x - 0.29, 0.73 - bend * 0.4), (x, 0.73 + bend), (x + 0.29, 0.73 - bend * 0.4)), lip, unit * 0.085
        )
        layer.stroke(at((x - 0.14, 0.86 + bend), (x + 0.14, 0.86 + bend)), tone(look.skin, 0.8), unit * 0.05, 200)
    if look.beard == "moustache":
        layer.poly(
            spline(at((x - 0.36, 0.66), (x - 0.1, 0.52), (x, 0.55), (x + 0.1, 0.52), (x + 0.36, 0.66), (x, 0.62))),
            look.hair,
            235,
        )
    if look.beard == "chin":
        layer.poly(
            spline(at((x - 0.2, 1.0), (x + 0.2, 1.0), (x + 0.16, 1.36), (x, 1.5), (x - 0.16, 1.36))), look.hair, 235
        )


def _wrinkles(layer: Layer, at: Frame, look: Look, unit: float) -> None:
    x, dark = look.turn * 0.36, tone(look.skin, 0.62)
    for s in (-1, 1):
        layer.stroke(at((x + s * 0.26, 0.4), (x + s * 0.43, 0.6), (x + s * 0.42, 0.8)), dark, unit * 0.045, 170)
        layer.stroke(at((x + s * 0.32, 0.17), (x + s * 0.45, 0.21), (x + s * 0.58, 0.15)), dark, unit * 0.04, 150)
        layer.stroke(at((x + s * 0.68, -0.1), (x + s * 0.8, -0.16)), dark, unit * 0.035, 140)
    if look.top not in {"veil", "caping"}:
        for y in (-0.62, -0.74):
            layer.stroke(at((x - 0.36, y), (x, y - 0.04), (x + 0.36, y)), dark, unit * 0.035, 130)
