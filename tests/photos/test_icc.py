import pytest
from PIL import Image

from portal.photos import colours, icc
from tests.factories import profiles


def shown(profile: bytes | None) -> tuple[int, ...]:
    return colours.in_srgb(Image.new("RGB", (8, 8), (200, 60, 90)), profile).getpixel((3, 3))  # type: ignore[return-value]


def test_code_points_mean_what_the_printed_profiles_mean() -> None:
    assert shown(icc.of_code_points(12, 13)) == shown(profiles.P3)
    assert shown(icc.of_code_points(1, 8)) == shown(profiles.LINEAR)
    wide, narrow = shown(icc.of_code_points(9, 13)), shown(icc.of_code_points(12, 13))
    assert wide[0] > narrow[0] > 200


@pytest.mark.parametrize("points", [(1, 13), (1, 1), (2, 2), (0, 0), (1, 6), (255, 255), (65535, 16)])
def test_code_points_of_srgb_and_unknown_ones_need_no_profile(points: tuple[int, int]) -> None:
    assert icc.of_code_points(*points) is None


@pytest.mark.parametrize("number", icc.PRIMARIES)
def test_white_stays_white(number: int) -> None:
    white = colours.in_srgb(Image.new("RGB", (8, 8), "white"), icc.of_code_points(number, 13))
    assert min(white.getpixel((3, 3))) >= 254  # type: ignore[arg-type]


def test_a_gamma_makes_a_profile_unless_it_is_srgbs() -> None:
    assert shown(icc.of_gamma(1.0)) == shown(profiles.LINEAR)
    assert icc.of_gamma(0.45455) is None
    assert shown(icc.of_gamma(0.45455, icc.PRIMARIES[12])) == shown(profiles.P3)


@pytest.mark.parametrize("gamma", [0.0, 0.00001, 42_949.0])
def test_a_gamma_that_cannot_be_is_ignored(gamma: float) -> None:
    assert icc.of_gamma(gamma) is None


@pytest.mark.parametrize(
    "primaries",
    [
        icc.Primaries((0.3, 0.0), (0.64, 0.33), (0.3, 0.6), (0.15, 0.06)),
        icc.Primaries((0.3, 0.3), (0.3, 0.3), (0.3, 0.3), (0.3, 0.3)),
    ],
)
def test_primaries_that_span_no_colours_are_ignored(primaries: icc.Primaries) -> None:
    assert icc.of_gamma(1.0, primaries) is None


def test_primaries_that_no_light_has_make_a_profile_that_can_be_read() -> None:
    profile = icc.of_gamma(1.0, icc.Primaries((0.3, 0.3), (42_949.0, 0.00001), (0.3, 0.6), (0.15, 0.06)))
    assert shown(profile) != (200, 60, 90)
