"""Scenes of batik: a hand with the canting, cloth in the dye, drying in a yard, in a shop."""

import math
from random import Random

from PIL import Image, ImageDraw

from portal.demo import props
from portal.demo.board import Board
from portal.demo.drawing import SCALE, WIDTH, Colour, Layer, Point, gradient, mix, tone
from portal.demo.faces import DARK, LIGHT, SKIN, Look
from portal.demo.figures import Pose, Wear, person
from portal.demo.media import flat, gouache, linocut

INDIGO, SOGA, CREAM = (30, 46, 104), (128, 72, 32), (240, 226, 198)
SHOP: tuple[Colour, ...] = (
    (250, 238, 212),
    (226, 170, 92),
    (206, 112, 84),
    (96, 140, 166),
    (206, 158, 122),
    (152, 102, 74),
)
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


def _spread(board: Board, cloth: Image.Image, corners: list[Point]) -> None:
    """Lay a cloth on the board in perspective, its corners clockwise from the upper left."""
    place = [(x * SCALE, y * SCALE) for x, y in corners]
    left, top = (max(0, math.floor(min(axis))) for axis in zip(*place, strict=True))
    right, foot = (
        min(board.sheet.width, math.ceil(max(x for x, _ in place))),
        min(board.sheet.height, math.ceil(max(y for _, y in place))),
    )
    wide, high = cloth.size
    moved = [(x - left, y - top) for x, y in place]
    numbers = _onto([(0, 0), (wide, 0), (wide, high), (0, high)], moved)
    size = (right - left, foot - top)
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).polygon(moved, fill=255)
    spread = cloth.transform(size, Image.Transform.PERSPECTIVE, numbers, Image.Resampling.BILINEAR)
    board.sheet.paste(spread, (left, top), mask)


def batik(rng: Random) -> Image.Image:
    """Close to the cloth: a hand draws wax with the canting, half of the pattern is still pencil."""
    board = Board(gradient((0, (90, 62, 48)), (1, (64, 46, 36))))
    cloth = _jlamprang(1440, 144, (INDIGO, CREAM, SOGA))
    plain = Image.blend(cloth, Image.new("RGB", cloth.size, CREAM), 0.82)
    edge = Image.new("L", cloth.size)
    ImageDraw.Draw(edge).polygon([(760, 0), (1440, 0), (1440, 1440), (420, 1440), (700, 900), (620, 560)], fill=255)
    cloth.paste(plain, (0, 0), edge)
    _spread(board, cloth, [(-420, 70), (1760, -120), (2230, 1310), (-520, 1420)])
    for k in range(5):
        x = 120 + k * 330 + rng.uniform(-40, 40)
        board.tint([(x, -10), (x + 90, -10), (x + 420, 1080), (x + 250, 1080)], (90, 60, 40), 22)
    board.tint_oval(1290, 700, 330, 120, (60, 40, 28), 90)
    board.oval(300, 930, 210, 130, (96, 84, 80))
    board.oval(300, 916, 190, 112, (60, 40, 30))
    board.oval(280, 900, 150, 80, (150, 96, 50))
    board.stroke([(816, 690), (790, 716), (770, 770), (776, 820)], (110, 66, 34), 9)
    board.limb([(1420, 340), (1180, 470), (930, 600)], [26, 30, 22], (150, 100, 56))
    board.limb([(960, 584), (900, 612), (856, 640)], [44, 76, 56], (196, 120, 56))
    board.limb([(862, 640), (830, 662), (814, 694)], [16, 13, 9], (196, 120, 56))
    _canting_hand(board)
    return flat(board, rng)


def _canting_hand(layer: Layer) -> None:
    """A hand that holds a pen-like tool: the thumb above, three fingers below it, the wrist at the right edge."""
    skin, dark = (190, 134, 94), (156, 104, 70)
    layer.limb([(1650, 640), (1500, 590), (1380, 540)], [250, 220, 190], skin)
    for root, joint, tip in (
        ((1440, 660), (1330, 690), (1250, 650)),
        ((1400, 610), (1270, 640), (1180, 590)),
        ((1390, 530), (1240, 570), (1110, 530)),
    ):
        layer.limb([root, joint, tip], [84, 74, 50], dark)
        layer.limb([(root[0], root[1] - 8), (joint[0], joint[1] - 8), (tip[0] + 4, tip[1] - 6)], [72, 62, 40], skin)
        layer.oval(tip[0] + 2, tip[1] - 8, 13, 15, tone(skin, 1.3))
    layer.limb([(1450, 500), (1310, 440), (1130, 470)], [110, 78, 50], dark)
    layer.limb([(1450, 494), (1310, 432), (1134, 462)], [100, 66, 40], skin)
    layer.oval(1130, 462, 15, 13, tone(skin, 1.3))
    layer.limb([(1700, 690), (1600, 650), (1520, 610)], [330, 310, 300], (58, 110, 120), blunt=True)
    layer.stroke([(1488, 470), (1500, 610), (1452, 750)], (226, 180, 90), 16)


def celup(rng: Random) -> Image.Image:
    """Two young people lift a cloth out of the indigo vat, an old woman tells them how long; blue drops."""
    x: float
    board = Board(gradient((0, (206, 196, 170)), (0.62, (190, 172, 140)), (0.63, (150, 128, 106)), (1, (120, 102, 88))))
    for x in range(0, WIDTH, 200):
        board.box(x, -10, x + 190, 660, tone((196, 178, 146), rng.uniform(0.94, 1.06)))
    board.box(1080, 80, 1440, 400, (150, 196, 206))
    board.box(1080, 80, 1440, 400, (232, 236, 214), 4, alpha=120)
    for x in (1080, 1252, 1424):
        board.box(x, 70, x + 18, 410, (120, 90, 66))
    props.pot_plant(board, rng, 1530, 690, 260)
    person(
        board,
        1010,
        Wear((150, 74, 66), (80, 70, 90), veil=(226, 202, 150), skirt=True),
        Look(SKIN, age=63, turn=-0.5, gaze=0.4, top="veil", cloth=(226, 202, 150), mouth="talk"),
        Pose((1330, 980), (1310, 620), ((1150, 720), (1400, 900))),
    )
    person(
        board,
        1080,
        Wear((236, 186, 90), (70, 80, 104), sleeve=0.35),
        Look(DARK, age=19, turn=0.5, gaze=0.5, cut="wave", mouth="smile"),
        Pose((330, 940), (350, 600), ((300, 760), (620, 560)), ((280, 1500), (390, 1500)), 0.1),
    )
    person(
        board,
        1060,
        Wear((92, 140, 130), (70, 74, 96), veil=(206, 110, 90), skirt=True),
        Look(LIGHT, age=18, turn=-0.5, top="veil", cloth=(212, 118, 98), mouth="laugh"),
        Pose((1030, 980), (1010, 610), ((880, 560), (1110, 820))),
    )
    board.curve([(610, 550), (750, 590), (890, 550), (870, 820), (830, 960), (680, 960), (630, 820)], (44, 66, 130))
    for k in range(4):
        board.stroke([(650 + k * 62, 590), (670 + k * 46, 760), (664 + k * 52, 950)], (28, 46, 100), 10)
    for _ in range(16):
        x, y = rng.uniform(670, 840), rng.uniform(640, 880)
        for k in range(4):
            board.oval(x + 12 * math.cos(k * 1.57), y + 12 * math.sin(k * 1.57), 8, 8, (214, 222, 236))
    for x in (616, 886):
        board.oval(x, 556, 30, 26, (172, 118, 82))
    board.oval(750, 960, 330, 80, (110, 90, 80))
    board.oval(750, 952, 296, 62, (30, 46, 104))
    board.tint_oval(700, 946, 160, 22, (96, 120, 176), 190)
    board.poly([(420, 960), (1080, 960), (1040, 1090), (460, 1090)], (110, 90, 80))
    board.poly([(420, 962), (480, 1030), (1030, 1030), (1080, 962), (1060, 1090), (440, 1090)], (92, 76, 70))
    image = props.sun(board.picture(), 1250, 120, 900, (255, 244, 214), 0.4)
    return gouache(image, rng, board.faces)


def jemuran(rng: Random) -> Image.Image:
    """A yard with lengths of batik drying on bamboo; a woman straightens one of them and laughs."""
    board = Board(gradient((0, (150, 200, 226)), (0.5, (244, 238, 214)), (0.58, (220, 200, 162)), (1, (190, 162, 124))))
    props.houses(board, rng, 620, 320, (226, 226, 212), 0.4)
    props.tree(board, rng, 1480, 640, 560, (104, 152, 92))
    for row, (y, starts) in enumerate(((270, (180, 560, 1180)), (220, (-60, 360, 1250)))):
        for x in (20, 800, 1570):
            board.box(x - 9, y - 40, x + 9, y + 640, (176, 144, 84), 6)
        board.box(-10, y - 10, WIDTH + 10, y + 12, (196, 164, 100), 8)
        for number, x in enumerate(starts):
            wide, high = (330, 520) if row else (270, 420)
            dyes = DYES[(number * 2 + row + rng.randrange(2)) % len(DYES)]
            if not row:
                light, dark, spark = (mix(colour, (236, 232, 214), 0.35) for colour in dyes)
                dyes = (light, dark, spark)
            _hang(board, x, y, wide, high, dyes, rng.uniform(0, 6))
    person(
        board,
        1220,
        Wear((206, 92, 66), (70, 66, 100), veil=(244, 224, 186), skirt=True),
        Look(LIGHT, age=50, turn=0.5, top="veil", cloth=(244, 224, 186), mouth="laugh", tilt=-3),
        Pose((960, 960), (970, 510), ((690, 400), (1240, 430))),
    )
    board.curve([(560, 930), (860, 930), (820, 1070), (600, 1070)], (176, 128, 76))
    board.oval(710, 930, 160, 40, (206, 160, 100))
    board.oval(680, 916, 100, 36, DYES[5][0])
    board.oval(770, 912, 70, 32, DYES[1][0])
    return flat(board, rng)


def _hang(
    board: Board, x: float, y: float, wide: float, high: float, dyes: tuple[Colour, Colour, Colour], sway: float
) -> None:
    """One length of cloth over a pole, with folds and a hem that sways."""
    size = (round(wide * SCALE), round(high * SCALE))
    cloth = _jlamprang(max(size) // 96 * 96 + 96, 128, dyes).crop((0, 0, *size))
    mask = Image.new("L", size)
    hem = [(at, size[1] - 20 + 14 * math.sin(at * 0.02 + sway)) for at in range(size[0], -8, -8)]
    ImageDraw.Draw(mask).polygon([(0, 0), (size[0], 0), *hem], fill=255)
    board.sheet.paste(cloth, (round(x * SCALE), round((y - 8) * SCALE)), mask)
    for k in range(4):
        at = x + wide * (0.1 + 0.24 * k) + 14 * math.sin(sway + k)
        fold = [
            (at, y - 6),
            (at + wide * 0.07, y - 6),
            (at + wide * 0.1, y + high - 40),
            (at - wide * 0.02, y + high - 40),
        ]
        board.tint(fold, tone(dyes[0], 0.4), 58)


def kios(rng: Random) -> Image.Image:
    """A stall in the wholesale market before daybreak: shelves of folded batik, a seller spreads one out."""
    y: float
    board = Board(gradient((0, (206, 158, 122)), (1, (226, 170, 92))), 3.0)
    for row in range(4):
        y = 60 + row * 160
        for x in range(10, WIDTH, 130):
            for fold in range(4):
                colour = rng.choice(SHOP[:4])
                board.box(x, y + fold * 29, x + 112, y + fold * 29 + 27, colour, 8)
        board.box(-10, y + 118, WIDTH + 10, y + 140, (120, 74, 54))
    person(
        board,
        1180,
        Wear((96, 140, 166), (70, 60, 80), veil=(250, 238, 212), skirt=True),
        Look(LIGHT, age=39, turn=0.5, top="veil", cloth=(250, 238, 212), mouth="laugh"),
        Pose((500, 960), (510, 540), ((330, 800), (760, 790))),
    )
    person(
        board,
        1120,
        Wear((226, 170, 92), (50, 82, 110), sleeve=0.35),
        Look(SKIN, age=27, turn=-0.5, gaze=0.5, cut="wave", mouth="smile"),
        Pose((1150, 940), (1140, 560), ((960, 800), (1290, 800))),
    )
    board.poly([(-10, 830), (1610, 800), (1610, 1090), (-10, 1090)], (250, 238, 212))
    nib, board.nib = board.nib, 0
    for row in range(4):
        for column in range(12):
            x, y, radius = 60 + column * 142 + (row % 2) * 71, 868 + row * 66 - column * 2.4, 40 + row * 4
            for k in range(8):
                turn = k * math.pi / 4
                colour = (50, 82, 110) if k % 2 else (150, 74, 54)
                board.oval(x + radius * 0.66 * math.cos(turn), y + radius * 0.44 * math.sin(turn), 12, 9, colour)
            board.oval(x, y, 11, 8, (50, 82, 110))
    board.nib = nib
    for x, y in ((60, 850), (1370, 830)):
        for fold in range(5):
            board.box(x, y - fold * 40, x + 210, y - fold * 40 + 38, SHOP[(fold + 1) % 4], 12)
    return linocut(board, rng, SHOP)
