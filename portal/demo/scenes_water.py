"""Scenes by the water: the tidal flood at dawn, the pump at night, the harbour."""

from random import Random

from PIL import Image

from portal.demo import props
from portal.demo.board import Board
from portal.demo.drawing import WIDTH, Colour, gradient, tone
from portal.demo.faces import DARK, GREY, LIGHT, Look
from portal.demo.figures import Pose, Wear, person
from portal.demo.media import flat, linocut

NIB = 3.0
NIGHT: tuple[Colour, ...] = (
    (250, 226, 164),
    (224, 150, 78),
    (74, 104, 140),
    (186, 84, 60),
    (212, 160, 118),
    (152, 102, 74),
)
HARBOUR: tuple[Colour, ...] = (
    (252, 226, 186),
    (240, 160, 104),
    (64, 104, 130),
    (186, 74, 66),
    (204, 150, 114),
    (152, 102, 74),
)


def rob(rng: Random) -> Image.Image:
    """Two neighbours knee-deep on their street at first light, one with a staff to feel the ground."""
    horizon = 500
    board = Board(
        gradient((0, (104, 136, 178)), (0.24, (188, 190, 200)), (0.46, (252, 208, 152)), (1, (240, 190, 140)))
    )
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
        Look(
            DARK,
            age=51,
            turn=0.55,
            mouth="talk",
            beard="moustache",
            hair=(70, 64, 66),
            top="visor",
            cloth=(50, 66, 100),
        ),
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
    x: float
    board = Board(
        gradient((0, (52, 74, 110)), (0.5, (88, 116, 150)), (0.56, (104, 124, 146)), (1, (74, 100, 132))), NIB
    )
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


def pelabuhan(rng: Random) -> Image.Image:
    """Wooden boats at their moorings at dawn; two men on the quay look down at the water."""
    board = Board(
        gradient(
            (0, (240, 160, 104)),
            (0.28, (252, 200, 140)),
            (0.42, (252, 226, 186)),
            (0.425, (96, 130, 150)),
            (1, (64, 104, 130)),
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
        1200,
        Wear((232, 120, 92), (104, 140, 166), sleeve=0.3),
        Look(
            (224, 176, 136),
            age=52,
            turn=0.6,
            gaze=0.3,
            top="caping",
            cloth=(240, 200, 130),
            mouth="calm",
            beard="moustache",
        ),
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
