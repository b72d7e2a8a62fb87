import io
import struct

import pytest

from portal.photos import exif, heif
from portal.photos.segments import Broken
from tests.factories import heics, pictures
from tests.factories.heics import box, crafted, ftyp, full


def size(data: bytes) -> tuple[int, int]:
    return heif.size(heif.read_meta(io.BytesIO(data)), len(data))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_size_is_that_of_the_upright_picture(orientation: int) -> None:
    assert size(heics.phone_heic(1000, 600, orientation)) == (1000, 600)


def test_the_size_of_a_picture_made_of_tiles_is_the_whole() -> None:
    data = heics.heic_of(pictures.scene(1300, 700), tile_size=512)
    assert heif.read_meta(io.BytesIO(data)).types[1] == b"grid"
    assert size(data) == (1300, 700)


def test_of_several_pictures_the_named_one_counts() -> None:
    shown = pictures.scene(640, 480), pictures.scene(320, 200)
    assert size(heics.several(*shown, primary=1)) == (320, 200)
    assert size(heics.several(*shown, primary=0)) == (640, 480)


@pytest.mark.parametrize(("turn", "expected"), [(None, (640, 480)), (0, (640, 480)), (1, (480, 640)), (2, (640, 480))])
def test_quarter_turns_swap_the_sides(turn: int | None, expected: tuple[int, int]) -> None:
    assert size(crafted(turn=turn)) == expected


def exif_of(data: bytes) -> bytes:
    return heif.exif(io.BytesIO(data))


def test_exif_is_found_wherever_it_lies() -> None:
    found = exif.parse(heif.exif(io.BytesIO(heics.phone_heic(orientation=6))))
    assert (found.model, found.latitude, found.longitude) == ("iPhone 15", *pictures.PLACE)
    assert heif.exif(io.BytesIO(heics.heic_of(pictures.scene()))) == b""
    assert heif.exif(io.BytesIO(crafted())) == b""


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (ftyp(b"heic"), True),
        (ftyp(b"heix"), True),
        (ftyp(b"hevc"), True),
        (ftyp(b"msf1", b"msf1", b"hevc"), True),
        (ftyp(b"mif1"), True),
        (ftyp(b"mif1", b"mif1", b"heic"), True),
        (ftyp(b"mif1", b"mif1", b"avif"), False),
        (ftyp(b"avif", b"mif1", b"heic"), False),
        (ftyp(b"isom", b"mp42"), False),
        (ftyp(b"crx ", b"heic"), False),
        (b"\0\0\0\x18ftyphei", False),
        (b" " + ftyp(b"heic"), False),
        (b"", False),
    ],
)
def test_the_first_bytes_tell_a_heic_from_films_and_from_avif(head: bytes, expected: bool) -> None:
    assert heif.is_heif(head) is expected


def item_list(*entries: bytes, count: int = 1) -> bytes:
    return full(b"iinf", 0, struct.pack(">H", count), *entries)


WHOLE = crafted()
META = WHOLE.index(b"meta") - 4


@pytest.mark.parametrize(
    "data",
    [
        b"",
        ftyp(),
        WHOLE[: META + 20],
        WHOLE[:META] + struct.pack(">I", heif.MAX_META + 1) + WHOLE[META + 4 :],
        WHOLE[:META] + struct.pack(">I", 7) + WHOLE[META + 4 :],
        ftyp() * 100 + WHOLE,
        ftyp() + struct.pack(">I4sQ", 1, b"wide", 15) + WHOLE,
        ftyp() + struct.pack(">I4sQ", 1, b"wide", 2**63) + WHOLE,
        ftyp() + full(b"meta", 0),
        ftyp() + full(b"meta", 0, full(b"pitm", 0, b"\0"), item_list(), box(b"iprp")),
        WHOLE.replace(b"ispe", b"ispx"),
        WHOLE.replace(b"ipma", b"ipmx"),
        WHOLE.replace(b"pitm", b"pitx"),
        WHOLE.replace(b"iinf", b"iinx"),
        crafted(properties=full(b"ispe", 0, b"\0\0")),
        crafted(properties=struct.pack(">I4s", 4000, b"ispe")),
        crafted(made_of={1: [1]}),
        crafted(kind=b"grid", items=3, made_of={1: [2], 2: [3], 3: [1]}),
        crafted(items=5000),
        WHOLE.replace(b"ipma\0\0\0\0" + struct.pack(">I", 1), b"ipma\0\0\0\0" + struct.pack(">I", 2**32 - 1)),
    ],
)
def test_what_does_not_hold_together_is_broken(data: bytes) -> None:
    with pytest.raises(Broken):
        size(data)


def test_a_web_of_items_is_walked_once() -> None:
    """Each of 300 items made of all 300: 300 to the power of their depth, if every way were walked."""
    items = range(2, 302)
    web = {1: list(items)} | {item: [other for other in items if other > item] for item in items}
    with pytest.raises(Broken):
        size(crafted(kind=b"grid", items=301, made_of=web))


@pytest.mark.parametrize("data", [heics.phone_heic(64, 48), crafted(turn=1)], ids=["phone", "crafted"])
def test_no_beginning_and_no_damage_raises_anything_but_broken(data: bytes) -> None:
    meta_end = data.index(b"mdat")
    for at in range(0, meta_end, 3):
        for damaged in (data[:at], data[:at] + b"\xff" + data[at + 1 :], data[:at] + b"\0\0" + data[at + 2 :]):
            for read in (size, exif_of):
                try:
                    read(damaged)
                except Broken:
                    continue


def test_pixels_outside_the_file_are_noticed_before_all_of_it_has_come() -> None:
    data = heics.heic_of(pictures.scene(1300, 700), tile_size=256)
    head = data[: data.index(b"mdat") + 4]
    assert heif.size(heif.read_meta(io.BytesIO(head)), len(data)) == (1300, 700)
    with pytest.raises(Broken):
        heif.size(heif.read_meta(io.BytesIO(head)), len(data) - 2000)


def test_a_lying_place_of_exif_gives_nothing_and_costs_nothing() -> None:
    """The last eight bytes of an entry are where its data lie and how many there are."""
    data = heics.phone_heic(64, 48)
    meta = heif.read_meta(io.BytesIO(data))
    exif_item = next(item for item, kind in meta.types.items() if kind == b"Exif")
    ((_, offset, length),) = meta.places[exif_item]
    at = data.index(struct.pack(">I", length), data.index(b"iloc"))
    for lie in (2**31, length + len(data)):
        with pytest.raises(Broken):
            heif.exif(io.BytesIO(data[:at] + struct.pack(">I", lie) + data[at + 4 :]))
    assert offset < len(data)
