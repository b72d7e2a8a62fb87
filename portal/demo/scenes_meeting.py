"""Scenes of neighbours doing something together: the weighing of toddlers, used oil in bottles."""

import math
from random import Random

from PIL import Image

from portal.demo.drawing import HEIGHT, WIDTH, Colour, Layer, finish, glow, gradient, shadow
from portal.demo.figures import HAIR, SKIN, Wear, standing


def posyandu(rng: Random) -> Image.Image:
    """A veranda used as a health post: the scale on a beam, a toddler in the sling, two volunteers with the book."""
    image = gradient((0, (214, 228, 220)), (0.6, (192, 212, 200)), (0.605, (196, 168, 134)), (1, (150, 120, 94)))
    wall = Layer()
    wall.box(90, 90, 540, 470, (126, 98, 70), 6)
    wall.box(110, 110, 520, 450, (206, 228, 240), 3)
    for _ in range(20):
        wall.blob(rng, rng.uniform(130, 500), rng.uniform(300, 440), rng.uniform(30, 56), (120, 166, 110))
    wall.box(306, 100, 324, 460, (126, 98, 70))
    wall.box(940, 96, 1500, 260, (40, 104, 82), 8)
    for row, (count, colour) in enumerate(((11, (240, 240, 232)), (8, (240, 206, 100)))):
        for mark in range(count):
            wall.box(980 + mark * 44, 134 + row * 56, 1012 + mark * 44, 154 + row * 56, colour, 3)
    for flag in range(9):
        x = 560 + flag * 44
        wall.poly(
            [(x, 70 + 14 * math.sin(flag)), (x + 36, 74 + 14 * math.sin(flag)), (x + 18, 116 + 14 * math.sin(flag))],
            ((206, 70, 60), (240, 190, 70), (60, 120, 150))[flag % 3],
        )
    wall.onto(image, 3.4)
    glow(image, 320, 270, 600, (255, 252, 236), 0.5)
    _scale(image)
    people = Layer()
    standing(
        people, 430, 1020, 740, Wear((196, 150, 70), (88, 70, 60), veil=(160, 96, 50), skirt=True), (None, (600, 560))
    )
    standing(
        people, 900, 1010, 720, Wear((52, 96, 144), (70, 66, 88), veil=(220, 210, 226), skirt=True), ((726, 560), None)
    )
    standing(
        people,
        1300,
        1000,
        690,
        Wear((164, 84, 116), (84, 70, 92), veil=(124, 58, 92), skirt=True),
        ((1210, 690), (1360, 690)),
    )
    people.poly([(1206, 660), (1372, 660), (1384, 716), (1194, 716)], (250, 248, 242))
    people.line([(1288, 662), (1288, 714)], (180, 172, 160), 3)
    for x, y in ((430, 1018), (900, 1008), (1300, 998)):
        shadow(image, x, y, 130, 18, 0.4)
    people.onto(image)
    table = Layer()
    table.box(1020, 846, WIDTH + 20, 882, (190, 144, 98), 5)
    table.box(1060, 882, 1086, HEIGHT, (146, 106, 70))
    table.box(1180, 786, 1300, 846, (240, 240, 236), 6)
    table.box(1340, 770, 1420, 846, (72, 132, 108), 10)
    for bean in range(4):
        table.oval(1490 + bean * 30, 834, 22, 16, (226, 170, 70))
    table.onto(image)
    return finish(image, rng, 3)


def _scale(image: Image.Image) -> None:
    scale = Layer()
    scale.line([(664, 0), (664, 300)], (84, 84, 90), 7)
    scale.oval(664, 356, 72, 72, (84, 88, 94))
    scale.oval(664, 356, 62, 62, (246, 246, 242))
    for tick in range(0, 360, 30):
        angle = math.radians(tick)
        scale.line(
            [
                (664 + 50 * math.cos(angle), 356 + 50 * math.sin(angle)),
                (664 + 58 * math.cos(angle), 356 + 58 * math.sin(angle)),
            ],
            (60, 60, 66),
            3,
        )
    scale.line([(664, 356), (696, 324)], (196, 44, 38), 6)
    for side in (-62, 62):
        scale.line([(664, 430), (664 + side, 592)], (84, 84, 90), 5)
    scale.oval(664, 520, 50, 54, SKIN)
    scale.arc(664, 514, 55, 52, 176, 364, HAIR)
    scale.oval(664, 530, 42, 40, SKIN)
    scale.poly([(582, 588), (746, 588), (728, 720), (700, 744), (628, 744), (600, 720)], (60, 104, 170))
    scale.poly([(694, 588), (746, 588), (728, 720), (700, 744)], (46, 84, 144))
    for side in (-46, 46):
        scale.line([(664 + side * 0.7, 736), (664 + side, 800)], SKIN, 30)
        scale.oval(664 + side * 1.1, 806, 21, 14, (226, 96, 70))
    scale.onto(image)


def jelantah(rng: Random) -> Image.Image:
    """Used cooking oil comes in bottles: a hanging balance, a drum with a funnel, two neighbours noting the weight."""
    image = gradient((0, (196, 206, 196)), (0.5, (222, 214, 192)), (0.58, (180, 150, 118)), (1, (136, 108, 86)))
    post = Layer()
    post.poly([(60, 210), (800, 60), (1540, 210)], (150, 84, 60))
    post.box(150, 206, 1450, 240, (120, 88, 60))
    for x in (180, 780, 1400):
        post.box(x, 236, x + 34, 720, (142, 104, 70))
    post.box(214, 420, 780, 610, (200, 186, 156))
    for bamboo in range(214, 780, 26):
        post.line([(bamboo, 420), (bamboo, 610)], (168, 150, 112), 4)
    for _ in range(24):
        post.blob(
            rng,
            rng.choice((rng.uniform(-20, 150), rng.uniform(1450, 1640))),
            rng.uniform(330, 560),
            rng.uniform(40, 80),
            (104, 146, 92),
        )
    post.onto(image, 2.6)
    glow(image, 1200, 160, 640, (255, 244, 214), 0.5)
    people = Layer()
    standing(
        people, 560, 980, 640, Wear((44, 104, 92), (66, 60, 72), veil=(232, 206, 150), skirt=True), (None, (720, 600))
    )
    standing(people, 1120, 970, 650, Wear((192, 84, 58), (54, 54, 66)), ((1010, 640), (1080, 690)))
    people.poly([(990, 640), (1096, 620), (1110, 700), (1004, 718)], (250, 246, 236))
    for x, y in ((560, 978), (1120, 968)):
        shadow(image, x, y, 120, 18, 0.45)
    people.onto(image)
    front = Layer()
    front.line([(800, 240), (800, 430)], (90, 90, 96), 6)
    front.oval(800, 476, 54, 54, (238, 238, 232))
    front.ring(800, 476, 54, 54, (80, 84, 90), 7)
    front.line([(800, 476), (826, 446)], (196, 44, 38), 5)
    front.line([(800, 530), (800, 600)], (90, 90, 96), 5)
    _bottle(front, 800, 700, 1.1, (196, 132, 46))
    front.box(230, 760, 430, 1030, (38, 92, 140), 22)
    front.oval(330, 764, 100, 26, (60, 116, 166))
    front.poly([(280, 690), (380, 690), (342, 752), (318, 752)], (210, 70, 56))
    for rib in (840, 930):
        front.line([(232, rib), (428, rib)], (28, 72, 112), 7)
    for number in range(9):
        x = 690 + number * 88
        shadow(image, x, 1036, 44, 12, 0.5)
        _bottle(
            front,
            x,
            1030 - (number % 3) * 4,
            rng.uniform(0.9, 1.25),
            rng.choice(((190, 120, 40), (158, 92, 34), (210, 150, 62))),
        )
    front.onto(image)
    return finish(image, rng, 3)


def _bottle(layer: Layer, x: float, foot: float, size: float, oil: Colour) -> None:
    wide, high = 30 * size, 118 * size
    layer.box(x - wide, foot - high, x + wide, foot, (216, 222, 218), 12 * size, 170)
    layer.box(x - wide + 3, foot - high * 0.78, x + wide - 3, foot - 3, oil, 10 * size, 235)
    layer.poly(
        [
            (x - wide, foot - high + 10),
            (x - 9 * size, foot - high - 22 * size),
            (x + 9 * size, foot - high - 22 * size),
            (x + wide, foot - high + 10),
        ],
        (214, 220, 216),
        170,
    )
    layer.box(x - 11 * size, foot - high - 38 * size, x + 11 * size, foot - high - 20 * size, (40, 110, 160), 3)
    layer.line([(x - wide * 0.55, foot - high * 0.7), (x - wide * 0.55, foot - high * 0.2)], (255, 255, 250), 4, 120)
