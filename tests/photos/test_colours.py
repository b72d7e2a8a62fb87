import io

import pytest
from PIL import Image, ImageCms

from portal.photos import colours
from tests.factories import profiles

PIXEL = (200, 60, 90)


def shown(pixel: tuple[int, ...] | int, profile: bytes | None, mode: str = "RGB") -> tuple[int, ...]:
    found = colours.in_srgb(Image.new(mode, (8, 8), pixel), profile)
    assert found.mode == "RGB"
    return found.getpixel((3, 3))  # type: ignore[return-value]


def by_library(pixel: tuple[int, ...], profile: bytes) -> tuple[int, ...]:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    picture = ImageCms.profileToProfile(Image.new("RGB", (8, 8), pixel), source, ImageCms.createProfile("sRGB"))
    assert picture is not None
    return picture.getpixel((3, 3))  # type: ignore[return-value]


@pytest.mark.parametrize("name", ["P3", "ADOBE", "LINEAR", "SWAPPED"])
def test_a_profile_is_obeyed_although_it_is_called_srgb(name: str) -> None:
    profile = getattr(profiles, name)
    assert "sRGB".encode("utf-16-be") in profile
    assert shown(PIXEL, profile) == by_library(PIXEL, profile) != PIXEL


def test_srgb_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = []
    real = ImageCms.applyTransform
    monkeypatch.setattr(
        ImageCms, "applyTransform", lambda picture, *rest: looked_at.append(picture) or real(picture, *rest)
    )
    assert shown(PIXEL, profiles.SRGB) == PIXEL
    assert [picture.size for picture in looked_at] == [(472, 1)], "only the samples were converted"


def test_grey_follows_profiles_of_grey_and_of_colours() -> None:
    assert shown(55, profiles.GREY_LINEAR, "L")[0] == pytest.approx(128, abs=2)
    assert shown(55, profiles.LINEAR, "L")[0] == pytest.approx(128, abs=2)
    assert shown(55, profiles.SRGB, "L") == (55, 55, 55)


def test_ink_follows_the_profile_of_its_press() -> None:
    press = profiles.ink({(0, 0, 0, 0): (255, 128, 128), (1, 0, 0, 0): (150, 90, 70)})
    assert shown((255, 0, 0, 0), press, "CMYK") == (0, 129, 241)
    assert shown((0, 0, 0, 0), press, "CMYK") == (255, 255, 255)
    assert shown((255, 0, 0, 0), None, "CMYK") == (0, 255, 255)


@pytest.mark.parametrize(
    "profile",
    [
        None,
        b"",
        b"sRGB" * 100,
        profiles.P3[:300],
        profiles.ADOBE[:-20],
        profiles.P3[:128] + b"\xff\xff\xff\xff" + profiles.P3[132:],
        profiles.GREY_LINEAR,
        profiles.ink({}),
        ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes(),
        profiles.P3 + bytes(colours.MAX_PROFILE),
    ],
)
def test_a_profile_that_is_broken_too_long_or_of_other_colours_is_ignored(profile: bytes | None) -> None:
    assert shown(PIXEL, profile) == PIXEL
