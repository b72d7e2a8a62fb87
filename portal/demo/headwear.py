"""Hair, headscarves and hats for the heads of the demonstration pictures."""

import math

from portal.demo.drawing import Layer, spline, tone
from portal.demo.looks import Frame, Look


def hair(layer: Layer, at: Frame, look: Look) -> None:
    if look.cut == "bald":
        return
    line, part = -0.66, look.turn * 0.3
    if look.cut == "wave":
        hair = (
            (-1.04, 0.0),
            (-1.1, -0.7),
            (-0.7, -1.34),
            (0.1, -1.52),
            (0.86, -1.26),
            (1.1, -0.6),
            (1.03, -0.05),
            (0.86, -0.44),
            (0.5, -0.72),
            (part, -0.6),
            (-0.4, -0.86),
            (-0.82, -0.5),
        )
    else:
        hair = (
            (-1.0, 0.06),
            (-1.06, -0.62),
            (-0.7, -1.22),
            (0.0, -1.42),
            (0.7, -1.22),
            (1.06, -0.62),
            (1.0, 0.06),
            (0.9, -0.34),
            (0.66, line),
            (part, line - 0.1),
            (-0.66, line),
            (-0.9, -0.34),
        )
    layer.curve(at(*hair), look.hair)
    layer.stroke(at((-0.6, -1.04), (0.0, -1.24), (0.5, -1.12)), tone(look.hair, 1.3), at.unit * 0.07, 120)


def back_hair(layer: Layer, at: Frame, look: Look) -> None:
    away = -math.copysign(0.5, look.turn)
    if look.cut == "bun":
        layer.oval(*at((away * 1.7, -0.5))[0], at.unit * 0.5, at.unit * 0.5, look.hair)
        return
    layer.curve(
        at(
            (0, -1.4),
            (1.08, -0.8),
            (1.2, 0.4),
            (1.1, 1.7),
            (0.4, 1.9),
            (-0.4, 1.9),
            (-1.1, 1.7),
            (-1.2, 0.4),
            (-1.08, -0.8),
        ),
        look.hair,
    )


def veil(layer: Layer, at: Frame, look: Look, unit: float) -> None:
    """The rim that frames the face, and the cloth that falls over the chest."""
    cloth, t = look.cloth, look.turn * 0.1
    outer = (
        (0, -1.54),
        (0.98, -1.16),
        (1.3, -0.1),
        (1.16, 0.9),
        (0.5, 1.62),
        (-0.5, 1.62),
        (-1.16, 0.9),
        (-1.3, -0.1),
        (-0.98, -1.16),
    )
    inner = (
        (t, -0.92),
        (0.6 + t, -0.7),
        (0.84 + t, -0.05),
        (0.74 + t, 0.66),
        (0.26 + t, 1.22),
        (-0.26 + t, 1.22),
        (-0.74 + t, 0.66),
        (-0.84 + t, -0.05),
        (-0.6 + t, -0.7),
    )
    rim, hole = spline(at(*outer)), spline(at(*inner))
    layer.ring_of(rim, hole, cloth)
    layer.stroke(at((-0.66 + t, -0.76), (t, -1.02), (0.66 + t, -0.76)), tone(cloth, 0.66), unit * 0.09)
    fall = (
        (-1.1, 0.8),
        (-0.5, 1.16),
        (0.5, 1.16),
        (1.1, 0.8),
        (1.5, 1.9),
        (1.2, 2.6),
        (0.1, 3.0),
        (-1.2, 2.6),
        (-1.5, 1.9),
    )
    layer.curve(at(*fall), cloth)
    for fold in (
        ((-0.9, 1.1), (-0.3, 1.7), (0.7, 2.0)),
        ((0.8, 1.1), (0.5, 1.8), (-0.5, 2.5)),
        ((-0.6, 1.3), (0.2, 1.5)),
    ):
        layer.stroke(at(*fold), tone(cloth, 0.76), unit * 0.07, 210)
    layer.stroke(at((-1.02, -0.9), (-0.4, -1.34), (0.2, -1.4)), tone(cloth, 1.25), unit * 0.1, 120)


def hat(layer: Layer, at: Frame, look: Look) -> None:
    if look.top == "peci":
        layer.poly(at((-1.04, -0.52), (-0.9, -1.6), (0.0, -1.72), (0.9, -1.6), (1.04, -0.52), (0, -0.68)), look.cloth)
        layer.stroke(at((-0.86, -1.54), (0.0, -1.62), (0.86, -1.54)), tone(look.cloth, 1.3), at.unit * 0.06, 170)
    elif look.top == "caping":
        layer.poly(at((-2.3, -0.34), (0, -1.9), (2.3, -0.34), (1.2, -0.2), (0, -0.14), (-1.2, -0.2)), look.cloth)
        layer.poly(at((0.2, -1.72), (2.3, -0.34), (1.2, -0.2), (0.4, -0.15)), tone(look.cloth, 0.8))
        for k in (-1.5, -0.7, 0.1, 0.9, 1.6):
            layer.line(at((0, -1.86), (k, -0.24)), tone(look.cloth, 0.7), at.unit * 0.04, 160)
    elif look.top == "visor":
        layer.curve(at((-1.06, -0.5), (-0.9, -1.24), (0, -1.54), (0.9, -1.24), (1.06, -0.5), (0, -0.7)), look.cloth)
        s = look.turn
        layer.curve(
            at((-0.7 + s * 0.6, -0.62), (0.7 + s * 0.6, -0.62), (1.0 + s * 1.1, -0.38), (-0.6 + s * 0.9, -0.4)),
            tone(look.cloth, 0.7),
        )


def from_behind(layer: Layer, at: Frame, look: Look) -> None:
    if look.top == "veil":
        layer.curve(
            at(
                (0, -1.54),
                (1.0, -1.14),
                (1.3, -0.1),
                (1.2, 0.9),
                (1.5, 2.2),
                (0, 2.7),
                (-1.5, 2.2),
                (-1.2, 0.9),
                (-1.3, -0.1),
                (-1.0, -1.14),
            ),
            look.cloth,
        )
        layer.stroke(at((-0.9, 0.9), (0, 1.5), (0.9, 0.9)), tone(look.cloth, 0.75), at.unit * 0.08)
        return
    layer.curve(
        at(
            (0, -1.4),
            (0.8, -1.1),
            (1.04, -0.3),
            (0.92, 0.5),
            (0.5, 1.0),
            (-0.5, 1.0),
            (-0.92, 0.5),
            (-1.04, -0.3),
            (-0.8, -1.1),
        ),
        look.hair if look.cut != "bald" else look.skin,
    )
    layer.curve(at((-0.6, 0.62), (0.6, 0.62), (0.5, 1.3), (-0.5, 1.3)), look.skin)
    hat(layer, at, look)
