import io
import struct

import pytest

from portal.photos import rules
from portal.photos.rules import CAPS, STATUS, Header, Kind, Refused, centre_box, fit, sniff, sniff_file
from tests.factories import heics, pictures


def refusal(data: bytes, size: int | None = None) -> str:
    with pytest.raises(Refused) as caught:
        sniff_file(io.BytesIO(data), len(data) if size is None else size)
    assert caught.value.status == STATUS[caught.value.code]
    return caught.value.code


@pytest.mark.parametrize(
    ("data", "kind", "variant"),
    [
        (pictures.phone_jpeg(641, 479), Kind.JPEG, ""),
        (pictures.phone_jpeg(641, 479, progressive=True), Kind.JPEG, "whole"),
        (pictures.phone_png(641, 479), Kind.PNG, ""),
        (pictures.phone_webp(641, 479), Kind.WEBP, ""),
        (pictures.webp_of(pictures.scene(641, 479)), Kind.WEBP, ""),
        (pictures.webp_of(pictures.scene(641, 479), lossless=True), Kind.WEBP, ""),
        (pictures.jpeg_of(pictures.scene(641, 479).convert("L")), Kind.JPEG, ""),
        (pictures.jpeg_of(pictures.scene(641, 479).convert("CMYK")), Kind.JPEG, ""),
    ],
    ids=["jpeg", "progressive", "png", "webp-x", "webp", "webp-lossless", "grey", "cmyk"],
)
def test_the_header_tells_kind_and_size(data: bytes, kind: Kind, variant: str) -> None:
    header = sniff(data, len(data))
    assert (header.kind, header.width, header.height, header.variant) == (kind, 641, 479, variant)


def test_the_smallest_lossless_webp_is_a_picture() -> None:
    data = pictures.webp_of(pictures.scene(2, 2).resize((1, 1)), lossless=True)
    assert sniff(data, len(data)) == Header(Kind.WEBP, 1, 1)


def test_an_animated_webp_counts_as_one() -> None:
    data = pictures.webp_of(pictures.scene(), save_all=True, append_images=[pictures.grainy(640, 480)])
    assert sniff(data, len(data)).cap == "webp-animated"


def test_a_baseline_jpeg_with_its_colours_in_separate_scans_counts_as_whole() -> None:
    data = bytearray(pictures.jpeg_of(pictures.scene()))
    at = data.index(b"\xff\xda")
    data[at : at + 14] = pictures.segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
    assert sniff(bytes(data), len(data)).cap == "jpeg-whole"


def test_a_header_far_behind_long_segments_is_found_in_the_file_only() -> None:
    profile = pictures.segment(0xE2, b"ICC_PROFILE\0" + b"x" * 65_000)
    data = pictures.with_segments(pictures.jpeg_of(pictures.scene()), *[profile] * 10)
    assert sniff_file(io.BytesIO(data), len(data)).width == 640
    with pytest.raises(Refused, match="broken"):
        sniff(data[: 256 * 1024], len(data))


@pytest.mark.parametrize(("name", "data"), pictures.polyglots().items())
def test_only_the_first_bytes_make_a_picture(name: str, data: bytes) -> None:
    assert refusal(data) == pictures.polyglot_code(name)


def test_a_heic_is_taken_in_the_size_it_has_upright() -> None:
    data = heics.phone_heic(642, 480, orientation=6)
    assert sniff(data, len(data)) == Header(Kind.HEIC, 642, 480)
    assert sniff(data[: data.index(b"mdat") + 4], len(data)).cap == "heic"


def test_a_heic_that_says_nothing_of_its_picture_is_broken_and_avif_is_none() -> None:
    assert refusal(heics.ftyp() + bytes(100)) == "broken"
    assert refusal(heics.crafted((0, 480))) == "broken"
    assert refusal(heics.crafted(made_of={1: [1]})) == "broken"
    assert refusal(heics.crafted(head=heics.ftyp(b"avif"))) == "avif"


def test_nothing_and_too_much() -> None:
    picture = pictures.phone_jpeg()
    assert refusal(b"") == "empty"
    assert refusal(picture, CAPS.file_bytes + 1) == "too_big"
    assert sniff(picture, CAPS.file_bytes).width == 640


@pytest.mark.parametrize(
    ("cap", "data"),
    [
        ("jpeg", pictures.lying_jpeg),
        (
            "png",
            lambda w, h: pictures.png_of(pictures.scene(2, 2)).replace(
                struct.pack(">II", 2, 2), struct.pack(">II", w, h)
            ),
        ),
        ("heic", lambda w, h: heics.crafted((w, h))),
    ],
)
def test_each_kind_has_its_cap_on_pixels(cap: str, data: object) -> None:
    most = CAPS.pixels[cap]
    assert callable(data)
    assert refusal(data(20_000, most // 20_000 + 1)) == "too_many_pixels"
    exact = data(20_000, most // 20_000)
    assert sniff(exact, len(exact)).cap == cap


def test_a_heic_is_capped_by_what_its_pixels_take() -> None:
    def deep(chroma: str) -> bytes:
        return heics.raw_heic("RGB;16", (64, 64), bytes(64 * 64 * 6), chroma=chroma)

    for tile, cap in (
        (heics.heic_of(pictures.scene(64, 64)), "heic"),
        (heics.heic_of(pictures.scene(64, 64), chroma="444"), "heic-dense"),
        (deep("420"), "heic-deep"),
        (deep("444"), "heic-dense-deep"),
    ):
        most = CAPS.pixels[cap]
        exact = heics.tiled(tile, 1, 1, most // 5_000, 5_000)
        assert sniff(exact, len(exact)).cap == cap
        assert refusal(heics.tiled(tile, 1, 1, most // 5_000 + 1, 5_000)) == "too_many_pixels"


def test_stray_bytes_between_segments_are_skipped() -> None:
    for stray in (b"\0", b"\0\x17", b"\xff\0", b"\xff\xff", b"\xff\xe1\0\1", b"\xff\xfe\0\0", b"stray" * 100_000):
        data = pictures.with_segments(JPEG, pictures.segment(0xE5, b""), stray)
        assert sniff(data, len(data))[:3] == (Kind.JPEG, 640, 480)


def test_a_progressive_jpeg_is_capped_by_what_its_coefficients_take() -> None:
    def claim(width: int, height: int, subsampling: str) -> bytes:
        data = pictures.jpeg_of(pictures.scene(64, 48), progressive=True, subsampling=subsampling)
        at = data.index(b"\xff\xc2") + 5
        return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]

    assert refusal(claim(7_000, 7_200, "4:2:0")) == "too_many_pixels"  # 50.4 MP
    assert refusal(claim(7_000, 7_000, "4:4:4")) == "too_many_pixels"  # 294 MB
    fitting = claim(7_000, 7_000, "4:2:0")
    assert sniff(fitting, len(fitting)).coefficient_bytes == 147_000_000


def cut(data: bytes, marker: bytes, replacement: bytes) -> bytes:
    at = data.index(marker)
    return data[:at] + replacement + data[at + len(replacement) :]


JPEG, PNG, WEBP = pictures.phone_jpeg(), pictures.phone_png(), pictures.phone_webp()


@pytest.mark.parametrize(
    "data",
    [
        JPEG[:3],
        JPEG[: JPEG.index(b"\xff\xc0") + 6],
        JPEG[:2] + b"\xff\xd9",
        JPEG[:2] + b"\xff\xdb\x00\x01" + JPEG[2:],
        cut(JPEG, b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x11\x09"),
        cut(JPEG, b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x11\x08\x00\x00"),
        cut(JPEG, b"\xff\xc0", b"\xff\xc0\x00\x11\x08\x01\xe0\x02\x80\x03\x01\x00"),
        pictures.with_segments(JPEG, JPEG[JPEG.index(b"\xff\xc0") :][:19]),
        pictures.with_segments(JPEG, b"\xff\xe9\x00\x02" * 50_001),
        PNG[:20],
        PNG[:8] + PNG[33:],
        cut(PNG, PNG[16:24], struct.pack(">II", 0, 10)),
        cut(PNG, PNG[16:24], struct.pack(">II", 2**31, 1)),
        WEBP[:-1],
        WEBP[:12] + b"ALPH" + WEBP[16:],
    ],
)
def test_what_does_not_hold_together_is_broken(data: bytes) -> None:
    assert refusal(data) == "broken"


@pytest.mark.parametrize("kind", [JPEG, PNG, WEBP], ids=["jpeg", "png", "webp"])
def test_no_beginning_of_a_picture_raises_anything_but_refused(kind: bytes) -> None:
    for length in [*range(64), *range(64, len(kind), 97)]:
        try:
            header = sniff(kind[:length], length)
        except Refused:
            continue
        assert (header.width, header.height) == (640, 480)


@pytest.mark.parametrize(
    ("size", "edge", "expected"),
    [
        ((4000, 3000), 1600, (1600, 1200)),
        ((3000, 4000), 800, (600, 800)),
        ((1600, 1), 1600, (1600, 1)),
        ((60_000, 2), 400, (400, 1)),
        ((300, 200), 400, (300, 200)),
    ],
)
def test_the_longest_edge_is_bound_and_nothing_grows(
    size: tuple[int, int], edge: int, expected: tuple[int, int]
) -> None:
    assert fit(*size, edge) == expected


@pytest.mark.parametrize(
    ("size", "ratio", "box"),
    [
        ((1600, 1200), 1.0, (200, 0, 1400, 1200)),
        ((1200, 1600), 1.0, (0, 200, 1200, 1400)),
        ((1600, 1200), 4 / 5, (320, 0, 1280, 1200)),
        ((1, 1600), 16 / 9, (0, 799, 1, 800)),
    ],
)
def test_a_crop_is_centred_and_as_large_as_it_can_be(
    size: tuple[int, int], ratio: float, box: tuple[int, int, int, int]
) -> None:
    assert centre_box(*size, ratio) == box


def test_every_size_comes_in_both_formats() -> None:
    assert sorted(rules.rendition_names()) == ["l.jpg", "l.webp", "m.jpg", "m.webp", "s.jpg", "s.webp"]
