"""The fuzz tests of `make test`, with many times as many inputs: what reads bytes from outside must never fail."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.report import Row, at_most, missing, plain

ROOT = Path(__file__).parents[1]
FACTOR = os.environ.get("FUZZ_FACTOR", "20")
COUNT = re.compile(r"(\d+) passing, \d+ failing")
TEST = re.compile(r"^(FAILED|ERROR) (\S+)", re.MULTILINE)


def run(_folder: Path) -> Iterator[Row]:
    command = [sys.executable, "-m", "pytest", "-m", "fuzz", "-q", "--hypothesis-show-statistics", "tests"]
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"FUZZ_FACTOR": FACTOR}, capture_output=True, text=True, check=False
    )
    tried = sum(int(count) for count in COUNT.findall(done.stdout))
    if not tried:
        yield missing(
            "S4", "fuzz: inputs that a reader of bytes did not survive", f"pytest ended with {done.returncode}"
        )
        return
    failed = TEST.findall(done.stdout)
    yield at_most("S4", f"fuzz: readers of bytes that failed on one of {tried:,} inputs", len(failed), 0, digits=0)
    yield plain("S4", "fuzz: time for all inputs", time.monotonic() - began, "s", digits=0)
    for _, test in failed:
        yield missing("S4", f"fuzz: {test}", "run it with FUZZ_FACTOR set to see the input")
