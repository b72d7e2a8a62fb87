"""Files that were cut off: all rows or none. Rows are found by decoding, so every coding is tried."""

import io
import itertools

import pytest
from PIL import Image, ImageChops

from portal.photos import jpeg
from portal.photos.rules import sniff_file
from tests.factories import kinds, pictures

CODINGS = {
    "baseline": {},
    "progressive": {"progressive": True},
    "restarts": {"restart_marker_blocks": 4},
    "rows": {"restart_marker_rows": 1},
    "dense": {"subsampling": 0},
    "optimised": {"optimize": True},
}
IN_RUNS = sorted(CODINGS.keys() - {"progressive"})  # one row after another


def decoded(data: bytes, target: tuple[int, int] = (1600, 1600)) -> Image.Image:
    fh = io.BytesIO(data)
    return jpeg.decoded(fh, sniff_file(fh, len(data)), target).convert("RGB")


def photo(**coding: object) -> bytes:
    return pictures.jpeg_of(kinds.photo(648, 488), **coding)


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("missing", [1, 2, 3])
def test_a_missing_end_costs_nothing(coding: str, missing: int) -> None:
    data = photo(**CODINGS[coding])
    worst = ImageChops.difference(decoded(data), decoded(data[:-missing])).crop((0, 0, 640, 480))
    assert max(high for _, high in worst.getextrema()) == 0


@pytest.mark.parametrize(("coding", "share"), [*itertools.product(IN_RUNS, (0.02, 0.5, 0.9)), ("progressive", 0.02)])
def test_missing_rows_are_noticed(coding: str, share: float) -> None:
    with pytest.raises((OSError, SyntaxError)):
        decoded(kinds.cut(photo(**CODINGS[coding]), share))


@pytest.mark.parametrize("share", [0.01, 0.5, 0.9])
def test_a_progressive_one_cut_in_its_last_scan_is_shown(share: float) -> None:
    """Every viewer shows it, and nobody sees that the last bit of some coefficients is missing."""
    data = photo(progressive=True)
    end = data.rindex(b"\xff\xda") + 12
    worst = ImageChops.difference(decoded(data), decoded(data[: end + int((len(data) - end) * share)]))
    assert max(high for _, high in worst.getextrema()) <= 32


@pytest.mark.parametrize("tail", [b"", kinds.FILM, pictures.jpeg_of(pictures.scene()), b"\xff\xe5\0\4ab\xff\xd9"])
def test_what_follows_does_not_hide_that_rows_are_missing(tail: bytes) -> None:
    with pytest.raises(OSError, match="rows"):
        decoded(kinds.cut(photo(), 0.5) + tail)


@pytest.mark.parametrize("coding", IN_RUNS)
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_an_early_end_marker_does_not_hide_that_rows_are_missing(coding: str, share: float) -> None:
    """A progressive file that ends early is whole by its own account, and only less sharp."""
    with pytest.raises(OSError, match="rows"):
        decoded(kinds.cut(photo(**CODINGS[coding]), share) + jpeg.EOI)


def test_a_picture_that_is_grey_below_is_not_taken_for_one_that_was_cut_off() -> None:
    picture = kinds.photo()
    picture.paste((128, 128, 128), (0, 200, 640, 480))
    assert decoded(pictures.jpeg_of(picture)).getpixel((320, 470)) == (128, 128, 128)
    assert decoded(pictures.jpeg_of(Image.new("L", (640, 480), 128)), (400, 300)).size == (640, 480)


def test_a_cut_is_noticed_at_an_eighth_of_the_size_too() -> None:
    data = pictures.jpeg_of(kinds.photo(3200, 2400))
    assert decoded(data[:-2], (400, 300)).size == (400, 300)
    with pytest.raises(OSError, match="rows"):
        decoded(kinds.cut(data, 0.8), (400, 300))


def test_what_follows_a_file_without_its_end_is_not_drawn() -> None:
    whole, other = photo(), pictures.jpeg_of(pictures.scene(648, 488).rotate(180))
    for tail in (other, b"\xff", b"\xff\xff\xff", bytes(9000)):
        shown = decoded(whole[:-2] + tail).crop((0, 0, 640, 464))
        assert (
            max(high for _, high in ImageChops.difference(shown, decoded(whole).crop((0, 0, 640, 464))).getextrema())
            == 0
        )
