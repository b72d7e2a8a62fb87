"""Scenes of food: rice with megono on a leaf, young jackfruit under the knife, a stall before sunrise."""

import math
from random import Random

from PIL import Image

from portal.demo import props
from portal.demo.board import Board
from portal.demo.drawing import HEIGHT, SCALE, WIDTH, Colour, Layer, gradient, spline, tone
from portal.demo.faces import LIGHT, SKIN, Look
from portal.demo.figures import Pose, Wear, person
from portal.demo.limbs import reaching_arm
from portal.demo.media import flat, linocut

DAWN: tuple[Colour, ...] = (
    (252, 228, 170),
    (226, 150, 84),
    (104, 138, 172),
    (190, 88, 92),
    (204, 152, 114),
    (152, 102, 74),
    (124, 158, 92),
)


def _planks(board: Board, rng: Random, colour: Colour) -> None:
    for y in range(0, HEIGHT, 150):
        shade = tone(colour, rng.uniform(0.92, 1.08))
        board.box(-10, y, WIDTH + 10, y + 146, shade)
        for _ in range(9):
            x, line = rng.uniform(-100, WIDTH), y + rng.uniform(10, 136)
            board.stroke([(x, line), (x + 140, line + rng.uniform(-6, 6)), (x + 320, line)], tone(shade, 0.86), 3, 150)


def _heap(board: Board, rng: Random, x: float, y: float, wide: float, tints: tuple[Colour, ...], count: int) -> None:
    """Grains or shreds on a round heap, the outer ones in shade."""
    for _ in range(count):
        turn, away = rng.uniform(0, 6.283), math.sqrt(rng.random())
        px, py = x + wide * away * math.cos(turn), y + wide * 0.86 * away * math.sin(turn)
        lean, long = rng.uniform(0, 3.14), rng.uniform(8, 20)
        grain = tone(rng.choice(tints), 1 - away * 0.14)
        ends = [
            (at * SCALE, down * SCALE)
            for at, down in ((px, py), (px + long * math.cos(lean), py + long * math.sin(lean)))
        ]
        board.pen.line(ends, fill=(*grain, 255), width=10)


def megono(rng: Random) -> Image.Image:
    """A plate of rice with megono, tempe and chilli on a teak leaf, seen from above."""
    board = Board(gradient((0, (132, 94, 62)), (1, (98, 66, 44))))
    _planks(board, rng, (140, 100, 68))
    board.tint_oval(830, 572, 500, 476, (40, 26, 20), 120)
    board.oval(800, 536, 486, 470, (244, 240, 230))
    board.ring(800, 536, 462, 446, (70, 104, 160), 10)
    board.oval(800, 536, 410, 396, (230, 226, 216))
    leaf = spline(
        [(380, 420), (560, 220), (860, 130), (1140, 250), (1260, 470), (1130, 780), (860, 930), (560, 860), (400, 650)]
    )
    board.poly(leaf, (74, 130, 70))
    board.stroke([(400, 300), (800, 540), (1210, 800)], (120, 168, 98), 9)
    for k in range(6):
        x, y = 500 + k * 110, 360 + k * 66
        board.stroke([(x, y), (x + 60, y - 90), (x + 160, y - 150)], (102, 154, 88), 5)
        board.stroke([(x, y), (x - 30, y + 110), (x + 10, y + 200)], (102, 154, 88), 5)
    board.tint_oval(690, 510, 240, 208, (30, 60, 30), 110)
    board.oval(680, 480, 226, 196, (240, 236, 226))
    _heap(board, rng, 680, 478, 222, ((255, 253, 248), (248, 244, 236), (232, 227, 214)), 900)
    board.tint_oval(940, 672, 206, 176, (30, 60, 30), 110)
    board.oval(932, 646, 186, 160, (150, 140, 72))
    tints = ((168, 156, 84), (190, 174, 106), (120, 136, 66), (206, 192, 136), (104, 116, 58))
    _heap(board, rng, 932, 644, 184, tints, 800)
    for _ in range(12):
        turn, away = rng.uniform(0, 6.283), rng.uniform(0.1, 0.85)
        board.oval(932 + 160 * away * math.cos(turn), 640 + 136 * away * math.sin(turn), 12, 10, (206, 50, 38))
    for x, y, lean in ((980, 300, 16), (1080, 390, -12)):
        board.tint_oval(x + 6, y + 34, 92, 56, (30, 50, 26), 130)
        block = [(x - 84, y - 46 + lean), (x + 78, y - 56 - lean), (x + 88, y + 40 - lean), (x - 74, y + 52 + lean)]
        board.poly(block, (150, 92, 46))
        board.poly([(px - 2, py - 14) for px, py in block], (206, 148, 82))
        for _ in range(20):
            board.oval(x + rng.uniform(-60, 62), y - 14 + rng.uniform(-30, 26), 10, 8, (230, 184, 118))
    for x, y, colour in ((560, 760, (206, 42, 34)), (640, 810, (86, 146, 62))):
        board.limb([(x, y), (x + 90, y - 6), (x + 170, y + 40)], [26, 30, 8], colour)
        board.stroke([(x, y), (x - 34, y - 14)], (86, 120, 52), 9)
        board.stroke([(x + 14, y - 6), (x + 84, y - 12)], tone(colour, 1.4), 5)
    board.tint_oval(1424, 296, 56, 96, (40, 26, 20), 90)
    board.limb([(1410, 340), (1414, 620), (1410, 880)], [20, 18, 30], (190, 194, 200))
    board.oval(1410, 280, 54, 92, (206, 210, 214))
    board.oval(1404, 274, 40, 74, (226, 230, 232))
    return flat(board, rng)


def gori(rng: Random) -> Image.Image:
    """Two hands chop young jackfruit on a board; grated coconut, leaves and kecombrang lie beside it."""
    x: float
    y: float
    board = Board(gradient((0, (150, 160, 150)), (1, (120, 132, 124))))
    for x in range(0, WIDTH, 200):
        for y in range(0, HEIGHT, 180):
            board.box(x + 4, y + 4, x + 196, y + 176, tone((170, 184, 172), rng.uniform(0.95, 1.06)), 4)
    board.tint_oval(820, 640, 560, 380, (50, 60, 50), 90)
    board.box(320, 300, 1300, 940, (186, 132, 84), 60)
    for k in range(5):
        board.stroke([(350, 380 + k * 120), (800, 372 + k * 124), (1270, 386 + k * 118)], (160, 108, 66), 5)
    board.curve([(420, 560), (520, 420), (720, 430), (780, 560), (700, 700), (500, 700)], (140, 156, 80))
    board.curve([(600, 470), (740, 440), (800, 560), (730, 690), (610, 680)], (238, 228, 186))
    board.curve([(660, 530), (720, 520), (748, 570), (710, 630), (660, 620)], (222, 204, 150))
    for _ in range(60):
        x, y = rng.uniform(430, 610), rng.uniform(450, 680)
        board.oval(x, y, 7, 6, (110, 128, 60))
    board.oval(1060, 770, 166, 142, (226, 212, 160))
    _heap(board, rng, 1060, 770, 160, ((238, 228, 186), (226, 212, 160), (206, 192, 140)), 420)
    board.oval(260, 230, 170, 150, (120, 84, 58))
    board.oval(260, 230, 150, 130, (250, 248, 240))
    _heap(board, rng, 260, 232, 130, ((255, 255, 252), (242, 240, 232)), 260)
    for k in range(3):
        board.limb(
            [(1420, 250 + k * 20), (1480 + k * 20, 140), (1560, 60 + k * 60)], [40, 60, 8], (206, 84 + k * 20, 110)
        )
    for k in range(5):
        board.limb(
            [(60 + k * 34, 1060), (110 + k * 34, 930), (150 + k * 46, 800)],
            [10, 60, 8],
            tone((84, 140, 76), 0.86 + k * 0.07),
        )
    board.poly([(760, 360), (830, 340), (860, 760), (800, 770)], (200, 206, 212))
    board.poly([(806, 346), (830, 340), (860, 760), (834, 764)], (232, 236, 240))
    reaching_arm(board, (-60, 900), (230, 760), (470, 620), SKIN, (150, 84, 110))
    board.limb([(800, 350), (806, 260), (820, 170)], [44, 48, 44], (110, 74, 52))
    reaching_arm(board, (1180, -120), (1020, 60), (850, 270), SKIN, (150, 84, 110))
    return flat(board, rng)


def warung(rng: Random) -> Image.Image:
    """A stall before sunrise: one lamp, steam over the pots, the cook wraps rice, three wait in line."""
    board = Board(
        gradient((0, (84, 112, 150)), (0.5, (116, 142, 170)), (0.6, (150, 130, 126)), (1, (110, 96, 100))), 3.0
    )
    props.houses(board, rng, 620, 300, (104, 126, 156), 0.6, 0.4)
    for k in range(11):
        x = 40 + k * 92
        colour = (104, 138, 172) if k % 2 else (252, 236, 200)
        board.poly([(x, 90), (x + 92, 90), (x + 100, 240), (x + 4, 240)], colour)
        board.oval(x + 52, 240, 47, 24, colour)
    for x in (70, 1010):
        board.box(x, 236, x + 26, 900, (120, 84, 62))
    board.poly([(120, 250), (1000, 250), (1000, 700), (120, 700)], (252, 220, 150))
    board.line([(560, 240), (560, 306)], (70, 60, 60), 7)
    board.oval(560, 332, 32, 36, (255, 246, 214))
    person(
        board,
        1040,
        Wear((190, 88, 92), (80, 66, 80), veil=(252, 228, 170), skirt=True),
        Look(LIGHT, age=52, turn=0.5, gaze=0.4, top="veil", cloth=(252, 228, 170), mouth="smile"),
        Pose((330, 880), (340, 520), ((300, 720), (500, 700))),
    )
    for x, size, wear, look in (
        (
            1440,
            990,
            Wear((104, 138, 172), (84, 78, 96), sleeve=0.4),
            Look(SKIN, age=46, turn=-0.5, top="peci", cloth=(50, 48, 60), mouth="smile", beard="moustache"),
        ),
        (
            1250,
            940,
            Wear((226, 150, 84), (110, 130, 160), veil=(190, 88, 92), skirt=True),
            Look(LIGHT, age=30, turn=-0.5, top="veil", cloth=(190, 88, 92), mouth="talk"),
        ),
        (
            1080,
            1000,
            Wear((252, 236, 200), (104, 138, 172), sleeve=0.4),
            Look(SKIN, age=24, turn=-0.6, cut="wave", mouth="laugh"),
        ),
    ):
        neck = 1040 - size * 0.52
        reach = (x - 170, 760) if x == 1080 else None
        person(
            board,
            size,
            wear,
            look,
            Pose((x, neck + size * 0.3), (x, neck), (reach, None), ((x - 55, 1400), (x + 55, 1400)), 0.1),
        )
    board.poly([(-10, 760), (1010, 760), (1040, 830), (-10, 830)], (204, 152, 114))
    board.box(-10, 830, 1040, 1090, (150, 100, 74))
    for x in range(40, 1040, 120):
        board.line([(x, 836), (x, 1080)], (110, 74, 56), 5)
    for x, wide, colour in ((120, 100, (176, 184, 190)), (690, 110, (204, 152, 114)), (880, 84, (176, 184, 190))):
        board.box(x - wide, 640, x + wide, 770, colour, 20)
        board.oval(x, 644, wide, 26, (252, 240, 210) if wide < 110 else (160, 156, 90))
        _steam(board, x)
    board.curve([(420, 750), (440, 700), (520, 676), (600, 700), (620, 750), (520, 766)], (124, 158, 92))
    board.stroke([(440, 740), (520, 716), (600, 740)], (80, 110, 70), 5)
    return linocut(board, rng, DAWN)


def _steam(layer: Layer, x: float) -> None:
    for side in (-34, 20):
        way = [(x + side + 18 * math.sin(k * 1.4), 610 - k * 38) for k in range(6)]
        layer.stroke(way, (252, 244, 224), 7, 254)
