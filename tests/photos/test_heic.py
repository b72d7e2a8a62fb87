"""HEIC from phones and from nobody honest, through the same limited child as every other picture."""

import io
import json
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from portal.photos import sandbox
from portal.photos.rules import CAPS, Kind
from portal.photos.sandbox import Failed, Processed
from tests.factories import heics, pictures
from tests.photos.metadata import extras
from tests.photos.test_imaging import assert_scene, corners, with_alpha


def run(data: bytes, folder: Path) -> Processed:
    (folder / "original").write_bytes(data)
    return sandbox.process(folder / "original", folder / "out")


def failure(data: bytes, folder: Path) -> Failed:
    with pytest.raises(Failed) as caught:
        run(data, folder)
    assert list((folder / "out").iterdir()) == []
    return caught.value


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright_bare_and_with_its_evidence(orientation: int, tmp_path: Path) -> None:
    done = run(heics.phone_heic(1000, 600, orientation), tmp_path)
    assert (done.kind, done.width, done.height) == (Kind.HEIC, 1000, 600)
    for name, rendition in done.renditions.items():
        data = (tmp_path / "out" / name).read_bytes()
        with Image.open(io.BytesIO(data)) as image:
            assert image.size == (rendition.width, rendition.height)
            assert_scene(image)
        assert extras(data) == []
        assert b"iPhone" not in data
    assert (done.evidence.latitude, done.evidence.longitude) == pictures.PLACE
    assert done.evidence.model == "iPhone 15"
    assert done.evidence.taken_at is not None


@pytest.mark.parametrize(
    ("picture", "left", "right"),
    [
        (with_alpha(pictures.scene(400, 400)), (255, 255, 255), pictures.CORNERS["top_right"]),
        (pictures.scene(400, 400).convert("L"), (86, 86, 86), (106, 106, 106)),
        (with_alpha(pictures.scene(4000, 400)), (255, 255, 255), pictures.CORNERS["top_right"]),
    ],
    ids=["alpha", "grey", "alpha-shrunk"],
)
def test_every_kind_of_pixel_becomes_colour_on_white(
    picture: Image.Image, left: tuple[int, ...], right: tuple[int, ...], tmp_path: Path
) -> None:
    run(heics.heic_of(picture), tmp_path)
    with Image.open(tmp_path / "out" / "l.jpg") as image:
        assert image.mode == "RGB"
        seen = corners(image)
    for spot, expected in (("top_left", left), ("top_right", right)):
        assert max(abs(a - b) for a, b in zip(seen[spot], expected, strict=True)) <= 30, (spot, seen[spot])


def test_ten_bits_a_colour(tmp_path: Path) -> None:
    pixel = struct.pack("<3H", 0x8000, 0x4000, 0xC000)
    data = heics.raw_heic("RGB;16", (200, 100), pixel * 20_000)
    colour = run(data, tmp_path).colour
    assert all(abs(int(colour[n : n + 2], 16) - want) <= 6 for n, want in ((1, 0x80), (3, 0x40), (5, 0xC0))), colour


def test_of_a_burst_the_picture_its_phone_chose_is_shown(tmp_path: Path) -> None:
    other = Image.new("RGB", (400, 400), "black")
    for number, data in enumerate(
        (heics.several(pictures.scene(400, 400), other), heics.several(other, pictures.scene(400, 400), primary=1))
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        run(data, folder)
        assert_scene(Image.open(folder / "out" / "l.jpg"))


def test_a_thumbnail_of_something_else_is_never_shown(tmp_path: Path) -> None:
    run(heics.heic_of(pictures.scene(1000, 600), thumbnails=[200]), tmp_path)
    assert_scene(Image.open(tmp_path / "out" / "s.jpg"))


def test_tiles_are_put_together(tmp_path: Path) -> None:
    done = run(heics.heic_of(pictures.scene(1300, 700), tile_size=256), tmp_path)
    assert (done.width, done.height) == (1300, 700)
    assert_scene(Image.open(tmp_path / "out" / "m.webp"))


def test_a_48_megapixel_photo_of_192_tiles_stays_within_time_and_memory(tmp_path: Path) -> None:
    tile = heics.heic_of(pictures.scene(512, 512))
    done = run(heics.tiled(tile, 16, 12, 8064, 6048), tmp_path)
    assert (done.width, done.height) == (8064, 6048)
    assert done.peak_kb * 1024 <= CAPS.memory_bytes["heic"]
    with Image.open(tmp_path / "out" / "l.jpg") as image:
        assert image.size == (1600, 1200)
        assert corners(image) != {}


HOSTILE = {
    "huge": heics.crafted((65_535, 65_535)),
    "one-row": heics.crafted((2**31, 1)),
    "just-over": heics.crafted((8_001, 8_000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_size_over_the_cap_is_never_decoded(name: str, tmp_path: Path) -> None:
    failed = failure(HOSTILE[name], tmp_path)
    assert (failed.code, failed.again) == ("too_many_pixels", False)


def liar(width: int, height: int) -> bytes:
    """A true picture of 640 × 480 whose description claims another size."""
    data = heics.phone_heic()
    return data.replace(struct.pack(">II", 640, 480), struct.pack(">II", width, height))


BROKEN = {
    "no-pixels": heics.crafted(),
    "no-tiles": heics.crafted(kind=b"grid"),
    "tiles-missing": heics.crafted(kind=b"grid", items=5, made_of={1: [2, 3, 4, 5]}),
    "itself": heics.crafted(kind=b"grid", made_of={1: [1]}),
    "circle": heics.crafted(kind=b"grid", items=3, made_of={1: [2], 2: [3], 3: [1]}),
    "thousands": heics.crafted(items=4000, kind=b"grid", made_of={1: list(range(2, 4000))}),
    "hundreds": heics.crafted(items=900, kind=b"grid", made_of={1: list(range(2, 900))}),
    "cut": heics.phone_heic(1000, 600)[:-2000],
    "cut-tiles": heics.heic_of(pictures.scene(1300, 700), tile_size=256)[:-2000],
    "noise": heics.phone_heic()[:-3000] + bytes(range(256)) * 12,
    "grid-too-large": heics.tiled(heics.heic_of(pictures.scene(64, 64)), 2, 2, 8000, 6000),
    "html": heics.ftyp() + b"<!doctype html><script>alert(1)</script>" * 50,
    "film": heics.ftyp(b"heic", b"mp42") + heics.box(b"moov", bytes(500)),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_whole_picture_is_told_by_name(name: str, tmp_path: Path) -> None:
    failed = failure(BROKEN[name], tmp_path)
    assert (failed.code, failed.again) == ("broken", False)


@pytest.mark.parametrize(("width", "height"), [(64, 48), (6400, 4800)])
def test_a_size_that_is_a_lie_shows_nothing(width: int, height: int, tmp_path: Path) -> None:
    failed = failure(liar(width, height), tmp_path)
    assert failed.code in ("broken", "too_heavy")


def test_what_hangs_on_a_true_picture_stays_behind(tmp_path: Path) -> None:
    script = b"<script>alert(1)</script>"
    for name in run(heics.phone_heic() + script + pictures.phone_jpeg(), tmp_path).renditions:
        assert script not in (tmp_path / "out" / name).read_bytes()


def test_damage_anywhere_never_ends_the_server(tmp_path: Path) -> None:
    """Sixty files with a damaged stretch each: every one gives a picture or a reason."""
    data = heics.phone_heic(320, 240)
    said = set()
    for at in range(0, len(data), len(data) // 60):
        try:
            said.add(run(data[:at] + b"\xff\xff\xff\xff" + data[at + 4 :], tmp_path).kind)
        except Failed as failed:
            said.add(failed.code)
        shutil.rmtree(tmp_path / "out")
    assert said <= {"heic", "broken", "too_many_pixels", "too_heavy"}
    assert {"heic", "broken"} <= said


@pytest.mark.parametrize("user", ["root", "nobody"])
def test_the_limits_leave_the_decoder_what_it_needs(user: str, tmp_path: Path) -> None:
    """Root may start threads under any limit, so the child is also run as somebody else."""
    if user == "nobody" and os.geteuid() != 0:
        user = "root"
    original, out = tmp_path / "original", tmp_path / "out"
    original.write_bytes(heics.heic_of(pictures.scene(1300, 700), tile_size=256))
    out.mkdir()
    start = sandbox._START.replace("main(folder)", "DROP\nmain(folder)").replace(
        "DROP", "import os, _strptime; os.setuid(65534)" if user == "nobody" else "pass"
    )
    for folder in (tmp_path, *tmp_path.parents):
        if folder.owner() == "root" and str(folder).startswith("/tmp/"):
            folder.chmod(0o755)
    out.chmod(0o777)
    command = [sys.executable, "-I", "-S", "-c", start]
    command += [":".join(sandbox._libraries()), str(sandbox._PORTAL), str(out), "portal.photos.heic"]
    with original.open("rb") as source:
        done = subprocess.run(command, stdin=source, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["kind"] == "heic"
    assert len(list(out.iterdir())) == 6
