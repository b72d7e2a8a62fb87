"""Everything a package offers is connected, and nothing is connected to what does not exist."""

import re
from pathlib import Path

from portal import wiring
from portal.kernel import events, jobs, queue
from portal.photos import access, service

PORTAL = Path(wiring.__file__).parent


def published() -> set[str]:
    """Every event name that code publishes, literally or as `story.<kind>`."""
    found = set()
    for file in PORTAL.rglob("*.py"):
        found |= set(re.findall(r"events\.publish\(\w+, \"([a-z.]+)\"", file.read_text()))
    return found


def test_every_published_event_has_somebody_who_listens(app):
    assert published() <= set(events.SUBSCRIBERS) | wiring.DROPS


def test_every_kind_of_work_has_its_handler(app):
    asked = set()
    for file in PORTAL.rglob("*.py"):
        asked |= set(re.findall(r"jobs\.enqueue\(\w+, \"([a-z.]+)\"", file.read_text()))
    assert asked <= set(jobs.HANDLERS)


def test_the_registries_hold_what_wiring_says_once(app):
    assert list(wiring.SWEEPS) == queue.SWEEPS
    assert list(wiring.MAY_SEE) == access.MAY_SEE
    assert list(wiring.USED_BY) == service.USED_BY
