"""Scenes in ink and wash on a porch: blood pressure taken, a prayer house mopped."""

from random import Random

from PIL import Image

from portal.demo import props
from portal.demo.board import Board
from portal.demo.drawing import gradient, tone
from portal.demo.faces import DARK, GREY, LIGHT, Look
from portal.demo.figures import Pose, Wear, on_bench, person
from portal.demo.media import wash

NIB = 2.4


def tensi(rng: Random) -> Image.Image:
    """An old woman has her blood pressure taken on the veranda; others wait on the bench behind."""
    board = Board(gradient((0, (214, 228, 212)), (0.6, (238, 232, 208)), (1, (206, 190, 160))), NIB)
    props.tree(board, rng, 140, 640, 520)
    board.box(420, 60, 1620, 640, (240, 222, 186))
    board.box(1060, 150, 1270, 640, (120, 150, 140))
    board.box(520, 160, 820, 400, (170, 200, 206))
    board.line([(670, 160), (670, 400)], (246, 240, 224), 8)
    props.floor(board, 640, (210, 186, 156), (176, 150, 122), 900)
    board.box(640, 560, 1560, 590, (150, 104, 70))
    waiting = (
        (
            760,
            Wear((170, 120, 150), (96, 76, 90), veil=(240, 230, 220), skirt=True),
            Look(LIGHT, age=68, turn=0.5, top="veil", cloth=(240, 230, 220), mouth="talk"),
        ),
        (
            970,
            Wear((150, 90, 60), (80, 90, 90), sleeve=0.4),
            Look(DARK, age=72, turn=-0.5, hair=GREY, top="peci", cloth=(40, 36, 44), mouth="laugh"),
        ),
        (
            1420,
            Wear((90, 130, 120), (70, 66, 90), veil=(150, 80, 90), skirt=True),
            Look(age=64, turn=-0.6, top="veil", cloth=(164, 92, 100), glasses=True),
        ),
    )
    for x, wear, look in waiting:
        on_bench(board, x, 560, 640, wear, (None, None), look)
    person(
        board,
        1120,
        Wear((206, 170, 110), (110, 84, 70), veil=(222, 206, 186), skirt=True, print_=(140, 84, 50), sleeve=0.4),
        Look(age=74, turn=0.6, tilt=5, top="veil", cloth=(226, 212, 194), mouth="smile"),
        Pose((420, 1010), (430, 640), ((330, 940), (790, 870))),
    )
    person(
        board,
        1080,
        Wear((92, 130, 176), veil=(44, 66, 116), skirt=True),
        Look(LIGHT, age=29, turn=-0.65, tilt=-8, gaze=0.6, top="veil", cloth=(52, 76, 128), mouth="smile"),
        Pose((1230, 1010), (1190, 640), ((770, 850), (1000, 900))),
    )
    props.table(board, 520, 890, 1380, 110, (196, 150, 104))
    board.limb([(640, 850), (700, 862)], [74, 74], (60, 76, 110), blunt=True)
    board.box(960, 840, 1130, 930, (226, 228, 226), 12)
    board.box(980, 856, 1080, 904, (150, 180, 160), 4)
    board.stroke([(690, 880), (800, 950), (960, 900)], (50, 50, 60), 7)
    board.poly([(1160, 900), (1300, 900), (1320, 970), (1160, 970)], (252, 250, 240))
    return wash(board, rng)


def musala(rng: Random) -> Image.Image:
    """After the water has gone: neighbours mop the porch of the prayer house and hang mats over the fence."""
    board = Board(
        gradient((0, (190, 214, 226)), (0.55, (244, 236, 210)), (0.6, (206, 200, 184)), (1, (176, 176, 166))), NIB
    )
    board.box(300, 240, 1300, 700, (240, 232, 206))
    board.poly([(230, 250), (420, 130), (1180, 130), (1370, 250)], (98, 140, 116))
    board.curve([(680, 140), (690, 60), (800, -20), (910, 60), (920, 140)], (206, 180, 96))
    for x in (360, 580, 800, 1020, 1240):
        board.box(x - 16, 250, x + 16, 700, (250, 246, 230))
    for x in (400, 620, 840, 1060):
        board.curve([(x, 690), (x, 420), (x + 70, 320), (x + 140, 420), (x + 140, 690)], (110, 132, 128))
    board.box(240, 690, 1360, 730, (190, 180, 160))
    board.poly([(240, 730), (1360, 730), (1460, 800), (140, 800)], (216, 206, 186))
    for x, colour in ((1330, (150, 60, 56)), (1470, (60, 100, 90)), (40, (180, 130, 70))):
        board.box(x, 520, x + 120, 760, colour)
        for k in range(4):
            board.line([(x + 12, 556 + k * 52), (x + 108, 556 + k * 52)], tone(colour, 1.4), 5)
    person(
        board,
        820,
        Wear((92, 130, 160), (90, 80, 100), sleeve=0.4, barefoot=True),
        Look(DARK, age=50, turn=0.5, gaze=0.5, top="peci", cloth=(36, 34, 40), mouth="smile", beard="moustache"),
        Pose((400, 690), (430, 440), ((520, 620), (560, 700)), ((340, 960), (470, 960)), 0.3),
    )
    board.line([(490, 540), (700, 960)], (150, 108, 72), 11)
    board.poly([(640, 950), (780, 950), (800, 990), (630, 990)], (226, 220, 206))
    person(
        board,
        760,
        Wear((190, 90, 96), (84, 84, 110), veil=(240, 226, 196), skirt=True),
        Look(LIGHT, age=33, turn=-0.5, top="veil", cloth=(240, 226, 196), mouth="laugh"),
        Pose((1010, 680), (1000, 440), ((900, 650), (1100, 650)), ((970, 960), (1040, 960))),
    )
    board.poly([(1060, 650), (1160, 650), (1148, 750), (1074, 750)], (70, 120, 160))
    person(
        board,
        560,
        Wear((226, 176, 84), (70, 90, 110), sleeve=0.3, barefoot=True),
        Look(age=12, turn=-0.4, mouth="laugh"),
        Pose((1260, 840), (1240, 660), ((1130, 800), (1200, 830)), ((1220, 1030), (1310, 1030)), 0.3),
    )
    board.line([(1170, 720), (1080, 1000)], (150, 108, 72), 9)
    for k in range(9):
        board.line([(1080, 990), (1030 + k * 12, 1050)], (190, 150, 90), 4)
    props.puddles(board, rng, 820, (186, 206, 212), 7)
    return wash(board, rng)
