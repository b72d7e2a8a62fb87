"""P5: what a picture costs beside libvips doing the same; S6: what the limited child needs for it."""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageChops

from bench.report import Row, at_most, plain
from portal.photos import sandbox
from tests.factories.pictures import exif, grainy, jpeg_of

SIZES = (("12 MP", 4000, 3000), ("48 MP", 8000, 6000))
LIMIT = 1.15
RUNS = 7
ROOT = Path(__file__).parents[1]

# Both run alone in a process of their own, once to warm up and then RUNS times; both print milliseconds of CPU.
_MEASURE = """
import resource, sys, json, statistics
def spent():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return (used.ru_utime + used.ru_stime) * 1000
def measure(work):
    work()
    times = []
    for _ in range(int(sys.argv[3])):
        began = spent()
        work()
        times.append(spent() - began)
    print(json.dumps(times))
"""
OURS = (
    _MEASURE
    + """
from pathlib import Path
from portal.photos import evidence, imaging
from portal.photos.rules import sniff_file
def work():
    with open(sys.argv[1], "rb") as file:
        header = sniff_file(file, file.seek(0, 2))
        found = evidence.read_exif(file, header.kind)
        imaging.render(file, header, found.orientation, Path(sys.argv[2]))
measure(work)
"""
)
VIPS = (
    _MEASURE
    + """
import pyvips
pyvips.cache_set_max(0)
def work():
    picture = pyvips.Image.thumbnail(sys.argv[1], 1600, height=1600, size="down").copy_memory()
    for edge in (1600, 800, 400):
        step = picture if edge == 1600 else picture.thumbnail_image(edge, height=edge, size="down")
        step.jpegsave(f"{sys.argv[2]}/{edge}.jpg", Q=80, keep="none")
        step.webpsave(f"{sys.argv[2]}/{edge}.webp", Q=75, effort=2, keep="none")
measure(work)
"""
)


def run(folder: Path) -> Iterator[Row]:
    for name, width, height in SIZES:
        original = folder / f"{width}.jpg"
        original.write_bytes(photo(width, height))
        ours, vips = side_by_side(original, folder)
        yield plain("P5", f"{name} baseline JPEG ({megabytes(original)}) to six files, CPU", ours, "ms", 0)
        yield plain("P5", f"{name}: libvips doing the same, one thread", vips, "ms", 0)
        yield at_most("P5", f"{name}: ÷ libvips", ours / vips, LIMIT, "×")
        made = [sandbox.process(original, folder / f"out-{width}") for _ in range(3)]
        whole = statistics.median(each.cpu_ms for each in made)
        yield plain("P5", f"{name}: with the start of the child", whole, "ms", 0)
        yield at_most(
            "S6", f"{name}: peak memory of the child", max(each.peak_kb for each in made) / 1000, 100, "MB", 0
        )


def photo(width: int, height: int) -> bytes:
    """A JPEG with the detail of a phone's: soft shapes under fine grain."""
    grain = Image.effect_noise((width // 4, height // 4), 26).resize((width, height), Image.Resampling.BILINEAR)
    picture = ImageChops.add(grainy(width, height), grain.convert("RGB"), scale=1.3, offset=-40)
    return jpeg_of(picture, quality=88, exif=exif(6))


def side_by_side(original: Path, folder: Path) -> tuple[float, float]:
    """Median CPU milliseconds of ours and of libvips, three processes of each in turn."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(3):
        for found, script in zip(times, (OURS, VIPS), strict=True):
            found.extend(alone(script, original, folder))
    return statistics.median(times[0]), statistics.median(times[1])


def alone(script: str, original: Path, folder: Path) -> list[float]:
    command = [sys.executable, "-c", script, str(original), str(folder), str(RUNS)]
    env = {"PATH": "/usr/bin:/bin", "VIPS_CONCURRENCY": "1", "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found


def megabytes(file: Path) -> str:
    return f"{file.stat().st_size / 1e6:.1f} MB"
