"""Colour profiles for tests, made from the one that lcms draws for sRGB, and pictures that mean the scene in them."""

import io
import struct

from PIL import Image, ImageCms

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
# D50 colorants as Apple, Adobe and the ROMM standard print them
P3_COLORANTS = ((0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407))
ADOBE_COLORANTS = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))


def with_tags(profile: bytes, **bodies: bytes) -> bytes:
    """The profile with the bodies of some tags replaced by shorter or equally long ones."""
    changed = bytearray(profile)
    for n in range(struct.unpack_from(">I", profile, 128)[0]):
        name, offset, size = struct.unpack_from(">4sII", profile, 132 + 12 * n)
        body = bodies.get(name.decode())
        if body is not None:
            assert len(body) <= size
            changed[offset : offset + size] = body.ljust(size, b"\0")
    return bytes(changed)


def _fixed(*values: float) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(65536 * value) for value in values))


def _curves(gamma: float) -> dict[str, bytes]:
    return dict.fromkeys(("rTRC", "gTRC", "bTRC"), b"para\0\0\0\0\0\0\0\0" + _fixed(gamma))


def _colorants(values: tuple[tuple[float, ...], ...]) -> dict[str, bytes]:
    return {f"{n}XYZ": b"XYZ \0\0\0\0" + _fixed(*row) for n, row in zip("rgb", values, strict=True)}


P3 = with_tags(SRGB, **_colorants(P3_COLORANTS))  # still called "sRGB built-in" inside
ADOBE = with_tags(SRGB, **_colorants(ADOBE_COLORANTS), **_curves(2.19921875))
LINEAR = with_tags(SRGB, **_curves(1.0))
SWAPPED = with_tags(SRGB, **_colorants((P3_COLORANTS[1], P3_COLORANTS[0], P3_COLORANTS[2])))
GREY_LINEAR = (
    struct.pack(">I4sI4s4s4s12x4s28x", 192, b"\0" * 4, 0x04200000, b"mntr", b"GRAY", b"XYZ ", b"acsp")
    + _fixed(0.9642, 1.0, 0.8249)
).ljust(128, b"\0") + (
    struct.pack(">I4sII4sII", 2, b"wtpt", 156, 20, b"kTRC", 176, 16)
    + b"XYZ \0\0\0\0"
    + _fixed(0.9642, 1.0, 0.8249)
    + b"para\0\0\0\0\0\0\0\0"
    + _fixed(1.0)
)[:64]


def meant(picture: Image.Image, profile: bytes) -> Image.Image:
    """The numbers that an sRGB picture has in the colours of a profile."""
    target = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    return ImageCms.profileToProfile(picture, ImageCms.createProfile("sRGB"), target, outputMode="RGB")


def ink(lab: dict[tuple[int, int, int, int], tuple[int, int, int]]) -> bytes:
    """A profile of a printing press: the Lab colour (each 0–255 as lut8 has it) of some of the 16 full inks."""
    nodes = [(c, m, y, k) for c in (0, 1) for m in (0, 1) for y in (0, 1) for k in (0, 1)]
    grid = b"".join(bytes(lab.get(node, (128, 128, 128))) for node in nodes)
    ramp = bytes(range(256))
    lut = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + _fixed(1, 0, 0, 0, 1, 0, 0, 0, 1) + ramp * 4 + grid + ramp * 3
    head = struct.pack(">I4sI4s4s4s12x4s28x", 144 + len(lut), b"\0" * 4, 0x02400000, b"prtr", b"CMYK", b"Lab ", b"acsp")
    head += _fixed(0.9642, 1.0, 0.8249)
    return head.ljust(128, b"\0") + struct.pack(">I4sII", 1, b"A2B0", 144, len(lut)) + lut
