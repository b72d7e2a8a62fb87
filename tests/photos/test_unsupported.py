import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.photos import rules, unsupported
from tests.fuzzing import fuzz


def box(brand: bytes, *compatible: bytes) -> bytes:
    size = 16 + 4 * len(compatible)
    return size.to_bytes(4, "big") + b"ftyp" + brand + b"\0\0\0\0" + b"".join(compatible) + b"avif"


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b"GIF89a", "gif"),
        (b"II*\0", "tiff"),
        (b"PK\x03\x04", "archive"),
        (b"RIFF\0\0\0\0AVI ", "video"),
        (b"\0\0\0\x08wide", "video"),
        (b"\xef\xbb\xbf \n<SVG xmlns", "svg"),
        (b"<html>", "not_image"),
        (b"", "not_image"),
        (box(b"avif"), "avif"),
        (box(b"mif1", b"miaf", b"avis"), "avif"),
        (box(b"mif1", b"miaf"), "not_image"),
        (box(b"qt  "), "video"),  # what follows the box names no brand
    ],
)
def test_a_file_is_known_by_its_first_bytes(head: bytes, code: str) -> None:
    assert unsupported.code_of(head) == code


@fuzz(200)
@given(st.binary(max_size=64) | st.binary(max_size=60).map(lambda rest: b"\0\0\0\x20ftyp" + rest))
def test_every_file_has_a_code_with_a_status_and_a_sentence(head: bytes) -> None:
    assert rules.STATUS[unsupported.code_of(head)] == 415
