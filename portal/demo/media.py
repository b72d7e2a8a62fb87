"""The artistic media of the demonstration pictures: flat colour, ink and wash, gouache, linocut.

Each takes a `Board` and gives the finished picture; chance comes from a `Random` with a seed.
"""

import math
from collections.abc import Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from portal.demo.board import Board
from portal.demo.drawing import HEIGHT, WIDTH, Colour

SIZE = (WIDTH, HEIGHT)
PAPER: Colour = (247, 242, 230)


def noise(rng: Random, cells: int, size: tuple[int, int] = SIZE) -> Image.Image:
    """Clouds of that many cells across, as an L image."""
    high = max(2, round(cells * size[1] / size[0]))
    return Image.frombytes("L", (cells, high), rng.randbytes(cells * high)).resize(size, Image.Resampling.BICUBIC)


def grain(image: Image.Image, rng: Random, strength: float, cells: int = WIDTH // 2) -> Image.Image:
    specks = noise(rng, cells, image.size).point([round(128 + (v - 128) * strength) for v in range(256)])
    return ImageChops.overlay(image, Image.merge("RGB", (specks,) * 3))


def flat(board: Board, rng: Random) -> Image.Image:
    """Clean planes of colour with the faintest grain of print."""
    return grain(board.picture(), rng, 0.05)


def wash(board: Board, rng: Random) -> Image.Image:
    """Ink contour with watercolour that runs a little beyond it, on rough paper with a bare margin."""
    colour = board.picture().filter(ImageFilter.GaussianBlur(1.3))
    strong = colour
    edges = ImageOps.invert(colour.convert("L").filter(ImageFilter.FIND_EDGES).filter(ImageFilter.GaussianBlur(1.5)))
    edges = edges.point([round(255 - (255 - v) * 0.8) for v in range(256)])
    paper = Image.new("RGB", SIZE, PAPER)
    pools = ImageChops.blend(noise(rng, 9), noise(rng, 60), 0.4).point([round(8 + v * 0.34) for v in range(256)])
    colour = Image.composite(paper, ImageChops.multiply(colour, Image.merge("RGB", (edges,) * 3)), pools)
    colour = ImageChops.darker(colour, strong.point([min(255, round(v * 1.5 + 14)) for v in range(256)] * 3))
    colour = colour.transform(SIZE, Image.Transform.AFFINE, (1, 0, -3, 0, 1, -4), fillcolor=PAPER)
    frame = Image.new("L", SIZE)
    ImageDraw.Draw(frame).rounded_rectangle((36, 34, WIDTH - 36, HEIGHT + 160), 60, fill=255)
    rough = ImageChops.blend(noise(rng, 26), noise(rng, 120), 0.16)
    frame = ImageChops.add(frame.filter(ImageFilter.GaussianBlur(26)), rough, scale=1, offset=-128)
    frame = frame.point([max(0, min(255, (v - 112) * 14)) for v in range(256)])
    picture = Image.composite(colour, paper, frame)
    if board.ink:
        pen = board.ink.reduce(2)
        picture = ImageChops.multiply(picture, ImageOps.colorize(pen, (40, 34, 44), (255, 255, 255)))
    return grain(picture, rng, 0.12, 700)


def gouache(source: Image.Image, rng: Random, faces: Sequence[tuple[float, float, float]] = ()) -> Image.Image:
    """Opaque paint in strokes that follow the forms; a smaller brush for faces."""
    x: float
    y: float
    pixels = source.tobytes()
    grey = source.convert("L").filter(ImageFilter.GaussianBlur(3))
    tones = grey.tobytes()
    canvas = source.filter(ImageFilter.MedianFilter(5)).resize((WIDTH * 2, HEIGHT * 2), Image.Resampling.BILINEAR)
    pen = ImageDraw.Draw(canvas)
    calm = [(x, y, r * r * 1.1) for x, y, r in faces]
    for width, long, count in ((32, 76, 1200), (16, 44, 3200), (8, 24, 3600)):
        for _ in range(count):
            x, y = rng.randrange(4, WIDTH - 4), rng.randrange(4, HEIGHT - 4)
            if any((x - a) ** 2 + (y - b) ** 2 < rr for a, b, rr in calm):
                continue
            at = y * WIDTH + x
            dx, dy = tones[at + 3] - tones[at - 3], tones[at + 3 * WIDTH] - tones[at - 3 * WIDTH]
            steep = dx * dx + dy * dy
            if steep > 900 and width > 10:
                continue
            turn = (
                math.atan2(dy, dx) + math.pi / 2
                if steep > 24
                else 0.5 * math.sin(x * 0.004) + 0.5 * math.cos(y * 0.006)
            )
            _dab(pen, pixels, rng, x, y, turn, width, long)
    painted = canvas.reduce(2)
    if faces:
        keep = Image.new("L", SIZE)
        spots = ImageDraw.Draw(keep)
        for x, y, r in faces:
            spots.ellipse((x - r, y - r, x + r, y + r), fill=255)
        painted = Image.composite(source, painted, keep.filter(ImageFilter.GaussianBlur(6)))
    return grain(painted, rng, 0.13, 520)


def _dab(
    pen: ImageDraw.ImageDraw, pixels: bytes, rng: Random, x: int, y: int, turn: float, width: int, long: int
) -> None:
    """One stroke of the colour found at its middle; it stops where the colour changes."""
    spot = (y * WIDTH + x) * 3
    red, green, blue = pixels[spot : spot + 3]
    cos, sin = math.cos(turn), math.sin(turn)
    ends = []
    for way in (-1, 1):
        reach = 0
        for step in range(6, long // 2, 6):
            px, py = round(x + way * cos * step), round(y + way * sin * step)
            if not (0 <= px < WIDTH and 0 <= py < HEIGHT):
                break
            spot = (py * WIDTH + px) * 3
            if abs(pixels[spot] - red) + abs(pixels[spot + 1] - green) + abs(pixels[spot + 2] - blue) > 34:
                break
            reach = step
        ends.append(((x + way * cos * reach) * 2, (y + way * sin * reach) * 2))
    lift = rng.randint(-7, 7)
    thick = max(3, round(width * rng.uniform(0.7, 1.2)))
    if ends[0] == ends[1] and width > 10:
        return
    pen.line(ends, fill=(red + lift, green + lift, blue + lift), width=thick)


def linocut(board: Board, rng: Random, plates: tuple[Colour, ...]) -> Image.Image:
    """Two or three flat plates of colour under a black one, its half-tones cut in lines."""
    picture = board.picture()
    table = Image.new("P", (1, 1))
    table.putpalette([v for plate in plates for v in plate])
    colour = (
        picture.filter(ImageFilter.MedianFilter(5)).quantize(palette=table, dither=Image.Dither.NONE).convert("RGB")
    )
    lines = Image.new("L", SIZE, 0)
    pen = ImageDraw.Draw(lines)
    phase = rng.uniform(0, 6)
    for y in range(-60, HEIGHT + 60, 9):
        way = [
            (x, y + 26 * math.sin(x * 0.0042 + phase) + 5 * math.sin(x * 0.017 + y * 0.02))
            for x in range(-20, WIDTH + 40, 20)
        ]
        pen.line(way, fill=255, width=4)
    lines = lines.filter(ImageFilter.GaussianBlur(2.2))
    light = ImageOps.autocontrast(picture.convert("L").filter(ImageFilter.GaussianBlur(0.8)), cutoff=1)
    light = light.point([round(255 * (v / 255) ** 0.72) for v in range(256)])
    mixed = ImageChops.add(light, lines.point([v // 2 for v in range(256)]), 1, -20)
    twice = mixed.resize((WIDTH * 2, HEIGHT * 2), Image.Resampling.BICUBIC)
    key = twice.point([0] * 122 + [255] * 134).reduce(2)
    if board.ink:
        key = ImageChops.darker(key, board.ink.reduce(2))
    worn = noise(rng, 420).point([255 if v < 238 else 120 for v in range(256)])
    key = ImageChops.lighter(key, ImageOps.invert(worn))
    picture = ImageChops.multiply(colour, ImageOps.colorize(key, (30, 24, 34), (255, 255, 255)))
    return grain(picture, rng, 0.1, 800)
