"""Scenes of the day in gouache: rain in the street, a sign-language class, a gutter dug out, a portrait."""

import math
from random import Random

from PIL import Image

from portal.demo import props
from portal.demo.board import Board
from portal.demo.drawing import HEIGHT, WIDTH, Colour, glow, gradient, mix
from portal.demo.faces import DARK, GREY, LIGHT, Look
from portal.demo.figures import Pose, Wear, person
from portal.demo.media import gouache


def hujan(rng: Random) -> Image.Image:
    """Two women under one umbrella wade along the flooded lane; a man pushes his bicycle with parcels of food."""
    long: float
    x: float
    y: float
    board = Board(gradient((0, (120, 134, 148)), (0.44, (176, 184, 186)), (0.47, (128, 142, 150)), (1, (92, 110, 124))))
    props.houses(board, rng, 500, 330, (156, 166, 174), 0.45, 0.4)
    for x, high in ((700, 420), (1240, 360)):
        board.line([(x, 500), (x, 500 - high)], (84, 84, 90), 10)
        board.line([(x - 70, 530 - high), (x + 70, 530 - high)], (84, 84, 90), 7)
    board.stroke([(-20, 90), (700, 120), (1240, 176), (1640, 110)], (84, 84, 90), 3)
    for _ in range(46):
        y = rng.uniform(520, HEIGHT)
        x, long = rng.uniform(-80, WIDTH), rng.uniform(60, 240) * y / HEIGHT
        board.line([(x, y), (x + long, y)], rng.choice(((176, 188, 194), (80, 96, 110), (206, 196, 170))), 4, 130)
    person(
        board,
        800,
        Wear((74, 92, 110), (62, 60, 70), sleeve=1),
        Look(DARK, age=44, turn=-0.55, top="caping", cloth=(206, 180, 120), mouth="calm", beard="moustache"),
        Pose((1290, 720), (1270, 470), ((1090, 650), (1200, 660)), ((1250, 930), (1340, 930)), 0.2),
    )
    for x in (960, 1200):
        board.ring(x, 830, 104, 104, (50, 54, 62), 8)
    board.line([(960, 830), (1040, 690), (1180, 700), (1200, 830)], (170, 60, 50), 11)
    board.line([(1040, 690), (1030, 640), (1090, 632)], (60, 60, 68), 9)
    board.box(860, 640, 1010, 740, (216, 190, 120), 8)
    board.line([(935, 640), (935, 740)], (150, 60, 50), 8)
    board.poly([(840, 850), (1400, 850), (1440, 960), (800, 960)], (112, 128, 138), 200)
    person(
        board,
        1060,
        Wear((176, 72, 84), (80, 66, 84), veil=(238, 206, 160), skirt=True),
        Look(LIGHT, age=38, turn=0.5, top="veil", cloth=(236, 204, 160), mouth="calm"),
        Pose((400, 960), (410, 630), ((300, 860), (500, 640))),
    )
    person(
        board,
        960,
        Wear((70, 120, 118), (60, 66, 80), veil=(110, 90, 130), skirt=True),
        Look(age=66, turn=-0.4, top="veil", cloth=(122, 100, 142), mouth="smile"),
        Pose((660, 980), (640, 680), ((540, 850), (760, 900))),
    )
    board.line([(506, 660), (516, 250)], (70, 60, 58), 10)
    board.curve(
        [
            (180, 420),
            (260, 270),
            (510, 190),
            (760, 270),
            (850, 420),
            (740, 380),
            (620, 410),
            (515, 372),
            (400, 410),
            (290, 384),
        ],
        (214, 160, 56),
    )
    for k in (290, 400, 620, 740):
        board.stroke([(k, 400), (mix((k, 0, 0), (512, 0, 0), 0.4)[0], 280), (512, 194)], (176, 124, 40), 5)
    board.poly([(-10, 990), (WIDTH + 10, 970), (WIDTH + 10, 1080), (-10, 1080)], (112, 128, 138), 214)
    for x, y in ((410, 990), (650, 985)):
        for wide in (130, 190):
            board.stroke([(x - wide, y + 6), (x, y + wide * 0.13), (x + wide, y + 4)], (176, 190, 196), 4, 190)
    image = board.picture()
    image = gouache(image, rng, board.faces)
    rain = Board(image)
    for _ in range(230):
        x, y, long = rng.uniform(-60, WIDTH), rng.uniform(-40, HEIGHT), rng.uniform(30, 90)
        rain.line([(x, y), (x - long * 0.16, y + long)], (236, 242, 246), 2, 96)
    return rain.picture()


def isyarat(rng: Random) -> Image.Image:
    """A deaf young woman teaches signs at a table by the window; learners shape the same sign."""
    board = Board(gradient((0, (196, 210, 190)), (1, (150, 160, 140))))
    board.box(-10, -10, 560, 600, (236, 242, 236))
    for x in (180, 370):
        board.line([(x, -10), (x, 600)], (130, 104, 84), 14)
    board.line([(-10, 280), (560, 280)], (130, 104, 84), 14)
    for _ in range(24):
        board.blob(rng, rng.uniform(-20, 540), rng.uniform(380, 560), 60, (126, 168, 112))
    board.box(546, -10, 580, 640, (130, 104, 84))
    board.box(1010, 60, 1560, 380, (60, 84, 80), 6)
    for k, x in enumerate((1090, 1220, 1350, 1480)):
        _sign(board, x, 250, (5, 2, 3, 1)[k])
    person(
        board,
        1260,
        Wear((206, 96, 70), veil=(60, 90, 110)),
        Look(LIGHT, age=26, turn=0.55, top="veil", cloth=(66, 98, 118), mouth="smile", tilt=-3),
        Pose((440, 1010), (470, 590), ((470, 800), (760, 640))),
    )
    for x, size, wear, look, hands in (
        (
            920,
            880,
            Wear((226, 186, 96), sleeve=0.4),
            Look(DARK, age=31, turn=-0.6, cut="wave", mouth="laugh"),
            ((810, 830), (1000, 720)),
        ),
        (
            1180,
            930,
            Wear((90, 110, 150), veil=(222, 214, 200)),
            Look(age=52, turn=-0.65, top="veil", cloth=(222, 214, 200), mouth="smile", glasses=True),
            ((1060, 720), (1230, 830)),
        ),
        (
            1450,
            960,
            Wear((110, 130, 96), sleeve=0.4),
            Look(age=64, turn=-0.7, hair=GREY, mouth="calm", beard="moustache"),
            ((1320, 690), (1500, 860)),
        ),
    ):
        person(board, size, wear, look, Pose((x, 940), (x, 590 if size < 900 else 570), hands))
    props.table(board, 300, 880, 1660, 170, (176, 128, 88))
    board.poly([(860, 930), (1060, 920), (1090, 1000), (850, 1010)], (248, 244, 232))
    board.box(1260, 860, 1330, 950, (190, 208, 212), 10)
    image = props.sun(board.picture(), 200, 220, 900, (255, 244, 214), 0.42)
    return gouache(image, rng, board.faces)


def _sign(board: Board, x: float, y: float, fingers: int) -> None:
    """A hand drawn in chalk, with some of its fingers stretched."""
    chalk: Colour = (226, 218, 196)
    board.limb([(x, y + 90), (x, y + 40), (x, y + 10)], [44, 52, 62], chalk)
    for f in range(4):
        long = 74 - abs(f - 1.4) * 8 if f < fingers else 22
        board.limb([(x - 24 + f * 16, y + 6), (x - 30 + f * 20, y - long)], [17, 15], chalk)
    board.limb([(x - 22, y + 40), (x - 56 if fingers > 2 else x - 12, y + 4)], [20, 16], chalk)


def kerjabakti(rng: Random) -> Image.Image:
    """Neighbours lift mud from the gutter at noon; a woman brings a tray of glasses."""
    board = Board(gradient((0, (126, 180, 212)), (0.4, (224, 234, 224)), (0.45, (206, 180, 140)), (1, (184, 150, 112))))
    props.houses(board, rng, 500, 330, (226, 226, 210), 0.2)
    props.tree(board, rng, 1380, 540, 520, (92, 146, 78))
    board.poly([(420, 1080), (760, 480), (830, 480), (900, 1080)], (70, 72, 70))
    board.poly([(420, 1080), (760, 480), (776, 480), (520, 1080)], (150, 146, 138))
    board.poly([(560, 1080), (790, 560), (810, 560), (820, 1080)], (92, 104, 96))
    person(
        board,
        620,
        Wear((214, 120, 90), (90, 76, 96), veil=(246, 230, 200), skirt=True),
        Look(LIGHT, age=45, turn=-0.4, top="veil", cloth=(246, 230, 200), mouth="laugh"),
        Pose((1090, 600), (1090, 400), ((1010, 520), (1160, 520)), ((1060, 850), (1120, 850))),
    )
    board.poly([(990, 510), (1180, 510), (1200, 540), (970, 540)], (170, 110, 70))
    for k in range(4):
        board.box(1004 + k * 44, 470, 1032 + k * 44, 520, (206, 130, 60), 4)
    person(
        board,
        960,
        Wear((66, 110, 160), (70, 66, 70), sleeve=0.3),
        Look(DARK, age=48, turn=0.6, gaze=0.5, top="visor", cloth=(190, 60, 50), mouth="talk", beard="moustache"),
        Pose((320, 760), (420, 500), ((560, 760), (470, 620)), ((220, 1040), (420, 1050)), 0.35),
    )
    person(
        board,
        940,
        Wear((226, 186, 84), (60, 74, 96), sleeve=0.3),
        Look(age=23, turn=-0.65, gaze=0.4, cut="wave", mouth="laugh"),
        Pose((1180, 790), (1090, 560), ((880, 720), (980, 800)), ((1080, 1060), (1290, 1060)), 0.35),
    )
    board.line([(430, 560), (640, 890)], (150, 110, 72), 16)
    board.curve([(610, 860), (680, 850), (730, 950), (690, 980), (630, 940)], (110, 116, 120))
    board.line([(1010, 840), (760, 640)], (150, 110, 72), 16)
    board.curve([(700, 590), (770, 610), (780, 680), (720, 690), (680, 640)], (110, 116, 120))
    board.curve([(660, 570), (720, 540), (780, 580), (770, 630), (690, 640)], (72, 62, 54))
    board.curve([(20, 1080), (60, 960), (160, 930), (240, 1000), (260, 1080)], (84, 72, 60))
    image = props.sun(board.picture(), 1300, -40, 800, (255, 246, 220), 0.5)
    return gouache(image, rng, board.faces)


def sayur(rng: Random) -> Image.Image:
    """A vegetable seller of many years, close up, in the light that falls through the market's roof."""
    x: float
    y: float
    board = Board(gradient((0, (70, 78, 84)), (0.6, (110, 100, 92)), (1, (84, 72, 66))))
    skin = mix(DARK, (90, 84, 84), 0.3)
    looks = (
        Look(skin, turn=-0.4, top="veil", cloth=(120, 108, 124)),
        Look(skin, turn=0.5, age=60, top="caping", cloth=(150, 132, 96), mouth="talk"),
        Look(mix(LIGHT, (90, 84, 84), 0.4), turn=0.4, top="veil", cloth=(140, 128, 110), mouth="talk"),
        Look(skin, turn=-0.5, cut="wave"),
    )
    stalls = ((90, (160, 70, 60)), (430, (70, 110, 110)), (1180, (196, 150, 84)), (1490, (90, 90, 130)))
    for number, (x, colour) in enumerate(stalls):
        board.poly([(x - 200, 120), (x + 200, 120), (x + 160, 220), (x - 160, 220)], mix(colour, (90, 88, 90), 0.4))
        person(
            board,
            460,
            Wear(mix(colour, (100, 96, 96), 0.3)),
            looks[number],
            Pose((x, 560), (x, 410), sits=True),
        )
    board.box(-10, 520, WIDTH + 10, 1080, (92, 84, 78))
    for x in range(20, WIDTH, 230):
        board.box(x, 500, x + 200, 620, (122, 96, 72), 4)
        for _ in range(9):
            board.oval(
                x + rng.uniform(20, 180),
                rng.uniform(486, 520),
                22,
                20,
                mix(rng.choice(((150, 80, 60), (110, 130, 80), (170, 140, 80))), (92, 88, 86), 0.25),
            )
    board.poly([(520, -10), (860, -10), (1240, 1080), (640, 1080)], (255, 240, 200), 46)
    person(
        board,
        1560,
        Wear((120, 66, 96), veil=(226, 190, 128), print_=(236, 200, 140)),
        Look(age=67, turn=0.4, tilt=-4, top="veil", cloth=(228, 194, 134), mouth="laugh"),
        Pose((720, 1180), (740, 660), ((480, 980), (1090, 830))),
    )
    greens: tuple[Colour, ...] = ((92, 142, 70), (120, 164, 84), (70, 118, 66))
    for _ in range(70):
        x, y = rng.uniform(-20, WIDTH), rng.uniform(960, 1080)
        board.limb(
            [(x, y + 60), (x + rng.uniform(-24, 24), y), (x + rng.uniform(-60, 60), y - rng.uniform(30, 80))],
            [10, rng.uniform(34, 60), 14],
            rng.choice(greens),
        )
    for _ in range(26):
        x, y = rng.gauss(1240, 130), rng.uniform(960, 1060)
        board.oval(x, y, 36, 34, rng.choice(((206, 60, 44), (224, 84, 50))))
        board.oval(x - 10, y - 12, 9, 7, (250, 180, 150), 200)
    for _ in range(22):
        x, y = rng.gauss(260, 120), rng.uniform(970, 1060)
        board.limb(
            [(x - 50, y), (x, y - 14), (x + 56, y + 8)], [16, 24, 6], rng.choice(((240, 130, 50), (226, 110, 44)))
        )
    for k in range(6):
        turn = -2.2 + k * 0.28
        board.limb(
            [
                (1090, 830),
                (1090 + 90 * math.cos(turn), 830 + 90 * math.sin(turn)),
                (1090 + 190 * math.cos(turn), 830 + 190 * math.sin(turn)),
            ],
            [14, 26, 40],
            greens[k % 3],
        )
    board.limb([(1060, 840), (1090, 826), (1124, 836)], [40, 50, 36], (172, 118, 82))
    image = board.picture()
    glow(image, 760, 240, 620, (255, 232, 184), 0.34)
    return gouache(image, rng, board.faces)
