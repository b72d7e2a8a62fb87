"""Scenes in clean planes of colour: a waste bank, a story hour, a tide gauge, a ramp, a table of old photographs."""

import math
from random import Random

from PIL import Image

from portal.demo import props
from portal.demo.board import Board
from portal.demo.drawing import HEIGHT, WIDTH, gradient, tone
from portal.demo.faces import DARK, GREY, LIGHT, Look
from portal.demo.figures import Pose, Wear, person, seated
from portal.demo.media import flat


def banksampah(rng: Random) -> Image.Image:
    """Neighbours sort bottles and cardboard; one weighs a sack, one writes."""
    board = Board(
        gradient((0, (206, 226, 216)), (0.55, (236, 238, 218)), (0.56, (190, 178, 150)), (1, (160, 146, 120)))
    )
    board.box(-10, 60, 1610, 600, (226, 214, 190))
    for x in range(0, 1600, 132):
        board.box(x, 60, x + 8, 600, (206, 192, 166))
    board.poly([(-10, 10), (1610, 10), (1610, 120), (-10, 150)], (74, 118, 104))
    for number, colour in enumerate(((222, 160, 60), (64, 118, 160), (90, 140, 84))):
        x = 90 + number * 230
        board.box(x, 380, x + 190, 640, colour, 14)
        board.box(x - 10, 360, x + 200, 402, tone(colour, 0.8), 10)
        board.oval(x + 95, 510, 46, 46, (250, 246, 234))
        for k in range(3):
            a = k * 2.094 - 1.57
            board.poly(
                [(x + 95 + 30 * math.cos(a + d), 510 + 30 * math.sin(a + d)) for d in (-0.6, 0.4, 0)]
                + [(x + 95 + 12 * math.cos(a), 510 + 12 * math.sin(a))],
                colour,
            )
    for k in range(5):
        board.box(1200 - k * 4, 560 - k * 46, 1560 + k * 5, 604 - k * 46, ((196, 150, 100), (206, 162, 112))[k % 2], 3)
        board.line([(1200, 582 - k * 46), (1560, 582 - k * 46)], (160, 116, 74), 3)
    person(
        board,
        1010,
        Wear((226, 120, 84), (86, 74, 96), veil=(250, 226, 190), skirt=True),
        Look(age=41, turn=0.5, top="veil", cloth=(248, 222, 184), mouth="laugh"),
        Pose((420, 980), (430, 660), ((290, 850), (700, 720))),
    )
    person(
        board,
        1040,
        Wear((64, 118, 160), (60, 62, 80), sleeve=0.3),
        Look(DARK, age=27, turn=-0.6, mouth="smile", cut="wave", tilt=4),
        Pose((1020, 1000), (990, 640), ((760, 690), (860, 880))),
    )
    board.line([(726, 560), (726, 700)], (70, 74, 84), 8)
    board.oval(726, 610, 62, 62, (246, 244, 236))
    board.ring(726, 610, 62, 62, (70, 74, 84), 8)
    board.line([(726, 610), (760, 574)], (200, 60, 50), 6)
    board.curve([(650, 760), (726, 710), (806, 760), (836, 940), (770, 1000), (670, 1000), (616, 930)], (240, 236, 220))
    for dx, dy, colour in (
        (-50, 800, (120, 180, 200)),
        (20, 790, (110, 170, 120)),
        (60, 850, (150, 190, 210)),
        (-30, 880, (230, 170, 90)),
    ):
        board.limb([(726 + dx, dy), (736 + dx, dy + 44), (740 + dx, dy + 80)], [18, 46, 46], colour)
        board.box(718 + dx, dy - 24, 736 + dx, dy - 6, tone(colour, 0.7), 3)
    person(
        board,
        960,
        Wear((106, 84, 140), (70, 66, 80), veil=(90, 66, 120)),
        Look(LIGHT, age=58, turn=-0.55, gaze=0.6, top="veil", cloth=(100, 74, 130), glasses=True),
        Pose((1410, 1010), (1390, 690), ((1290, 900), (1330, 870))),
    )
    board.poly([(1180, 870), (1360, 850), (1390, 970), (1200, 1000)], (250, 246, 234))
    for k in range(4):
        board.line([(1206, 894 + k * 24), (1346, 878 + k * 24)], (150, 150, 160), 3)
    board.line([(1324, 866), (1298, 918)], (40, 60, 120), 8)
    return flat(board, rng)


def dongeng(rng: Random) -> Image.Image:
    """Story hour: a young man acts out a tale with a puppet, children laugh."""
    board = Board(gradient((0, (252, 226, 178)), (0.62, (246, 206, 150)), (0.625, (150, 96, 84)), (1, (116, 72, 70))))
    for row in range(3):
        board.box(60, 120 + row * 170, 700, 140 + row * 170, (150, 98, 66), 3)
        x = 74.0
        while x < 670:
            wide, high = rng.uniform(18, 44), rng.uniform(90, 134)
            lean = rng.uniform(-6, 6) if rng.random() < 0.2 else 0
            board.poly(
                [
                    (x + lean, 120 + row * 170 - high),
                    (x + wide + lean, 120 + row * 170 - high),
                    (x + wide, 120 + row * 170),
                    (x, 120 + row * 170),
                ],
                rng.choice(
                    ((190, 70, 60), (60, 110, 130), (226, 170, 70), (90, 130, 90), (120, 84, 130), (238, 226, 204))
                ),
            )
            x += wide + 2
    board.box(980, 90, 1400, 420, (150, 98, 66), 6)
    board.box(1000, 110, 1380, 400, (176, 214, 220))
    board.line([(1190, 110), (1190, 400)], (150, 98, 66), 12)
    props.pot_plant(board, rng, 1500, 660, 260)
    person(
        board,
        1080,
        Wear((60, 110, 130), (70, 60, 76), sleeve=0.35),
        Look(LIGHT, age=25, turn=0.5, mouth="laugh", glasses=True, cut="wave", tilt=5),
        Pose((560, 860), (570, 520), ((330, 640), (900, 470)), ((500, 1300), (620, 1300)), 0.1),
    )
    board.curve([(850, 430), (900, 330), (990, 350), (1000, 430), (960, 500), (880, 500)], (110, 150, 84))
    board.oval(900, 340, 26, 26, (250, 246, 234))
    board.oval(972, 346, 26, 26, (250, 246, 234))
    board.oval(906, 342, 11, 11, (30, 30, 34))
    board.oval(978, 350, 11, 11, (30, 30, 34))
    board.stroke([(880, 420), (930, 450), (990, 416)], (150, 50, 50), 9)
    board.poly([(880, 496), (960, 496), (946, 570), (890, 570)], (206, 150, 60))
    children = (
        (
            240,
            1110,
            640,
            Wear((226, 170, 70), veil=(250, 240, 220)),
            Look(age=8, turn=0.6, gaze=-0.6, top="veil", cloth=(250, 240, 220), mouth="laugh"),
        ),
        (760, 1130, 620, Wear((190, 70, 60), (60, 70, 90), sleeve=0.3), Look(DARK, age=7, turn=-0.3, mouth="laugh")),
        (
            1080,
            1100,
            640,
            Wear((120, 84, 130), (80, 70, 90), sleeve=0.3),
            Look(LIGHT, age=9, turn=-0.6, gaze=-0.6, cut="long", mouth="smile"),
        ),
        (
            1400,
            1120,
            650,
            Wear((90, 130, 90), (60, 60, 80), sleeve=0.3),
            Look(age=10, turn=-0.75, top="visor", cloth=(200, 84, 60), mouth="talk"),
        ),
    )
    for x, y, size, wear, look in children:
        seated(board, x, y, size, wear, ((x - 70, y - 60), (x + 60, y - 70)), look)
    person(board, 700, Wear((238, 226, 204), sleeve=0.3), Look(back=True), Pose((540, 1250), (540, 1010)))
    return flat(board, rng)


def sensor(rng: Random) -> Image.Image:
    """Two students and a fisherman fix a home-made tide gauge to a post in the canal."""
    x: float
    y: float
    long: float
    board = Board(
        gradient(
            (0, (150, 196, 214)),
            (0.4, (224, 236, 226)),
            (0.44, (210, 222, 206)),
            (0.445, (96, 148, 158)),
            (1, (60, 108, 126)),
        )
    )
    props.houses(board, rng, 474, 210, (206, 224, 222), 0.4)
    for x in (260, 1330):
        props.palm(board, rng, x, 480, 330)
    for _ in range(60):
        y = rng.uniform(500, HEIGHT)
        x, long = rng.uniform(-40, WIDTH), rng.uniform(40, 200) * (y / HEIGHT)
        board.line([(x, y), (x + long, y)], (150, 196, 200), 3, 120)
    board.poly([(-10, 700), (620, 640), (700, 670), (300, 1080), (-10, 1080)], (196, 188, 172))
    board.poly([(620, 640), (700, 670), (300, 1080), (420, 1080), (724, 690), (700, 640)], (140, 132, 120))
    board.box(880, 210, 940, 1080, (222, 224, 220))
    board.box(918, 210, 940, 1080, (184, 190, 190))
    for k in range(22):
        board.line(
            [(884, 330 + k * 34), (884 + (40 if k % 5 == 0 else 22), 330 + k * 34)],
            (200, 60, 50) if k % 5 == 0 else (60, 66, 80),
            5,
        )
    board.box(840, 180, 980, 310, (244, 244, 238), 10)
    board.box(866, 206, 954, 256, (70, 110, 90), 4)
    board.oval(880, 284, 9, 9, (90, 190, 90))
    board.oval(910, 284, 9, 9, (226, 170, 60))
    board.poly([(830, 180), (900, 90), (1010, 90), (990, 180)], (40, 60, 100))
    for share in (0.33, 0.66):
        board.line([(830 + 70 * share, 180 - 90 * share), (990 + 20 * share, 180 - 90 * share)], (120, 150, 190), 3)
    board.oval(912, 960, 120, 18, (150, 196, 200), 130)
    person(
        board,
        1110,
        Wear((226, 150, 60), (62, 70, 92), sleeve=0.35),
        Look(DARK, age=21, turn=0.7, gaze=-0.4, cut="wave", tilt=-4),
        Pose((520, 930), (560, 590), ((400, 900), (840, 300))),
    )
    person(
        board,
        1080,
        Wear((70, 120, 120), (90, 80, 100), veil=(206, 90, 84)),
        Look(LIGHT, age=20, turn=0.55, gaze=0.5, top="veil", cloth=(212, 96, 88)),
        Pose((220, 1010), (240, 650), ((180, 880), (380, 820))),
    )
    board.poly([(270, 830), (450, 790), (490, 890), (300, 930)], (50, 54, 64))
    board.poly([(284, 836), (440, 802), (474, 878), (308, 914)], (170, 210, 220))
    board.stroke([(320, 880), (360, 850), (400, 872), (450, 836)], (30, 90, 130), 6)
    person(
        board,
        1020,
        Wear((110, 130, 150), (60, 60, 70), sleeve=0.3),
        Look(age=60, turn=-0.7, gaze=-0.5, top="caping", cloth=(224, 192, 124), mouth="laugh", beard="chin", hair=GREY),
        Pose((1270, 1020), (1240, 690), ((980, 800), (1400, 900))),
    )
    board.curve([(1000, 960), (1120, 990), (1400, 990), (1600, 930), (1600, 1080), (1060, 1080)], (160, 70, 56))
    board.line([(1010, 968), (1130, 998), (1400, 998), (1600, 944)], (240, 226, 196), 12)
    return flat(board, rng)
