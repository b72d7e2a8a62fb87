"""Scenes by the water: the tidal flood at dawn, the pump and its filter, the harbour, the mangroves."""

import math
from random import Random

from PIL import Image

from portal.demo import props
from portal.demo.board import Board
from portal.demo.drawing import HEIGHT, WIDTH, Colour, Layer, gradient, mix, tone
from portal.demo.faces import DARK, GREY, LIGHT, Look
from portal.demo.figures import Pose, Wear, person
from portal.demo.limbs import reaching_arm
from portal.demo.media import flat, linocut, wash

NIB = 3.0
NIGHT: tuple[Colour, ...] = ((250, 226, 164), (224, 150, 78), (74, 104, 140), (186, 84, 60), (212, 160, 118), (152, 102, 74))
HARBOUR: tuple[Colour, ...] = ((252, 226, 186), (240, 160, 104), (64, 104, 130), (186, 74, 66), (204, 150, 114), (152, 102, 74))


def rob(rng: Random) -> Image.Image:
    """Two neighbours knee-deep on their street at first light, one with a staff to feel the ground."""
    horizon = 500
    board = Board(gradient((0, (104, 136, 178)), (0.24, (188, 190, 200)), (0.46, (252, 208, 152)), (1, (240, 190, 140))))
    board.oval(1010, 410, 70, 70, (255, 238, 196))
    for x, y, wide in ((180, 110, 240), (520, 170, 150), (1240, 90, 280), (1460, 190, 160)):
        board.tint_oval(x, y, wide, 16, (252, 232, 214), 150)
    props.houses(board, rng, horizon, 270, (150, 140, 160), 0.42, 0.5)
    for x, high in ((150, 430), (760, 380), (1330, 410)):
        props.pole(board, x, horizon, high)
    for drop in (0, 16):
        wire = [(-10, 120), (150, 104), (460, 170), (760, 150), (1040, 176), (1330, 122), (1620, 150)]
        board.stroke([(x, y + drop) for x, y in wire], (70, 62, 66), 3)
    props.palm(board, rng, 1500, horizon, 330, (60, 96, 84))
    props.reflect(board, horizon, (122, 122, 140), 0.52)
    props.ripples(board, rng, horizon, (246, 226, 204), 70, 130)
    person(
        board,
        1180,
        Wear((178, 70, 56), (58, 62, 84), sleeve=0.4),
        Look(DARK, age=51, turn=0.55, mouth="talk", beard="moustache", hair=(70, 64, 66), top="visor", cloth=(50, 66, 100)),
        Pose((520, 830), (530, 462), ((372, 640), (700, 760)), ((450, 1250), (600, 1250)), 0.2),
    )
    board.line([(372, 420), (364, 1010)], (124, 86, 54), 17)
    board.limb([(350, 660), (372, 632), (394, 640)], [34, 40, 26], tone(DARK, 0.98))
    person(
        board,
        1090,
        Wear((52, 96, 132), (84, 66, 96), veil=(236, 206, 150), skirt=True, print_=(150, 190, 206)),
        Look(LIGHT, age=47, turn=-0.5, top="veil", cloth=(238, 210, 156), mouth="smile", gaze=0.2),
        Pose((930, 850), (920, 540), ((820, 760), (1010, 740)), ((880, 1260), (980, 1260))),
    )
    board.curve([(800, 700), (1040, 690), (1020, 800), (830, 806)], (176, 180, 188))
    board.oval(920, 694, 122, 24, (216, 218, 222))
    for x in (836, 1004):
        board.oval(x, 750, 24, 20, tone(LIGHT, 0.96))
    board.poly([(-10, 934), (WIDTH + 10, 934), (WIDTH + 10, 1080), (-10, 1080)], (128, 122, 140), 214)
    for x, wide in ((525, 190), (930, 170), (366, 50)):
        for k, alpha in ((1.0, 150), (0.72, 190)):
            board.tint([(x - wide * k, 942 + 10 * k), (x + wide * k, 942 + 10 * k)], (252, 236, 216), alpha, 7)
    props.ripples(board, rng, 940, (246, 226, 204), 16, 150)
    return flat(board, rng)


def pompa(rng: Random) -> Image.Image:
    """The pump house at night: one lamp, a pipe that pours, three on watch."""
    board = Board(gradient((0, (52, 74, 110)), (0.5, (88, 116, 150)), (0.56, (104, 124, 146)), (1, (74, 100, 132))), NIB)
    for _ in range(46):
        board.oval(rng.uniform(0, WIDTH), rng.uniform(0, 300), 3, 3, (250, 226, 164), 254)
    props.houses(board, rng, 560, 200, (92, 116, 148), 0.6, 0.5)
    board.poly([(860, 300), (1010, 300), (1400, 1080), (420, 1080)], (250, 226, 164), 110)
    board.box(1000, 330, 1540, 760, (212, 160, 118))
    board.poly([(950, 340), (1270, 190), (1590, 340)], (186, 84, 60))
    board.box(1060, 430, 1210, 760, (74, 104, 140), 4)
    board.line([(1135, 430), (1135, 760)], (40, 56, 84), 5)
    board.box(1290, 420, 1480, 560, (250, 226, 164), 4)
    for x in range(1310, 1480, 34):
        board.line([(x, 420), (x, 560)], (60, 70, 90), 6)
    board.line([(1000, 300), (940, 300)], (60, 60, 70), 9)
    board.oval(930, 312, 30, 26, (252, 240, 200))
    board.poly([(-10, 800), (980, 760), (1180, 1080), (-10, 1080)], (150, 120, 96))
    for _ in range(30):
        x, y = rng.uniform(1180, 1600), rng.uniform(800, 1060)
        board.line([(x, y), (x + rng.uniform(40, 140), y)], (170, 196, 210), 5, 254)
    board.limb([(1270, 640), (1400, 660), (1490, 720), (1500, 830)], [92, 92, 92, 84], (224, 150, 78), blunt=True)
    for k in range(7):
        board.stroke([(1468 + k * 11, 836), (1462 + k * 12, 900), (1440 + k * 20, 980)], (240, 240, 226), 6, 254)
    board.oval(1500, 990, 110, 20, (236, 238, 230))
    person(
        board,
        1180,
        Wear((206, 100, 72), (96, 128, 164), sleeve=0.4),
        Look(age=58, turn=0.6, top="peci", cloth=(40, 44, 60), mouth="talk", beard="moustache", hair=(120, 116, 114)),
        Pose((250, 940), (260, 580), ((150, 860), (500, 760)), ((190, 1500), (310, 1500)), 0.1),
    )
    board.limb([(500, 760), (570, 748)], [34, 40], (60, 66, 84), blunt=True)
    person(
        board,
        1120,
        Wear((224, 150, 78), (96, 128, 164), sleeve=0.4),
        Look(LIGHT, age=24, turn=0.55, cut="wave", mouth="smile"),
        Pose((650, 950), (650, 620), ((560, 880), (780, 800)), ((590, 1500), (710, 1500)), 0.1),
    )
    board.limb([(800, 1000), (786, 800), (780, 560)], [13, 13, 13], (152, 102, 74))
    person(
        board,
        1040,
        Wear((250, 226, 164), (96, 128, 164), sleeve=0.4),
        Look(age=44, turn=-0.5, mouth="laugh", hair=GREY),
        Pose((990, 960), (990, 660), ((890, 860), (1080, 850)), ((940, 1500), (1040, 1500)), 0.1),
    )
    board.box(1056, 800, 1108, 856, (250, 240, 214), 6)
    return linocut(board, rng, NIGHT)


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
            (x + wide * rng.uniform(0.7, 1.15) * math.cos(k * 0.7), y + wide * rng.uniform(0.45, 0.8) * math.sin(k * 0.7))
            for k in range(9)
        ]
        board.curve(around, colour)
        board.tint_oval(x - wide * 0.3, y - wide * 0.2, wide * 0.3, wide * 0.12, (255, 255, 255), 90)
        for k in (1, 4, 7):
            board.stroke([(x, y), ((x + around[k][0]) / 2 + 10, (y + around[k][1]) / 2), around[k]], tone(colour, 0.8), 5)
    for _ in range(16):
        x, y, turn = rng.uniform(340, 1280), rng.uniform(230, 870), rng.uniform(0, 6)
        tip = (x + 70 * math.cos(turn), y + 70 * math.sin(turn))
        board.limb([(x, y), ((x + tip[0]) / 2, (y + tip[1]) / 2), tip], [4, 34, 4], rng.choice(((110, 130, 70), (150, 120, 66))))
    for start, bend, tip, skin, sleeve in (
        ((-60, 1000), (240, 820), (470, 640), DARK, (178, 70, 56)),
        ((260, 1220), (450, 1010), (640, 700), DARK, (178, 70, 56)),
        ((1660, 200), (1370, 320), (1110, 420), LIGHT, (224, 150, 78)),
        ((1660, 760), (1330, 720), (1060, 640), LIGHT, (224, 150, 78)),
    ):
        reaching_arm(board, start, bend, tip, skin, sleeve)
    return flat(board, rng)


def pelabuhan(rng: Random) -> Image.Image:
    """Wooden boats at their moorings at dawn; two men on the quay look down at the water."""
    board = Board(
        gradient(
            (0, (240, 160, 104)), (0.28, (252, 200, 140)), (0.42, (252, 226, 186)), (0.425, (96, 130, 150)), (1, (64, 104, 130))
        ),
        NIB,
    )
    board.oval(1130, 350, 130, 130, (252, 236, 200))
    board.box(-10, 420, WIDTH + 10, 452, (110, 90, 100))
    board.box(-10, 452, WIDTH + 10, 1080, (100, 136, 156), alpha=254)
    for x, water, s, colour in (
        (rng.uniform(150, 210), 560, 0.9, (64, 104, 130)),
        (rng.uniform(1270, 1330), 640, 1.35, (186, 74, 66)),
        (rng.uniform(700, 780), 570, 1.0, (110, 134, 110)),
    ):
        props.boat(board, x, water, s, colour)
    for _ in range(70):
        y = rng.uniform(600, 1060)
        x, long = rng.uniform(-60, WIDTH), rng.uniform(50, 190)
        board.line([(x, y), (x + long, y)], rng.choice(((240, 214, 176), (64, 104, 130))), 5, 254)
    board.poly([(-10, 880), (760, 900), (900, 1080), (-10, 1080)], (204, 150, 114))
    for x in (130, 420, 700):
        board.box(x, 850, x + 44, 960, (120, 84, 66), 8)
    person(
        board,
        900,
        Wear((186, 74, 66), (64, 84, 110), sleeve=0.3),
        Look(DARK, age=52, turn=0.6, gaze=0.5, top="caping", cloth=(240, 200, 130), mouth="calm", beard="moustache"),
        Pose((250, 900), (260, 540), ((140, 830), (400, 860)), ((190, 1500), (310, 1500)), 0.1),
    )
    person(
        board,
        1160,
        Wear((240, 226, 196), (96, 134, 158), sleeve=0.3),
        Look(age=33, turn=0.5, gaze=0.4, cut="wave", mouth="talk"),
        Pose((640, 920), (640, 570), ((540, 860), (900, 700)), ((580, 1500), (700, 1500)), 0.1),
    )
    return linocut(board, rng, HARBOUR)


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
        Look(DARK, age=55, turn=-0.6, gaze=0.5, top="caping", cloth=(226, 196, 130), mouth="smile", beard="chin", hair=GREY),
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
