import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from portal.photos import evidence, imaging
from portal.photos.imaging import Picture
from portal.photos.rules import sniff_file
from tests.factories import pictures
from tests.factories.pictures import CORNERS
from tests.photos.metadata import extras


def rendered(data: bytes, folder: Path) -> Picture:
    fh = io.BytesIO(data)
    header = sniff_file(fh, len(data))
    return imaging.render(fh, header, evidence.read_exif(fh, header.kind).orientation, folder)


def corners(picture: Image.Image) -> dict[str, tuple[int, ...]]:
    width, height = picture.size
    across, down = {"left": width // 4, "right": 3 * width // 4}, {"top": height // 4, "bottom": 3 * height // 4}
    spots = {f"{y}_{x}": (across[x], down[y]) for y in down for x in across}
    return {name: tuple(picture.convert("RGB").getpixel(spot)) for name, spot in spots.items()}  # type: ignore[arg-type]


def assert_scene(picture: Image.Image, tolerance: int = 24) -> None:
    for name, seen in corners(picture).items():
        assert max(abs(a - b) for a, b in zip(seen, CORNERS[name], strict=True)) <= tolerance, (name, seen)


PHONES = {"jpeg": pictures.phone_jpeg, "png": pictures.phone_png, "webp": pictures.phone_webp}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", PHONES)
def test_every_orientation_comes_out_upright_and_bare(kind: str, orientation: int, tmp_path: Path) -> None:
    picture = rendered(PHONES[kind](1000, 600, orientation), tmp_path)
    assert (picture.width, picture.height) == (1000, 600)
    for name, rendition in picture.renditions.items():
        data = (tmp_path / name).read_bytes()
        with Image.open(io.BytesIO(data)) as image:
            assert image.size == (rendition.width, rendition.height)
            assert image.width > image.height
            assert_scene(image)
        assert len(data) == rendition.size
        assert extras(data) == []


def test_the_lossless_webp_of_a_phone_too(tmp_path: Path) -> None:
    rendered(pictures.phone_webp(300, 200, 6, lossless=True), tmp_path)
    assert_scene(Image.open(tmp_path / "m.webp"))


@pytest.mark.parametrize(
    ("size", "large", "medium", "small"),
    [
        ((4000, 3000), (1600, 1200), (800, 600), (400, 300)),
        ((2001, 3001), (1067, 1600), (534, 800), (267, 400)),
        ((1600, 1200), (1600, 1200), (800, 600), (400, 300)),
        ((1000, 500), (1000, 500), (800, 400), (400, 200)),
        ((640, 480), (640, 480), (640, 480), (400, 300)),
        ((300, 200), (300, 200), (300, 200), (300, 200)),
        ((1, 1), (1, 1), (1, 1), (1, 1)),
        ((6000, 3), (1600, 1), (800, 1), (400, 1)),
    ],
)
def test_the_longest_edge_is_bound_and_nothing_grows(
    size: tuple[int, int],
    large: tuple[int, int],
    medium: tuple[int, int],
    small: tuple[int, int],
    tmp_path: Path,
) -> None:
    picture = rendered(pictures.jpeg_of(pictures.scene(*size)), tmp_path)
    sizes = {name: (r.width, r.height) for name, r in picture.renditions.items()}
    assert sizes == {
        f"{name}.{extension}": expected
        for name, expected in {"l": large, "m": medium, "s": small}.items()
        for extension in ("webp", "jpg")
    }


def with_alpha(picture: Image.Image) -> Image.Image:
    """The scene with its left half gone."""
    alpha = Image.new("L", picture.size, 255)
    alpha.paste(0, (0, 0, picture.width // 2, picture.height))
    picture.putalpha(alpha)
    return picture


def keyed() -> bytes:
    """A palette picture whose red is transparent."""
    picture = pictures.scene(400, 400).quantize(8)
    return pictures.png_of(picture, transparency=picture.getpixel((10, 10)))


WHITE = (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "left", "right"),
    [
        (pictures.png_of(with_alpha(pictures.scene(400, 400))), WHITE, CORNERS["top_right"]),
        (pictures.webp_of(with_alpha(pictures.scene(400, 400))), WHITE, CORNERS["top_right"]),
        (pictures.webp_of(with_alpha(pictures.scene(400, 400)), lossless=True), WHITE, CORNERS["top_right"]),
        (pictures.png_of(with_alpha(pictures.scene(400, 400).convert("L"))), WHITE, (106, 106, 106)),
        (keyed(), WHITE, CORNERS["top_right"]),
        (pictures.png_of(pictures.scene(400, 400), transparency=CORNERS["top_left"]), WHITE, CORNERS["top_right"]),
        (pictures.png_of(pictures.scene(400, 400).quantize(8)), CORNERS["top_left"], CORNERS["top_right"]),
        (pictures.png_of(pictures.scene(400, 400).convert("L")), (86, 86, 86), (106, 106, 106)),
        (pictures.png_of(Image.new("1", (400, 400), 1)), WHITE, WHITE),
        (pictures.png_of(Image.new("I;16", (400, 400), 0x8000)), (128, 128, 128), (128, 128, 128)),
        (pictures.jpeg_of(pictures.scene(400, 400).convert("L")), (86, 86, 86), (106, 106, 106)),
        (pictures.jpeg_of(pictures.scene(400, 400).convert("CMYK")), CORNERS["top_left"], CORNERS["top_right"]),
        (pictures.jpeg_of(pictures.scene(400, 400), progressive=True), CORNERS["top_left"], CORNERS["top_right"]),
    ],
    ids=[
        "rgba",
        "webp-alpha",
        "webp-lossless-alpha",
        "grey-alpha",
        "palette-key",
        "rgb-key",
        "palette",
        "grey",
        "bits",
        "grey16",
        "jpeg-grey",
        "cmyk",
        "progressive",
    ],
)
def test_every_kind_of_pixel_becomes_colour_on_white(
    data: bytes, left: tuple[int, ...], right: tuple[int, ...], tmp_path: Path
) -> None:
    rendered(data, tmp_path)
    with Image.open(tmp_path / "l.jpg") as image:
        assert image.mode == "RGB"
        seen = corners(image)
    for spot, expected in (("top_left", left), ("top_right", right)):
        assert max(abs(a - b) for a, b in zip(seen[spot], expected, strict=True)) <= 24, (spot, seen[spot])


def sixteen_bit_colour() -> bytes:
    """A PNG of 16 bits a colour, all (0x8000, 0x4000, 0xc000)."""
    rows = (b"\0" + b"\x80\x00\x40\x00\xc0\x00" * 50) * 40
    header = struct.pack(">IIBBBBB", 50, 40, 16, 2, 0, 0, 0)
    body = pictures.chunk(b"IHDR", header) + pictures.chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + body + pictures.chunk(b"IEND", b"")


def test_sixteen_bits_a_colour(tmp_path: Path) -> None:
    assert rendered(sixteen_bit_colour(), tmp_path).colour in ("#8040c0", "#7f40bf", "#8040bf")


def test_only_the_first_picture_of_a_moving_one_is_kept(tmp_path: Path) -> None:
    other = Image.new("RGB", (400, 400), "black")
    for number, data in enumerate(
        (
            pictures.png_of(pictures.scene(400, 400), save_all=True, append_images=[other]),
            pictures.webp_of(pictures.scene(400, 400), save_all=True, append_images=[other], quality=90),
        )
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        rendered(data, folder)
        for name in ("l.webp", "s.jpg"):
            assert_scene(Image.open(folder / name))
            assert extras((folder / name).read_bytes()) == []


def test_a_wide_colour_profile_is_turned_into_srgb_and_left_out(tmp_path: Path) -> None:
    """A profile with swapped red and green primaries, so that obeying it shows."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile = bytearray(bytes(profile).replace(b"s\0R\0G\0B", b"x\0X\0X\0X").replace(b"\0s\0R\0G\0B", b"\0x\0X\0X\0X"))
    profile = bytearray(bytes(profile).replace(b"rXYZ", b"tmpZ").replace(b"gXYZ", b"rXYZ").replace(b"tmpZ", b"gXYZ"))
    rendered(pictures.jpeg_of(pictures.scene(400, 400), icc_profile=bytes(profile)), tmp_path)
    with Image.open(tmp_path / "l.jpg") as image:
        red, green, _ = corners(image)["top_left"]
    assert green > 180
    assert red < 90
    assert extras((tmp_path / "l.jpg").read_bytes()) == []


@pytest.mark.parametrize("profile", [b"junk" * 50, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()])
def test_a_profile_that_does_not_fit_costs_nothing_but_its_colours(profile: bytes, tmp_path: Path) -> None:
    for number, data in enumerate(
        (
            pictures.jpeg_of(pictures.scene(400, 400), icc_profile=profile),
            pictures.png_of(pictures.scene(400, 400), icc_profile=profile),
            pictures.webp_of(pictures.scene(400, 400), icc_profile=profile, quality=90),
        )
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        rendered(data, folder)
        assert_scene(Image.open(folder / "l.jpg"))


def cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


@pytest.mark.parametrize(
    "data",
    [
        cut(pictures.jpeg_of(pictures.grainy(2000, 1500))),
        cut(pictures.jpeg_of(pictures.grainy(2000, 1500), progressive=True)),
        cut(pictures.png_of(pictures.grainy(700, 500))),
        pictures.png_of(pictures.scene(64, 48)).replace(b"IDAT", b"IDAX"),
    ],
    ids=["jpeg", "progressive", "png", "no-pixels"],
)
def test_a_picture_that_ends_too_early_is_not_shown_half(data: bytes, tmp_path: Path) -> None:
    with pytest.raises((OSError, ValueError, SyntaxError)):
        rendered(data, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_webp_cut_inside_its_pixels_is_refused(tmp_path: Path) -> None:
    data = pictures.webp_of(pictures.grainy(700, 500))
    short = cut(data)
    short = short[:4] + (len(short) - 8).to_bytes(4, "little") + short[8:]
    with pytest.raises((OSError, ValueError)):
        rendered(short, tmp_path)


def test_the_hash_knows_a_picture_again_and_tells_two_apart(tmp_path: Path) -> None:
    one, two = pictures.grainy(1200, 900), pictures.grainy(1200, 900)
    hashes = []
    for number, data in enumerate(
        (
            pictures.jpeg_of(one),
            pictures.jpeg_of(one.resize((500, 375)), quality=40),
            pictures.webp_of(one, quality=30),
            pictures.jpeg_of(two),
        )
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        hashes.append(rendered(data, folder).dhash)
    assert max(evidence.distance(hashes[0], other) for other in hashes[1:3]) <= 6
    assert evidence.distance(hashes[0], hashes[3]) >= 16


def test_the_colour_to_show_while_loading_is_the_average(tmp_path: Path) -> None:
    assert rendered(pictures.png_of(Image.new("RGB", (50, 50), "#336699")), tmp_path).colour == "#336699"


@pytest.mark.parametrize(
    ("size", "asked", "expected"),
    [
        ((1600, 1200), (1080, 1080), (1080, 1080)),
        ((1600, 1200), (1080, 1350), (960, 1200)),
        ((1600, 1200), (1920, 1080), (1600, 900)),
        ((1200, 1600), (1080, 1920), (900, 1600)),
        ((300, 200), (1080, 1080), (200, 200)),
    ],
)
def test_a_crop_has_the_ratio_and_never_grows(
    size: tuple[int, int], asked: tuple[int, int], expected: tuple[int, int]
) -> None:
    source = pictures.jpeg_of(pictures.scene(*size), exif=pictures.exif(), comment=b"a comment")
    data = imaging.crop(source, *asked)
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == expected
        assert_scene(image)
    assert extras(data) == []
