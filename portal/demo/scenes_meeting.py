"""Scenes where neighbours come together: the toddlers' clinic, oil collected at the guard post."""

from random import Random

from PIL import Image

from portal.demo import props
from portal.demo.board import Board
from portal.demo.drawing import Layer, gradient, tone
from portal.demo.faces import DARK, HAIR, LIGHT, SKIN, Look, head
from portal.demo.figures import Pose, Wear, person
from portal.demo.media import flat, wash

NIB = 2.4


def _scale(layer: Layer, x: float, y: float, radius: float) -> None:
    """A dial that hangs."""
    layer.line([(x, -10), (x, y)], (70, 72, 78), 9)
    layer.oval(x, y, radius, radius, (70, 72, 78))
    layer.oval(x, y, radius * 0.86, radius * 0.86, (248, 244, 232))
    for k in range(9):
        layer.oval(
            x - radius * 0.62 + k * radius * 0.155, y - radius * 0.5 + abs(k - 4) * radius * 0.12, 4, 4, (70, 72, 78)
        )
    layer.line([(x, y), (x + radius * 0.5, y - radius * 0.42)], (200, 60, 50), 8)


def posyandu(rng: Random) -> Image.Image:
    """A toddler hangs in the blue sling of the scale and laughs; mother, health worker and a father watch."""
    board = Board(gradient((0, (206, 226, 216)), (0.6, (238, 234, 212)), (1, (206, 186, 152))), NIB)
    board.box(90, 90, 440, 430, (150, 104, 74))
    board.box(112, 112, 418, 408, (180, 214, 224))
    board.line([(265, 112), (265, 408)], (150, 104, 74), 12)
    board.box(1010, 90, 1500, 300, (74, 120, 98), 8)
    for row in range(2):
        for k in range(9 - row * 3):
            board.box(1050 + k * 46, 140 + row * 70, 1082 + k * 46, 168 + row * 70, (248, 240, 216))
    props.flags(board, (440, 60), (1010, 60), 9, 14)
    props.floor(board, 690, (214, 192, 160), (180, 154, 124), 800)
    person(
        board,
        960,
        Wear((112, 140, 100), (76, 74, 92), sleeve=0.4),
        Look(DARK, age=31, turn=-0.6, cut="wave", mouth="smile"),
        Pose((1010, 960), (1010, 640), ((940, 900), (1120, 900))),
    )
    _scale(board, 720, 170, 86)
    board.line([(720, 256), (600, 530)], (90, 92, 98), 8)
    board.line([(720, 256), (840, 530)], (90, 92, 98), 8)
    for x in (660, 770):
        board.limb([(x, 800), (x + 6, 890), (x - 4, 960)], [80, 66, 48], LIGHT)
        board.limb([(x - 8, 960), (x + 24, 980)], [46, 40], (206, 84, 66))
    board.curve([(630, 560), (720, 530), (810, 560), (820, 700), (720, 740), (620, 700)], (236, 190, 84))
    head(board, 720, 480, 76, Look(LIGHT, age=2, turn=-0.2, mouth="laugh", cut="short", hair=HAIR))
    board.curve(
        [
            (570, 640),
            (600, 520),
            (650, 690),
            (720, 720),
            (790, 690),
            (840, 520),
            (870, 640),
            (840, 850),
            (720, 880),
            (600, 850),
        ],
        (64, 118, 172),
    )
    board.stroke([(610, 760), (720, 800), (830, 760)], (44, 88, 136), 6, 254)
    person(
        board,
        1180,
        Wear((206, 120, 84), (96, 80, 92), veil=(240, 222, 190), skirt=True),
        Look(SKIN, age=28, turn=0.6, top="veil", cloth=(240, 222, 190), mouth="laugh", tilt=4),
        Pose((320, 1020), (350, 610), ((420, 900), (590, 740))),
    )
    person(
        board,
        1100,
        Wear((96, 96, 150), (80, 76, 96), veil=(150, 84, 110), skirt=True),
        Look(LIGHT, age=50, turn=-0.6, gaze=0.5, top="veil", cloth=(160, 92, 118), glasses=True),
        Pose((1350, 1020), (1320, 640), ((1180, 900), (1290, 880))),
    )
    board.poly([(1050, 860), (1250, 830), (1290, 950), (1080, 980)], (252, 248, 236))
    board.stroke([(1090, 950), (1150, 905), (1210, 895), (1260, 870)], (200, 60, 50), 6, 254)
    board.line([(1290, 850), (1226, 920)], (50, 70, 130), 9)
    return wash(board, rng)


def jelantah(rng: Random) -> Image.Image:
    """A bottle of used oil on the scale at the guard post; one weighs, one writes, the shelf is full of bottles."""
    board = Board(
        gradient((0, (176, 206, 204)), (0.6, (236, 232, 204)), (0.605, (196, 178, 146)), (1, (166, 148, 118)))
    )
    props.houses(board, rng, 640, 300, (222, 226, 208), 0.45)
    board.poly([(240, 150), (1380, 150), (1480, 250), (140, 250)], (168, 86, 60))
    for x in (210, 1370):
        board.box(x, 240, x + 44, 1080, (134, 100, 72), 4)
    board.box(254, 250, 1370, 700, (214, 200, 168))
    for x in range(290, 1370, 66):
        board.line([(x, 256), (x, 700)], (196, 180, 146), 5)
    board.limb([(1250, 300), (1250, 420), (1250, 540)], [46, 62, 48], (150, 104, 62))
    board.box(1240, 340, 1260, 500, (70, 48, 36), 8)
    person(
        board,
        1150,
        Wear((58, 118, 100), (70, 66, 82), veil=(244, 214, 140), skirt=True),
        Look(SKIN, age=46, turn=0.55, top="veil", cloth=(244, 214, 140), mouth="smile"),
        Pose((480, 980), (490, 590), ((390, 860), (700, 700))),
    )
    person(
        board,
        1130,
        Wear((206, 106, 66), (62, 70, 92), sleeve=0.35),
        Look(DARK, age=58, turn=-0.55, gaze=0.5, mouth="talk", hair=(150, 146, 142), glasses=True),
        Pose((1110, 990), (1100, 610), ((950, 860), (1060, 850))),
    )
    board.poly([(860, 830), (1060, 800), (1100, 930), (890, 960)], (250, 246, 232))
    for k in range(4):
        board.line([(886 + k * 5, 860 + k * 24), (1046 + k * 6, 836 + k * 24)], (150, 150, 160), 4)
    board.line([(1062, 810), (1010, 890)], (40, 60, 120), 9)
    _scale(board, 760, 430, 84)
    board.line([(760, 510), (760, 580)], (70, 72, 78), 9)
    _bottle(board, 760, 790, 210, (226, 150, 50))
    board.poly([(-10, 960), (1610, 930), (1610, 1080), (-10, 1080)], (150, 108, 72))
    board.line([(-10, 960), (1610, 930)], (176, 130, 88), 14)
    for number, x in enumerate((60, 190, 330, 640, 830, 1220, 1340, 1450, 1550)):
        oil = ((226, 150, 50), (176, 96, 40), (240, 186, 84))[number % 3]
        _bottle(board, x, 1040 - (number % 2) * 22, 210 + (number % 3) * 30, oil)
    return flat(board, rng)


def _bottle(layer: Layer, x: float, foot: float, high: float, oil: tuple[int, int, int]) -> None:
    wide = high * 0.24
    layer.box(x - wide * 0.36, foot - high - 8, x + wide * 0.36, foot - high * 0.86, (52, 100, 160), 6)
    shape = [
        (x - wide * 0.34, foot - high * 0.88),
        (x + wide * 0.34, foot - high * 0.88),
        (x + wide, foot - high * 0.6),
    ]
    shape += [(x + wide, foot - 6), (x - wide, foot - 6), (x - wide, foot - high * 0.6)]
    layer.poly(shape, (228, 234, 228))
    layer.box(x - wide * 0.86, foot - high * 0.56, x + wide * 0.86, foot - 14, oil, 8)
    layer.box(x - wide * 0.6, foot - high * 0.44, x + wide * 0.6, foot - high * 0.2, (252, 248, 236), 4)
    layer.line([(x - wide * 0.34, foot - high * 0.32), (x + wide * 0.34, foot - high * 0.32)], tone(oil, 0.6), 6)
