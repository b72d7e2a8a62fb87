"""Scenes in the street: the book cart, volleyball on a small field, the fruit stall in a school yard."""

import math
from random import Random

from PIL import Image

from portal.demo import props
from portal.demo.board import Board
from portal.demo.drawing import WIDTH, Colour, Layer, gradient, mix, tone
from portal.demo.faces import DARK, LIGHT, SKIN, Look
from portal.demo.figures import Pose, Wear, person, seated
from portal.demo.media import gouache, linocut, wash

COURT: tuple[Colour, ...] = (
    (252, 236, 200),
    (238, 166, 92),
    (196, 70, 56),
    (58, 92, 136),
    (204, 146, 106),
    (152, 102, 74),
)


def gerobak(rng: Random) -> Image.Image:
    """A pushcart full of books under a mango tree; a young man hands one to a girl, children read on a mat."""
    board = Board(
        gradient((0, (186, 216, 230)), (0.5, (240, 238, 214)), (0.6, (206, 194, 156)), (1, (184, 170, 132))), 2.4
    )
    props.houses(board, rng, 560, 300, (226, 226, 206), 0.45)
    props.tree(board, rng, 1380, 760, 780, (112, 156, 90))
    _book_cart(board, rng)
    person(
        board,
        960,
        Wear((70, 120, 166), (70, 72, 92), sleeve=0.35),
        Look(SKIN, age=22, turn=0.6, gaze=0.4, cut="wave", mouth="laugh"),
        Pose((880, 600), (880, 330), ((760, 560), (1030, 540)), ((820, 1000), (940, 1000)), 0.15),
    )
    person(
        board,
        660,
        Wear((206, 92, 100), (90, 84, 120), veil=(246, 232, 206), skirt=True),
        Look(LIGHT, age=9, turn=-0.6, gaze=-0.4, top="veil", cloth=(246, 232, 206), mouth="laugh"),
        Pose((1190, 740), (1190, 560), ((1090, 600), (1250, 720)), ((1160, 990), (1220, 990))),
    )
    board.poly([(1030, 500), (1100, 488), (1110, 590), (1040, 602)], (226, 150, 60))
    board.poly([(560, 950), (1640, 930), (1700, 1090), (480, 1090)], (196, 92, 76))
    for k in range(7):
        board.line([(600 + k * 160, 950), (560 + k * 180, 1080)], (240, 210, 130), 9, 254)
    for x, y, size, wear, look in (
        (
            700,
            1070,
            640,
            Wear((236, 176, 74), (76, 84, 110), sleeve=0.3),
            Look(DARK, age=8, turn=0.4, gaze=0.5, mouth="smile"),
        ),
        (
            1420,
            1070,
            660,
            Wear((100, 150, 110), (96, 76, 70), sleeve=0.3),
            Look(age=10, turn=-0.5, gaze=0.5, mouth="talk", cut="long"),
        ),
    ):
        seated(board, x, y, size, wear, ((x - 76, y - 130), (x + 76, y - 130)), look)
        props.open_book(board, x, y - 150, 92)
    return wash(board, rng)


def _book_cart(layer: Layer, rng: Random) -> None:
    spines = ((190, 70, 60), (60, 106, 150), (232, 178, 76), (74, 136, 100), (136, 90, 134), (240, 230, 210))
    layer.poly([(90, 300), (420, 170), (760, 300)], (206, 80, 66))
    layer.line([(90, 300), (760, 300)], (160, 60, 50), 16)
    for x in (120, 712):
        layer.box(x, 300, x + 18, 860, (160, 116, 76))
    for row in range(3):
        y = 480 + row * 140
        layer.box(138, y - 124, 712, y, (134, 98, 70))
        at = 150.0
        while at < 676:
            wide, high = rng.uniform(18, 36), rng.uniform(80, 114)
            layer.box(at, y - high, at + wide, y, tone(rng.choice(spines), rng.uniform(0.9, 1.1)))
            at += wide + 3
        layer.box(110, y, 740, y + 16, (186, 138, 90))
    layer.box(100, 800, 750, 880, (216, 164, 106), 8)
    layer.line([(750, 830), (830, 800), (846, 836)], (120, 92, 70), 16)
    for x in (230, 620):
        layer.oval(x, 930, 92, 92, (64, 60, 62))
        layer.oval(x, 930, 70, 70, (226, 216, 196))
        for k in range(6):
            dx, dy = 66 * math.cos(k * math.pi / 6), 66 * math.sin(k * math.pi / 6)
            layer.line([(x - dx, 930 - dy), (x + dx, 930 + dy)], (90, 86, 86), 5)
        layer.oval(x, 930, 16, 16, (64, 60, 62))


def voli(rng: Random) -> Image.Image:
    """Low sun over a small field: a ball over the net, two block, a woman in front waits for it."""
    board = Board(
        gradient(
            (0, (238, 166, 92)),
            (0.26, (248, 200, 136)),
            (0.5, (252, 236, 200)),
            (0.56, (224, 176, 120)),
            (1, (204, 146, 106)),
        ),
        3.0,
    )
    board.oval(1270, 300, 150, 150, (252, 240, 210))
    props.houses(board, rng, 520, 200, (206, 150, 110), 0.35)
    for number in range(13):
        x = 50 + number * 126 + rng.uniform(-14, 14)
        wear = Wear(rng.choice(((196, 70, 56), (58, 92, 136), (238, 166, 92))), (58, 92, 136), sleeve=0.4)
        person(
            board,
            300,
            wear,
            Look((LIGHT, SKIN)[number % 3 == 0], turn=(800 - x) / 1000),
            Pose((x, 640), (x, 520), sits=True),
        )
    board.box(-10, 640, WIDTH + 10, 700, (196, 70, 56))
    for x, y, arms in ((640, 420, ((560, 170), (700, 160))), (990, 400, ((930, 160), (1060, 150)))):
        person(
            board,
            860,
            Wear((58, 92, 136), (44, 60, 96), sleeve=0.3),
            Look((LIGHT, SKIN)[x > 800], age=23, turn=0.4 if x < 800 else -0.3, gaze=-0.6, mouth="talk", cut="wave"),
            Pose((x, y + 250), (x, y), arms, ((x - 60, y + 600), (x + 70, y + 580)), 0.2),
        )
    for x in (150, 1450):
        board.box(x - 12, 190, x + 12, 900, (80, 56, 50), 4)
    for k in range(1, 26):
        board.line([(150 + k * 50, 240), (150 + k * 50, 470)], (250, 240, 214), 3, 254)
    for y in range(280, 470, 46):
        board.line([(150, y), (1450, y)], (250, 240, 214), 3, 254)
    board.box(150, 214, 1450, 250, (250, 240, 214))
    board.box(150, 464, 1450, 478, (250, 240, 214))
    board.line([(-10, 930), (WIDTH + 10, 930)], (250, 240, 214), 12, 254)
    for x, look, wear, arms in (
        (
            330,
            Look(back=True),
            Wear((196, 70, 56), (60, 56, 70), sleeve=0.3),
            ((150, 540), (500, 470)),
        ),
        (
            1240,
            Look(LIGHT, age=20, turn=-0.5, gaze=-0.5, top="veil", cloth=(252, 236, 200), mouth="laugh"),
            Wear((196, 70, 56), (60, 56, 70), veil=(252, 236, 200)),
            ((1090, 800), (1190, 820)),
        ),
    ):
        person(
            board,
            1150,
            wear,
            look,
            Pose((x, 960), (x + 6, 620), arms, ((x - 90, 1300), (x + 110, 1300)), 0.3),
        )
    board.oval(800, 96, 62, 62, (252, 240, 210))
    board.stroke([(744, 76), (800, 110), (858, 78)], (58, 92, 136), 9)
    board.stroke([(760, 140), (800, 100), (806, 36)], (196, 70, 56), 9)
    return linocut(board, rng, COURT)


def pasar(rng: Random) -> Image.Image:
    """A fruit seller holds out an orange over her heaps; a customer with a basket, the school behind."""
    board = Board(gradient((0, (170, 204, 216)), (0.45, (240, 232, 204)), (0.5, (214, 190, 146)), (1, (180, 150, 112))))
    board.box(180, 230, 1420, 520, (236, 222, 186))
    board.poly([(130, 240), (280, 140), (1320, 140), (1470, 240)], (176, 92, 66))
    for x in range(250, 1400, 190):
        board.box(x, 310, x + 110, 430, (110, 140, 150), 3)
        board.line([(x + 55, 310), (x + 55, 430)], (240, 232, 214), 7)
    board.line([(1500, 60), (1500, 540)], (150, 150, 150), 10)
    board.poly([(1500, 66), (1590, 66), (1590, 96), (1500, 96)], (204, 52, 48))
    board.poly([(1500, 96), (1590, 96), (1590, 126), (1500, 126)], (246, 242, 234))
    for number in range(13):
        x = -20 + number * 130
        colour: Colour = (214, 84, 60) if number % 2 else (246, 236, 214)
        board.poly([(x, -10), (x + 130, -10), (x + 130, 96), (x, 96)], colour)
        board.oval(x + 65, 96, 65, 26, colour)
    person(
        board,
        1250,
        Wear((60, 118, 92), (80, 66, 76), veil=(246, 236, 222), skirt=True),
        Look(LIGHT, age=44, turn=0.5, top="veil", cloth=(246, 236, 222), mouth="laugh"),
        Pose((520, 990), (530, 540), ((400, 790), (830, 640))),
    )
    person(
        board,
        1130,
        Wear((150, 84, 120), (70, 62, 84), veil=(240, 196, 90), skirt=True),
        Look(SKIN, age=36, turn=-0.5, gaze=0.3, top="veil", cloth=(240, 196, 90), mouth="smile"),
        Pose((1190, 960), (1180, 560), ((950, 700), (1290, 780))),
    )
    person(
        board,
        640,
        Wear((226, 226, 220), (60, 76, 110), sleeve=0.3),
        Look(DARK, age=9, turn=-0.5, mouth="laugh"),
        Pose((1440, 860), (1440, 690), ((1360, 800), (1510, 820))),
    )
    board.oval(860, 612, 44, 42, (240, 140, 44))
    goods = ((206, 60, 46), (240, 140, 44), (246, 196, 66), (122, 160, 74), (150, 62, 96))
    board.poly([(-10, 800), (1610, 800), (1610, 1090), (-10, 1090)], (134, 94, 64))
    for row in range(4):
        y, size = 800 + row * 78, 40 + row * 4
        for column in range(21):
            x = column * 80 + (row % 2) * 40 - 10
            colour = tone(goods[min(4, int(x / 322))], rng.uniform(0.9, 1.12))
            board.oval(x, y, size, size, tone(colour, 0.72))
            board.oval(x - 3, y - 4, size * 0.88, size * 0.86, colour)
            board.oval(x - size * 0.3, y - size * 0.36, size * 0.2, size * 0.15, mix(colour, (255, 255, 255), 0.6))
    image = props.sun(board.picture(), 1500, 120, 900, (255, 236, 196), 0.2)
    return gouache(image, rng, board.faces)
