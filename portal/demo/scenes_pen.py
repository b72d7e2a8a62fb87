"""Scenes in ink and wash: what one would sketch sitting beside it."""

import math
from random import Random

from PIL import Image

from portal.demo import props
from portal.demo.board import Board
from portal.demo.drawing import HEIGHT, WIDTH, Colour, Layer, Point, gradient, tone
from portal.demo.faces import DARK, LIGHT, Look
from portal.demo.figures import Pose, Wear, person, seated
from portal.demo.media import wash

NIB = 2.4


def sketsa(rng: Random) -> Image.Image:
    """Young people draw an old office building; one looks up over her board."""
    board = Board(
        gradient((0, (176, 206, 226)), (0.55, (236, 236, 222)), (0.66, (196, 190, 166)), (1, (176, 166, 140))), NIB
    )
    _facade(board)
    props.tree(board, rng, 1420, 704, 600, (110, 150, 86))
    board.poly([(-10, 706), (WIDTH + 10, 690), (WIDTH + 10, 726), (-10, 744)], (214, 206, 188))
    sitters: tuple[tuple[float, float, float, Wear, Look], ...] = (
        (
            620,
            960,
            620,
            Wear((210, 120, 70), (70, 84, 110), sleeve=0.3),
            Look(DARK, age=20, turn=-0.5, gaze=0.5, cut="wave"),
        ),
        (1180, 980, 640, Wear((84, 120, 150), (60, 60, 74)), Look(age=24, turn=-0.7, glasses=True, mouth="calm")),
    )
    for x, y, size, wear, look in sitters:
        seated(board, x, y, size, wear, ((x - 60, y - 110), (x + 50, y - 130)), look)
        _pad(board, x - 10, y - 110, 100, 0.1)
    seated(
        board,
        300,
        1110,
        1000,
        Wear((186, 70, 84), (70, 66, 96), veil=(232, 204, 140)),
        ((250, 930), (470, 880)),
        Look(LIGHT, age=19, turn=0.8, tilt=-4, top="veil", cloth=(232, 204, 140), mouth="smile"),
    )
    _pad(board, 380, 950, 180, -0.1)
    board.line([(470, 880), (440, 930)], (70, 60, 50), 8)
    return wash(board, rng)


def _facade(board: Board) -> None:
    white: Colour = (246, 238, 220)
    board.box(250, 250, 1290, 716, white)
    board.poly([(200, 256), (330, 150), (1210, 150), (1340, 256)], (186, 104, 76))
    board.poly([(610, 256), (770, 60), (930, 256)], white)
    board.curve([(640, 250), (660, 170), (770, 96), (880, 170), (900, 250)], white)
    board.oval(770, 180, 36, 36, (150, 170, 180))
    for x in range(300, 1260, 160):
        if 620 < x < 900:
            continue
        board.box(x, 330, x + 100, 480, (110, 150, 150))
        board.line([(x + 50, 330), (x + 50, 480)], white, 6)
        board.line([(x, 400), (x + 100, 400)], white, 6)
        board.poly([(x - 18, 330), (x - 2, 330), (x - 2, 480), (x - 18, 480)], (86, 124, 104))
        board.box(x, 540, x + 100, 700, (120, 150, 150))
        board.line([(x + 50, 540), (x + 50, 700)], white, 6)
    for x in (640, 716, 800, 876):
        board.box(x, 300, x + 26, 716, (255, 250, 236))
        board.box(x - 8, 290, x + 34, 306, (255, 250, 236))
    board.box(738, 520, 800, 716, (120, 84, 60))
    board.box(250, 500, 1290, 516, (226, 214, 190))


def _pad(layer: Layer, x: float, y: float, wide: float, lean: float) -> None:
    layer.poly(
        [
            (x - wide, y + wide * lean),
            (x + wide * 0.8, y - wide * lean),
            (x + wide * 0.9, y + wide * (0.8 - lean)),
            (x - wide * 0.9, y + wide * (0.8 + lean)),
        ],
        (252, 248, 236),
    )
    for k in (0.25, 0.4, 0.55):
        layer.line(
            [(x - wide * 0.5, y + wide * k), (x - wide * 0.2, y + wide * (k - 0.14)), (x + wide * 0.3, y + wide * k)],
            (130, 120, 120),
            2,
        )


def tpq(rng: Random) -> Image.Image:
    """Children read aloud at low desks; the teacher's finger follows the line."""
    board = Board(gradient((0, (238, 230, 208)), (0.6, (226, 214, 186)), (1, (200, 176, 140))), NIB)
    for x in (180, 700, 1220):
        board.box(x, 90, x + 220, 430, (176, 210, 214))
        board.line([(x + 110, 90), (x + 110, 430)], (240, 236, 224), 8)
        board.line([(x, 260), (x + 220, 260)], (240, 236, 224), 8)
    board.poly([(-10, 640), (WIDTH + 10, 640), (WIDTH + 10, HEIGHT + 10), (-10, HEIGHT + 10)], (126, 158, 122))
    for k in range(-6, 12):
        board.line([(800 + (k - 3) * 90, 644), (800 + (k - 3) * 300, HEIGHT)], (104, 136, 104), 3)
    children = (
        (
            560,
            800,
            470,
            Wear((240, 236, 222), (120, 140, 120)),
            Look(DARK, age=8, turn=-0.4, top="peci", cloth=(40, 38, 44), mouth="talk", gaze=0.4),
        ),
        (
            860,
            790,
            460,
            Wear((214, 150, 170), veil=(244, 236, 226)),
            Look(LIGHT, age=8, turn=-0.3, top="veil", cloth=(244, 236, 226), mouth="laugh"),
        ),
        (
            1170,
            810,
            480,
            Wear((120, 164, 190), veil=(240, 214, 120)),
            Look(age=9, turn=0.3, top="veil", cloth=(240, 214, 120), mouth="talk", gaze=0.4),
        ),
        (1450, 800, 460, Wear((236, 232, 220)), Look(age=7, turn=-0.5, top="peci", cloth=(70, 90, 70), mouth="smile")),
    )
    for x, y, size, wear, look in children:
        seated(board, x, y, size, wear, ((x - 50, y - 66), (x + 50, y - 66)), look)
        _desk(board, x, y - 60, 120)
    seated(
        board,
        250,
        1080,
        1000,
        Wear((80, 120, 116), veil=(60, 96, 104)),
        ((330, 940), (520, 880)),
        Look(LIGHT, age=42, turn=0.75, tilt=6, gaze=0.5, top="veil", cloth=(64, 102, 110), mouth="talk"),
    )
    seated(
        board,
        840,
        1090,
        690,
        Wear((230, 180, 90), (90, 80, 110)),
        ((760, 960), (900, 965)),
        Look(age=6, turn=-0.75, tilt=-6, top="peci", cloth=(36, 34, 40), mouth="talk", gaze=0.4),
    )
    _desk(board, 610, 930, 220)
    return wash(board, rng)


def _desk(layer: Layer, x: float, y: float, wide: float) -> None:
    layer.poly(
        [(x - wide * 0.8, y), (x + wide * 0.8, y), (x + wide, y + wide * 0.36), (x - wide, y + wide * 0.36)],
        (196, 140, 92),
    )
    layer.box(x - wide, y + wide * 0.36, x + wide, y + wide * 0.46, (160, 108, 70))
    for side in (-0.86, 0.7):
        layer.box(x + wide * side, y + wide * 0.46, x + wide * (side + 0.16), y + wide * 0.86, (150, 100, 66))
    for side in (-1, 1):
        layer.poly(
            [
                (x, y + wide * 0.05),
                (x + side * wide * 0.4, y + wide * 0.01),
                (x + side * wide * 0.46, y + wide * 0.27),
                (x, y + wide * 0.3),
            ],
            (252, 248, 232),
        )
        for k in range(4):
            layer.line(
                [
                    (x + side * wide * 0.07, y + wide * (0.1 + 0.05 * k)),
                    (x + side * wide * 0.38, y + wide * (0.07 + 0.05 * k)),
                ],
                (120, 116, 120),
                2,
            )


def rebana(rng: Random) -> Image.Image:
    """Mothers practise with frame drums in a yard hung with flags."""
    board = Board(
        gradient((0, (200, 222, 228)), (0.58, (244, 236, 212)), (0.585, (206, 184, 150)), (1, (184, 156, 120))), NIB
    )
    props.houses(board, rng, 620, 380, (230, 230, 220), 0.25)
    props.flags(board, (-20, 60), (820, 90))
    props.flags(board, (820, 90), (1640, 40))
    people: tuple[tuple[float, float, float, Colour, Colour, Look], ...] = (
        (250, 930, 740, (150, 70, 90), (240, 210, 190), Look(LIGHT, age=52, turn=0.5, top="veil", mouth="laugh")),
        (600, 900, 690, (64, 110, 120), (226, 190, 110), Look(age=36, turn=0.3, top="veil", mouth="talk")),
        (
            960,
            905,
            700,
            (200, 130, 64),
            (120, 70, 100),
            Look(DARK, age=60, turn=-0.3, top="veil", mouth="smile", glasses=True),
        ),
        (1330, 930, 740, (96, 84, 140), (206, 220, 214), Look(LIGHT, age=28, turn=-0.55, top="veil", mouth="laugh")),
    )
    for x, y, size, shirt, veil, look in people:
        kind = Look(
            look.skin, top="veil", cloth=veil, age=look.age, turn=look.turn, mouth=look.mouth, glasses=look.glasses
        )
        seated(
            board,
            x,
            y + 60,
            size * 1.2,
            Wear(shirt, tone(shirt, 0.6), veil=veil),
            ((x - 100, y - 130), (x + 120, y - 190)),
            kind,
        )
        _drum(board, (x - 20, y - 130), size * 0.15)
    person(
        board,
        1000,
        Wear((232, 226, 210), sleeve=0.9),
        Look(DARK, hair=(50, 46, 48), back=True, top="peci", cloth=(34, 32, 38)),
        Pose((820, 1300), (820, 930), ((600, 1010), (1050, 1000))),
    )
    return wash(board, rng)


def _drum(layer: Layer, at: Point, radius: float) -> None:
    x, y = at
    layer.oval(x + radius * 0.14, y + radius * 0.05, radius, radius, (140, 84, 54))
    layer.oval(x, y, radius, radius, (244, 232, 206))
    layer.ring(x, y, radius * 0.9, radius * 0.9, (206, 180, 140), 4)
    for k in range(6):
        a = math.pi * 2 * k / 6
        layer.oval(
            x + radius * 0.98 * math.cos(a),
            y + radius * 0.98 * math.sin(a),
            radius * 0.09,
            radius * 0.09,
            (220, 180, 90),
        )
