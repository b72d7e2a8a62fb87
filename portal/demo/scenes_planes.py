"""More scenes in clean planes of colour: a ramp that one can climb alone, a table of old photographs."""

import math
from random import Random

from PIL import Image

from portal.demo import props
from portal.demo.board import Board
from portal.demo.drawing import HEIGHT, WIDTH, gradient, tone
from portal.demo.faces import DARK, LIGHT, Look
from portal.demo.figures import Pose, Wear, person
from portal.demo.limbs import reaching_arm
from portal.demo.media import flat


def landai(rng: Random) -> Image.Image:
    """A woman in a wheelchair comes up the new ramp by herself; the mason and a boy watch."""
    board = Board(
        gradient((0, (180, 216, 232)), (0.55, (244, 240, 224)), (0.56, (206, 194, 170)), (1, (176, 162, 138)))
    )
    board.box(560, -10, 1610, 640, (244, 226, 180))
    board.box(560, 560, 1610, 640, (214, 150, 100))
    board.box(1060, 120, 1360, 640, (98, 132, 122))
    board.box(1084, 144, 1336, 640, (70, 96, 92))
    board.box(660, 180, 920, 420, (98, 132, 122))
    for x in (686, 796):
        board.box(x, 204, x + 96, 396, (180, 212, 216))
    props.tree(board, rng, 190, 620, 560, (104, 156, 92))
    board.poly(
        [(-10, 960), (1080, 640), (1610, 640), (1610, 760), (1130, 780), (420, 1080), (-10, 1080)], (222, 216, 204)
    )
    board.poly([(420, 1080), (1130, 780), (1610, 760), (1610, 1080)], (184, 176, 162))
    for k in range(9):
        board.line([(80 + k * 110, 934 - k * 32), (470 + k * 76, 1052 - k * 32)], (196, 188, 174), 4)
    board.line([(60, 800), (1040, 500)], (196, 84, 60), 16)
    for k in range(5):
        board.line([(90 + k * 230, 790 - k * 70), (90 + k * 230, 930 - k * 68)], (196, 84, 60), 13)
    person(
        board,
        880,
        Wear((150, 140, 120), (84, 76, 70), sleeve=0.3),
        Look(
            DARK,
            age=52,
            turn=-0.5,
            top="visor",
            cloth=(80, 100, 120),
            mouth="smile",
            beard="moustache",
            hair=(110, 106, 104),
        ),
        Pose((1330, 560), (1330, 310), ((1230, 560), (1450, 520)), ((1290, 850), (1380, 850)), 0.15),
    )
    board.limb([(1236, 560), (1200, 640), (1190, 720)], [12, 12, 12], (120, 88, 60))
    board.poly([(1150, 716), (1226, 716), (1200, 800), (1176, 800)], (150, 156, 160))
    person(
        board,
        620,
        Wear((70, 130, 170), (70, 66, 90), sleeve=0.3),
        Look(LIGHT, age=9, turn=-0.6, mouth="laugh"),
        Pose((1510, 700), (1510, 520), ((1430, 560), (1580, 640)), ((1480, 920), (1540, 920)), 0.1),
    )
    _chair(board, 620, 860)
    return flat(board, rng)


def _chair(board: Board, x: float, y: float) -> None:
    """Somebody in a wheelchair that rolls to the right, uphill."""
    shirt, skirt, veil = (176, 74, 110), (92, 70, 100), (250, 220, 170)
    board.limb([(x - 150, y - 250), (x - 120, y - 60), (x - 110, y + 20)], [20, 20, 20], (60, 66, 76))
    board.limb([(x - 120, y - 20), (x + 60, y - 40), (x + 160, y - 50)], [110, 116, 96], skirt)
    board.limb([(x + 160, y - 50), (x + 196, y + 60), (x + 210, y + 110)], [96, 80, 70], tone(skirt, 0.9))
    board.curve([(x + 180, y + 96), (x + 250, y + 104), (x + 300, y + 128), (x + 180, y + 136)], (120, 80, 60))
    person(
        board,
        960,
        Wear(shirt, skirt, veil=veil),
        Look(age=37, turn=0.7, top="veil", cloth=veil, mouth="laugh", tilt=4),
        Pose((x - 60, y - 20), (x - 30, y - 330), ((x + 20, y - 60), (x + 90, y - 50)), sits=True),
    )
    for radius, colour, width in ((168, (44, 48, 58), 16), (150, (150, 156, 164), 5)):
        board.ring(x - 40, y + 40, radius, radius, colour, width)
    for k in range(14):
        a = k * math.pi / 7
        board.line([(x - 40, y + 40), (x - 40 + 152 * math.cos(a), y + 40 + 152 * math.sin(a))], (160, 166, 174), 2.5)
    board.oval(x - 40, y + 40, 18, 18, (60, 66, 76))
    board.line([(x - 30, y + 40), (x + 180, y + 10), (x + 210, y + 130)], (60, 66, 76), 12)
    board.ring(x + 190, y + 130, 46, 46, (44, 48, 58), 13)
    board.limb([(x + 40, y - 120), (x + 80, y - 90), (x + 96, y - 66)], [44, 34, 26], tone(shirt, 0.96))


def album(rng: Random) -> Image.Image:
    """Old photographs on a table, seen from above; hands of three ages lay them in order."""
    board = Board(gradient((0, (96, 72, 58)), (1, (70, 52, 46))))
    for y in range(0, HEIGHT, 150):
        board.box(-10, y, WIDTH + 10, y + 146, tone((108, 78, 58), rng.uniform(0.9, 1.1)))
        for _ in range(16):
            x, line = rng.uniform(-100, WIDTH), y + rng.uniform(10, 140)
            board.stroke([(x, line), (x + 120, line + rng.uniform(-6, 6)), (x + 300, line)], (84, 60, 48), 2, 140)
    for number, (x, y, turn) in enumerate(
        ((360, 300, -0.12), (820, 250, 0.06), (1260, 320, -0.05), (560, 660, 0.1), (1030, 640, -0.08))
    ):
        _print(board, rng, x, y, turn, number)
    for start, bend, tip, skin, sleeve in (
        ((120, 1180), (260, 940), (400, 800), DARK, (74, 104, 130)),
        ((1600, 1010), (1400, 860), (1210, 720), LIGHT, (176, 84, 96)),
        ((1480, -80), (1420, 60), (1340, 190), (172, 118, 82), (226, 180, 90)),
    ):
        reaching_arm(board, start, bend, tip, skin, sleeve)
    board.oval(1480, 620, 90, 90, (236, 230, 216))
    board.oval(1480, 620, 72, 72, (96, 56, 34))
    return flat(board, rng)


def _print(board: Board, rng: Random, x: float, y: float, turn: float, number: int) -> None:
    cos, sin = math.cos(turn), math.sin(turn)

    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x + px * cos - py * sin, y + px * sin + py * cos) for px, py in points]

    board.poly(at((-196, -140), (214, -132), (214, 160), (-196, 152)), (30, 22, 20), 90)
    board.poly(at((-210, -150), (210, -150), (210, 150), (-210, 150)), (240, 230, 206))
    board.poly(at((-190, -130), (190, -130), (190, 110), (-190, 110)), (206, 184, 146))
    dark, middle = (92, 72, 56), (150, 124, 94)
    board.poly(at((-190, 40), (190, 30), (190, 110), (-190, 110)), middle)
    if number % 2:
        for k in range(4):
            px = -130 + k * 84
            board.oval(*at((px, -20))[0], 22, 26, (176, 146, 112))
            board.curve(
                at((px - 40, 80), (px - 30, 16), (px, 6), (px + 30, 16), (px + 40, 80)),
                dark if k % 2 else (226, 208, 176),
            )
            board.curve(at((px - 24, -26), (px, -54), (px + 24, -26), (px, -36)), (60, 46, 40))
    else:
        board.poly(at((-130, 60), (-130, -40), (0, -100), (130, -40), (130, 60)), (226, 208, 176))
        board.poly(at((-156, -36), (0, -116), (156, -36), (130, -36), (0, -92), (-130, -36)), dark)
        for px in (-90, -24, 42):
            board.poly(at((px, 56), (px, -10), (px + 44, -10), (px + 44, 56)), dark)
    board.line(at((-150, 132), (60, 132)), (120, 96, 80), 3)
