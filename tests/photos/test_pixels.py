import pytest
from PIL import Image

from portal.photos import pixels
from tests.factories import kinds, pictures


@pytest.mark.parametrize(("size", "factor"), [((1600, 1), 1), ((3199, 10), 1), ((3200, 10), 2), ((10, 40_000), 25)])
def test_a_picture_is_reduced_by_whole_numbers_only(size: tuple[int, int], factor: int) -> None:
    assert pixels.whole_factor(*size) == factor


@pytest.mark.parametrize("size", [(1300, 900), (4001, 2999), (40_000, 130), (130, 40_000)])
@pytest.mark.parametrize("alpha", [False, True])
def test_strips_make_the_same_picture_as_the_whole(size: tuple[int, int], alpha: bool) -> None:
    picture = pictures.grainy(*size)
    picture = kinds.with_alpha(picture) if alpha else picture
    tall = []

    def strip(top: int, end: int) -> Image.Image:
        tall.append((end - top) * size[0])
        return picture.crop((0, top, size[0], end))

    by = pixels.whole_factor(*size)
    assert pixels.shrunk(*size, strip).tobytes() == picture.reduce(by).tobytes()
    assert max(tall) <= max(pixels.STRIP, by * size[0])
