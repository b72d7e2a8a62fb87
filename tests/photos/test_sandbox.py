"""The child process with real, honest and hostile files. None of these tests measures time on the clock."""

import json
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from portal.photos import sandbox
from portal.photos.rules import CAPS, Kind, rendition_names
from portal.photos.sandbox import Failed, Processed, process
from tests.factories import heics, pictures
from tests.photos.metadata import extras

WIB = timezone(timedelta(hours=7))


def run(data: bytes, folder: Path) -> Processed:
    original = folder / "original"
    original.write_bytes(data)
    return process(original, folder / "out")


def failure(data: bytes, folder: Path) -> Failed:
    with pytest.raises(Failed) as caught:
        run(data, folder)
    assert list((folder / "out").iterdir()) == [], "a failed picture leaves nothing behind"
    return caught.value


def test_a_phone_photo_becomes_six_bare_files_and_private_evidence(tmp_path: Path) -> None:
    data = pictures.phone_jpeg(1200, 900, orientation=6)
    done = run(data, tmp_path)
    assert (done.width, done.height, done.kind) == (1200, 900, Kind.JPEG)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(rendition_names())
    for name, rendition in done.renditions.items():
        file = (tmp_path / "out" / name).read_bytes()
        assert extras(file) == []
        assert len(file) == rendition.size
    assert done.evidence.taken_at == datetime(2026, 11, 22, 5, 31, tzinfo=WIB)
    assert (done.evidence.latitude, done.evidence.longitude) == pictures.PLACE
    assert (done.evidence.make, done.evidence.model) == ("Samsung", "SM-A155F")
    assert done.evidence.sha256 == sha256(data).hexdigest()
    assert len(done.evidence.dhash) == 16
    assert (tmp_path / "original").read_bytes() == data


def test_it_may_run_again_over_its_own_result(tmp_path: Path) -> None:
    first = run(pictures.phone_jpeg(), tmp_path)
    again = run(pictures.phone_jpeg(), tmp_path)
    assert (again.renditions, again.evidence) == (first.renditions, first.evidence)


def test_the_rest_of_a_killed_worker_is_cleared_away(tmp_path: Path) -> None:
    rest = tmp_path / "out" / ".part-old"
    rest.mkdir(parents=True)
    (rest / "l.jpg").write_bytes(b"half")
    run(pictures.phone_jpeg(), tmp_path)
    assert not rest.exists()


def test_what_hangs_on_a_true_picture_stays_behind(tmp_path: Path) -> None:
    script = b"<script>alert(1)</script>"
    data = (
        pictures.with_segments(pictures.phone_jpeg(), pictures.segment(0xFE, script)) + script + pictures.phone_jpeg()
    )
    for name in run(data, tmp_path).renditions:
        assert script not in (tmp_path / "out" / name).read_bytes()


@pytest.mark.parametrize("kind", ["png", "webp", "heic"])
def test_the_name_of_the_file_means_nothing(kind: str, tmp_path: Path) -> None:
    data = {"png": pictures.phone_png, "webp": pictures.phone_webp, "heic": heics.phone_heic}[kind]()
    original = tmp_path / "photo.jpg"
    original.write_bytes(data)
    assert process(original, tmp_path / "out").kind == kind


def test_three_thousand_exif_segments_do_no_harm(tmp_path: Path) -> None:
    done = run(pictures.many_exif_segments(3000), tmp_path)
    assert (done.width, done.height) == (480, 640)  # turned by the first of them


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture at all",
        heics.crafted(),
        heics.crafted(kind=b"grid", items=3),
        heics.crafted(made_of={1: [1]}),
        heics.phone_heic()[:-500],
        heics.ftyp() + pictures.phone_jpeg(),
        *pictures.polyglots().values(),
        pictures.phone_jpeg(2000, 1500)[:9000],
        pictures.phone_png()[:-60],
        pictures.phone_webp()[:-200],
        pictures.phone_jpeg()[:400] + b"\0" * 10_000,
    ],
)
def test_what_is_no_whole_picture_is_broken(data: bytes, tmp_path: Path) -> None:
    assert (failure(data, tmp_path).code, failure(data, tmp_path).again) == ("broken", False)


@pytest.mark.parametrize(
    "data",
    [pictures.lying_jpeg(65_000, 65_000), pictures.png_bomb(12_000, 12_000), pictures.lying_jpeg(20_000, 10_001)],
)
def test_a_picture_of_too_many_pixels_is_never_decoded(data: bytes, tmp_path: Path) -> None:
    assert failure(data, tmp_path).code == "too_many_pixels"


@pytest.mark.parametrize(("width", "height"), [(8000, 5000), (1000, 40_000), (40_000, 1000)])
def test_the_largest_png_with_transparency_stays_within_the_memory(width: int, height: int, tmp_path: Path) -> None:
    done = run(pictures.png_bomb(width, height), tmp_path)
    assert (done.width, done.height) == (width, height)
    assert done.peak_kb * 1024 <= CAPS.memory_bytes[done.kind]


def test_the_largest_webp_with_transparency_stays_within_the_memory(tmp_path: Path) -> None:
    picture = pictures.grainy(5000, 5000).convert("RGBA")
    picture.putalpha(120)
    done = run(pictures.webp_of(picture, method=0, quality=30), tmp_path)
    assert done.peak_kb * 1024 <= CAPS.memory_bytes[done.kind]


def test_a_48_megapixel_photo_takes_less_than_100_mb(tmp_path: Path) -> None:
    done = run(pictures.jpeg_of(pictures.grainy(8000, 6000), exif=pictures.exif(6)), tmp_path)
    assert (done.width, done.height) == (6000, 8000)
    assert done.peak_kb <= 100_000


def child(lines: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Failed:
    """What becomes of a picture whose decoding does `lines` instead."""
    start = sandbox._START.replace("main(folder)", f"import portal.photos.child as child\n{lines}\nmain(folder)")
    monkeypatch.setattr(sandbox, "_START", start)
    return failure(pictures.phone_jpeg(), folder)


def decoding(lines: str) -> str:
    body = "\n".join(f"    {line}" for line in lines.splitlines())
    return f"def instead(fh, folder):\n{body}\nchild.answer = instead"


@pytest.mark.parametrize(
    ("lines", "code", "again"),
    [
        ("while True: pass", "too_slow", False),
        ("import os; os.abort()", "crashed", True),
        ("raise RuntimeError('surprise')", "crashed", True),
        ("print('no JSON'); import sys; sys.stdout.flush(); import os; os._exit(0)", "crashed", True),
        ("return {'failed': 'x' * 70_000}", "crashed", True),
        ("return {}", "crashed", True),
        ("open(folder / 'l.jpg', 'wb').truncate(64 << 20)", "crashed", True),
        ("import os\nfor _ in range(99): os.open('/dev/null', 0)", "crashed", True),
    ],
    ids=["loop", "abort", "error", "noise", "flood", "silent", "huge-file", "many-files"],
)
def test_a_child_that_goes_wrong_is_told_from_a_bad_picture(
    lines: str, code: str, again: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurried = "child.CAPS = child.CAPS._replace(cpu_seconds={'jpeg': 1})\n"
    failed = child(hurried + decoding(lines), tmp_path, monkeypatch)
    assert (failed.code, failed.again) == (code, again)


def test_a_child_that_asks_for_too_much_memory_is_too_heavy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "def render(*_):\n    return bytearray(child.CAPS.memory_bytes['jpeg'])\nchild.imaging.render = render"
    assert child(lines, tmp_path, monkeypatch).code == "too_heavy"


def test_a_child_that_sleeps_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "CAPS", CAPS._replace(wall_seconds={"jpeg": 1}))
    failed = child(decoding("import time; time.sleep(60)"), tmp_path, monkeypatch)
    assert (failed.code, failed.again) == ("too_slow", True)


@pytest.mark.parametrize(
    "lie",
    [
        "(folder / 'l.jpg').write_bytes(b'<script>alert(1)</script>')",
        "(folder / 's.webp').write_bytes((folder / 's.jpg').read_bytes())",
        "(folder / 's.jpg').unlink()",
        "said['width'] = None",
        "said['colour'] = 'red;background:url(//x)'",
        "said['renditions']['s.jpg'] = [1, 1, 1]",
        "said['evidence'] = []",
        "said['kind'] = 'gif'",
    ],
)
def test_what_the_child_says_and_writes_is_proven_again(
    lie: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = f"said = honest(fh, folder)\n{lie}\nreturn said"
    assert child("honest = child.answer\n" + decoding(lines), tmp_path, monkeypatch).code == "crashed"


def outside(lines: str) -> Any:
    """What `lines`, run in a child in place of its work, leave in `said`."""
    start = sandbox._START.replace("main(folder)", f"import json\n{lines}\nprint(json.dumps(said))")
    places = [str(Path(Image.__file__).parents[1]), str(Path(sandbox.__file__).parents[1]), "."]
    done = subprocess.run([sys.executable, "-I", "-S", "-c", start, *places], capture_output=True, check=True)
    return json.loads(done.stdout)


def test_the_child_imports_neither_flask_nor_the_portal_above_photos() -> None:
    modules = outside("said = dict.fromkeys(sys.modules)")
    assert [name for name in modules if name.startswith(("flask", "sqlalchemy", "werkzeug"))] == []
    own = {name.removeprefix("portal.photos.") for name in modules if name.startswith("portal.photos.")}
    assert own == {
        *("child", "colours", "evidence", "exif", "heif", "icc", "imaging", "jpeg", "pixels", "png"),
        *("rules", "segments", "unsupported", "webp"),
    }
    assert [name for name in modules if name.startswith("pillow_heif")] == [], "only a HEIC pays for its decoder"


def test_with_a_heic_the_child_has_more_memory_and_may_start_threads() -> None:
    said = outside(
        "import resource, portal.photos.child as child\nchild.tasks = lambda: 1000\nchild.lock_in(child.Kind.HEIC)\n"
        "said = [resource.getrlimit(getattr(resource, 'RLIMIT_' + n)) for n in ('AS', 'NPROC', 'CPU')]"
    )
    limits = [CAPS.memory_bytes["heic"], 1064, CAPS.cpu_seconds["heic"]]
    assert [soft for soft, _ in said] == limits


def test_a_heic_longer_than_what_is_read_at_once_gets_the_limits_of_a_heic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The child shares its standard input's place with the parent, which has read on by then."""
    asked = "import resource\nreturn {'failed': str(resource.getrlimit(resource.RLIMIT_AS)[0])}"
    start = sandbox._START.replace(
        "main(folder)", f"import portal.photos.child as child\n{decoding(asked)}\nmain(folder)"
    )
    monkeypatch.setattr(sandbox, "_START", start)
    data = heics.phone_heic() + bytes(300_000)
    assert failure(data, tmp_path).code == str(CAPS.memory_bytes["heic"])


def test_the_child_locks_itself_in() -> None:
    names = ("CPU", "AS", "FSIZE", "NOFILE", "NPROC", "CORE")
    said = outside(
        "import resource, portal.photos.child as child\nchild.lock_in()\n"
        f"said = {{n: resource.getrlimit(getattr(resource, 'RLIMIT_' + n)) for n in {names}}}"
    )
    assert said == {
        "CPU": [CAPS.cpu_seconds["jpeg"], CAPS.cpu_seconds["jpeg"] + 1],
        "AS": [CAPS.memory_bytes["jpeg"]] * 2,
        "FSIZE": [CAPS.written_bytes] * 2,
        "NOFILE": [16, 16],
        "NPROC": [0, 0],
        "CORE": [0, 0],
    }
