"""The drawing itself: its size, its places, its letters. What it looks like was judged by eye."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from portal.kernel import motif
from portal.photos import share_art
from portal.photos.share_art import Fonts, draw, wrapped
from portal.photos.share_sheet import Sheet

pytestmark = pytest.mark.outside

FONTS = Fonts(Path(__file__).parents[2] / "portal" / "static" / "dist" / "fonts")
NONE = Fonts(Path("/nonexistent"))
SHEET = Sheet(
    office="Pemerintah Kota Pekalongan",
    masthead="Berita dan Warga",
    ribbon="Rob dan Banjir · Kandang Panjang",
    title="Sebulan pompa baru menyala, warga Kandang Panjang menghitung hari tanpa rob",
    foot="Kiriman: Siti Maryam",
)


def photo(colour="#2f7a4b", size=(1600, 1200)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG")
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data), formats=["PNG"])
    assert picture.size == (1200, 630)
    assert not {"exif", "dpi", "Software", "xmp"} & set(picture.info)
    return picture.convert("RGB")


def near(pixel, colour, by=16) -> bool:
    wanted = tuple(bytes.fromhex(colour[1:]))
    return all(abs(a - b) <= by for a, b in zip(pixel, wanted, strict=True))


def ink(picture: Image.Image, box) -> int:
    """How many pixels of the letters' colour stand in a box."""
    return sum(near(pixel, share_art.INK, 40) for pixel in picture.crop(box).get_flattened_data())


@pytest.mark.parametrize("fonts", [FONTS, NONE], ids=["fonts", "no fonts"])
def test_a_card_has_its_parts_in_their_places(fonts):
    data = draw(SHEET, photo(), fonts)
    picture = opened(data)
    assert near(picture.getpixel((1150, 20)), share_art.KAIN)
    assert near(picture.getpixel((10, 170)), share_art.KUNYIT)
    assert near(picture.getpixel((950, 300)), "#2f7a4b")
    assert near(picture.getpixel((600, 579)), share_art.KUNYIT)
    assert near(picture.getpixel((20, 540)), share_art.PAPER)
    assert ink(picture, (56, 230, 690, 500)) > 2000, "no title"
    assert len(data) < 300_000, "messengers refuse large pictures"


def test_without_a_photo_the_flower_stands_there_and_the_title_has_more_room():
    picture = opened(draw(SHEET, None, FONTS))
    assert near(picture.getpixel((1190, 300)), share_art.KAIN_TUA)
    assert near(picture.getpixel((1044, 280)), share_art.KUNYIT)
    assert near(picture.getpixel((750, 540)), share_art.PAPER)


def test_the_photo_fills_its_frame_whatever_its_shape():
    for size in ((1600, 200), (200, 1600), (1, 1)):
        picture = opened(draw(SHEET, photo(size=size), FONTS))
        assert all(near(picture.getpixel(at), "#2f7a4b") for at in ((710, 120), (1195, 120), (710, 570), (1195, 570)))


@pytest.mark.parametrize(
    "title",
    ["", "W", "W" * 120, "panjang sekali " * 8, "Pasirkratonkramat" * 7, "🌊" * 60, "i " * 60, "ÅÄÖ ÿ “—” 120"],
)
@pytest.mark.parametrize("with_photo", [True, False])
def test_no_title_leaves_its_room(title, with_photo):
    sheet = Sheet("P" * 90, "Berita dan Warga", "Rubrik yang panjang " * 5, title, "Kiriman: " + "W" * 120)
    picture = opened(draw(sheet, photo() if with_photo else None, FONTS))
    right = share_art.PHOTO_LEFT if with_photo else share_art.PANEL_LEFT
    assert ink(picture, (right - 30, 210, right, 500)) == 0, "over the edge on the right"
    assert ink(picture, (56, 506, right, 514)) == 0, "into the line below"
    assert ink(picture, (0, 210, 50, 570)) == 0


def test_a_long_title_is_set_smaller_than_a_short_one():
    short, long = (opened(draw(Sheet("", "", "", text, ""), None, FONTS)) for text in ("Rob", "Rob naik " * 20))

    def tallest(picture):
        rows = [y for y in range(160, 560) if ink(picture, (56, y, 880, y + 1))]
        runs, last = [0], None
        for y in rows:
            runs = [*runs[:-1], runs[-1] + 1] if last in (None, y - 1) else [*runs, 1]
            last = y
        return max(runs)

    assert tallest(short) > tallest(long) + 15


def test_a_broken_photo_is_an_error_of_reading():
    for data in (b"GIF89a", b"\xff\xd8\xff\xe0" + bytes(40)):
        with pytest.raises(OSError):
            draw(SHEET, data, FONTS)


def test_words_break_between_words_and_inside_only_when_they_must():
    def fits(text):
        return len(text) <= 10

    assert wrapped("satu dua tiga empat", fits) == ["satu dua", "tiga empat"]
    assert wrapped("a bbbbbbbbbbbbbbbbbbbbbbbb c", fits) == ["a", "bbbbbbbbbb", "bbbbbbbbbb", "bbbb c"]
    assert wrapped("  ", fits) == []
    assert "".join(wrapped("Pasirkratonkramat", lambda text: len(text) <= 1)) == "Pasirkratonkramat"


def test_the_flower_is_that_of_the_motif():
    """Both are drawn from numbers; these are the same ones."""
    source = Path(share_art.__file__).read_text()
    tile, flower = motif.tile("", ""), motif.flower("", "")
    for drawn, numbers in ((tile, (11.5, 3.4, 6.6)), (flower, (15, 4.6, 9))):
        radius, wide, long = numbers
        assert f'cy="{32 - radius:g}" rx="{wide:g}" ry="{long:g}"' in drawn
        assert re.search(rf"_petals\(pen, unit, {radius:g}, {wide:g}, {long:g}\)", source)
    assert 'r="22"' in tile
    assert 'r="29.5"' in flower
