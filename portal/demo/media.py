"""The artistic media of the demonstration pictures: flat colour, ink and wash, gouache, linocut.

Each takes a `Board` and gives the finished picture; chance comes from a `Random` with a seed.
"""

import math
from collections.abc import Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from portal.demo.board import Board
from portal.demo.drawing import SIZE, TWICE, ZOOM, Colour

Face = tuple[float, float, float]  # middle and radius
PAPER: Colour = (247, 242, 230)


def noise(rng: Random, cells: int, size: tuple[int, int] = SIZE) -> Image.Image:
    """Clouds of that many cells across, as an L image."""
    high = max(2, round(cells * size[1] / size[0]))
    return Image.frombytes("L", (cells, high), rng.randbytes(cells * high)).resize(size, Image.Resampling.BICUBIC)


def grain(image: Image.Image, rng: Random, strength: float, cells: int = SIZE[0] // 2) -> Image.Image:
    specks = noise(rng, cells, image.size).point([round(128 + (v - 128) * strength) for v in range(256)])
    return ImageChops.overlay(image, Image.merge("RGB", (specks,) * 3))


def flat(board: Board, rng: Random) -> Image.Image:
    """Clean planes of colour with the faintest grain of print."""
    return grain(board.picture(), rng, 0.05)


def wash(board: Board, rng: Random) -> Image.Image:
    """Ink contour with watercolour that runs a little beyond it, on rough paper; faces stay clear."""
    sharp = board.picture()
    paper = Image.new("RGB", SIZE, PAPER)
    pools = ImageChops.blend(noise(rng, 9), noise(rng, 60), 0.4).point([round(8 + v * 0.34) for v in range(256)])
    colour = Image.composite(paper, sharp.filter(ImageFilter.GaussianBlur(1)), pools)
    colour = ImageChops.darker(colour, sharp.point([min(255, round(v * 1.5 + 14)) for v in range(256)] * 3))
    colour = colour.transform(SIZE, Image.Transform.AFFINE, (1, 0, -2, 0, 1, -3), fillcolor=PAPER)
    colour = _kept(colour, Image.blend(sharp, paper, 0.12), board.faces)
    wide, high = SIZE
    frame = Image.new("L", SIZE)
    ImageDraw.Draw(frame).rounded_rectangle((29, 27, wide - 29, high + 128), 48, fill=255)
    rough = ImageChops.blend(noise(rng, 26), noise(rng, 120), 0.16)
    frame = ImageChops.add(frame.filter(ImageFilter.GaussianBlur(21)), rough, scale=1, offset=-128)
    frame = frame.point([max(0, min(255, (v - 112) * 14)) for v in range(256)])
    picture = Image.composite(colour, paper, frame)
    if board.ink:
        pen = board.ink.reduce(TWICE)
        picture = ImageChops.multiply(picture, ImageOps.colorize(pen, (40, 34, 44), (255, 255, 255)))
    return grain(picture, rng, 0.08, 560)


def _kept(picture: Image.Image, sharp: Image.Image, faces: Sequence[Face]) -> Image.Image:
    """The picture, with the faces as they were drawn."""
    if not faces:
        return picture
    keep = Image.new("L", SIZE)
    spots = ImageDraw.Draw(keep)
    for x, y, r in faces:
        spots.ellipse(((x - r) * ZOOM, (y - r) * ZOOM, (x + r) * ZOOM, (y + r) * ZOOM), fill=255)
    return Image.composite(sharp, picture, keep.filter(ImageFilter.GaussianBlur(4)))


def gouache(source: Image.Image, rng: Random, faces: Sequence[Face] = ()) -> Image.Image:
    """Opaque paint in strokes that follow the forms; none goes over a face."""
    wide, high = SIZE
    pixels = source.tobytes()
    tones = source.convert("L").filter(ImageFilter.GaussianBlur(3)).tobytes()
    canvas = source.resize((wide * 2, high * 2), Image.Resampling.BILINEAR)
    pen = ImageDraw.Draw(canvas)
    calm = [(x * ZOOM, y * ZOOM, (r * ZOOM) ** 2 * 1.1) for x, y, r in faces]
    for width, long, count in ((26, 70, 700), (13, 40, 1500), (7, 22, 1000)):
        for _ in range(count):
            x, y = rng.randrange(4, wide - 4), rng.randrange(4, high - 4)
            if any((x - a) ** 2 + (y - b) ** 2 < rr for a, b, rr in calm):
                continue
            at = y * wide + x
            dx, dy = tones[at + 3] - tones[at - 3], tones[at + 3 * wide] - tones[at - 3 * wide]
            steep = dx * dx + dy * dy
            if steep > 900 and width > 10:
                continue
            turn = (
                math.atan2(dy, dx) + math.pi / 2
                if steep > 24
                else 0.5 * math.sin(x * 0.005) + 0.5 * math.cos(y * 0.0075)
            )
            _dab(pen, pixels, rng, x, y, turn, width, long)
    return grain(_kept(canvas.reduce(2), source, faces), rng, 0.11, 480)


def _dab(
    pen: ImageDraw.ImageDraw, pixels: bytes, rng: Random, x: int, y: int, turn: float, width: int, long: int
) -> None:
    """One stroke of the colour found at its middle; it stops where the colour changes."""
    wide, high = SIZE
    spot = (y * wide + x) * 3
    red, green, blue = pixels[spot : spot + 3]
    cos, sin = math.cos(turn), math.sin(turn)
    ends = []
    for way in (-1, 1):
        reach = 0
        for step in range(6, long // 2, 6):
            px, py = round(x + way * cos * step), round(y + way * sin * step)
            if not (0 <= px < wide and 0 <= py < high):
                break
            spot = (py * wide + px) * 3
            if abs(pixels[spot] - red) + abs(pixels[spot + 1] - green) + abs(pixels[spot + 2] - blue) > 34:
                break
            reach = step
        ends.append(((x + way * cos * reach) * 2, (y + way * sin * reach) * 2))
    if ends[0] == ends[1] and width > 10:
        return
    lift = rng.randint(-11, 11)
    pen.line(ends, fill=(red + lift, green + lift, blue + lift), width=max(3, round(width * rng.uniform(0.7, 1.2))))


def linocut(board: Board, rng: Random, plates: tuple[Colour, ...]) -> Image.Image:
    """Two or three flat plates of colour under a black one, its half-tones cut in lines; none is cut in a face."""
    picture = board.picture()
    table = Image.new("P", (1, 1))
    table.putpalette([v for plate in plates for v in plate])
    colour = picture.quantize(palette=table, dither=Image.Dither.NONE).convert("RGB")
    wide, high = SIZE
    lines = Image.new("L", SIZE, 0)
    pen = ImageDraw.Draw(lines)
    phase = rng.uniform(0, 6)
    for y in range(-50, high + 50, 8):
        way = [
            (x, y + 21 * math.sin(x * 0.0052 + phase) + 4 * math.sin(x * 0.021 + y * 0.025))
            for x in range(-20, wide + 40, 20)
        ]
        pen.line(way, fill=255, width=4)
    lines = lines.filter(ImageFilter.GaussianBlur(1.8))
    light = ImageOps.autocontrast(picture.convert("L"), cutoff=1)
    light = light.point([round(255 * (v / 255) ** 0.72) for v in range(256)])
    cut = ImageChops.add(light, lines.point([v // 2 for v in range(256)]), 1, -20)
    twice = cut.resize((wide * 2, high * 2), Image.Resampling.BILINEAR)
    key = twice.point([0] * 122 + [255] * 134).reduce(2)
    faces = [(x, y, r * 0.9) for x, y, r in board.faces]
    clear = light.point([0] * 92 + [min(255, v * 9) for v in range(28)] + [255] * 136)
    key = _kept(key.convert("RGB"), clear.convert("RGB"), faces).convert("L")
    if board.ink:
        key = ImageChops.darker(key, board.ink.reduce(TWICE))
    worn = noise(rng, 340).point([255 if v < 238 else 120 for v in range(256)])
    key = ImageChops.lighter(key, ImageOps.invert(worn))
    picture = ImageChops.multiply(colour, ImageOps.colorize(key, (30, 24, 34), (255, 255, 255)))
    return grain(picture, rng, 0.06, 640)
