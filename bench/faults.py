"""R1, R4, R15, R16: kill -9 at random moments, of the portal and of its database; counted on the outside."""

import os
import random
import signal
import statistics
import threading
import time
import urllib.error
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg

from bench.report import Row, at_most, plain
from tests.factories.pictures import phone_jpeg
from tests.outside import Resident, half, kept, orphans, people_only
from tests.postgres import Cluster
from tests.server import Portal

KILLS = int(os.environ.get("BENCH_KILLS", "100"))
PG_KILLS = 5


def run(folder: Path) -> Iterator[Row]:
    where = folder / "faults"
    where.mkdir()
    portal = Portal(where).start(patience=240)
    resident = Resident(portal)
    resident.sign_in()
    wanted, back = submit_through(portal, resident, KILLS)
    for key in wanted:
        while not resident.send(key):
            time.sleep(0.05)
    found = kept(where)
    lost = [key for key in resident.acknowledged if key not in found]
    name = f"{KILLS} kill -9 at random points: "
    yield none("R1", f"{name}acknowledged submissions lost of {len(wanted)}", len(lost))
    yield none("R1", f"{name}duplicates", sum(n - 1 for n in found.values()))
    yield none("R1", f"{name}half stories", half(where))
    what = "kill -9 of web child, server, worker in turn: to the first 200, median"
    yield at_most("R4", what, statistics.median(back), 2, "s")
    restarts = []
    for _ in range(5):
        portal.kill()
        began = time.monotonic()
        portal.start()
        restarts.append(time.monotonic() - began)
    what = "kill -9 of all, then `flask up`: to the first 200, median"
    yield at_most("R4", what, statistics.median(restarts), 2, "s")
    portal.kill()
    yield none("R1", f"{name}orphan files after the sweep", len(orphans(where)))
    yield from database(folder)


def none(row: str, what: str, count: int) -> Row:
    return at_most(row, what, count, 0, digits=0)


def database(folder: Path) -> Iterator[Row]:
    """R15, R16: PostgreSQL killed five times under submissions, then stopped with its sockets open."""
    cluster = Cluster()
    url = cluster.database()
    where = folder / "pg"
    where.mkdir()
    portal = Portal(people_only(where, DATABASE_URL=url), DATABASE_URL=url).start(patience=240)
    try:
        resident = Resident(portal).sign_in()
        stop, wanted, back = threading.Event(), [], []
        writer = threading.Thread(target=resident.keep_sending, args=(stop, wanted, phone_jpeg(640, 480)))
        writer.start()
        for _ in range(PG_KILLS):
            time.sleep(random.uniform(0.5, 2))
            cluster.kill()
            cluster.start()
            began, sent = time.monotonic(), len(wanted)
            while len(wanted) < sent + 2:
                time.sleep(0.01)
            back.append(time.monotonic() - began)
        stop.set()
        writer.join()
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            found = dict(connection.execute("SELECT submission_key, count(*) FROM story GROUP BY 1").fetchall())
        bad = [key for key in resident.acknowledged if found.get(key) != 1]
        sent_all = len(resident.acknowledged)
        yield none("R15", f"PostgreSQL kill -9 × {PG_KILLS}: acknowledged lost or doubled of {sent_all}", len(bad))
        yield plain("R15", "from its start to the next acknowledged submission, slowest", max(back), "s")
        cluster.signal(signal.SIGSTOP)
        slowest, answers = _while_stopped(resident)
        yield at_most("R16", "PostgreSQL stopped: slowest answer of pages that need it", slowest, 5, "s")
        yield none("R16", "PostgreSQL stopped: answers other than 503", sum(code != 503 for code in answers))
        cluster.signal(signal.SIGCONT)
        began = time.monotonic()
        while not resident.send(str(uuid.uuid4())):
            time.sleep(0.02)
        yield plain("R16", "from SIGCONT to the next acknowledged submission", time.monotonic() - began, "s")
    finally:
        cluster.signal(signal.SIGCONT)
        portal.kill()
        cluster.stop()


def _while_stopped(resident: Resident) -> tuple[float, list[int]]:
    took, answers = [], []
    for path in ("/kirim/berita", "/kiriman", "/akun", "/meja", "/kelurahan/medono?sebelum=x") * 3:
        began = time.monotonic()
        try:
            answers.append(resident.opener.open(resident.portal.url + path, timeout=60).status)
        except urllib.error.HTTPError as error:
            answers.append(error.code)
        took.append(time.monotonic() - began)
    return max(took), answers


def submit_through(portal: Portal, resident: Resident, kills: int) -> tuple[list[str], list[float]]:
    """Send story after story while somebody kills a part of the portal now and then."""
    stop, wanted, back = threading.Event(), [], []

    writer = threading.Thread(target=resident.keep_sending, args=(stop, wanted, phone_jpeg(640, 480)))
    writer.start()
    for number in range(kills):
        time.sleep(random.uniform(0.02, 0.4))
        tree = portal.tree()
        server = next((pid for pid, kids in tree.items() if kids), None)
        if server is None:
            continue
        victims = ([*tree[server]], [server], [pid for pid in tree if pid != server])[number % 3]
        for pid in victims:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        took = portal.answers(30)
        assert took is not None
        back.append(took)
    stop.set()
    writer.join()
    return wanted, back
