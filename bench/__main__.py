"""`make bench`: measures on this machine, prints a table, writes bench/results.json. Figures, never assertions."""

import json
import platform
import sys
import tempfile
from pathlib import Path

from bench import faults, pages, pictures

RESULTS = Path(__file__).with_name("results.json")


def main() -> int:
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for part in (pictures.run, pages.run, faults.run):
            for row in part(Path(folder)):
                rows.append(row)
                print(f"{row['row']:6} {row['what']:74} {row['figure']:>14}   target {row['target']}", flush=True)
    about = {"machine": platform.platform(), "python": sys.version.split()[0], "rows": rows}
    RESULTS.write_text(json.dumps(about, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
