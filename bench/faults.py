"""R1, R4: kill -9 at random moments, counted on the outside."""

import os
import random
import re
import signal
import sqlite3
import statistics
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

from tests.server import Portal

KILLS = int(os.environ.get("BENCH_KILLS", "100"))
BODY = "Warga bergotong royong membersihkan selokan sejak pagi. " * 4


class Resident:
    """Somebody who sends stories and sends again when the answer is lost."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), NoRedirect())
        self.acknowledged: dict[str, str] = {}
        self.token = ""

    def sign_in(self) -> None:
        self.fresh("/masuk")
        answer = self.post("/masuk", {"identity": "warga@demo.test", "password": "batik-1906"})
        assert answer.status == 303, answer.status
        self.fresh("/kirim/berita")

    def fresh(self, path: str) -> None:
        page = self.opener.open(self.portal.url + path, timeout=10).read().decode()
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, path
        self.token = found[1]

    def post(self, path: str, fields: dict[str, str]):
        data = urllib.parse.urlencode(fields | {"csrf_token": self.token}).encode()
        try:
            return self.opener.open(self.portal.url + path, data, timeout=10)
        except urllib.error.HTTPError as answer:
            return answer

    def send(self, key: str) -> bool:
        """One try; True when the portal acknowledged it."""
        fields = {"title": f"Selokan bersih {key}", "body": BODY, "ward": "medono", "rubric": "kabar-kelurahan"}
        fields |= {"event_date": "2026-11-20", "source": "Saya melihat sendiri", "credit": "full", "action": "submit"}
        fields |= {"consent_original": "1", "consent_license": "1", "submission_key": key}
        try:
            answer = self.post("/kirim/berita", fields)
        except (urllib.error.URLError, OSError):
            return False
        if answer.status == 303:
            self.acknowledged.setdefault(key, answer.headers["Location"])
            return self.acknowledged[key] == answer.headers["Location"]
        return False


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


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
    database = sqlite3.connect(where / "portal.db")
    rows = database.execute(
        "SELECT submission_key, count(*) FROM story WHERE title LIKE 'Selokan%' GROUP BY 1"
    ).fetchall()
    kept = dict(rows)
    lost = [key for key in resident.acknowledged if key not in kept]
    half = database.execute(
        "SELECT count(*) FROM story s WHERE title LIKE 'Selokan%' AND (status = 'draft' OR NOT EXISTS"
        " (SELECT 1 FROM revision r WHERE r.story_id = s.id) OR NOT EXISTS"
        " (SELECT 1 FROM consent c WHERE c.subject = 'story:' || s.id))"
    ).fetchone()[0]
    name = f"{KILLS} kill -9 at random points: "
    yield {
        "row": "R1",
        "what": f"{name}acknowledged submissions lost of {len(wanted)}",
        "figure": str(len(lost)),
        "target": "0",
    }
    yield {"row": "R1", "what": f"{name}duplicates", "figure": str(sum(n - 1 for n in kept.values())), "target": "0"}
    yield {"row": "R1", "what": f"{name}half stories", "figure": str(half), "target": "0"}
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


def seconds(times: list[float]) -> dict[str, object]:
    return {"figure": f"{statistics.median(times):.2f} s", "target": "≤ 2 s"}


def submit_through(portal: Portal, resident: Resident, kills: int) -> tuple[list[str], list[float]]:
    """Send story after story while somebody kills a part of the portal now and then."""
    stop, wanted, back = threading.Event(), [], []

    def write() -> None:
        while not stop.is_set():
            key = str(uuid.uuid4())
            wanted.append(key)
            while not resident.send(key) and not stop.is_set():
                time.sleep(0.02)

    writer = threading.Thread(target=write)
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
