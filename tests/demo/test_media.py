"""The four media, on one small drawing: each is itself, none changes from one time to the next."""

from random import Random

import pytest
from PIL import ImageChops, ImageFilter, ImageStat

from portal.demo.board import Board
from portal.demo.drawing import ZOOM, gradient
from portal.demo.faces import Look
from portal.demo.figures import Pose, Wear, person
from portal.demo.media import flat, gouache, linocut, wash

PLATES = ((250, 240, 215), (214, 150, 70), (52, 70, 120))
MEDIA = {
    "flat": flat,
    "wash": wash,
    "gouache": lambda board, rng: gouache(board.picture(), rng, board.faces),
    "linocut": lambda board, rng: linocut(board, rng, PLATES),
}


def drawing(look=None):
    board = Board(gradient((0, (190, 214, 226)), (1, (232, 224, 200))), nib=2)
    person(board, 1200, Wear((40, 90, 140)), look or Look(), Pose((800, 1000), (800, 600), ((640, 900), (960, 900))))
    return board


def difference(first, second):
    return sum(ImageStat.Stat(ImageChops.difference(first, second)).mean)


@pytest.fixture(scope="module")
def pictures():
    return {name: medium(drawing(), Random(1)) for name, medium in MEDIA.items()}


@pytest.mark.parametrize("name", MEDIA)
def test_a_medium_gives_the_same_picture_for_the_same_seed(pictures, name):
    assert difference(pictures[name], MEDIA[name](drawing(), Random(1))) == 0


def test_the_media_differ_clearly(pictures):
    names = list(pictures)
    for place, name in enumerate(names):
        for other in names[place + 1 :]:
            assert difference(pictures[name], pictures[other]) > 8, (name, other)


@pytest.mark.parametrize("name", ["wash", "gouache"])
def test_strokes_and_blots_leave_a_face_as_it_was_drawn(pictures, name):
    board = drawing()
    x, y, radius = (part * ZOOM for part in board.faces[-1])
    eyes_and_mouth = [round(each) for each in (x - radius * 0.6, y - radius * 0.5, x + radius * 0.6, y + radius * 0.7)]
    there = ImageStat.Stat(pictures[name].crop(eyes_and_mouth).convert("L").filter(ImageFilter.FIND_EDGES)).sum[0]
    drawn = ImageStat.Stat(board.picture().crop(eyes_and_mouth).convert("L").filter(ImageFilter.FIND_EDGES)).sum[0]
    assert there > drawn * 0.8


@pytest.mark.parametrize(
    "look",
    [
        Look(age=70, glasses=True, top="veil", mouth="laugh"),
        Look(age=8, cut="long", mouth="talk"),
        Look(top="peci", beard="moustache", gaze=1),
        Look(top="caping", beard="chin", turn=-1),
        Look(top="visor", cut="wave"),
        Look(cut="bald", tilt=20),
        Look(back=True),
        Look(back=True, top="veil"),
    ],
)
def test_every_head_looks_different_from_the_plain_one(look):
    assert difference(drawing(look).picture(), drawing().picture()) > 0.2
