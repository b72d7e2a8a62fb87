"""Scenes of the hours without sun, in gouache: the night watch, a coffee stall, a net mended at daybreak."""

import math
from random import Random

from PIL import Image

from portal.demo import props
from portal.demo.board import Board
from portal.demo.drawing import WIDTH, glow, gradient, tone
from portal.demo.faces import DARK, LIGHT, Look
from portal.demo.figures import Pose, Wear, person
from portal.demo.media import gouache


def ronda(rng: Random) -> Image.Image:
    """Three generations at the guard post around one lamp; a slit drum hangs beside them."""
    board = Board(gradient((0, (96, 108, 150)), (0.5, (150, 150, 170)), (0.51, (150, 130, 110)), (1, (120, 104, 92))))
    props.houses(board, rng, 560, 300, (120, 126, 160), 0.3, 0.45)
    board.poly([(60, 150), (1560, 90), (1600, 190), (30, 240)], (150, 92, 64))
    for x in (130, 1420):
        board.box(x, 190, x + 44, 1000, (134, 96, 66), 4)
    board.poly([(60, 800), (1560, 800), (1660, 1080), (-40, 1080)], (176, 138, 96))
    for y in (846, 900, 966):
        board.line([(0, y), (WIDTH, y)], (146, 110, 76), 5)
    board.limb([(1330, 250), (1330, 420), (1330, 560)], [54, 74, 56], (150, 104, 62))
    board.box(1318, 310, 1342, 520, (66, 44, 34), 10)
    board.line([(1330, 170), (1330, 250)], (80, 66, 58), 5)
    for x, wear, look, hands, lean in (
        (
            330,
            Wear((96, 118, 84), (110, 62, 52), sleeve=0.4),
            Look(
                DARK,
                age=62,
                turn=0.7,
                top="peci",
                cloth=(30, 28, 34),
                mouth="talk",
                hair=(150, 146, 146),
                beard="moustache",
            ),
            ((470, 730), (520, 800)),
            20,
        ),
        (
            1130,
            Wear((70, 96, 140), (70, 60, 84), sleeve=1),
            Look(age=34, turn=-0.7, mouth="laugh", cut="wave", tilt=-5),
            ((960, 800), (1010, 700)),
            -26,
        ),
    ):
        board.limb(
            [(x, 900), (x + 190 * (1 if lean > 0 else -1), 850), (x + 60 * (1 if lean > 0 else -1), 960)],
            [150, 130, 100],
            wear.below,
        )
        board.limb(
            [(x, 900), (x - 150 * (1 if lean > 0 else -1), 880), (x - 10, 970)], [150, 130, 100], tone(wear.below, 0.85)
        )
        person(board, 1060, wear, look, Pose((x, 880), (x + lean, 552), hands, sits=True))
    person(
        board,
        980,
        Wear((190, 92, 60), (60, 70, 110), sleeve=0.4),
        Look(LIGHT, age=19, turn=0.1, gaze=0.4, cut="wave"),
        Pose((720, 860), (716, 590), ((640, 800), (800, 810)), sits=True),
    )
    board.poly([(520, 830), (930, 830), (980, 900), (480, 900)], (118, 90, 66))
    for x, colour in ((590, (236, 234, 226)), (690, (236, 234, 226)), (870, (236, 234, 226))):
        board.box(x - 24, 816, x + 24, 862, colour, 8)
        board.oval(x, 818, 24, 8, (66, 40, 28))
    board.oval(780, 866, 70, 18, (232, 226, 210))
    for dx in (-30, 0, 32):
        board.oval(780 + dx, 852, 26, 14, (214, 160, 84))
    props.bulb(board, 770, 246, 1.3)
    image = props.night(board.picture(), ((770, 260, 1150), (770, 560, 620)), (62, 66, 116))
    glow(image, 770, 246, 120, (255, 246, 210), 1.0)
    return gouache(image, rng, board.faces)


def kopi(rng: Random) -> Image.Image:
    """A coffee seller pours from high; steam, glass jars, a customer's back in the foreground."""
    board = Board(gradient((0, (92, 96, 136)), (0.6, (140, 128, 140)), (1, (104, 92, 90))))
    props.houses(board, rng, 520, 260, (110, 112, 150), 0.4, 0.6)
    for stripe in range(14):
        x = -40 + stripe * 124
        board.poly(
            [(x, 60), (x + 124, 60), (x + 132, 230), (x + 8, 230)], (164, 52, 44) if stripe % 2 else (238, 226, 204)
        )
        board.oval(x + 70, 230, 62, 26, (164, 52, 44) if stripe % 2 else (238, 226, 204))
    person(
        board,
        1180,
        Wear((206, 150, 74), veil=(96, 56, 74), skirt=True),
        Look(LIGHT, age=48, top="veil", cloth=(110, 62, 84), turn=0.45, gaze=0.5),
        Pose((640, 1010), (640, 600), ((470, 740), (876, 540))),
    )
    board.limb([(886, 560), (874, 640), (866, 800)], [7, 10, 12], (74, 44, 30))
    board.curve([(830, 470), (950, 470), (962, 550), (820, 550)], (190, 194, 200))
    board.limb([(826, 500), (800, 520), (846, 560)], [16, 14, 10], (168, 172, 178))
    props.table(board, 60, 790, 1340, 120, (160, 112, 72))
    for number, x in enumerate((180, 300, 1060, 1190)):
        board.box(x - 48, 660, x + 48, 820, (214, 222, 216), 16, 150)
        board.box(
            x - 42,
            720 - 12 * (number % 2),
            x + 42,
            814,
            ((128, 74, 42), (206, 160, 90), (90, 54, 40), (220, 190, 130))[number],
            12,
        )
        board.box(x - 40, 644, x + 40, 668, (176, 60, 50), 6)
    for x in (560, 700, 868):
        board.box(x - 34, 788, x + 34, 870, (226, 226, 218), 8)
        board.oval(x, 792, 33, 10, (70, 42, 28))
    for x in (560, 868):
        for puff in range(6):
            board.oval(
                x + 18 * math.sin(puff * 1.3 + x), 760 - puff * 34, 20 + puff * 4, 22, (255, 246, 230), 40 - puff * 5
            )
    person(
        board,
        1420,
        Wear((66, 88, 92), sleeve=1),
        Look(age=40, turn=-0.75, tilt=-6, top="visor", cloth=(60, 76, 120), mouth="laugh"),
        Pose((1330, 1260), (1330, 690), ((1090, 880), (1560, 1000))),
    )
    props.bulb(board, 420, 330, 1.2)
    props.bulb(board, 1060, 300, 1.2)
    image = props.night(board.picture(), ((420, 340, 950), (1060, 310, 1000)), (66, 66, 112))
    for x, y in ((420, 330), (1060, 300)):
        glow(image, x, y, 100, (255, 244, 206), 1.0)
    return gouache(image, rng, board.faces)


def jaring(rng: Random) -> Image.Image:
    """An old fisherman mends his net on the quay at daybreak, a younger one beside him; boats behind."""
    sky = gradient(
        (0, (120, 150, 190)),
        (0.3, (236, 186, 150)),
        (0.44, (252, 220, 166)),
        (0.445, (132, 158, 172)),
        (0.7, (96, 124, 146)),
        (0.705, (160, 142, 124)),
        (1, (124, 108, 98)),
    )
    board = Board(sky)
    board.oval(1310, 400, 74, 74, (255, 240, 200))
    for _ in range(50):
        y = rng.uniform(490, 730)
        x = rng.gauss(1310, 260 * (y - 430) / 300)
        board.line([(x, y), (x + rng.uniform(20, 90), y)], (255, 226, 176), 4, 170)
    for x, s, colour in ((140, 1.0, (44, 92, 110)), (560, 0.8, (150, 62, 52)), (1420, 0.9, (60, 84, 70))):
        props.boat(board, x, 540, s, colour)
    person(
        board,
        980,
        Wear((196, 122, 66), (60, 66, 88), sleeve=0.3),
        Look(DARK, age=24, turn=-0.5, gaze=0.7, cut="wave", mouth="calm"),
        Pose((1150, 900), (1120, 620), ((960, 800), (1080, 840)), ((1000, 1010), (1230, 1030)), 1.0),
    )
    person(
        board,
        1120,
        Wear((66, 100, 122), (92, 76, 70), sleeve=0.3),
        Look(
            age=66,
            turn=0.5,
            gaze=0.7,
            top="caping",
            cloth=(222, 188, 122),
            mouth="calm",
            beard="chin",
            hair=(190, 186, 180),
        ),
        Pose((470, 950), (500, 600), ((640, 830), (760, 760)), ((640, 1090), (380, 1100)), 1.0),
    )
    net = [
        (560, 860),
        (690, 800),
        (800, 790),
        (940, 840),
        (1080, 930),
        (1360, 1000),
        (1500, 1080),
        (420, 1080),
        (500, 930),
    ]
    board.curve(net, (62, 124, 122), 150)
    for number in range(26):
        board.stroke(
            [(430 + number * 46, 1080), (520 + number * 30, 930), (620 + number * 14, 806 + abs(number - 12) * 5)],
            (36, 84, 88),
            3,
            200,
        )
    for row in range(7):
        y = 820 + row * 38
        board.stroke(
            [(560 - row * 22, y + 10), (800, y - 6 + row * 8), (1040 + row * 66, y + 70)], (36, 84, 88), 3, 200
        )
    for x, y in ((1240, 960), (1310, 996), (1390, 1036), (560, 1000), (610, 1030)):
        board.oval(x, y, 24, 15, (230, 120, 60))
    image = props.sun(board.picture(), 1330, 400, 620, (255, 214, 150), 0.36)
    return gouache(image, rng, board.faces)
