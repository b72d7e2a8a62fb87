"""What stands around people in the demonstration pictures: houses, trees, lamps, tables, floors."""

import math
from random import Random

from PIL import Image, ImageChops

from portal.demo.board import Board
from portal.demo.drawing import HEIGHT, SCALE, SIZE, WIDTH, Colour, Layer, Point, glow, gradient, mix, tone

ROOF: Colour = (158, 84, 58)
WALLS: tuple[Colour, ...] = ((226, 208, 178), (176, 204, 198), (222, 186, 164), (200, 206, 184), (212, 202, 214))


def houses(
    layer: Layer, rng: Random, foot: float, high: float, air: Colour, far: float = 0.35, lit: float = 0.0
) -> None:
    """A row of village houses; `far` mixes them with the colour of the air, `lit` is the share of lit windows."""
    x = -rng.uniform(20, 120)
    while x < WIDTH:
        wide, tall = rng.uniform(0.9, 1.4) * high, rng.uniform(0.5, 0.66) * high
        wall, roof = mix(rng.choice(WALLS), air, far), mix(tone(ROOF, rng.uniform(0.8, 1.15)), air, far)
        layer.box(x, foot - tall, x + wide, foot, wall)
        layer.poly(
            [(x + wide * 0.62, foot - tall), (x + wide, foot - tall), (x + wide, foot), (x + wide * 0.62, foot)],
            tone(wall, 0.82),
            120,
        )
        layer.poly(
            [
                (x - wide * 0.07, foot - tall),
                (x + wide * 0.2, foot - high),
                (x + wide * 0.8, foot - high),
                (x + wide * 1.07, foot - tall),
            ],
            roof,
        )
        for row in range(1, 5):
            y = foot - high + (high - tall) * row / 5
            layer.line(
                [(x + wide * (0.2 - 0.05 * row), y), (x + wide * (0.8 + 0.05 * row), y)], tone(roof, 0.8), 2, 130
            )
        layer.box(
            x + wide * 0.12,
            foot - tall * 0.76,
            x + wide * 0.4,
            foot - tall * 0.3,
            (250, 206, 120) if rng.random() < lit else mix((70, 92, 104), air, far * 0.8),
            2,
        )
        layer.line([(x + wide * 0.26, foot - tall * 0.76), (x + wide * 0.26, foot - tall * 0.3)], tone(wall, 1.15), 4)
        layer.box(x + wide * 0.56, foot - tall * 0.72, x + wide * 0.78, foot, mix((112, 82, 60), air, far), 2)
        x += wide * rng.uniform(1.08, 1.3)


def palm(layer: Layer, rng: Random, x: float, foot: float, high: float, colour: Colour = (66, 110, 70)) -> None:
    lean = rng.uniform(-0.12, 0.12) * high
    top = (x + lean, foot - high)
    layer.limb(
        [(x, foot), (x + lean * 0.3, foot - high * 0.5), top], [high * 0.055, high * 0.042, high * 0.03], (122, 98, 76)
    )
    for number in range(9):
        turn = math.pi * (0.02 + number / 8 * 0.96) + math.pi + rng.uniform(-0.1, 0.1)
        long = high * rng.uniform(0.34, 0.44)
        tip = (top[0] + long * math.cos(turn), top[1] + long * (0.5 * math.sin(turn) + 0.42))
        bow = (top[0] + long * 0.55 * math.cos(turn), top[1] + long * (0.6 * math.sin(turn) - 0.02))
        layer.limb([top, bow, tip], [high * 0.02, high * 0.06, high * 0.01], tone(colour, rng.uniform(0.8, 1.2)))


def tree(layer: Layer, rng: Random, x: float, foot: float, high: float, colour: Colour = (84, 132, 78)) -> None:
    layer.limb(
        [(x, foot), (x + high * 0.03, foot - high * 0.4), (x, foot - high * 0.7)],
        [high * 0.1, high * 0.07, high * 0.05],
        (110, 82, 62),
    )
    nib, layer.nib = layer.nib, 0
    layer.blob(rng, x, foot - high * 0.8, high * 0.2, tone(colour, 0.8))
    for number in range(9):
        turn = number * 0.9
        layer.blob(
            rng,
            x + math.cos(turn) * high * 0.25,
            foot - high * 0.8 + math.sin(turn) * high * 0.15,
            high * 0.2,
            tone(colour, 0.76 + 0.06 * number),
        )
    layer.nib = nib
    for _ in range(18 if nib else 0):
        turn, away = rng.uniform(0, 6.28), rng.uniform(0.04, 0.27) * high
        cx, cy = x + away * math.cos(turn), foot - high * 0.8 + away * 0.75 * math.sin(turn)
        layer.stroke(
            [(cx - 18, cy + 8), (cx - 12, cy - 8), (cx, cy + 2), (cx + 12, cy - 10), (cx + 20, cy + 6)], (60, 90, 60), 3
        )


def pot_plant(layer: Layer, rng: Random, x: float, foot: float, high: float) -> None:
    for number in range(9):
        turn = -math.pi * (0.12 + 0.76 * number / 8)
        tip = (x + high * 0.55 * math.cos(turn), foot - high * 0.35 + high * 0.62 * math.sin(turn))
        bow = (x + high * 0.2 * math.cos(turn), foot - high * 0.5 + high * 0.3 * math.sin(turn))
        layer.limb(
            [(x, foot - high * 0.35), bow, tip],
            [high * 0.03, high * 0.1, high * 0.02],
            tone((74, 130, 80), rng.uniform(0.8, 1.25)),
        )
    layer.poly(
        [
            (x - high * 0.2, foot - high * 0.38),
            (x + high * 0.2, foot - high * 0.38),
            (x + high * 0.14, foot),
            (x - high * 0.14, foot),
        ],
        (176, 98, 66),
    )


def floor(layer: Layer, horizon: float, colour: Colour, lines: Colour, eye: float = 800, step: float = 170) -> None:
    """Tiles that run towards the eye."""
    layer.poly([(-5, horizon), (WIDTH + 5, horizon), (WIDTH + 5, HEIGHT + 5), (-5, HEIGHT + 5)], colour)
    for number in range(-14, 15):
        layer.line([(eye + number * step * 0.42, horizon), (eye + number * step * 1.5, HEIGHT)], lines, 3, 150)
    y, gap = horizon + 14, 22.0
    while y < HEIGHT:
        layer.line([(0, y), (WIDTH, y)], lines, 3, 150)
        y, gap = y + gap, gap * 1.42


def table(layer: Layer, left: float, top: float, right: float, deep: float, colour: Colour) -> None:
    """A table's top seen a little from above, its front edge and two legs."""
    layer.poly([(left + deep * 0.5, top), (right - deep * 0.5, top), (right, top + deep), (left, top + deep)], colour)
    for share in (0.25, 0.5, 0.75):
        y = top + deep * share
        layer.line(
            [(left + deep * 0.5 * (1 - share), y), (right - deep * 0.5 * (1 - share), y)], tone(colour, 0.86), 2, 160
        )
    layer.box(left, top + deep, right, top + deep + 26, tone(colour, 0.7))
    for x in (left + 30, right - 66):
        layer.box(x, top + deep + 26, x + 36, HEIGHT + 10, tone(colour, 0.56))


def bulb(layer: Layer, x: float, y: float, size: float = 1.0) -> None:
    layer.line([(x, -5), (x, y - 26 * size)], (40, 36, 40), 4)
    layer.box(x - 11 * size, y - 40 * size, x + 11 * size, y - 14 * size, (70, 64, 62), 3)
    layer.oval(x, y, 22 * size, 25 * size, (255, 240, 190))


def flags(layer: Layer, start: Point, end: Point, count: int = 12, sag: float = 40) -> None:
    """Red and white paper flags on a string."""
    for number in range(count):
        t = (number + 0.5) / count
        x, y = start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t + sag * 4 * t * (1 - t)
        layer.poly([(x - 16, y), (x + 16, y), (x, y + 40)], (204, 52, 48) if number % 2 else (246, 242, 234))
    way = [
        (start[0] + (end[0] - start[0]) * t / 8, start[1] + (end[1] - start[1]) * t / 8 + sag * 4 * t / 8 * (1 - t / 8))
        for t in range(9)
    ]
    layer.line(way, (90, 80, 76), 2)


def night(
    image: Image.Image, lamps: tuple[tuple[float, float, float], ...], dark: Colour = (58, 62, 108)
) -> Image.Image:
    """Turn a drawing made by day into night: all sinks into blue but what the lamps (x, y, radius) reach."""
    light = Image.new("RGB", image.size, dark)
    for x, y, radius in lamps:
        glow(light, x, y, radius, (255, 214, 150), 1.0)
        glow(light, x, y, radius * 0.6, (255, 220, 160), 0.7)
    image = ImageChops.multiply(image, light)
    for x, y, radius in lamps:
        glow(image, x, y, radius * 0.26, (255, 206, 120), 0.35)
    return image


def sun(
    image: Image.Image, x: float, y: float, radius: float, colour: Colour = (255, 226, 170), strength: float = 0.6
) -> Image.Image:
    """Low sun from one side: warm there, cooler and darker away from it."""
    glow(image, x, y, radius, colour, strength)
    across = gradient((0, (255, 246, 230)), (1, (206, 206, 226)), size=(SIZE[1], SIZE[0])).transpose(
        Image.Transpose.ROTATE_90
    )
    if x > WIDTH / 2:
        across = across.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return ImageChops.multiply(image, across.resize(image.size))


def ground(horizon: float, sky: tuple[Colour, Colour], earth: tuple[Colour, Colour]) -> Image.Image:
    """Sky above, earth below."""
    share = horizon / HEIGHT
    return gradient((0, sky[0]), (share, sky[1]), (share + 0.004, earth[0]), (1, earth[1]))


def puddles(layer: Board | Layer, rng: Random, horizon: float, colour: Colour, count: int = 9) -> None:
    for _ in range(count):
        depth = rng.random()
        y = horizon + 30 + depth * (HEIGHT - horizon - 40)
        layer.oval(
            rng.uniform(0, WIDTH),
            y,
            rng.uniform(80, 260) * (0.4 + depth),
            rng.uniform(8, 22) * (0.5 + depth),
            colour,
            170,
        )


def reflect(board: Board, horizon: float, tint: Colour, share: float) -> None:
    """Still water below the horizon: what stands above it, upside down and in the water's colour."""
    sheet, at = board.sheet, round(horizon * SCALE)
    deep = sheet.height - at
    upper = sheet.crop((0, max(0, at - deep), sheet.width, at)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    upper = upper.resize((sheet.width, deep)) if upper.height < deep else upper
    sheet.paste(Image.blend(upper, Image.new("RGB", upper.size, tint), share), (0, at))


def ripples(layer: Layer, rng: Random, horizon: float, colour: Colour, count: int = 60, alpha: int = 140) -> None:
    for _ in range(count):
        depth = rng.random()
        y, x, long = horizon + 8 + depth * (HEIGHT - horizon), rng.uniform(-80, WIDTH), rng.uniform(40, 200)
        layer.tint([(x, y), (x + long * (0.4 + depth), y)], colour, alpha, 2 + 3 * depth)


def pole(layer: Layer, x: float, foot: float, high: float, colour: Colour = (70, 62, 66)) -> None:
    """A pole for wires, with its cross-arm."""
    layer.line([(x, foot), (x, foot - high)], colour, max(5, high * 0.022))
    layer.line(
        [(x - high * 0.1, foot - high * 0.93), (x + high * 0.1, foot - high * 0.93)], colour, max(4, high * 0.016)
    )


def boat(layer: Layer, x: float, water: float, s: float, colour: Colour) -> None:
    """A wooden fishing boat, its middle at x; `s` is its size, 1 for 440 across."""
    layer.curve(
        [
            (x - 210 * s, water - 70 * s),
            (x - 230 * s, water - 110 * s),
            (x - 120 * s, water - 62 * s),
            (x + 150 * s, water - 66 * s),
            (x + 230 * s, water - 130 * s),
            (x + 190 * s, water),
            (x - 150 * s, water + 5 * s),
        ],
        colour,
    )
    layer.line([(x - 190 * s, water - 54 * s), (x + 205 * s, water - 70 * s)], (238, 226, 200), 8 * s)
    layer.box(x - 70 * s, water - 170 * s, x + 50 * s, water - 64 * s, (232, 220, 196), 6)
    layer.box(x - 50 * s, water - 150 * s, x + 30 * s, water - 112 * s, (70, 92, 110), 3)
    layer.line([(x + 90 * s, water - 70 * s), (x + 96 * s, water - 350 * s)], (86, 70, 62), 9 * s)
    for dx, up in ((-190, 100), (220, 120)):
        layer.line([(x + 96 * s, water - 340 * s), (x + dx * s, water - up * s)], (86, 70, 62), 3 * s)


def open_book(layer: Layer, x: float, y: float, wide: float) -> None:
    for side, colour in ((-1, (252, 248, 232)), (1, (238, 230, 208))):
        layer.poly(
            [(x, y), (x + side * wide, y - wide * 0.3), (x + side * wide, y + wide * 0.3), (x, y + wide * 0.62)], colour
        )
