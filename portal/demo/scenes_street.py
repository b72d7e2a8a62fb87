"""Scenes in the street: the book cart, volleyball on a small field, the morning market, a lane at night."""

import math
from random import Random

from PIL import Image, ImageChops

from portal.demo.drawing import HEIGHT, WIDTH, Colour, Layer, blur, finish, glow, gradient, mix, shadow, tone
from portal.demo.figures import Hands, Wear, seated, standing


def gerobak(rng: Random) -> Image.Image:
    """A pushcart full of books under a tree, children reading on a mat, a young man handing out a book."""
    image = gradient((0, (176, 212, 224)), (0.4, (228, 232, 208)), (0.56, (196, 188, 150)), (1, (156, 140, 106)))
    back = Layer()
    for x in range(-60, WIDTH, 330):
        wall = tone(rng.choice(((226, 206, 176), (196, 212, 206), (220, 196, 190))), rng.uniform(0.95, 1.08))
        back.box(x, 330, x + 310, 600, wall)
        back.poly([(x - 20, 334), (x + 155, 240), (x + 330, 334)], tone((164, 92, 64), rng.uniform(0.9, 1.1)))
        back.box(x + 50, 400, x + 120, 480, (110, 126, 132), 3)
        back.box(x + 190, 390, x + 260, 600, (128, 92, 62), 3)
    back.onto(image, 5)
    tree = Layer()
    tree.line([(1290, 660), (1276, 400), (1300, 160)], (104, 80, 60), 52)
    for _ in range(34):
        tree.blob(rng, rng.uniform(880, 1640), rng.uniform(-20, 230), rng.uniform(60, 110), (92, 140, 80))
    tree.onto(image, 1.6)
    glow(image, 420, 80, 620, (255, 248, 216), 0.6)
    for _ in range(26):
        glow(image, rng.uniform(820, 1600), rng.uniform(680, 1040), rng.uniform(26, 70), (255, 244, 190), 0.20)
    cart = Layer()
    _book_cart(cart, rng)
    shadow(image, 520, 930, 380, 34, 0.5)
    cart.onto(image)
    mat = Layer()
    mat.poly([(860, 870), (1560, 850), (1640, 1040), (800, 1056)], (196, 84, 66))
    for stripe in range(6):
        mat.line([(872 + stripe * 128, 866 - stripe * 4), (826 + stripe * 150, 1052 - stripe * 3)], (238, 204, 120), 8)
    mat.onto(image)
    people = Layer()
    standing(people, 830, 930, 560, Wear((48, 104, 150), (56, 54, 66)), ((690, 660), (980, 690)))
    for x, y, size, wear in (
        (1010, 990, 380, Wear((226, 158, 60), (70, 76, 104), veil=(240, 226, 206))),
        (1200, 970, 360, Wear((84, 146, 104), (96, 70, 60))),
        (1390, 1000, 390, Wear((200, 84, 96), (66, 70, 96), veil=(90, 96, 150))),
    ):
        shadow(image, x, y, 96, 16, 0.4)
        seated(people, x, y, size, wear, ((x - size * 0.09, y - size * 0.2), (x + size * 0.09, y - size * 0.2)))
        people.poly(
            [
                (x - size * 0.15, y - size * 0.25),
                (x, y - size * 0.2),
                (x, y - size * 0.12),
                (x - size * 0.15, y - size * 0.17),
            ],
            (250, 246, 232),
        )
        people.poly(
            [
                (x + size * 0.15, y - size * 0.25),
                (x, y - size * 0.2),
                (x, y - size * 0.12),
                (x + size * 0.15, y - size * 0.17),
            ],
            (236, 228, 208),
        )
    people.onto(image)
    return finish(image, rng, 3)


def _book_cart(layer: Layer, rng: Random) -> None:
    spines = ((190, 62, 52), (44, 96, 146), (226, 168, 60), (58, 122, 88), (126, 74, 120), (230, 222, 204))
    layer.poly([(190, 330), (520, 250), (850, 330)], (196, 62, 52))
    layer.poly([(520, 250), (850, 330), (520, 330)], (170, 50, 44))
    for x in (214, 812):
        layer.box(x, 326, x + 16, 820, (150, 108, 70))
    layer.box(200, 770, 840, 838, (206, 154, 96), 8)
    for row in range(3):
        y = 480 + row * 110
        at = 236.0
        layer.box(226, y - 96, 814, y, (116, 82, 56))
        while at < 790:
            wide, high = rng.uniform(13, 26), rng.uniform(62, 88)
            layer.box(at, y - high, at + wide, y, tone(rng.choice(spines), rng.uniform(0.85, 1.15)), 2)
            at += wide + 2
        layer.box(216, y, 824, y + 12, (176, 128, 80))
    layer.line([(838, 790), (940, 760), (960, 800)], (110, 84, 62), 14)
    for x in (320, 720):
        layer.oval(x, 878, 74, 74, (52, 48, 50))
        layer.oval(x, 878, 56, 56, (176, 168, 156))
        for spoke in range(0, 180, 30):
            angle = math.radians(spoke)
            reach = (54 * math.cos(angle), 54 * math.sin(angle))
            layer.line([(x - reach[0], 878 - reach[1]), (x + reach[0], 878 + reach[1])], (70, 66, 66), 5)
        layer.oval(x, 878, 12, 12, (52, 48, 50))


def voli(rng: Random) -> Image.Image:
    """Late afternoon on a small field: a volleyball over the net, players reaching, neighbours watching."""
    image = gradient(
        (0, (72, 84, 138)), (0.34, (220, 142, 110)), (0.54, (254, 208, 134)), (0.60, (150, 116, 74)), (1, (112, 78, 54))
    )
    glow(image, 1180, 560, 620, (255, 224, 150), 0.75)
    glow(image, 1180, 556, 110, (255, 246, 214), 0.9)
    trees = Layer()
    for _ in range(56):
        trees.blob(rng, rng.uniform(-40, WIDTH + 40), rng.uniform(520, 600), rng.uniform(30, 70), (62, 60, 58))
    for house in range(60, WIDTH, 240):
        trees.box(house, 520, house + 150, 610, (70, 60, 66))
        trees.poly([(house - 12, 522), (house + 75, 470), (house + 162, 522)], (84, 54, 50))
    trees.onto(image, 5)
    crowd = Layer()
    for number in range(22):
        spot = 30 + number * 74 + rng.uniform(-18, 18)
        wear = Wear(
            tone(rng.choice(((150, 70, 60), (70, 90, 120), (170, 140, 80), (80, 110, 90))), 0.8),
            (52, 46, 52),
            veil=rng.choice((None, (176, 150, 120))),
        )
        standing(crowd, spot, 690 + rng.uniform(-10, 12), rng.uniform(140, 172), wear)
    crowd.onto(image, 1.8)
    court = Layer()
    court.line([(0, 730), (WIDTH, 730)], (240, 228, 206), 6, 210)
    court.line([(200, 730), (-160, HEIGHT)], (240, 228, 206), 7, 210)
    court.line([(1400, 730), (1760, HEIGHT)], (240, 228, 206), 7, 210)
    court.onto(image)
    net = Layer()
    for x, foot in ((300, 800), (1300, 800)):
        net.line([(x, 392), (x, foot)], (64, 50, 46), 12)
        shadow(image, x - 60, foot + 4, 90, 10, 0.4)
    net.line([(300, 404), (800, 412), (1300, 404)], (250, 246, 236), 11)
    net.line([(300, 560), (800, 566), (1300, 560)], (240, 232, 216), 4)
    for drop in range(1, 6):
        net.line([(300, 404 + drop * 26), (800, 411 + drop * 26), (1300, 404 + drop * 26)], (240, 232, 216), 1.4, 130)
    for mesh in range(1, 40):
        net.line([(300 + mesh * 25, 406), (300 + mesh * 25, 562)], (240, 232, 216), 1.4, 110)
    behind = Layer()
    for x, y, size, hands in (
        (560, 770, 330, ((536, 424), (606, 412))),
        (820, 760, 316, (None, None)),
        (1080, 772, 322, ((1020, 560), (1086, 566))),
    ):
        shadow(image, x - 80, y + 3, 130, 12, 0.4)
        standing(behind, x, y, size, Wear((42, 88, 150), (46, 44, 54)), hands)
    behind.onto(image)
    net.onto(image)
    players = Layer()
    team: tuple[tuple[float, float, float, Hands], ...] = (
        (640, 940, 440, ((606, 470), (700, 452))),
        (330, 1010, 480, (None, None)),
        (1010, 1020, 490, ((960, 700), (1040, 706))),
        (1330, 960, 450, (None, (1404, 700))),
    )
    for at, ground, tall, reach in team:
        shadow(image, at - tall * 0.3, ground + 4, tall * 0.5, 18, 0.42)
        standing(players, at, ground, tall, Wear((196, 58, 46), (46, 44, 54)), reach)
    players.oval(660, 306, 30, 30, (246, 238, 214))
    players.arc(660, 306, 30, 30, 20, 150, (232, 180, 70))
    players.arc(660, 306, 30, 30, 210, 290, (60, 100, 160))
    players.onto(image)
    return finish(image, rng, 4)


def pasar(rng: Random) -> Image.Image:
    """Stalls of chilli, tomatoes and greens under striped canvas, a seller in front, lamps still on."""
    image = gradient((0, (44, 38, 42)), (0.42, (104, 80, 60)), (1, (62, 46, 38)))
    lights = Image.new("RGB", image.size)
    lamps = Layer()
    for _ in range(44):
        colour: Colour = rng.choice(((255, 190, 90), (255, 222, 150), (244, 130, 80), (124, 184, 150)))
        lamps.oval(rng.uniform(0, WIDTH), rng.uniform(60, 480), *(rng.uniform(16, 46),) * 2, tone(colour, 0.55))
    lamps.onto(lights)
    image = ImageChops.screen(image, blur(lights, 9))
    canvas = Layer()
    for x, colour in ((-60, (34, 82, 158)), (430, (192, 58, 48)), (940, (40, 118, 90)), (1330, (220, 158, 48))):
        for stripe in range(9):
            left, right = x + stripe * 56, x + stripe * 62 - 20
            canvas.poly(
                [(left, 150), (left + 56, 150), (right + 62, 290), (right, 290)],
                colour if stripe % 2 else (240, 232, 218),
            )
    canvas.onto(image, 4)
    far, near = Layer(), Layer()
    standing(far, 1080, 800, 480, Wear((126, 58, 98), (60, 50, 64), veil=(202, 170, 66)))
    standing(far, 1280, 800, 450, Wear((58, 98, 102), (56, 52, 60)), (None, (1360, 600)))
    far.onto(image, 3)
    standing(near, 430, 900, 620, Wear((48, 92, 66), (60, 54, 60), veil=(226, 210, 194)), ((300, 690), (560, 690)))
    near.onto(image)
    heap = Layer()
    heap.box(-10, 750, WIDTH + 10, HEIGHT, (80, 54, 40))
    goods = ((210, 48, 38), (236, 126, 34), (244, 186, 46), (116, 148, 56), (156, 48, 76), (226, 88, 44))
    for row in range(7):
        y, size = 736 + row * 57, 30 + row * 2.4
        for column in range(34):
            x = column * 50 + (row % 2) * 24 - 10
            colour = tone(goods[int((x + 60) / 290) % 6], rng.uniform(0.9, 1.12))
            heap.oval(x, y, size, size, tone(colour, 0.62))
            heap.oval(x - 2, y - 2, size * 0.9, size * 0.9, colour)
            heap.oval(x - size * 0.3, y - size * 0.4, size * 0.2, size * 0.16, mix(colour, (255, 255, 255), 0.5))
    heap.onto(image)
    glow(image, 560, 210, 420, (255, 214, 140), 0.6)
    glow(image, 1240, 230, 400, (255, 206, 130), 0.55)
    return finish(image, rng, 4)
