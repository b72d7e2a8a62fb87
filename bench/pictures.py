"""P5: what a picture costs; S6: what the limited child may need."""

import statistics
from collections.abc import Iterator
from pathlib import Path

from portal.photos import sandbox
from tests.factories.pictures import phone_jpeg

SIZES = (("12 MP", 4000, 3000), ("48 MP", 8000, 6000))


def run(folder: Path) -> Iterator[dict[str, object]]:
    for name, width, height in SIZES:
        original = folder / f"{width}.jpg"
        original.write_bytes(phone_jpeg(width, height))
        made = [sandbox.process(original, folder / f"out-{width}") for _ in range(5)]
        cpu = statistics.median(each.cpu_ms for each in made)
        peak = max(each.peak_kb for each in made) // 1024
        what = f"{name} baseline JPEG to six files in the child, CPU with its start"
        yield {"row": "P5", "what": what, "figure": f"{cpu:.0f} ms", "target": "ratio to pyvips: next issue"}
        yield {"row": "S6", "what": f"{name} baseline JPEG, peak memory", "figure": f"{peak} MB", "target": "≤ 100 MB"}
