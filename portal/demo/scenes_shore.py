"""Hands at work in the water: the pump's filter is cleared, mangroves are planted."""

import math
from random import Random

from PIL import Image

from portal.demo import props
from portal.demo.board import Board
from portal.demo.drawing import HEIGHT, WIDTH, Layer, gradient, mix, tone
from portal.demo.faces import DARK, GREY, LIGHT, Look
from portal.demo.figures import Pose, Wear, person
from portal.demo.limbs import reaching_arm
from portal.demo.media import flat, wash


def saringan(rng: Random) -> Image.Image:
    """The pump's filter from above: two pairs of hands pull out plastic and leaves."""
    board = Board(gradient((0, (74, 106, 116)), (1, (52, 82, 94))))
    for _ in range(90):
        x, y, long = rng.uniform(-80, WIDTH), rng.uniform(0, HEIGHT), rng.uniform(60, 220)
        board.tint([(x, y), (x + long, y + rng.uniform(-8, 8))], (150, 180, 182), 80, 4)
    board.poly([(300, 200), (1300, 160), (1360, 880), (250, 920)], (52, 50, 54))
    for k in range(14):
        board.line([(330 + k * 72, 190), (300 + k * 78, 900)], (150, 140, 132), 17)
    for k in range(4):
        board.line([(290 - k * 8, 300 + k * 170), (1310 + k * 14, 270 + k * 180)], (120, 112, 108), 20)
    board.line([(300, 200), (1300, 160), (1360, 880), (250, 920), (300, 200), (700, 184)], (176, 120, 74), 30)
    for x, y, wide, colour in (
        (640, 470, 170, (240, 238, 230)),
        (900, 640, 150, (206, 84, 70)),
        (1010, 380, 120, (90, 150, 180)),
        (500, 730, 120, (226, 180, 80)),
    ):
        around = [
            (
                x + wide * rng.uniform(0.7, 1.15) * math.cos(k * 0.7),
                y + wide * rng.uniform(0.45, 0.8) * math.sin(k * 0.7),
            )
            for k in range(9)
        ]
        board.curve(around, colour)
        board.tint_oval(x - wide * 0.3, y - wide * 0.2, wide * 0.3, wide * 0.12, (255, 255, 255), 90)
        for k in (1, 4, 7):
            board.stroke(
                [(x, y), ((x + around[k][0]) / 2 + 10, (y + around[k][1]) / 2), around[k]], tone(colour, 0.8), 5
            )
    for _ in range(16):
        x, y, turn = rng.uniform(340, 1280), rng.uniform(230, 870), rng.uniform(0, 6)
        tip = (x + 70 * math.cos(turn), y + 70 * math.sin(turn))
        board.limb(
            [(x, y), ((x + tip[0]) / 2, (y + tip[1]) / 2), tip],
            [4, 34, 4],
            rng.choice(((110, 130, 70), (150, 120, 66))),
        )
    for start, bend, tip, skin, sleeve in (
        ((-60, 1000), (240, 820), (470, 640), DARK, (178, 70, 56)),
        ((260, 1220), (450, 1010), (640, 700), DARK, (178, 70, 56)),
        ((1660, 200), (1370, 320), (1110, 420), LIGHT, (224, 150, 78)),
        ((1660, 760), (1330, 720), (1060, 640), LIGHT, (224, 150, 78)),
    ):
        reaching_arm(board, start, bend, tip, skin, sleeve)
    return flat(board, rng)


def mangrove(rng: Random) -> Image.Image:
    """Neighbours plant mangroves in shallow water behind a bamboo fence; one bends over a seedling."""
    board = Board(
        gradient((0, (160, 204, 226)), (0.38, (236, 240, 228)), (0.385, (168, 196, 190)), (1, (140, 170, 160))), 2.4
    )
    nib, board.nib = board.nib, 0
    for row, colour in enumerate(((160, 190, 166), (116, 156, 116))):
        for _ in range(36):
            board.blob(rng, rng.uniform(-40, 1640), 390 - rng.uniform(0, 56 - row * 26), rng.uniform(30, 52), colour)
    board.nib = nib
    board.poly([(-10, 408), (WIDTH + 10, 408), (WIDTH + 10, 1080), (-10, 1080)], (164, 192, 184), 254)
    for x in range(-20, WIDTH, 58):
        board.line([(x, 520), (x + 14, 392 - 10 * (x % 3))], (196, 160, 96), 15)
    for y in (430, 480):
        board.line([(-10, y), (WIDTH + 10, y)], (160, 122, 74), 9)
    props.ripples(board, rng, 540, (226, 238, 234), 46, 190)
    for row in range(3):
        for column in range(9 - row):
            _seedling(board, rng, 70 + column * (190 + row * 34) + (row % 2) * 80, 620 + row * 120, 80 + row * 34)
    person(
        board,
        840,
        Wear((226, 186, 84), (84, 92, 110), veil=(96, 140, 150), skirt=True),
        Look(LIGHT, age=34, turn=-0.5, top="veil", cloth=(104, 148, 156), mouth="laugh"),
        Pose((1000, 640), (1000, 400), ((900, 600), (1100, 580)), ((960, 960), (1050, 960))),
    )
    board.poly([(1040, 560), (1190, 560), (1170, 640), (1060, 640)], (70, 120, 150))
    for k in range(4):
        _seedling(board, rng, 1070 + k * 30, 566, 60)
    person(
        board,
        980,
        Wear((196, 84, 66), (76, 84, 100), sleeve=0.3),
        Look(
            DARK,
            age=55,
            turn=-0.6,
            gaze=0.5,
            top="caping",
            cloth=(226, 196, 130),
            mouth="smile",
            beard="chin",
            hair=GREY,
        ),
        Pose((560, 760), (440, 560), ((290, 830), (400, 850)), ((480, 1050), (680, 1050)), 0.5),
    )
    _seedling(board, rng, 340, 900, 150)
    person(
        board,
        900,
        Wear((96, 130, 176), (70, 76, 90), sleeve=0.3),
        Look(age=22, turn=-0.5, cut="wave", mouth="talk"),
        Pose((1330, 740), (1320, 480), ((1210, 700), (1440, 690)), ((1280, 1040), (1390, 1040)), 0.2),
    )
    board.line([(1440, 470), (1446, 1010)], (196, 160, 96), 20)
    board.poly([(-10, 940), (WIDTH + 10, 940), (WIDTH + 10, 1080), (-10, 1080)], (164, 192, 184), 150)
    for x in (580, 1005, 1335):
        board.tint([(x - 150, 950), (x + 150, 950)], (240, 246, 240), 220, 7)
    for k in range(4):
        _seedling(board, rng, 120 + k * 440, 1040, 190)
    return wash(board, rng)


def _seedling(layer: Layer, rng: Random, x: float, y: float, size: float) -> None:
    layer.line([(x, y), (x + rng.uniform(-4, 4), y - size * 0.7)], (120, 96, 60), 4 + size / 40)
    for angle in (-160, -125, -90, -55, -20):
        turn = math.radians(angle + rng.uniform(-8, 8))
        tip = (x + size * 0.5 * math.cos(turn), y - size * 0.66 + size * 0.42 * math.sin(turn))
        bow = (x + size * 0.26 * math.cos(turn), y - size * 0.68 + size * 0.22 * math.sin(turn))
        green = mix((84, 140, 74), (140, 184, 96), rng.random())
        layer.limb([(x, y - size * 0.62), bow, tip], [size * 0.03, size * 0.15, size * 0.02], green)
