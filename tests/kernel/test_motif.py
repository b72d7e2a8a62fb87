"""The cloth is drawn from numbers."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from portal.kernel import motif

IMAGES = Path(__file__).parents[2] / "portal" / "static" / "img"


@pytest.mark.parametrize("name", motif.files())
def test_the_committed_picture_is_what_the_numbers_draw(name):
    text = motif.files()[name]
    assert (IMAGES / name).read_text("utf-8") == text, "run python -m scripts.motif"
    root = ElementTree.fromstring(text)
    assert root.attrib["viewBox"] == "0 0 64 64"


def test_the_tile_meets_itself_at_its_edges():
    for x, y in motif.CORNERS:
        assert (64 - x, y) in motif.CORNERS
        assert (x, 64 - y) in motif.CORNERS
    assert {(64 - x, 64 - y) for x, y in motif.EDGES} == set(motif.EDGES)


def test_eight_petals_and_eight_dots():
    assert motif.petals(1, 1, 1).count("<ellipse") == 8
    assert motif.dots(1, 1).count("<circle") == 8
