"""`make bench`: measures on this machine, prints a table, writes bench/results.json. Figures, never assertions.

`python -m bench growth pages` runs only those parts. A part that cannot run says so in its row and stops no other.
"""

import json
import platform
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import data, deliveries, desks, faults, fuzz, growth, lighthouse, pages, pictures, reading, slow_bodies
from bench.report import Row, missing, verdict

RESULTS = Path(__file__).with_name("results.json")
PARTS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "pictures": pictures.run,
    "pages": pages.run,
    "reading": reading.run,
    "desks": desks.run,
    "lighthouse": lighthouse.run,
    "growth": growth.run,
    "faults": faults.run,
    "deliveries": deliveries.run,
    "slow_bodies": slow_bodies.run,
    "fuzz": fuzz.run,
}


def main() -> int:
    rows: list[Row] = []
    chosen = sys.argv[1:] or list(PARTS)
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            for name in chosen:
                for row in _rows(name, Path(folder)):
                    rows.append(row)
                    print(row.line(), flush=True)
    finally:
        data.stop()
    about = {"machine": platform.platform(), "python": sys.version.split()[0], "rows": [row._asdict() for row in rows]}
    RESULTS.write_text(json.dumps(about, indent=1))
    print(verdict(rows))
    return 0


def _rows(name: str, folder: Path) -> Iterator[Row]:
    try:
        yield from PARTS[name](folder)
    except Exception as error:
        traceback.print_exc()
        yield missing("-", f"the part {name!r} broke off", f"{type(error).__name__}: {error}"[:120])


if __name__ == "__main__":
    sys.exit(main())
