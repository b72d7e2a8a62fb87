"""P1: the anonymous story page through the real server ÷ nginx serving the same bytes.

One core for the servers, one for wrk. All contestants send the same bytes and headers over kept connections.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

from bench import load, nginx
from bench.approving import SENTENCE, People, approvals, publish
from bench.load import Answer, Contestant, Pace, get
from bench.report import Row, at_least, missing, plain
from tests.outside import Resident, Visitor, people_only
from tests.server import ROOT, Portal, free_port

SIZE = 23_000  # bytes of the page
TARGET, FOLDER_TARGET = 1 / 3, 0.9
STATIC, FRESH, KEPT, PORTAL, BARE = "nginx static", "nginx static, asking the disk", "nginx.conf", "portal", "granian"


def run(folder: Path) -> Iterator[Row]:
    where = folder / "reading"
    where.mkdir()
    where.chmod(0o755)
    with load.on_core(load.SERVERS):
        portal = Portal(people_only(where)).start(patience=240)
    try:
        people = Resident(portal).sign_in(), Visitor(portal).sign_in("direktur")
        if why := load.lacking():
            yield missing("P1", "story page ÷ nginx static", why)
        else:
            yield from speed(portal, story_of(portal, people), folder)
        yield from approvals(portal, people)
    finally:
        portal.stop()


def story_of(portal: Portal, people: People) -> str:
    """The path of a story whose page has about SIZE bytes."""
    path, _took = publish(portal, people, SENTENCE * 10)
    rest = SIZE - len(get(portal.url + path).body)
    return publish(portal, people, SENTENCE * (10 + rest // len(SENTENCE)))[0]


def speed(portal: Portal, path: str, folder: Path) -> Iterator[Row]:
    page = get(portal.url + path)
    packed = get(portal.url + path, **{"Accept-Encoding": "gzip"})
    files = folder / "files"
    files.mkdir(mode=0o755)
    (files / "page.html").write_bytes(page.body)
    (files / "page.html.gz").write_bytes(packed.body)
    (files / "page.html.json").write_text(json.dumps(list(page.headers.items())))
    with ExitStack() as stack:
        running = {
            STATIC: nginx.static(folder / "nginx-static", files, open_files=True),
            FRESH: nginx.static(folder / "nginx-fresh", files, open_files=False),
            KEPT: nginx.pages(folder / "nginx-pages", portal),
            BARE: Bare(files / "page.html"),
        }
        for server in running.values():
            stack.callback(server.stop)
        tree = portal.tree()
        fields = {name: Contestant(name, f"{it.url}/page.html", it.pids()) for name, it in running.items()}
        fields[KEPT] = fields[KEPT]._replace(url=running[KEPT].url + path)
        fields[PORTAL] = Contestant(PORTAL, portal.url + path, list(chain(tree, *tree.values())))
        yield plain("P1", "the story page: bytes", len(page.body), digits=0)
        yield from identity(fields, page)
        yield from compressed(fields, packed)
        yield from unchanged(fields)


class Bare:
    """bench.bare in a process of its own."""

    def __init__(self, page: Path) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        with load.on_core(load.SERVERS):
            self.process = subprocess.Popen([sys.executable, "-m", "bench.bare", str(port), str(page)], cwd=ROOT)
        load.answers(self.process, f"{self.url}/")

    def pids(self) -> list[int]:
        return [self.process.pid, *nginx.children(self.process.pid)]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def identity(fields: dict[str, Contestant], page: Answer) -> Iterator[Row]:
    for each in fields.values():
        assert get(each.url).body == page.body, each.name
    paces = load.contest(list(fields.values()))
    for name, pace in paces.items():
        yield plain("P1", f"story page, {name}", pace.rate, "req/s", digits=0)
        yield plain("P1", f"story page, {name}: CPU", pace.cpu, "µs/req", digits=1)
    yield from ratio("story page, portal ÷ nginx static", paces[PORTAL], paces[STATIC], TARGET)
    yield from ratio("story page, portal ÷ bare granian", paces[PORTAL], paces[BARE])
    yield from ratio(
        "story page, nginx.conf ÷ nginx static, both asking the disk", paces[KEPT], paces[FRESH], FOLDER_TARGET
    )
    yield from ratio("story page, nginx.conf ÷ nginx static that asks once a minute", paces[KEPT], paces[STATIC])


def compressed(fields: dict[str, Contestant], packed: Answer) -> Iterator[Row]:
    chosen = [fields[name]._replace(headers=("Accept-Encoding: gzip",)) for name in (STATIC, FRESH, KEPT, PORTAL)]
    for each in chosen:
        assert get(each.url, **{"Accept-Encoding": "gzip"}).body == packed.body, each.name
    paces = load.contest(chosen)
    yield from ratio("story page in gzip, portal ÷ nginx static", paces[PORTAL], paces[STATIC], TARGET)
    what = "story page in gzip, nginx.conf ÷ nginx static, both asking the disk"
    yield from ratio(what, paces[KEPT], paces[FRESH], FOLDER_TARGET)


def unchanged(fields: dict[str, Contestant]) -> Iterator[Row]:
    chosen = []
    for name in (STATIC, FRESH, KEPT, PORTAL, BARE):
        etag = get(fields[name].url).headers["etag"]
        assert get(fields[name].url, **{"If-None-Match": etag}).status == 304, name
        chosen.append(fields[name]._replace(headers=(f"If-None-Match: {etag}",)))
    paces = load.contest(chosen)
    for name in (STATIC, PORTAL):
        yield plain("P1", f"304, {name}", paces[name].rate, "req/s", digits=0)
    yield from ratio("304, portal ÷ nginx static", paces[PORTAL], paces[STATIC], TARGET)
    yield from ratio("304, portal ÷ bare granian", paces[PORTAL], paces[BARE])
    yield from ratio("304, nginx.conf ÷ nginx static, both asking the disk", paces[KEPT], paces[FRESH], FOLDER_TARGET)


def ratio(what: str, ours: Pace, theirs: Pace, target: float | None = None) -> Iterator[Row]:
    """By requests in a second, and by CPU, which stands still when the machine does not."""
    yield (
        plain("P1", what, ours.rate / theirs.rate)
        if target is None
        else at_least("P1", what, ours.rate / theirs.rate, round(target, 3))
    )
    yield plain("P1", f"{what}, by CPU", theirs.cpu / ours.cpu)
