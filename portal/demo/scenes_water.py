"""Scenes by the water: the tidal flood at dawn, the pump at night, the harbour, the mangroves."""

import math
from random import Random

from PIL import Image

from portal.demo.drawing import HEIGHT, WIDTH, Colour, Layer, finish, glow, gradient, mirror, mix, tone
from portal.demo.figures import Wear, standing

INK: Colour = (44, 40, 48)


def _clouds(image: Image.Image, rng: Random, colour: Colour, below: int = 330) -> None:
    layer = Layer()
    for _ in range(22):
        x, y, wide = rng.uniform(-100, WIDTH), rng.uniform(30, below), rng.uniform(120, 320)
        layer.oval(x, y, wide, rng.uniform(6, 20), colour, rng.randint(40, 120))
    layer.onto(image, 14)


def _houses(
    layer: Layer, rng: Random, horizon: int, wall: Colour, roof: Colour, high: int, gap: tuple[int, int]
) -> None:
    """A row of small houses along a street, with a gap for the road."""
    x = -60.0
    while x < WIDTH + 60:
        wide, up = rng.uniform(130, 225), rng.uniform(0.85, 1.25) * high
        if gap[0] < x < gap[1]:
            x += wide
            continue
        side, top = tone(wall, rng.uniform(0.82, 1.16)), horizon - up
        layer.box(x, top, x + wide, horizon, side)
        layer.box(x + wide * 0.72, top, x + wide, horizon, tone(side, 0.9))
        peak = rng.uniform(48, 78)
        tiles = tone(roof, rng.uniform(0.84, 1.2))
        layer.poly([(x - 18, top), (x + wide * 0.5, top - peak), (x + wide + 18, top)], tiles)
        layer.poly([(x + wide * 0.5, top - peak), (x + wide + 18, top), (x + wide * 0.56, top)], tone(tiles, 0.84))
        for window in range(int(x + 24), int(x + wide - 40), 62):
            lit = rng.random() < 0.5
            layer.box(window, top + 34, window + 30, top + 76, (252, 208, 132) if lit else (58, 62, 78), 2)
        x += wide + rng.uniform(6, 24)


def _pole(layer: Layer, x: float, horizon: float, high: float) -> None:
    layer.line([(x, horizon), (x, horizon - high)], INK, 7)
    layer.line([(x - 40, horizon - high + 26), (x + 44, horizon - high + 26)], INK, 5)


def _palm(layer: Layer, rng: Random, x: float, ground: float, high: float, colour: Colour) -> None:
    lean = rng.uniform(-0.12, 0.12)
    top = (x + high * lean, ground - high)
    layer.line([(x, ground), (x + high * lean * 0.4, ground - high * 0.6), top], (70, 56, 48), high * 0.055)
    for turn in range(0, 360, 36):
        angle = math.radians(turn + rng.uniform(-8, 8))
        reach = high * rng.uniform(0.34, 0.44)
        bow = (top[0] + reach * 0.6 * math.cos(angle), top[1] + reach * 0.35 * math.sin(angle) - reach * 0.12)
        tip = (top[0] + reach * math.cos(angle), top[1] + reach * 0.62 * math.sin(angle) + reach * 0.12)
        layer.line([top, bow, tip], tone(colour, rng.uniform(0.8, 1.15)), high * 0.05)


def rob(rng: Random) -> Image.Image:
    """Two neighbours on a flooded street at first light, houses and poles mirrored in the water."""
    image, horizon = (
        gradient((0, (86, 116, 158)), (0.3, (186, 190, 200)), (0.52, (250, 208, 152)), (1, (240, 190, 140))),
        610,
    )
    glow(image, 1090, 520, 620, (255, 216, 150), 0.85)
    glow(image, 1090, 540, 170, (255, 240, 206), 1)
    _clouds(image, rng, (252, 230, 206))
    far, near = Layer(), Layer()
    _houses(far, rng, horizon, (134, 130, 146), (150, 112, 104), 82, (700, 1010))
    far.onto(image, 3)
    _houses(near, rng, horizon, (96, 92, 108), (128, 72, 54), 128, (600, 1120))
    for x, high in ((566, 470), (1186, 370), (1410, 330)):
        _pole(near, x, horizon, high)
    for drop in (0, 14):
        near.line([(0, 96 + drop), (300, 150 + drop), (566, 158 + drop)], INK, 2)
        near.line([(566, 158 + drop), (880, 262 + drop), (1186, 262 + drop)], INK, 2)
        near.line([(1186, 262 + drop), (1300, 300 + drop), (1410, 302 + drop), (1600, 282 + drop)], INK, 2)
    _palm(near, rng, 300, horizon, 190, (52, 82, 62))
    _palm(near, rng, 1300, horizon, 150, (52, 82, 62))
    near.onto(image)
    mirror(image, horizon, rng, (84, 80, 92), 0.26)
    people = Layer()
    for x, y, wide in ((768, 884, 92), (918, 856, 74)):
        people.oval(x, y, wide, 17, (134, 120, 118), 190)
        people.oval(x, y, wide * 0.7, 10, (190, 170, 152), 160)
    standing(people, 768, 882, 372, Wear((178, 56, 46), (60, 58, 74)), (None, (856, 742)))
    people.line([(856, 640), (868, 876)], (92, 66, 44), 6)
    standing(people, 918, 852, 316, Wear((52, 84, 132), (70, 62, 84), veil=(226, 200, 156), skirt=True))
    people.onto(image)
    return finish(image, rng, 4)


def pompa(rng: Random) -> Image.Image:
    """The pump house at night: one bulb, a wide pipe, black water, four men on watch."""
    image, ground = gradient((0, (16, 22, 46)), (0.5, (34, 40, 66)), (0.62, (46, 44, 58)), (1, (22, 24, 34))), 700
    sky = Layer()
    for _ in range(70):
        sky.oval(rng.uniform(0, WIDTH), rng.uniform(0, 380), 1.4, 1.4, (226, 230, 244), rng.randint(40, 170))
    _houses(sky, rng, 560, (38, 40, 58), (50, 40, 50), 90, (420, 1180))
    sky.onto(image, 2.2)
    house = Layer()
    house.poly([(470, 330), (800, 236), (1150, 330)], (92, 60, 48))
    house.box(510, 326, 1110, ground, (150, 138, 118))
    house.box(510, 326, 1110, 372, (112, 100, 88))
    house.box(560, 420, 760, ground, (64, 78, 84), 4)
    house.box(660, 424, 664, ground, (48, 58, 64))
    house.box(850, 430, 1050, 560, (40, 40, 46), 3)
    for bar in range(866, 1050, 26):
        house.line([(bar, 430), (bar, 560)], (106, 106, 110), 3)
    for x in (900, 990):
        house.box(x - 36, 600, x + 36, ground, (62, 110, 120), 12)
        house.ring(x, 640, 20, 20, (30, 60, 68), 6)
    house.onto(image)
    glow(image, 800, 396, 560, (255, 196, 104), 0.62)
    mirror(image, ground, rng, (20, 26, 40), 0.34, 20)
    bank = Layer()
    bank.poly([(0, HEIGHT), (0, 800), (420, 720), (760, 740), (900, HEIGHT)], (44, 40, 40))
    bank.line([(1066, 640), (1240, 660), (1330, 760), (1336, 830)], (40, 108, 116), 56)
    bank.line([(1060, 628), (1236, 646)], (104, 164, 166), 10)
    for side in range(14):
        bank.line([(1316 + side * 3, 836), (1300 + side * 6, 940)], (176, 196, 206), 3, 120)
    bank.oval(1340, 948, 120, 22, (196, 210, 220), 110)
    bank.onto(image)
    people = Layer()
    for x, y, size, wear in (
        (210, 1000, 470, Wear((120, 52, 44), (40, 38, 48), cap=(24, 24, 28))),
        (372, 960, 430, Wear((58, 74, 104), (44, 40, 50))),
        (520, 1010, 450, Wear((70, 92, 72), (62, 44, 52), cap=(30, 28, 30))),
    ):
        standing(people, x, y, size, wear, (None, (x + size * 0.2, y - size * 0.5)))
    standing(people, 676, 940, 400, Wear((150, 118, 66), (46, 42, 52)))
    people.line([(430, 770), (452, 760)], (240, 236, 220), 9)
    people.onto(image)
    glow(image, 800, 392, 150, (255, 232, 176), 0.95)
    glow(image, 620, 760, 330, (255, 190, 110), 0.20)
    return finish(image, rng, 2, 0.5)


def pelabuhan(rng: Random) -> Image.Image:
    """Wooden boats at their moorings at dusk, two men on the quay."""
    image, horizon = (
        gradient((0, (40, 48, 98)), (0.28, (128, 92, 128)), (0.54, (252, 168, 104)), (1, (250, 170, 110))),
        610,
    )
    glow(image, 520, 560, 560, (255, 190, 120), 0.7)
    glow(image, 520, 556, 120, (255, 238, 190), 1)
    _clouds(image, rng, (240, 150, 130), 380)
    boats = Layer()
    boats.box(0, horizon - 24, WIDTH, horizon, (74, 60, 82))
    for x, length, high, colour in (
        (60, 380, 104, (52, 104, 88)),
        (820, 520, 150, (40, 92, 134)),
        (1270, 430, 126, (168, 58, 46)),
    ):
        _boat(boats, rng, x, horizon, length, high, colour)
    boats.onto(image)
    mirror(image, horizon, rng, (52, 42, 70), 0.22, 18)
    quay = Layer()
    quay.poly([(0, HEIGHT), (0, 926), (640, 996), (770, HEIGHT)], (40, 32, 44))
    quay.poly([(0, 926), (640, 996), (660, 1012), (0, 946)], (86, 66, 70))
    standing(quay, 250, 966, 360, Wear((70, 52, 66), (44, 38, 50), skin=(86, 58, 54)))
    standing(
        quay, 408, 984, 330, Wear((104, 58, 50), (40, 36, 46), cap=(50, 40, 46), skin=(86, 58, 54)), (None, (480, 800))
    )
    for crate in range(3):
        quay.box(520 + crate * 34, 960 - crate * 4, 590 + crate * 34, 1002, tone((108, 84, 62), 1 - crate * 0.12), 4)
    quay.onto(image)
    return finish(image, rng, 3)


def _boat(layer: Layer, rng: Random, x: float, water: float, length: float, high: float, colour: Colour) -> None:
    layer.poly(
        [
            (x - 44, water - high * 0.62),
            (x + length + 74, water - high * 0.92),
            (x + length - 30, water),
            (x + 40, water),
        ],
        (52, 40, 54),
    )
    layer.poly(
        [
            (x - 44, water - high * 0.62),
            (x + length + 74, water - high * 0.92),
            (x + length + 54, water - high * 0.72),
            (x - 28, water - high * 0.44),
        ],
        colour,
    )
    layer.box(x + length * 0.14, water - high * 1.34, x + length * 0.42, water - high * 0.6, (84, 72, 84), 4)
    layer.box(x + length * 0.17, water - high * 1.2, x + length * 0.39, water - high, (254, 204, 132), 3)
    for mast in (0.3, 0.6, 0.82):
        foot, tip = x + length * mast, water - high * rng.uniform(2.5, 3.0)
        layer.line([(foot, water - high * 0.6), (foot, tip)], (44, 36, 48), 6)
        layer.line([(foot, tip + 12), (x + length * min(mast + 0.3, 1.06), water - high * 0.84)], (44, 36, 48), 2)
    layer.line([(x + length * 0.3, water - high * 2.2), (x + length * 0.82, water - high * 2.3)], (176, 74, 60), 3)


def mangrove(rng: Random) -> Image.Image:
    """Young mangroves in rows in shallow water, three people bending and standing among them."""
    image, horizon = gradient((0, (146, 190, 214)), (0.44, (230, 236, 224)), (1, (200, 210, 190))), 470
    glow(image, 300, 240, 520, (255, 248, 220), 0.5)
    _clouds(image, rng, (250, 250, 246), 260)
    wood = Layer()
    for row, colour in enumerate(((150, 176, 158), (96, 134, 100), (56, 98, 66))):
        for _ in range(46):
            wood.blob(
                rng, rng.uniform(-40, WIDTH + 40), horizon - rng.uniform(16, 84 - row * 20), rng.uniform(26, 52), colour
            )
    wood.onto(image, 2.2)
    mirror(image, horizon, rng, (126, 128, 96), 0.34, 10)
    near = Layer()
    for row in range(6):
        y, size = 545 + row * 26 + row * row * 14, 44 + row * 25
        for column in range(24 - row * 2):
            x = column * (66 + row * 17) + rng.uniform(-12, 12) + (row % 2) * 36
            _seedling(near, rng, x, y, size)
        if row == 2:
            for x, tall, wear in (
                (1010, 290, Wear((52, 86, 140), (60, 60, 72), veil=(236, 208, 128))),
                (1190, 330, Wear((232, 226, 210), (74, 84, 92), cap=(196, 168, 110))),
            ):
                standing(near, x, y + 66, tall, wear, (None, (x + 70, y - 60)))
            standing(near, 1350, y + 84, 340, Wear((204, 66, 50), (58, 58, 74)), ((1296, y - 62), None))
    near.onto(image)
    return finish(image, rng, 2, 0.28)


def _seedling(layer: Layer, rng: Random, x: float, y: float, size: float) -> None:
    layer.line([(x - 2, y + 2), (x + rng.uniform(-4, 4), y + size * 0.5)], (112, 116, 90), 2, 120)
    layer.line([(x, y), (x + rng.uniform(-3, 3), y - size)], (92, 78, 50), 1.6 + size / 60)
    for angle, length in ((-158, 0.5), (-22, 0.5), (-128, 0.56), (-52, 0.56), (-90, 0.62)):
        turn = math.radians(angle + rng.uniform(-8, 8))
        tip = (x + size * length * math.cos(turn), y - size + size * length * math.sin(turn) * 0.8)
        green = mix((70, 128, 62), (128, 176, 84), rng.random())
        layer.line([(x, y - size), tip], green, 3 + size / 16)
