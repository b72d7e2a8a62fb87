"""Build an ICC profile from code points, or from gamma and primaries, of a file without one.

Pure. Layout: ICC.1:2022, 7 (header, tags) and 8.3 (display profiles); code points: ITU-T H.273, tables 2 and 3.
"""

import struct
from typing import Final, NamedTuple

Matrix = tuple[tuple[float, ...], ...]


class Primaries(NamedTuple):
    """CIE 1931 x and y of white and of the three primaries."""

    white: tuple[float, float]
    red: tuple[float, float]
    green: tuple[float, float]
    blue: tuple[float, float]


D65: Final = (0.3127, 0.3290)
SRGB: Final = Primaries(D65, (0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
# by code point; those that are missing are shown as sRGB
PRIMARIES: Final = {
    4: Primaries((0.310, 0.316), (0.67, 0.33), (0.21, 0.71), (0.14, 0.08)),
    5: Primaries(D65, (0.64, 0.33), (0.29, 0.60), (0.15, 0.06)),
    6: Primaries(D65, (0.630, 0.340), (0.310, 0.595), (0.155, 0.070)),
    9: Primaries(D65, (0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    11: Primaries((0.314, 0.351), (0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    12: Primaries(D65, (0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),  # Display P3: iPhones
}
GAMMAS: Final = {4: 2.2, 5: 2.8, 8: 1.0}  # by code point; other transfers are shown with sRGB's curve, as browsers do
NEAR_SRGB: Final = (0.44, 0.47)  # a PNG's gamma of 1 / 2.2 is how old programs spelled sRGB

_D50: Final = (0.9642, 1.0, 0.8249)
_BRADFORD: Final = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))
_SRGB_CURVE: Final = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def of_code_points(primaries: int, transfer: int) -> bytes | None:
    """The profile of `nclx` or `cICP` code points; None where that is sRGB or unknown."""
    if primaries not in PRIMARIES and transfer not in GAMMAS:
        return None
    return profile(PRIMARIES.get(primaries, SRGB), GAMMAS.get(transfer))


def of_gamma(file_gamma: float, primaries: Primaries = SRGB) -> bytes | None:
    """The profile of a PNG's gAMA and cHRM; None where that is sRGB or no colour can be made of it."""
    near_srgb = NEAR_SRGB[0] < file_gamma < NEAR_SRGB[1]
    if not 0.1 <= file_gamma <= 10 or (near_srgb and primaries == SRGB):
        return None
    try:
        return profile(primaries, None if near_srgb else 1 / file_gamma)
    except (ZeroDivisionError, struct.error):  # primaries on one line
        return None


def profile(primaries: Primaries, gamma: float | None = None) -> bytes:
    """A display profile for RGB; without a gamma its curve is sRGB's.

    Raises ZeroDivisionError or struct.error where the primaries span no colours.
    """
    columns = _transposed(_rgb_to_pcs(primaries))
    curve = _curve(gamma)
    tags = {b"wtpt": _xyz(_D50)} | dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), map(_xyz, columns), strict=True))
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    place = 128 + 4 + 12 * len(tags)
    table = struct.pack(">I", len(tags))
    for name, body in tags.items():
        table += struct.pack(">4sII", name, place, len(body))
        place += len(body)
    head = struct.pack(">I4sI4s4s4s12x4s28x", place, b"\0" * 4, 0x04200000, b"mntr", b"RGB ", b"XYZ ", b"acsp")
    head += struct.pack(">3i", *map(_fixed, _D50))
    return head.ljust(128, b"\0") + table + b"".join(tags.values())


def _rgb_to_pcs(primaries: Primaries) -> Matrix:
    """Linear RGB to XYZ as seen under D50."""
    white = _tristimulus(primaries.white)
    columns = _transposed(tuple(map(_tristimulus, primaries[1:])))
    shares = _times(_inverse(columns), white)
    to_xyz = tuple(tuple(value * share for value, share in zip(row, shares, strict=True)) for row in columns)
    from_cone, to_cone = _times(_BRADFORD, white), _times(_BRADFORD, _D50)
    scale = [to / from_ for to, from_ in zip(to_cone, from_cone, strict=True)]
    scaled = tuple(tuple(value * by for value in row) for row, by in zip(_BRADFORD, scale, strict=True))
    return _product(_inverse(_BRADFORD), _product(scaled, to_xyz))


def _tristimulus(xy: tuple[float, float]) -> tuple[float, ...]:
    x, y = xy
    return x / y, 1.0, (1 - x - y) / y


def _curve(gamma: float | None) -> bytes:
    kind, values = (3, _SRGB_CURVE) if gamma is None else (0, (gamma,))
    return struct.pack(f">4s4xHH{len(values)}i", b"para", kind, 0, *map(_fixed, values))


def _xyz(values: tuple[float, ...]) -> bytes:
    return struct.pack(">4s4x3i", b"XYZ ", *map(_fixed, values))


def _fixed(value: float) -> int:
    return round(value * 65536)


def _transposed(matrix: Matrix) -> Matrix:
    return tuple(zip(*matrix, strict=True))


def _times(matrix: Matrix, vector: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)


def _product(one: Matrix, other: Matrix) -> Matrix:
    return _transposed(tuple(_times(one, column) for column in _transposed(other)))


def _inverse(m: Matrix) -> Matrix:
    """Of a matrix of three rows. Raises ZeroDivisionError."""
    (a, b, c), (d, e, f), (g, h, i) = m
    determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    rows = (e * i - f * h, c * h - b * i, b * f - c * e), (f * g - d * i, a * i - c * g, c * d - a * f)
    rows += ((d * h - e * g, b * g - a * h, a * e - b * d),)  # type: ignore[assignment]
    return tuple(tuple(value / determinant for value in row) for row in rows)
