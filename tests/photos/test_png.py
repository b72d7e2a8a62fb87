import io
import struct
import zlib

import pytest
from PIL import Image

from portal.photos import colours, png
from portal.photos.rules import sniff_file
from tests.factories import kinds, pictures, profiles
from tests.factories.pictures import chunk, png_of, scene


def decoded(data: bytes) -> Image.Image:
    fh = io.BytesIO(data)
    return png.decoded(fh, sniff_file(fh, len(data)))


def profile(*chunks: bytes) -> bytes | None:
    found = decoded(kinds.after_head(png_of(scene()), *chunks)).info["icc_profile"]
    assert found is None or isinstance(found, bytes)
    return found


P3 = chunk(b"iCCP", b"Display P3\0\0" + zlib.compress(profiles.P3))
CODE_POINTS = chunk(b"cICP", b"\x09\x0d\0\x01")
SRGB = chunk(b"sRGB", b"\0")
GAMMA = chunk(b"gAMA", struct.pack(">I", 100_000))
WIDE = chunk(b"cHRM", struct.pack(">8I", 31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000))


def test_code_points_go_before_a_profile_before_srgb_before_a_gamma() -> None:
    assert profile(P3, SRGB, GAMMA) == profiles.P3
    assert profile(GAMMA, P3, CODE_POINTS) not in (None, profiles.P3)
    assert profile(SRGB, GAMMA, WIDE) is None
    assert profile(GAMMA) not in (None, profile(GAMMA, WIDE))
    assert profile(WIDE) is None


@pytest.mark.parametrize(
    "broken",
    [
        chunk(b"iCCP", b"name\0\0no zlib"),
        chunk(b"iCCP", b"x" * 500),
        chunk(b"iCCP", b""),
        GAMMA[:-1] + b"\0",
        chunk(b"gAMA", b"\0"),
        chunk(b"cICP", b"\x0c"),
        chunk(b"gAMA", struct.pack(">I", 0)),
    ],
)
def test_what_cannot_be_read_of_the_colours_is_ignored(broken: bytes) -> None:
    assert profile(broken) is None


def test_a_profile_that_unpacks_to_a_bomb_is_not_unpacked() -> None:
    found = profile(chunk(b"iCCP", b"bomb\0\0" + zlib.compress(bytes(50_000_000))))
    assert found is not None
    assert len(found) == colours.MAX_PROFILE + 1


def test_a_large_one_is_shrunk_as_it_is_looked_at() -> None:
    picture = decoded(png_of(scene(4000, 3000)))
    assert picture.size == (2000, 1500)
    assert picture.getpixel((500, 375)) == pictures.CORNERS["top_left"]


@pytest.mark.parametrize("missing", [1, 12, 16, 20])
def test_a_missing_end_costs_nothing(missing: int) -> None:
    data = png_of(kinds.photo())
    assert decoded(data[:-missing]).tobytes() == decoded(data).tobytes()


@pytest.mark.parametrize("pieces", [1, 3])
def test_a_wrong_checksum_over_the_pixels_costs_nothing(pieces: int) -> None:
    assert decoded(kinds.wrong_sum(pieces)).tobytes() == decoded(png_of(scene())).tobytes()
