"""Huey only wakes: "look now", "look at that time". The rows in `work` are the truth.

The minute sweep is a thread of the worker's own: with Huey's store gone (Redis, a full disk) work is still found.
"""

import itertools
import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Flask
from huey import Huey, RedisHuey
from huey.storage import SqliteStorage

from portal.kernel import clock, jobs
from portal.kernel.db import db
from portal.settings import Settings

log = logging.getLogger(__name__)
THREADS = {"delivery": 4}
EVERY = 60.0  # seconds between two sweeps
PATIENCE = 10.0  # seconds a lane may take to finish when the worker is told to stop
CROWD = 16  # looks for one commit with that many rows or more: with one, all of them were a single worker's
REDIS_WAIT = 2  # seconds until a Redis that does not answer is given up; somebody may wait for the commit that wakes


class OnceAMinute(logging.Filter):
    """Lets a store that is away be said once a minute; each thread would say it twice a second, with its traceback."""

    AWAY = ("Error reading from queue", "Error reading schedule.", jobs.NOT_WOKEN)

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now, self._said = now, dict[str, float]()

    def filter(self, record: logging.LogRecord) -> bool:
        at, message = self._now(), str(record.msg)
        if message not in self.AWAY:
            return True
        if at - self._said.get(message, -EVERY) < EVERY:
            return False
        self._said[message] = at
        return True


_once = OnceAMinute()
for _name in ("huey.consumer.Worker", "huey.consumer.Scheduler", jobs.__name__):
    logging.getLogger(_name).addFilter(_once)


class Wakes(SqliteStorage):
    """Huey's tables without waiting for the disk at each message.

    What is to be done is a row of the database; a message only says "look now". A power cut may lose the last ones, and
    the minute sweep finds their rows. With NORMAL the file itself stays whole (sqlite.org, "PRAGMA synchronous").
    """

    def _create_connection(self) -> Any:
        connection = super()._create_connection()
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection


def make_huey(settings: Settings) -> Huey:
    if settings.redis_url:
        return RedisHuey("portal", url=_patient(settings.redis_url), results=False)
    return Huey("portal", storage_class=Wakes, filename=str(settings.instance / "queue.db"), results=False)


def _patient(url: str) -> str:
    """The address with our waits, where it names none itself (redis-py reads them from the query)."""
    base, _, query = url.partition("?")
    waits = {"socket_connect_timeout": str(REDIS_WAIT), "socket_timeout": str(REDIS_WAIT)}
    return f"{base}?{urlencode(waits | dict(parse_qsl(query)))}"


class Lane:
    """Drains one kind of work with at most `threads` at a time in this process.

    A call while it drains makes it look once more. With one thread the caller drains; with more each call starts what
    is missing and comes back, so that a row that takes long keeps none that came later.
    """

    def __init__(self, app: Flask, owner: str, name: str, threads: int = 1) -> None:
        self.app, self.owner, self.name = app, owner, name
        self._slots, self._asked = threading.BoundedSemaphore(threads), 0
        self.threads, self._stop = threads, threading.Event()

    def drain(self) -> None:
        self._asked += 1
        if self.threads == 1:
            self._work()
            return
        for _n in range(self.threads):
            threading.Thread(target=self._work, name=f"lane-{self.name}", daemon=True).start()

    def close(self, patience: float) -> bool:
        """Begin nothing more and wait that many seconds for what is under way; says whether all of it ended."""
        self._stop.set()
        until = time.monotonic() + patience
        freed = [self._slots.acquire(timeout=max(0.0, until - time.monotonic())) for _n in range(self.threads)]
        for _slot in filter(None, freed):
            self._slots.release()  # nothing begins any more, and whoever asks again counts all of them anew
        return all(freed)

    def _work(self) -> None:
        seen = -1
        # asked again while the slot was being given back: whoever asked found it taken, so it is looked once more
        while seen != self._asked and not self._stop.is_set() and self._slots.acquire(blocking=False):
            seen = self._asked
            try:
                jobs.run_due(
                    self.app, f"{self.owner}:{threading.get_ident():x}", lane=self.name, stop=self._stop.is_set
                )
            except Exception:
                log.exception("the %s lane stopped; it looks again when it is woken", self.name)
            finally:
                self._slots.release()


def init_app(app: Flask, settings: Settings) -> None:
    """Make commits wake the worker. In tests nothing wakes: they call jobs.run_due themselves."""
    huey = make_huey(settings)
    owner = jobs.owner_name()
    lanes = {name: Lane(app, owner, name, THREADS.get(name, 1)) for name in (jobs.REST, *jobs.LANES.values())}

    @huey.task()  # type: ignore[untyped-decorator]  # huey ships no types
    def look(lane: str) -> None:
        lanes[lane].drain()

    # what Huey's own call makes anew each time; one message is like the other, and somebody waits for the commit
    messages = {lane: huey.serialize_task(look.s(lane)) for lane in lanes}
    crowd = CROWD if settings.redis_url else 1  # SqliteHuey is for one machine, whose worker needs one look

    def wake(kind: str, due_at: datetime, number: int) -> None:
        wait = (due_at - clock.now()).total_seconds()
        lane = jobs.lane_of(kind)
        for _n in range(min(number, crowd)):
            if wait <= 0:
                huey.storage.enqueue(messages[lane])
            else:
                look.schedule((lane,), delay=wait)

    app.extensions["portal.huey"] = huey
    app.extensions["portal.lanes"] = lanes
    if not settings.testing:
        jobs.set_waker(wake)


SWEEPS: list[Any] = [jobs.tidy]


def sweep_once(app: Flask) -> None:
    """Everything that is due by the clock rather than by an event; each task in a transaction of its own."""
    for task in SWEEPS:
        with app.app_context():
            try:
                task(db.session(), clock.now())
                db.session.commit()
            except Exception:
                log.exception("sweep %s failed", getattr(task, "__name__", task))
                db.session.rollback()


def consume(app: Flask) -> None:
    """Run the worker until it is told to stop. Small delays: an idle SqliteHuey wakes after seconds otherwise."""
    lanes: list[Lane] = list(app.extensions["portal.lanes"].values())
    over = threading.Event()
    threading.Thread(target=sweep_each_minute, args=(app, lanes, over), name="sweep", daemon=True).start()
    app.extensions["portal.huey"].create_consumer(
        workers=4, worker_type="thread", initial_delay=0.05, backoff=1.1, max_delay=0.5
    ).run()
    over.set()
    for lane in lanes:
        lane.close(PATIENCE)


def sweep_each_minute(app: Flask, lanes: Sequence[Lane], over: threading.Event) -> None:
    """Now, and again until `over`."""
    # what a killed worker left becomes free when its leases end, which would be just after the second sweep
    waits = itertools.chain([jobs.LEASE.total_seconds() + 1], itertools.repeat(EVERY))
    while not over.is_set():
        sweep_once(app)
        for lane in lanes:  # each in a thread of its own: a long picture keeps no mail waiting
            threading.Thread(target=lane.drain, name=f"sweep-{lane.name}", daemon=True).start()
        over.wait(next(waits))
