from datetime import UTC, datetime
from io import BytesIO
from random import Random

import pytest
from PIL import ExifTags, Image, ImageFilter, ImageOps, ImageStat

from portal.demo.drawing import SIZE
from portal.demo.pictures import SCENES, photo, spot

pytestmark = pytest.mark.outside

MORNING = datetime(2026, 11, 23, 23, 5, 9, tzinfo=UTC)


def opened(data):
    image = Image.open(BytesIO(data), formats=["JPEG"])
    image.load()
    return image


@pytest.fixture(scope="module")
def drawn():
    return {name: scene(Random(3)) for name, scene in SCENES.items()}


def test_a_scene_is_a_full_picture_with_light_and_shade(drawn):
    for image in drawn.values():
        assert (image.mode, image.size) == ("RGB", SIZE)
        assert ImageStat.Stat(image.convert("L")).stddev[0] > 20


def test_no_two_of_at_least_26_scenes_look_alike(drawn):
    assert len({image.resize((8, 6)).tobytes() for image in drawn.values()}) == len(SCENES) >= 26


def test_a_scene_is_sharp(drawn):
    """Somewhere in every picture neighbouring pixels differ strongly: contours, not blur."""
    for name, image in drawn.items():
        edges = image.convert("L").filter(ImageFilter.FIND_EDGES).crop((2, 2, SIZE[0] - 2, SIZE[1] - 2))
        assert sum(edges.histogram()[96:]) > 2000, name


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others():
    first = photo("pelabuhan", 7, MORNING, (6, 0))
    assert photo("pelabuhan", 7, MORNING, (6, 0)) == first
    assert photo("pelabuhan", 8, MORNING, (6, 0)) != first


def test_the_file_carries_what_a_telephone_writes():
    exif = opened(photo("mangrove", 1, MORNING, (2, 0))).getexif()
    detail, gps = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    assert detail[ExifTags.Base.DateTimeOriginal] == "2026:11:24 06:05:09"
    assert detail[ExifTags.Base.OffsetTimeOriginal] == "+07:00"
    assert gps[ExifTags.GPS.GPSLatitudeRef] == "S"
    degrees, minutes, seconds = gps[ExifTags.GPS.GPSLatitude]
    assert -(degrees + minutes / 60 + seconds / 3600) == pytest.approx(-6.862, abs=0.003)
    assert gps[ExifTags.GPS.GPSTimeStamp] == (23.0, 5.0, 9.0)


@pytest.mark.parametrize(("orientation", "stored"), [(3, (1280, 853)), (6, (853, 1280)), (8, (853, 1280))])
def test_turned_by_its_orientation_the_picture_stands_upright(orientation, stored):
    image = opened(photo("voli", 2, MORNING, (3, 3), orientation))
    assert image.size == stored
    upright, plain = ImageOps.exif_transpose(image), SCENES["voli"](Random(2))
    assert upright.size == plain.size
    close = ImageStat.Stat(Image.blend(upright, ImageOps.invert(plain), 0.5)).stddev
    assert max(close) < 4


def test_the_place_lies_at_the_wards_tile():
    latitude, longitude = spot((7, 5), Random(1))
    assert -6.93 < latitude < -6.91
    assert 109.70 < longitude < 109.72


def test_an_unknown_scene_is_refused():
    with pytest.raises(KeyError):
        photo("gunung", 1, MORNING, (1, 1))
