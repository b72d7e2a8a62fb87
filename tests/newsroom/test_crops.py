import pytest

from portal.channels.limits import LIMITS, Kind, limits_for
from portal.newsroom.crops import Crop, crop_for

PHONE, TALL, TINY = (1600, 1067), (1067, 1600), (300, 200)


@pytest.mark.parametrize(
    ("kind", "size"),
    [
        ("instagram", (854, 1067)),
        ("whatsapp", (1067, 1067)),
        ("x", (1600, 1067)),
        ("facebook", (1600, 1067)),
        ("telegram", (1600, 1067)),
    ],
)
def test_each_channel_gets_its_proportion(kind, size):
    crop = crop_for(limits_for(kind))
    assert crop is not None
    assert crop.size(*PHONE) == size


def test_a_large_picture_is_brought_to_the_size_of_the_channel():
    crop = crop_for(limits_for("instagram"))
    assert crop is not None
    assert crop.size(4000, 3000) == (1080, 1350)
    assert crop_for(limits_for("facebook")).size(4000, 3000) == (1600, 1200)


@pytest.mark.parametrize("limits", [row for row in LIMITS.values() if row.image_types], ids=lambda row: row.kind)
@pytest.mark.parametrize("size", [PHONE, TALL, TINY, (1, 5000), (5000, 1)])
def test_a_crop_lies_inside_the_picture_and_inside_the_limits(limits, size):
    crop = crop_for(limits)
    assert crop is not None
    left, top, right, bottom = crop.box(*size)
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]
    width, height = crop.size(*size)
    assert 1 <= width <= crop.width
    assert 1 <= height <= crop.height
    assert limits.image_edge is None or max(width, height) <= limits.image_edge
    assert crop.bytes_max < limits.image_bytes


def test_an_instagram_crop_keeps_the_ratio_the_network_takes():
    crop = crop_for(limits_for("instagram"))
    width, height = crop.size(*PHONE)
    assert width / height == pytest.approx(0.8, abs=0.005)


def test_a_channel_of_films_takes_no_picture():
    assert crop_for(limits_for(Kind.YOUTUBE)) is None


def test_the_cut_keeps_more_of_the_upper_part_where_heads_are():
    left, top, right, bottom = Crop("1x1", (1, 1), 1080, 1080, 1).box(*TALL)
    assert (left, right) == (0, 1067)
    assert top < TALL[1] - bottom
