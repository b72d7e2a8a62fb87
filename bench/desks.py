"""P2: the pages of people who are signed in, one request after another, with 40 and with 10,000 stories waiting.

Two real servers, on the small and the large city, take turns. Only the web server runs: a worker would change them.
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple, Self

from bench import data, load
from bench.report import Row, at_most, plain
from tests.outside import Visitor
from tests.server import ROOT, Portal

RUNS = 100
WARM = 10
LIMIT, FLAT = 12, 1.5  # ms, ×
ENGINE = "sqlite"


class Page(NamedTuple):
    what: str
    who: str
    path: str
    link: str = ""  # follow the first such link of that page


PAGES = (
    Page("ward queue", "direktur", "/meja"),
    Page("story on the ward desk", "direktur", "/meja", r'href="(/meja/BW-[^"?#]+)'),
    Page("board", "humas", "/siar"),
    Page("post on the board", "humas", "/siar", r'href="(/siar/\d+)"'),
    Page("form", "warga", "/kirim/berita"),
)


class Web(Portal):
    """The web server alone."""

    def start(self, patience: float = 120, **env: str) -> Self:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
        with (self.folder / "server.log").open("wb") as log, load.on_core(load.SERVERS):
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.env | env, stdout=log, stderr=log, start_new_session=True
            )
        assert self.answers(patience) is not None, (self.folder / "server.log").read_text()[-3000:]
        return self

    def pids(self) -> list[int]:
        assert self.process
        return [self.process.pid, *self.tree()]


class Reader:
    """Somebody signed in, on one connection that is kept."""

    def __init__(self, portal: Portal, who: str) -> None:
        visitor = Visitor(portal).sign_in(who)
        (jar,) = [each.cookiejar for each in visitor.opener.handlers if hasattr(each, "cookiejar")]
        self.cookie = "; ".join(f"{each.name}={each.value}" for each in jar)
        self.line = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=30)

    def get(self, path: str) -> tuple[float, str]:
        """Milliseconds until the whole page is there, and the page. Raises LookupError when there is none."""
        began = time.perf_counter()
        self.line.request("GET", path, headers={"Cookie": self.cookie})
        answer = self.line.getresponse()
        body = answer.read()
        took = (time.perf_counter() - began) * 1000
        if answer.status != 200:
            raise LookupError(f"{path}: {answer.status}")
        return took, body.decode()


class City:
    """A server on a city of that size, with its people at their desks."""

    def __init__(self, size: str, stack: ExitStack) -> None:
        with data.city(size, ENGINE) as app:
            folder = app.config["SETTINGS"].instance
        self.waiting = data.plan_of(size).waiting
        self.web = Web(Path(folder)).start()
        stack.callback(self.web.kill)
        self.readers = {who: Reader(self.web, who) for who in {page.who for page in PAGES}}

    def address(self, page: Page) -> str:
        if not page.link:
            return page.path
        found = re.search(page.link, self.readers[page.who].get(page.path)[1])
        if not found:
            raise LookupError(f"{page.path}: no link {page.link}")
        return found[1]


def run(_folder: Path) -> Iterator[Row]:
    with ExitStack() as stack:
        cities = [City("small", stack), City("large", stack)]
        before = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {min(load.CALLER, len(before) - 1)})
        stack.callback(os.sched_setaffinity, 0, before)
        for page in PAGES:
            yield from compare(page, cities)


def compare(page: Page, cities: list[City]) -> Iterator[Row]:
    paths = [city.address(page) for city in cities]
    times: list[list[float]] = [[], []]
    for number in range(WARM + RUNS):
        if number == WARM:
            spent = [load.cpu(city.web.pids()) for city in cities]
        for city, path, into in zip(cities, paths, times, strict=True):
            into.append(city.readers[page.who].get(path)[0])
    middles = [statistics.median(each[WARM:]) for each in times]
    for city, middle, before in zip(cities, middles, spent, strict=True):
        what = f"{page.what}, {city.waiting:,} waiting"
        yield at_most("P2", f"{what}: p50 at c=1", middle, LIMIT, "ms")
        yield plain("P2", f"{what}: CPU", (load.cpu(city.web.pids()) - before) / RUNS * 1000, "ms")
    yield at_most("P2", f"{page.what}: many ÷ few waiting", middles[1] / middles[0], FLAT, "×")
