"""R1, R4: kill -9 at random moments, counted on the outside."""

import os
import random
import signal
import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tests.factories.pictures import phone_jpeg
from tests.outside import Resident, half, kept, orphans
from tests.server import Portal

KILLS = int(os.environ.get("BENCH_KILLS", "100"))


def run(folder: Path) -> Iterator[dict[str, object]]:
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
    yield {
        "row": "R1",
        "what": f"{name}acknowledged submissions lost of {len(wanted)}",
        "figure": str(len(lost)),
        "target": "0",
    }
    yield {"row": "R1", "what": f"{name}duplicates", "figure": str(sum(n - 1 for n in found.values())), "target": "0"}
    yield {"row": "R1", "what": f"{name}half stories", "figure": str(half(where)), "target": "0"}
    yield {
        "row": "R4",
        "what": "kill -9 of web child, server, worker in turn: to the first 200, median",
        **seconds(back),
    }
    restarts = []
    for _ in range(5):
        portal.kill()
        began = time.monotonic()
        portal.start()
        restarts.append(time.monotonic() - began)
    yield {"row": "R4", "what": "kill -9 of all, then `flask up`: to the first 200, median", **seconds(restarts)}
    portal.kill()
    yield {
        "row": "R1",
        "what": f"{name}orphan files after the sweep",
        "figure": str(len(orphans(where))),
        "target": "0",
    }


def seconds(times: list[float]) -> dict[str, object]:
    return {"figure": f"{statistics.median(times):.2f} s", "target": "≤ 2 s"}


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
