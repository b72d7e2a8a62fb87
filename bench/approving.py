"""P8: from a director's approval until readers see the story, through the real server with a warm page store.

Measured with PORTAL_UNDO_SECONDS=0, as tests.server starts it: the time in which an approval can be undone is no cost.
"""

import statistics
import time
import uuid
from collections.abc import Iterator

from bench.load import get
from bench.report import Row, at_most, plain
from portal.kernel.codes import parse, pretty
from tests.outside import FORM, Resident, Visitor, code_in, rows
from tests.server import Portal

APPROVALS = 9
PATIENCE = 30  # seconds
SENTENCE = "Warga bergotong royong membersihkan selokan sejak pagi, lalu makan bersama di pos ronda. "
People = tuple[Resident, Visitor]  # who sends, who approves


def send(portal: Portal, resident: Resident, body: str) -> tuple[str, str]:
    """A story is sent in: the address of its receipt, and the path where it will stand."""
    key = str(uuid.uuid4())
    answer = resident.post(
        "/kirim/berita", FORM | {"title": f"Kerja bakti {key[:8]}", "body": body, "submission_key": key}
    )
    assert answer.status == 303, answer.status
    code = parse(code_in(answer.headers["Location"]))
    ((slug,),) = rows(portal.folder, "SELECT slug FROM story WHERE code = ?", code)
    return answer.headers["Location"], f"/berita/{slug}-{pretty(code)}"


def publish(portal: Portal, people: People, body: str) -> tuple[str, float]:
    """The path of a story a director approves, and the seconds from there until readers see it on page and list."""
    resident, director = people
    receipt, path = send(portal, resident, body)
    assert get(portal.url + path).status == 404
    get(f"{portal.url}/berita")
    director.fresh("/meja")
    began = time.monotonic()
    assert director.decide(receipt).status == 303
    while time.monotonic() - began < PATIENCE:
        listed = path.encode() in get(f"{portal.url}/berita").body
        if listed and get(portal.url + path).status == 200:
            return path, time.monotonic() - began
        time.sleep(0.005)
    raise TimeoutError("the approved story never showed")


def approvals(portal: Portal, people: People) -> Iterator[Row]:
    took = [publish(portal, people, SENTENCE * 10)[1] for _ in range(APPROVALS)]
    what = f"approval (PORTAL_UNDO_SECONDS=0) → on the story's page and in the list, {APPROVALS} ×: "
    yield plain("P8", f"{what}median", statistics.median(took), "s")
    yield at_most("P8", f"{what}slowest", max(took), 2, "s")
