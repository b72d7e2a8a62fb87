"""Scenes as linocuts in the colours of batik: football in the rain, pencak silat, a stamp on cloth, a gamelan."""

import math
from random import Random

from PIL import Image

from portal.demo import props
from portal.demo.board import Board
from portal.demo.drawing import HEIGHT, PLAIN, WIDTH, Colour, gradient, tone
from portal.demo.faces import DARK, LIGHT, Look
from portal.demo.figures import Pose, Wear, on_bench, person, seated
from portal.demo.media import linocut

NIB = 3.0
SOGA: tuple[Colour, ...] = ((248, 236, 210), (214, 158, 88), (150, 86, 50), (44, 58, 104), (232, 206, 160))
RAIN: tuple[Colour, ...] = (
    (236, 238, 228),
    (150, 182, 186),
    (62, 104, 122),
    (214, 120, 70),
    (206, 160, 120),
    (152, 102, 74),
)
DUSK: tuple[Colour, ...] = (
    (252, 232, 192),
    (236, 158, 84),
    (186, 74, 58),
    (58, 60, 96),
    (214, 168, 122),
    (152, 102, 74),
)


def bola(rng: Random) -> Image.Image:
    """Two boys fight for the ball in a flooded field while the rain falls; others run behind."""
    long: float
    x: float
    y: float
    board = Board(
        gradient((0, (150, 182, 190)), (0.45, (214, 222, 216)), (0.46, (170, 196, 190)), (1, (120, 160, 164))), NIB
    )
    props.houses(board, rng, 490, 240, (190, 206, 206), 0.5)
    for x in (120, 1480):
        props.palm(board, rng, x, 500, 430, (90, 140, 120))
    for x, lean, shirt in ((430, -20, (214, 120, 70)), (1230, 24, (236, 238, 228))):
        person(
            board,
            520,
            Wear(shirt, (60, 80, 100), sleeve=0.3, barefoot=True),
            Look(age=15, turn=0.5 if lean < 0 else -0.5),
            Pose((x, 560), (x + lean, 404), ((x - 90, 470), (x + 90, 520)), ((x - 70, 740), (x + 110, 700)), 0.6),
        )
    props.puddles(board, rng, 520, (224, 232, 230), 14)
    boys = (
        (
            560,
            40,
            Wear((214, 120, 70), (44, 60, 84), sleeve=0.3, barefoot=True),
            Look(DARK, age=16, turn=0.6, gaze=0.5, mouth="laugh", tilt=8),
            ((330, 640), (800, 520)),
            ((420, 1040), (830, 900)),
        ),
        (
            1060,
            -60,
            Wear((236, 238, 228), (62, 104, 122), sleeve=0.3, barefoot=True),
            Look(LIGHT, age=15, turn=-0.7, gaze=0.5, mouth="talk", tilt=-9, cut="wave"),
            ((840, 560), (1270, 690)),
            ((900, 960), (1240, 1040)),
        ),
    )
    for x, lean, wear, look, hands, feet in boys:
        person(board, 900, wear, look, Pose((x, 690), (x + lean, 420), hands, feet, 0.8))
    _ball(board, 880, 985, 66)
    for _ in range(40):
        turn, away = rng.uniform(-2.8, -0.3), rng.uniform(80, 260)
        x, y = 880 + away * math.cos(turn) * 1.3, 1030 + away * 0.55 * math.sin(turn)
        board.oval(x, y, rng.uniform(4, 13), rng.uniform(4, 11), (244, 246, 240), PLAIN)
    for _ in range(150):
        x, y, long = rng.uniform(-60, WIDTH), rng.uniform(-40, HEIGHT), rng.uniform(40, 110)
        board.line([(x, y), (x - long * 0.22, y + long)], (246, 248, 244), 2.4, 235)
    return linocut(board, rng, RAIN)


def _ball(board: Board, x: float, y: float, radius: float) -> None:
    board.oval(x, y, radius, radius, (250, 248, 240))
    for k in range(5):
        a = k * 2 * math.pi / 5 + 0.3
        cx, cy = x + radius * 0.68 * math.cos(a), y + radius * 0.68 * math.sin(a)
        board.poly(
            [
                (cx + radius * 0.24 * math.cos(a + j * 1.256), cy + radius * 0.24 * math.sin(a + j * 1.256))
                for j in range(5)
            ],
            (30, 30, 40),
        )
    board.poly(
        [(x + radius * 0.26 * math.cos(j * 1.256), y + radius * 0.26 * math.sin(j * 1.256)) for j in range(5)],
        (30, 30, 40),
    )


def silat(rng: Random) -> Image.Image:
    """A girl and a boy in black practise pencak silat at sunset, the master in the middle watches."""
    board = Board(
        gradient(
            (0, (236, 150, 84)),
            (0.5, (252, 226, 176)),
            (0.51, (226, 146, 84)),
            (0.72, (190, 78, 60)),
            (1, (182, 68, 54)),
        ),
        NIB,
    )
    board.oval(800, 420, 250, 250, (252, 236, 200))
    for x, high in ((90, 470), (1500, 520), (1340, 380)):
        props.palm(board, rng, x, 580, high, (70, 80, 90))
    props.houses(board, rng, 590, 170, (236, 170, 110), 0.45)
    seated(
        board,
        800,
        760,
        520,
        Wear((252, 236, 204), (58, 60, 96)),
        ((730, 690), (870, 690)),
        Look(age=63, turn=0.1, top="peci", cloth=(30, 28, 40), mouth="calm", beard="moustache", hair=(70, 66, 70)),
    )
    dark = (52, 52, 82)
    person(
        board,
        900,
        Wear(dark, dark, veil=(186, 74, 58), barefoot=True),
        Look(LIGHT, age=17, turn=0.8, top="veil", cloth=(190, 78, 60), mouth="calm"),
        Pose((370, 730), (400, 450), ((640, 480), (520, 640)), ((140, 1020), (600, 1010)), 0.9),
    )
    person(
        board,
        920,
        Wear(dark, dark, barefoot=True),
        Look(DARK, age=18, turn=-0.8, mouth="calm", cut="wave"),
        Pose((1230, 720), (1190, 440), ((1060, 620), (950, 500)), ((1010, 1010), (1470, 1020)), 0.9),
    )
    for hip, x in ((720, 370), (712, 1230)):
        board.limb([(x - 84, hip), (x, hip + 14), (x + 84, hip)], [30, 34, 30], (236, 158, 84))
    for x, y in ((140, 1040), (600, 1030), (1010, 1030), (1470, 1040)):
        board.line([(x - 90, y + 8), (x + 100, y + 8)], (120, 66, 56), 6)
    return linocut(board, rng, DUSK)


def cap(rng: Random) -> Image.Image:
    """A batik maker lifts the copper stamp from the wax and sets it on the cloth; rows of flowers behind him."""
    board = Board(gradient((0, (236, 214, 170)), (0.55, (214, 178, 124)), (1, (150, 90, 56))), NIB)
    for x in (60, 420, 1180):
        board.poly([(x, -10), (x + 300, -10), (x + 290, 420), (x + 10, 430)], (248, 236, 210))
        _flowers(board, x + 30, 20, x + 280, 400, 64, (44, 58, 104))
    person(
        board,
        1330,
        Wear((44, 58, 104), sleeve=0.2),
        Look(age=46, turn=0.5, gaze=0.6, beard="moustache", mouth="calm"),
        Pose((560, 1020), (660, 560), ((700, 850), (1160, 690))),
    )
    person(
        board,
        980,
        Wear((150, 86, 50), veil=(232, 206, 160)),
        Look(LIGHT, age=33, turn=-0.6, top="veil", cloth=(240, 218, 176), gaze=0.4),
        Pose((1450, 900), (1440, 570), ((1340, 770), (1520, 770))),
    )
    board.poly([(180, 820), (1640, 760), (1640, 1080), (-20, 1080)], (250, 240, 214))
    for row in range(3):
        for column in range(9):
            x, y = 150 + column * 172 - row * 30, 880 + row * 86 - column * 8
            if column < 6 - row:
                _flower(board, x, y, 54 + row * 8, (150, 86, 50))
    board.box(1080, 720, 1250, 790, (190, 116, 62), 4)
    for k in range(6):
        board.line([(1094 + k * 28, 790), (1094 + k * 28, 836)], (120, 70, 44), 8)
    board.limb([(1100, 720), (1100, 670), (1230, 670), (1230, 720)], [26, 26, 26, 26], (214, 158, 88))
    board.oval(1160, 690, 40, 26, (172, 118, 82))
    return linocut(board, rng, SOGA)


def _flowers(board: Board, left: float, top: float, right: float, foot: float, step: float, colour: Colour) -> None:
    y, row = top + step / 2, 0
    while y < foot:
        x = left + step / 2 * (1 + row % 2)
        while x < right:
            _flower(board, x, y, step * 0.4, colour)
            x += step * 1.2
        y, row = y + step * 0.9, row + 1


def _flower(board: Board, x: float, y: float, radius: float, colour: Colour) -> None:
    nib, board.nib = board.nib, 0
    for k in range(8):
        a = k * math.pi / 4
        board.oval(
            x + radius * 0.62 * math.cos(a), y + radius * 0.4 * math.sin(a), radius * 0.24, radius * 0.17, colour
        )
    board.oval(x, y, radius * 0.26, radius * 0.18, tone(colour, 1.35))
    board.nib = nib


def gamelan(rng: Random) -> Image.Image:
    """Children at the bronze keys of a saron, a gong behind them, the teacher beating time."""
    board = Board(
        gradient((0, (232, 206, 160)), (0.58, (214, 158, 88)), (0.585, (150, 86, 50)), (1, (120, 66, 40))), NIB
    )
    for x in range(60, 1600, 210):
        board.box(x, 0, x + 30, 620, (150, 86, 50))
    board.box(-10, 60, 1610, 96, (150, 86, 50))
    for x in (980, 1500):
        board.box(x, 130, x + 36, 640, (44, 58, 104))
    board.box(940, 110, 1576, 160, (44, 58, 104), 12)
    board.oval(1258, 390, 190, 190, (214, 158, 88))
    board.ring(1258, 390, 150, 150, (120, 70, 40), 8)
    board.oval(1258, 390, 52, 52, (232, 206, 160))
    person(
        board,
        900,
        Wear((248, 236, 210), sleeve=1, print_=(150, 86, 50)),
        Look(
            age=58,
            turn=0.4,
            top="peci",
            cloth=(44, 40, 60),
            mouth="talk",
            hair=(160, 156, 150),
            beard="moustache",
        ),
        Pose((560, 800), (560, 510), ((420, 590), (700, 470))),
    )
    for x, wear, look, hand in (
        (
            250,
            Wear((44, 58, 104), (90, 60, 50), veil=(248, 236, 210)),
            Look(LIGHT, age=11, turn=0.5, top="veil", cloth=(250, 240, 216), mouth="smile", gaze=0.5),
            820,
        ),
        (800, Wear((214, 158, 88), (44, 58, 104), sleeve=0.3), Look(age=10, turn=-0.2, mouth="laugh"), 780),
        (
            1330,
            Wear((150, 86, 50), (60, 60, 80), veil=(214, 158, 88)),
            Look(LIGHT, age=11, turn=-0.6, top="veil", cloth=(232, 206, 160), mouth="talk", gaze=0.5),
            830,
        ),
    ):
        on_bench(board, x, 980, 860, wear, ((x - 110, 900), (x + 110, hand)), look)
        board.line([(x + 110, hand), (x + 40, 880)], (248, 236, 210), 12)
        board.limb([(x + 52, 866), (x + 30, 896)], [34, 34], (248, 236, 210))
        board.poly([(x - 230, 930), (x + 230, 930), (x + 250, 1080), (x - 250, 1080)], (44, 58, 104))
        for k in range(7):
            board.box(x - 212 + k * 62, 892 - (k % 2) * 4, x - 158 + k * 62, 946, (236, 206, 150), 8)
        board.stroke([(x - 190, 1010), (x - 60, 980), (x, 1030), (x + 60, 980), (x + 190, 1010)], (214, 158, 88), 9)
    return linocut(board, rng, SOGA)
