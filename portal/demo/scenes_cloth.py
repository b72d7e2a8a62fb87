"""Scenes of batik: a hand with the canting, cloth drying in a yard, a shop full of rolls."""

import math
from random import Random

from PIL import Image, ImageDraw

from portal.demo.drawing import HEIGHT, WIDTH, Colour, Layer, Point, blur, finish, glow, gradient, mix, shadow, tone
from portal.demo.figures import Wear, standing

INDIGO, SOGA, GOLD, CREAM = (30, 46, 104), (128, 72, 32), (218, 156, 46), (240, 226, 198)
DYES: tuple[tuple[Colour, Colour, Colour], ...] = (
    ((32, 48, 108), (238, 226, 200), (218, 156, 46)),
    ((132, 44, 40), (242, 224, 190), (232, 176, 70)),
    ((38, 92, 74), (238, 230, 206), (208, 120, 52)),
    ((118, 68, 34), (240, 222, 186), (40, 54, 104)),
    ((86, 48, 96), (240, 226, 212), (222, 164, 88)),
    ((28, 96, 112), (240, 232, 214), (226, 120, 80)),
)


def _jlamprang(side: int, step: int, dyes: tuple[Colour, Colour, Colour]) -> Image.Image:
    """A square of cloth with our own eight-petalled flower; drawn once as a tile and repeated."""
    ground, light, spark = dyes
    tile = Image.new("RGB", (step * 2, step * 2), light)
    pen, size = ImageDraw.Draw(tile), step * 2
    for x, y in [(size // 2, size // 2)]:
        radius = size * 0.44
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=ground, width=max(2, size // 26))
        for turn in range(0, 360, 45):
            angle = math.radians(turn)
            px, py, petal = x + size * 0.25 * math.cos(angle), y + size * 0.25 * math.sin(angle), size * 0.095
            pen.ellipse((px - petal, py - petal, px + petal, py + petal), fill=spark if turn % 90 == 0 else ground)
            dx, dy, dot = (
                x + size * 0.37 * math.cos(angle + 0.39),
                y + size * 0.37 * math.sin(angle + 0.39),
                size * 0.028,
            )
            pen.ellipse((dx - dot, dy - dot, dx + dot, dy + dot), fill=ground)
        pen.ellipse((x - size * 0.12, y - size * 0.12, x + size * 0.12, y + size * 0.12), fill=ground)
        pen.ellipse((x - size * 0.05, y - size * 0.05, x + size * 0.05, y + size * 0.05), fill=light)
    for x, y in [(0, 0), (size, 0), (0, size), (size, size)]:
        far = size * 0.2
        pen.polygon([(x, y - far), (x + far, y), (x, y + far), (x - far, y)], fill=spark)
        pen.polygon([(x, y - far * 0.5), (x + far * 0.5, y), (x, y + far * 0.5), (x - far * 0.5, y)], fill=ground)
    tile = tile.resize((step, step), Image.Resampling.LANCZOS)
    cloth = Image.new("RGB", (side, side))
    for y in range(0, side, step):
        for x in range(0, side, step):
            cloth.paste(tile, (x, y))
    return cloth


def _onto(source: list[Point], target: list[Point]) -> list[float]:
    """The eight numbers of a perspective that takes the target's corners to the source's; Gauss with pivoting."""
    rows = []
    for (u, v), (x, y) in zip(source, target, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for lead in range(8):
        best = max((abs(rows[row][lead]), row) for row in range(lead, 8))[1]
        rows[lead], rows[best] = rows[best], rows[lead]
        rows[lead] = [value / rows[lead][lead] for value in rows[lead]]
        for row in range(8):
            if row != lead:
                factor = rows[row][lead]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[lead], strict=True)]
    return [row[8] for row in rows]


def batik(rng: Random) -> Image.Image:
    """Close to the cloth: a hand draws wax with the canting, half of the pattern is still pencil."""
    side = 1440
    cloth = _jlamprang(side, 144, (INDIGO, CREAM, SOGA))
    plain = Image.blend(cloth, Image.new("RGB", cloth.size, CREAM), 0.82)
    edge = (
        Image.linear_gradient("L")
        .rotate(52, resample=Image.Resampling.BICUBIC)
        .crop((40, 40, 216, 216))
        .resize(cloth.size)
    )
    cloth = Image.composite(plain, cloth, edge.point([max(0, min(255, (v - 118) * 9)) for v in range(256)]))
    corners: list[Point] = [(-520, 130), (1730, -60), (2330, 1310), (-520, 1520)]
    numbers = _onto([(0, 0), (side, 0), (side, side), (0, side)], corners)
    image = cloth.transform(
        (WIDTH, HEIGHT), Image.Transform.PERSPECTIVE, numbers, Image.Resampling.BICUBIC, fillcolor=(64, 46, 36)
    )
    far = gradient((0, (255, 255, 255)), (0.26, (120, 120, 120)), (0.5, (0, 0, 0)), (1, (30, 30, 30))).convert("L")
    image.paste(blur(image, 12), (0, 0), far)
    folds = Layer()
    for _ in range(7):
        x, lean = rng.uniform(-100, WIDTH), rng.uniform(260, 420)
        folds.line([(x, 0), (x + lean, HEIGHT)], (60, 40, 26), rng.uniform(26, 60), 46)
    folds.onto(image, 26)
    glow(image, 1260, 180, 800, (255, 216, 156), 0.34)
    shadow(image, 1330, 600, 420, 210, 0.62)
    hand = Layer()
    _canting_hand(hand)
    hand.onto(image)
    wax = Layer()
    wax.line([(800, 676), (772, 706), (760, 742)], (150, 92, 40), 6, 220)
    wax.onto(image)
    return finish(image, rng, 5)


def _canting_hand(layer: Layer) -> None:
    skin, shade = (176, 122, 86), (150, 100, 68)
    layer.line([(900, 590), (1370, 322)], (140, 92, 50), 24)
    layer.line([(902, 582), (1368, 316)], (206, 152, 94), 8)
    layer.poly([(1240, 452), (1330, 306), (1500, 268), (1720, 300), (1720, 640), (1430, 590)], skin)
    layer.poly([(1430, 590), (1720, 640), (1720, 520), (1460, 500)], shade)
    for start, end in (
        ((1176, 430), (1370, 330)),
        ((1190, 474), (1390, 388)),
        ((1222, 518), (1410, 440)),
        ((1266, 556), (1430, 494)),
    ):
        layer.line([start, end], shade, 56)
        layer.line([(start[0] + 2, start[1] - 5), (end[0], end[1] - 6)], skin, 44)
        layer.oval(start[0] - 14, start[1] - 6, 11, 13, tone(skin, 1.22))
    layer.line([(1120, 462), (1236, 400), (1350, 320)], skin, 52)
    layer.oval(1106, 466, 12, 15, tone(skin, 1.22))
    layer.poly([(1600, 262), (1720, 240), (1720, 660), (1600, 632)], INDIGO)
    for dot in range(5):
        layer.oval(1650, 300 + dot * 76, 12, 12, GOLD)
    layer.oval(884, 600, 48, 40, (170, 106, 46))
    layer.oval(880, 588, 28, 20, (222, 164, 88))
    layer.line([(858, 624), (812, 652), (800, 674)], (156, 96, 44), 9)


def jemuran(rng: Random) -> Image.Image:
    """A yard with five lengths of batik drying on bamboo in the morning sun, a woman straightening one of them."""
    image = gradient((0, (150, 196, 222)), (0.42, (236, 234, 214)), (0.56, (206, 186, 150)), (1, (168, 138, 104)))
    glow(image, 1320, 120, 620, (255, 244, 210), 0.7)
    back = Layer()
    for _ in range(40):
        back.blob(rng, rng.uniform(-40, WIDTH + 40), rng.uniform(330, 450), rng.uniform(40, 80), (86, 128, 82))
    for x, wall in ((80, (216, 198, 172)), (560, (196, 206, 202)), (1100, (222, 204, 180))):
        back.box(x, 360, x + 360, 560, wall)
        back.poly([(x - 30, 364), (x + 180, 262), (x + 390, 364)], (158, 86, 58))
        back.box(x + 60, 420, x + 130, 500, (92, 106, 112), 3)
        back.box(x + 230, 400, x + 310, 560, (120, 84, 56), 3)
    back.onto(image, 5)
    for row, (y, height, shade) in enumerate(((330, 330, 0.86), (300, 500, 1.0))):
        poles = Layer()
        for x in (40, 560, 1080, 1560):
            poles.line([(x, y - 30), (x, y + height + 130)], (168, 138, 80), 13)
        poles.line([(-20, y), (WIDTH + 20, y - 6)], (186, 156, 96), 15)
        poles.onto(image, 2.4 * (1 - row) + 0.6)
        starts = (150, 500, 820, 1150) if row == 0 else (-40, 330, 690, 1250)
        for number, x in enumerate(starts):
            cloth = _hanging(rng, DYES[(number + row * 3) % len(DYES)], 290 if row else 230, height, shade)
            shadow(image, x + 150, y + height + 96, 190, 26, 0.4)
            image.paste(cloth if row else blur(cloth.convert("RGB"), 1.6).convert("RGBA"), (x, y - 4), cloth)
    person = Layer()
    standing(
        person,
        1120,
        1010,
        560,
        Wear((206, 92, 62), (58, 56, 86), veil=(238, 214, 176), skirt=True),
        ((986, 560), (1262, 560)),
    )
    shadow(image, 1120, 1008, 130, 20, 0.5)
    person.onto(image)
    basket = Layer()
    basket.arc(760, 960, 110, 96, 0, 180, (176, 132, 78))
    basket.oval(760, 960, 110, 26, (206, 164, 104))
    basket.oval(740, 950, 74, 30, DYES[5][0])
    basket.oval(800, 948, 52, 26, DYES[1][0])
    shadow(image, 760, 1046, 150, 22, 0.5)
    basket.onto(image)
    return finish(image, rng, 4)


def _hanging(rng: Random, dyes: tuple[Colour, Colour, Colour], wide: int, high: int, shade: float) -> Image.Image:
    """One length of cloth with folds and a hem that sways."""
    cloth = _jlamprang(640, 80, dyes).crop((0, 0, wide, high))
    folds, sway = Image.new("L", (wide, 1)), rng.uniform(0, 6)
    for x in range(wide):
        folds.putpixel((x, 0), round(shade * (206 + 44 * math.sin(x * 0.062 + sway) + 10 * math.sin(x * 0.17))))
    light = folds.resize((wide, high))
    cloth = Image.composite(cloth, Image.new("RGB", cloth.size, tone(dyes[0], 0.45)), light)
    mask = Image.new("L", (wide * 2, high * 2))
    hem = [(x, high * 2 - 26 + 20 * math.sin(x * 0.031 + sway)) for x in range(wide * 2, -8, -8)]
    ImageDraw.Draw(mask).polygon([(0, 0), (wide * 2, 0), *hem], fill=255)
    cloth.putalpha(mask.reduce(2))
    return cloth


def kios(rng: Random) -> Image.Image:
    """A stall in the wholesale market: shelves of folded batik, a seller spreading a length on the table."""
    image = gradient((0, (70, 52, 44)), (0.6, (104, 80, 64)), (1, (66, 50, 42)))
    shelves = Layer()
    for row in range(4):
        y = 120 + row * 150
        for x in range(20, WIDTH, 74):
            dyes = DYES[rng.randrange(len(DYES))]
            for fold in range(4):
                layer_tone = tone(mix(dyes[0], dyes[2], rng.random() * 0.5), rng.uniform(0.8, 1.2))
                shelves.box(x, y + fold * 26, x + 66, y + fold * 26 + 23, layer_tone, 6)
                shelves.line([(x + 8, y + fold * 26 + 8), (x + 58, y + fold * 26 + 8)], dyes[1], 2, 120)
        shelves.box(-10, y + 108, WIDTH + 10, y + 124, (146, 106, 70))
    shelves.onto(image, 4)
    glow(image, 420, 40, 620, (255, 218, 150), 0.5)
    glow(image, 1200, 40, 620, (255, 218, 150), 0.5)
    people = Layer()
    standing(people, 560, 900, 610, Wear((40, 92, 110), (48, 46, 60), veil=(230, 208, 180)), ((420, 720), (760, 716)))
    standing(people, 1180, 900, 640, Wear((188, 148, 84), (54, 52, 64)), ((1040, 720), None))
    people.onto(image)
    table = _jlamprang(1680, 120, DYES[0])
    numbers = _onto(
        [(0, 0), (1680, 0), (1680, 560), (0, 560)], [(140, 720), (1460, 720), (1760, HEIGHT + 30), (-160, HEIGHT + 30)]
    )
    spread = table.transform((WIDTH, HEIGHT), Image.Transform.PERSPECTIVE, numbers, Image.Resampling.BICUBIC)
    mask = Layer()
    mask.poly([(140, 720), (1460, 720), (1760, HEIGHT + 30), (-160, HEIGHT + 30)], (255, 255, 255))
    image.paste(spread, (0, 0), mask.sheet.reduce(2).getchannel("A"))
    shadow(image, 800, 716, 760, 34, 0.5)
    stacks = Layer()
    for x, y in ((60, 760), (1330, 776)):
        for fold in range(5):
            dyes = DYES[(fold + x) % len(DYES)]
            stacks.box(x, y - fold * 34, x + 220, y - fold * 34 + 32, dyes[0], 10)
            stacks.line([(x + 16, y - fold * 34 + 12), (x + 204, y - fold * 34 + 12)], dyes[2], 4)
    stacks.onto(image)
    return finish(image, rng, 4)
