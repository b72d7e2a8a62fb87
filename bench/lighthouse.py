"""P7: Lighthouse on a throttled phone, its default, for the pages readers see first; and what they cost on the wire.

Lighthouse is fetched with npm into a folder that is kept between runs, beside the databases of this bench.
"""

import json
import re
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import wire
from bench.data import FOLDER
from bench.load import get
from bench.report import Row, at_least, missing
from scripts import frontend
from tests.browser import FLAGS
from tests.server import Portal

VERSION = "12.8.2"  # the last that runs on the node of Debian 12 and 13
RUNS = 3  # the medians count: the throttled phone is simulated, the machine is not
TARGET = 95
TRIES = 3
PATIENCE = 180  # seconds for one run
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
Report = dict[str, Any]


class NotHereError(Exception):
    """Why Lighthouse cannot run, in one line."""


def run(folder: Path) -> Iterator[Row]:
    where = folder / "lighthouse"
    where.mkdir()
    portal = Portal(where).start(patience=240)
    try:
        pages = {"front": "/", "story": story_with_pictures(portal), "list": "/berita"}
        if not Path(wire.CHROMIUM).exists():
            yield missing("P7", "first views and Lighthouse", f"{wire.CHROMIUM} is not there")
            return
        yield from wire.run(portal, {name: path for name, path in pages.items() if name != "list"})
        try:
            command, env = lighthouse()
            for name, path in pages.items():
                yield from scores(name, [measure(command, env, portal.url + path, where) for _ in range(RUNS)])
        except (NotHereError, frontend.BuildError, OSError) as error:
            yield missing("P7", "Lighthouse", str(error)[:120])
    finally:
        portal.stop()


def story_with_pictures(portal: Portal) -> str:
    """The first story of the list whose page has pictures."""
    listed = re.findall(r'href="(/berita/[^"?#]+)"', get(f"{portal.url}/berita").body.decode())
    return next(path for path in listed if b"<figure" in get(portal.url + path).body)


def lighthouse() -> tuple[list[str], dict[str, str]]:
    """The command and its environment. Raises NotHereError, BuildError or OSError."""
    npm, env = frontend.tools()
    env |= {"CHROME_PATH": wire.CHROMIUM}
    home = FOLDER / f"lighthouse-{VERSION}"
    cli = home / "node_modules/lighthouse/cli/index.js"
    if not cli.exists():
        home.mkdir(parents=True, exist_ok=True)
        wanted = [f"lighthouse@{VERSION}", "--prefix", str(home), "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(
            [*npm, "install", *wanted], env=env, cwd=home, capture_output=True, text=True, check=False
        )
        if not cli.exists():
            raise NotHereError(f"npm: {(done.stderr.strip() or 'no lighthouse').splitlines()[-1]}")
    node = shutil.which("node", path=env["PATH"])
    if node is None:
        raise NotHereError("no node")
    return [node, str(cli)], env


def measure(command: list[str], env: dict[str, str], url: str, folder: Path) -> Report:
    """One run. Raises NotHereError after TRIES: on a busy machine Chromium may come too late for Lighthouse."""
    target = folder / "report.json"
    flags = " ".join(["--headless=new", *FLAGS])
    whole = [*command, url, "--quiet", "--output=json", f"--output-path={target}", f"--chrome-flags={flags}"]
    said = ""
    for _ in range(TRIES):
        target.unlink(missing_ok=True)
        try:
            done = subprocess.run(
                whole, env=env, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False
            )
            report: Report = json.loads(target.read_text())
        except (subprocess.TimeoutExpired, OSError, ValueError) as error:
            said = str(error)
            continue
        if problem := report.get("runtimeError"):
            said = problem["message"]
        elif done.returncode == 0:
            return report
    raise NotHereError(f"{url}: {said}")


def scores(name: str, reports: list[Report]) -> Iterator[Row]:
    for category in CATEGORIES:
        found = [report["categories"][category]["score"] * 100 for report in reports]
        yield at_least("P7", f"Lighthouse, {name}: {category}", statistics.median(found), TARGET, digits=0)
        if lost := complaints(min(reports, key=lambda each: each["categories"][category]["score"]), category):
            yield Row("P7", f"  {'; '.join(lost)}"[:160], "")


def complaints(report: Report, category: str) -> list[str]:
    """The audits that cost points, worst first."""
    lost = []
    for part in report["categories"][category]["auditRefs"]:
        audit = report["audits"][part["id"]]
        if part["weight"] and audit["score"] is not None and audit["score"] < 1:
            lost.append(
                (part["weight"] * (1 - audit["score"]), f"{part['id']} {audit.get('displayValue', '')}".strip())
            )
    return [said for _points, said in sorted(lost, reverse=True)]
