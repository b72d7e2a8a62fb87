"""Scenes of food: rice with megono on a leaf, a stall before sunrise."""

import math
from random import Random

from PIL import Image

from portal.demo.drawing import HEIGHT, WIDTH, Colour, Layer, finish, glow, gradient, mix, shadow, tone
from portal.demo.figures import Wear, standing


def _planks(image: Image.Image, rng: Random, colour: Colour, first: int = 0) -> None:
    wood = Layer()
    for y in range(first, HEIGHT, 128):
        wood.box(-10, y, WIDTH + 10, y + 127, tone(colour, rng.uniform(0.92, 1.08)))
        wood.line([(0, y), (WIDTH, y)], tone(colour, 0.6), 4)
    for _ in range(220):
        x, grain, long = rng.uniform(-100, WIDTH), rng.uniform(first, HEIGHT), rng.uniform(60, 320)
        wood.line([(x, grain), (x + long, grain + rng.uniform(-2, 2))], tone(colour, rng.choice((0.82, 1.12))), 2, 90)
    wood.onto(image)


def megono(rng: Random) -> Image.Image:
    """A plate of rice with megono, tempe and chilli on a teak leaf, seen from above."""
    image = gradient((0, (132, 94, 62)), (1, (98, 66, 44)))
    _planks(image, rng, (116, 80, 52))
    glow(image, 260, 60, 900, (255, 236, 200), 0.42)
    shadow(image, 850, 590, 600, 540, 0.75)
    plate = Layer()
    plate.oval(800, 536, 476, 466, (236, 233, 226))
    plate.ring(800, 536, 456, 446, (70, 104, 160), 7)
    plate.oval(800, 536, 420, 412, (219, 216, 208))
    plate.oval(802, 532, 412, 402, (243, 241, 235))
    plate.poly(
        [(440, 330), (690, 190), (930, 150), (1130, 300), (1196, 480), (1110, 760), (840, 922), (560, 850), (420, 640)],
        (58, 112, 60),
    )
    for vein in range(9):
        plate.line([(500 + vein * 66, 330 + vein * 62), (640 + vein * 66, 230 + vein * 60)], (92, 148, 86), 3, 170)
    plate.line([(470, 340), (1100, 800)], (104, 156, 94), 6)
    plate.onto(image)
    shadow(image, 720, 520, 260, 230, 0.4)
    food = Layer()
    for _ in range(1500):
        turn, away = rng.uniform(0, 6.283), math.sqrt(rng.random())
        x, y = 690 + 220 * away * math.cos(turn), 480 + 190 * away * math.sin(turn)
        grain = tone(rng.choice(((253, 251, 245), (243, 239, 230), (232, 226, 214))), 1 - away * 0.05)
        food.line([(x, y), (x + rng.uniform(-9, 9), y + rng.uniform(-6, 6))], grain, 7)
    food.onto(image)
    shadow(image, 930, 660, 210, 170, 0.4)
    greens = Layer()
    tints = ((150, 140, 70), (178, 162, 94), (106, 122, 54), (198, 184, 124), (92, 104, 48), (206, 196, 140))
    for _ in range(1300):
        turn, away = rng.uniform(0, 6.283), math.sqrt(rng.random())
        x, y = 930 + 186 * away * math.cos(turn), 640 + 160 * away * math.sin(turn)
        long, lean = rng.uniform(6, 24), rng.uniform(0, 3.14)
        greens.line([(x, y), (x + long * math.cos(lean), y + long * math.sin(lean))], rng.choice(tints), 5)
    for _ in range(16):
        turn, away = rng.uniform(0, 6.283), rng.uniform(0.1, 0.9)
        x, y = 930 + 170 * away * math.cos(turn), 640 + 140 * away * math.sin(turn)
        greens.arc(x, y, 13, 13, rng.uniform(0, 360), rng.uniform(400, 700), (204, 54, 38))
    greens.onto(image)
    _tempe(image, rng)
    return finish(image, rng, 4)


def _tempe(image: Image.Image, rng: Random) -> None:
    shadow(image, 1030, 366, 150, 110, 0.5)
    pieces = Layer()
    for x, y, lean in ((960, 290, 14), (1030, 350, -10)):
        pieces.poly(
            [(x - 70, y - 40 + lean), (x + 66, y - 48 - lean), (x + 74, y + 34 - lean), (x - 62, y + 44 + lean)],
            (150, 92, 42),
        )
        pieces.poly(
            [(x - 66, y - 42 + lean), (x + 62, y - 50 - lean), (x + 68, y + 24 - lean), (x - 58, y + 32 + lean)],
            (198, 140, 74),
        )
        for _ in range(26):
            pieces.oval(
                x + rng.uniform(-52, 54),
                y + rng.uniform(-34, 20),
                rng.uniform(5, 10),
                rng.uniform(4, 8),
                (222, 174, 108),
                190,
            )
    for x, y, colour in ((620, 760, (196, 36, 30)), (668, 788, (72, 130, 54))):
        pieces.line([(x, y), (x + 60, y + 10), (x + 120, y + 44)], colour, 22)
        pieces.line([(x - 2, y), (x - 26, y - 10)], (74, 110, 48), 8)
        pieces.line([(x + 10, y - 4), (x + 76, y + 10)], tone(colour, 1.35), 5)
    pieces.onto(image)


def warung(rng: Random) -> Image.Image:
    """A stall before sunrise: one lamp, steam over the pots, customers in line."""
    image = gradient((0, (38, 48, 84)), (0.4, (92, 92, 120)), (0.62, (120, 104, 104)), (1, (58, 48, 50)))
    street = Layer()
    for x in range(-40, WIDTH, 210):
        high = rng.uniform(150, 220)
        street.box(x, 520 - high, x + 196, 660, tone((74, 76, 100), rng.uniform(0.85, 1.1)))
        street.poly([(x - 14, 520 - high), (x + 98, 450 - high), (x + 210, 520 - high)], (84, 58, 58))
        street.box(x + 60, 420, x + 104, 480, (236, 190, 120) if rng.random() < 0.4 else (52, 56, 76), 2)
    street.onto(image, 6)
    stall = Layer()
    for stripe in range(12):
        x = 120 + stripe * 84
        stall.poly(
            [(x, 210), (x + 84, 210), (x + 96 - stripe * 2, 330), (x + 10 - stripe * 2, 330)],
            (30, 84, 122) if stripe % 2 else (238, 230, 214),
        )
    for x in (150, 1080):
        stall.line([(x, 320), (x, 900)], (96, 72, 52), 15)
    stall.onto(image)
    glow(image, 600, 420, 520, (255, 202, 120), 0.72)
    cook = Layer()
    standing(cook, 420, 900, 560, Wear((150, 62, 80), (60, 50, 62), veil=(226, 200, 150)), ((520, 640), (380, 640)))
    cook.onto(image)
    bench = Layer()
    bench.box(120, 660, 1110, 700, (172, 120, 72), 6)
    bench.box(120, 700, 1110, 930, (120, 80, 52))
    for x in range(140, 1100, 92):
        bench.line([(x, 706), (x, 926)], (96, 62, 42), 3)
    for x, wide, colour in (
        (250, 78, (176, 180, 186)),
        (560, 96, (190, 150, 96)),
        (770, 80, (164, 170, 178)),
        (960, 70, (206, 168, 110)),
    ):
        bench.box(x - wide, 580, x + wide, 664, colour, 16)
        bench.oval(x, 582, wide, 20, tone(colour, 0.6))
        bench.oval(x, 578, wide * 0.86, 15, rng.choice(((236, 232, 220), (150, 150, 80), (196, 120, 60))))
    for leaf in range(7):
        bench.poly(
            [
                (850 + leaf * 5, 664 - leaf * 9),
                (930 + leaf * 5, 650 - leaf * 9),
                (1010 + leaf * 3, 664 - leaf * 9),
                (930, 676 - leaf * 9),
            ],
            mix((60, 110, 60), (104, 150, 84), leaf / 7),
        )
    bench.onto(image)
    steam = Layer()
    for x in (250, 560, 770):
        for puff in range(9):
            steam.oval(
                x + 26 * math.sin(puff * 1.1 + x), 560 - puff * 34, 26 + puff * 5, 26, (255, 240, 220), 44 - puff * 4
            )
    steam.onto(image, 12)
    line = Layer()
    for x, y, size, wear in (
        (1200, 930, 560, Wear((52, 98, 84), (50, 50, 62))),
        (1342, 950, 520, Wear((196, 150, 70), (64, 52, 74), veil=(92, 60, 92), skirt=True)),
        (1490, 970, 570, Wear((70, 84, 130), (46, 44, 54), cap=(30, 28, 32))),
    ):
        shadow(image, x, y, 90, 14, 0.5)
        standing(line, x, y, size, wear)
    line.onto(image)
    glow(image, 600, 392, 120, (255, 240, 196), 0.95)
    return finish(image, rng, 4)
