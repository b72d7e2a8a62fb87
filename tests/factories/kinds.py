"""One file of every kind that phones, messengers, screens and cameras hand over, and what must become of it.

`docs/pictures.md` is this table; all but the refused ones show the scene of tests.factories.pictures, upright.
"""

import io
import itertools
import struct
import zlib
from collections.abc import Callable
from typing import NamedTuple

from PIL import Image

from tests.factories import heics, pictures, profiles
from tests.factories.pictures import chunk, jpeg_of, png_of, scene, webp_of

SHOWN = "shown"
GREY = "shown in grey"
HALF = "shown, white where it is transparent"
GREY_HALF = "shown in grey, white where it is transparent"
TILED = "shown, its average colour right"  # its tiles repeat the scene
FILM = heics.box(b"ftyp", b"isom", bytes(4), b"mp42") + heics.box(b"moov", bytes(900))


class Kind(NamedTuple):
    """`fate` is one of the above, or the code of photos.words that says why the file is refused."""

    name: str
    make: Callable[[], bytes]
    fate: str = SHOWN
    later: bool = False  # refused only once it is decoded


def with_alpha(picture: Image.Image) -> Image.Image:
    """The picture with its left half transparent."""
    alpha = Image.new("L", picture.size, 255)
    alpha.paste(0, (0, 0, picture.width // 2, picture.height))
    picture.putalpha(alpha)
    return picture


def photo(width: int = 640, height: int = 480) -> Image.Image:
    """The scene with so much grain that its coded pixels have an honest size."""
    grain = Image.effect_noise((width, height), 12).convert("RGB")
    return Image.blend(scene(width, height), grain, 0.06)


# ---- JPEG ---------------------------------------------------------------------------------------------------------


def before(data: bytes, marker: bytes, stray: bytes) -> bytes:
    """A JPEG with bytes put in before its first segment of that kind."""
    at = data.index(marker)
    return data[:at] + stray + data[at:]


def frame(data: bytes, marker: int | None = None, bits: int = 8) -> bytes:
    """A JPEG whose frame claims another coding or depth."""
    at = data.index(b"\xff\xc0")
    return data[:at] + bytes([0xFF, marker or 0xC0]) + data[at + 2 : at + 4] + bytes([bits]) + data[at + 5 :]


def cut(data: bytes, share: float) -> bytes:
    """A JPEG of whose coded pixels only that share is there."""
    at = data.index(b"\xff\xda")
    return data[: at + int((len(data) - at) * share)]


def coloured(profile: bytes, save: Callable[..., bytes] = jpeg_of, **options: object) -> bytes:
    return save(profiles.meant(scene(), profile), icc_profile=profile, **options)


JPEGS = [
    Kind("JPEG of a phone, turned by its Exif", lambda: pictures.phone_jpeg(orientation=6)),
    Kind("JPEG, progressive", lambda: jpeg_of(photo(), progressive=True)),
    Kind("JPEG with restart markers", lambda: jpeg_of(photo(), restart_marker_rows=1)),
    Kind("JPEG without chroma subsampling", lambda: jpeg_of(photo(), subsampling=0)),
    Kind("JPEG that keeps RGB", lambda: jpeg_of(photo(), keep_rgb=True)),
    Kind("JPEG in grey", lambda: jpeg_of(scene().convert("L")), GREY),
    Kind("JPEG in ink colours (CMYK, Adobe)", lambda: jpeg_of(scene().convert("CMYK"))),
    Kind("Motion photo: JPEG with a film behind it", lambda: pictures.phone_jpeg() + FILM),
    Kind("JPEG with a list of pictures (MPF) and a second one", lambda: pictures.phone_jpeg() + jpeg_of(photo(64, 48))),
    Kind("JPEG with 64 kB of zeros behind it", lambda: pictures.phone_jpeg() + bytes(65_536)),
    Kind("JPEG without its last byte", lambda: jpeg_of(photo())[:-1]),
    Kind("JPEG without its end marker", lambda: jpeg_of(photo())[:-2]),
    Kind("JPEG without its end marker, with a film behind it", lambda: jpeg_of(photo())[:-2] + FILM),
    Kind("JPEG with zeros in place of its end", lambda: jpeg_of(photo())[:-40] + bytes(65_536)),  # a full phone
    Kind("JPEG, progressive, without its end marker", lambda: jpeg_of(photo(), progressive=True)[:-2]),
    Kind("JPEG, progressive, cut in its last scan", lambda: jpeg_of(photo(), progressive=True)[:-4000]),
    Kind("JPEG with restart markers, without its end", lambda: jpeg_of(photo(), restart_marker_rows=1)[:-2]),
    Kind("JPEG that lost part of its last row of blocks", lambda: cut(jpeg_of(photo()), 0.985)),
    Kind("JPEG with stray bytes between its segments", lambda: before(jpeg_of(photo()), b"\xff\xdb", b"\x00\x17")),
    Kind("JPEG with a stray FF 00", lambda: before(jpeg_of(photo()), b"\xff\xc4", b"\xff\x00\xff\x00")),
    Kind("JPEG with fill bytes", lambda: before(jpeg_of(photo()), b"\xff\xc0", b"\xff\xff\xff")),
    Kind("JPEG in sRGB", lambda: jpeg_of(scene(), icc_profile=profiles.SRGB)),
    Kind("JPEG in Display P3", lambda: coloured(profiles.P3)),
    Kind("JPEG in Adobe RGB", lambda: coloured(profiles.ADOBE)),
    Kind("JPEG in linear light", lambda: coloured(profiles.LINEAR, quality=98, subsampling=0)),
    Kind("JPEG with a broken colour profile", lambda: jpeg_of(scene(), icc_profile=b"sRGB" * 50)),
    Kind("JPEG that is cut in half", lambda: cut(jpeg_of(photo()), 0.5), "broken", later=True),
    Kind("JPEG cut in half with an end marker", lambda: cut(jpeg_of(photo()), 0.5) + b"\xff\xd9", "broken", later=True),
    Kind(
        "JPEG, progressive, cut before its last scan",
        lambda: cut(jpeg_of(photo(), progressive=True), 0.2),
        "broken",
        later=True,
    ),
    Kind("JPEG with 12 bits", lambda: frame(jpeg_of(scene()), bits=12), "rare_jpeg"),
    Kind("JPEG with arithmetic coding", lambda: frame(jpeg_of(scene()), 0xC9), "rare_jpeg"),
    Kind("JPEG, lossless", lambda: frame(jpeg_of(scene()), 0xC3), "rare_jpeg"),
    Kind("JPEG with too many pixels", lambda: pictures.lying_jpeg(20_000, 10_001), "too_many_pixels"),
]

# ---- PNG and WebP -------------------------------------------------------------------------------------------------


ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
WRONG = chunk(b"tRNS", struct.pack(">3H", *pictures.CORNERS["top_left"]))[:-1] + b"\0"  # red would be transparent
BLACK = Image.new("RGB", (640, 480))


def interlaced(width: int = 320, height: int = 240) -> bytes:
    """An Adam7 PNG, which Pillow does not write."""
    picture, rows = scene(width, height), b""
    for left, top, across, down in ADAM7:
        for y in range(top, height, down):
            rows += b"\0" + b"".join(bytes(picture.getpixel((x, y))) for x in range(left, width, across))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 1))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def after_head(data: bytes, *chunks: bytes) -> bytes:
    """A PNG with chunks put in right after its header."""
    return data[:33] + b"".join(chunks) + data[33:]


def by_chunk(profile: bytes, name: bytes, body: bytes) -> bytes:
    """A PNG in the colours of a profile that it names by a chunk of numbers."""
    return after_head(png_of(profiles.meant(scene(), profile)), chunk(name, body))


def grey16() -> bytes:
    wide = scene().convert("L").convert("I").point(lambda level: level * 257)
    return png_of(wide.convert("I;16"))


def wrong_sum(pieces: int = 1) -> bytes:
    """A whole PNG whose pixels are packed with a wrong checksum, in so many chunks and an empty one."""
    picture = scene()
    wide = 3 * picture.width
    rows = b"".join(b"\0" + picture.tobytes()[at : at + wide] for at in range(0, wide * picture.height, wide))
    packed = zlib.compress(rows)[:-4] + b"\1\2\3\4"
    cuts = [len(packed) * n // pieces for n in range(pieces + 1)]
    chunks = [chunk(b"IDAT", packed[start:end]) for start, end in itertools.pairwise(cuts)]
    return png_of(picture)[:33] + b"".join(chunks) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


PNGS = [
    Kind("PNG with Exif that turns it", lambda: pictures.phone_png(orientation=8)),
    Kind("PNG with a palette", lambda: png_of(scene().quantize(8))),
    Kind("PNG with transparency", lambda: png_of(with_alpha(scene())), HALF),
    Kind("PNG in grey with transparency", lambda: png_of(with_alpha(scene().convert("L"))), GREY_HALF),
    Kind("PNG with 16 bits of grey", grey16, GREY),
    Kind("PNG, interlaced", interlaced),
    Kind("PNG that moves (APNG)", lambda: png_of(scene(), save_all=True, append_images=[BLACK])),
    Kind("PNG with a file behind it", lambda: pictures.phone_png() + FILM),
    Kind("PNG without its end chunk", lambda: png_of(scene())[:-12]),
    Kind("PNG with a wrong checksum beside its pixels", lambda: after_head(png_of(scene()), WRONG)),
    Kind("PNG with a wrong checksum over its pixels", wrong_sum),
    Kind("PNG in Display P3", lambda: coloured(profiles.P3, png_of)),
    Kind("PNG in Display P3 by code points", lambda: by_chunk(profiles.P3, b"cICP", b"\x0c\x0d\0\x01")),
    Kind("PNG in linear light by its gamma", lambda: by_chunk(profiles.LINEAR, b"gAMA", struct.pack(">I", 100_000))),
    Kind("Long screenshot, PNG of 39 MP", lambda: png_of(scene(1440, 27_000), compress_level=1)),
    Kind("PNG that is cut in half", lambda: png_of(photo())[:200_000], "broken", later=True),
    Kind("PNG with too many pixels", lambda: pictures.png_bomb(9_000, 4_500), "too_many_pixels"),
]

WEBPS = [
    Kind("WebP", lambda: pictures.phone_webp(orientation=6)),
    Kind("WebP, lossless", lambda: pictures.phone_webp(lossless=True)),
    Kind("WebP with transparency", lambda: webp_of(with_alpha(scene()), quality=90), HALF),
    Kind("WebP that moves", lambda: webp_of(scene(), save_all=True, append_images=[BLACK], quality=90)),
    Kind("WebP in Display P3", lambda: coloured(profiles.P3, webp_of, quality=95)),
    Kind("WebP that is cut off", lambda: pictures.phone_webp()[:-200], "broken"),
]

# ---- HEIC ---------------------------------------------------------------------------------------------------------


def grey10() -> bytes:
    pixels = scene().convert("L").tobytes()
    return heics.raw_heic("I;16", (640, 480), b"".join(struct.pack("<H", level * 257) for level in pixels))


def deep() -> bytes:
    pixels = scene().tobytes()
    return heics.raw_heic("RGB;16", (640, 480), b"".join(struct.pack("<H", level * 257) for level in pixels))


def code_points() -> bytes:
    return heics.heic_of(profiles.meant(scene(), profiles.P3), color_primaries=12, transfer_characteristics=13)


HEICS = [
    Kind("HEIC of a phone, turned", lambda: heics.phone_heic(orientation=6)),
    Kind("HEIC of tiles", lambda: heics.heic_of(scene(1300, 700), tile_size=256)),
    Kind(
        "HEIC in Display P3", lambda: coloured(profiles.P3, lambda p, icc_profile: heics.heic_of(_with(p, icc_profile)))
    ),
    Kind("HEIC in Display P3 by code points", code_points),
    Kind("HEIC with 10 bits", deep),
    Kind("HEIC with 10 bits of grey", grey10, GREY),
    Kind("HEIC with transparency", lambda: heics.heic_of(with_alpha(scene())), HALF),
    Kind("HEIC with several pictures", lambda: heics.several(scene(), BLACK)),
    Kind("HEIC panorama of 59 MP", lambda: panorama(16_382, 3_628), TILED),
    Kind("HEIC that is cut off", lambda: heics.phone_heic()[:-500], "broken"),
    Kind("HEIC that holds a JPEG", lambda: heics.crafted(kind=b"jpeg"), "rare_heic"),
    Kind("HEIC that holds an AVIF", lambda: heics.crafted(kind=b"av01"), "avif"),
    Kind("HEIC with too many pixels", lambda: heics.crafted((8_001, 8_000)), "too_many_pixels"),
]


def _with(picture: Image.Image, profile: bytes) -> Image.Image:
    picture.info["icc_profile"] = profile
    return picture


def panorama(width: int, height: int) -> bytes:
    """A grid of tiles that each show the whole scene."""
    return heics.tiled(heics.heic_of(scene(512, 512)), -(-width // 512), -(-height // 512), width, height)


# ---- what is refused ----------------------------------------------------------------------------------------------


def saved(name: str) -> bytes:
    file = io.BytesIO()
    scene(64, 48).save(file, name)
    return file.getvalue()


OTHERS = [
    Kind("GIF", lambda: saved("GIF"), "gif"),
    Kind("AVIF", lambda: heics.crafted(head=heics.ftyp(b"avif", b"mif1", b"avif")), "avif"),
    Kind("AVIF that calls itself HEIF", lambda: heics.crafted(head=heics.ftyp(b"mif1", b"mif1", b"avif")), "avif"),
    Kind("BMP", lambda: saved("BMP"), "bmp"),
    Kind("TIFF", lambda: saved("TIFF"), "tiff"),
    Kind("Raw photo (DNG)", lambda: b"II*\0\x08\0\0\0" + bytes(500), "tiff"),
    Kind("SVG", lambda: b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
    Kind("PDF", lambda: b"%PDF-1.7\n" + bytes(500), "pdf"),
    Kind("MP4", lambda: FILM, "video"),
    Kind("Film of an iPhone (MOV)", lambda: heics.ftyp(b"qt  ", b"qt  ") + bytes(500), "video"),
    Kind("Film without a brand", lambda: heics.box(b"moov", bytes(500)), "video"),
    Kind("WebM", lambda: b"\x1aE\xdf\xa3" + bytes(500), "video"),
    Kind("Document of Word", lambda: b"PK\x03\x04" + bytes(500), "archive"),
    Kind("Photoshop", lambda: b"8BPS\0\1" + bytes(500), "editor"),
    Kind("JPEG XL", lambda: b"\xff\x0a" + bytes(500), "new_format"),
    Kind("JPEG 2000", lambda: b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(500), "new_format"),
    Kind("Text", lambda: b"Foto ada di WA\n", "not_image"),
    Kind("Page of a web site", lambda: b"<!doctype html><title>Foto</title>", "not_image"),
    Kind("Picture with a blank before it", lambda: b" " + jpeg_of(scene()), "not_image"),
    Kind("Empty file", lambda: b"", "empty"),
]

KINDS = [*JPEGS, *PNGS, *WEBPS, *HEICS, *OTHERS]
