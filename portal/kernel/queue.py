"""Huey only wakes: "look now", "look at that time", and a sweep every minute. The rows in `work` are the truth."""

import logging
import threading
from datetime import datetime
from typing import Any

from flask import Flask
from huey import Huey, RedisHuey, SqliteHuey, crontab

from portal.kernel import clock, jobs
from portal.kernel.db import db
from portal.settings import Settings

log = logging.getLogger(__name__)


def make_huey(settings: Settings) -> Huey:
    if settings.redis_url:
        return RedisHuey("portal", url=settings.redis_url, results=False)
    return SqliteHuey("portal", filename=str(settings.instance / "queue.db"), results=False)


class Lane:
    """Drains one kind of work, once at a time in this process; a call while it drains makes it look once more."""

    def __init__(self, app: Flask, owner: str, *, heavy: bool) -> None:
        self.app, self.owner, self.heavy = app, owner, heavy
        self._busy, self._again = threading.Lock(), False

    def drain(self) -> None:
        self._again = True
        while self._again and self._busy.acquire(blocking=False):
            self._again = False
            try:
                jobs.run_due(self.app, self.owner, heavy=self.heavy)
            finally:
                self._busy.release()


def init_app(app: Flask, settings: Settings) -> None:
    """Make commits wake the worker. In tests nothing wakes: they call jobs.run_due themselves."""
    huey = make_huey(settings)
    owner = jobs.owner_name()
    # pictures have a lane of their own, so that a slow one never keeps a publication waiting
    lanes = {heavy: Lane(app, owner, heavy=heavy) for heavy in (False, True)}

    @huey.task()  # type: ignore[untyped-decorator]  # huey ships no types
    def look(heavy: bool) -> None:
        lanes[heavy].drain()

    @huey.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator]
    def sweep() -> None:
        sweep_once(app)
        for lane in lanes.values():
            lane.drain()

    def wake(kind: str, due_at: datetime) -> None:
        wait = (due_at - clock.now()).total_seconds()
        heavy = kind in jobs.HEAVY
        if wait <= 0:
            look(heavy)
        else:
            look.schedule((heavy,), delay=wait)

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
    sweep_once(app)
    for lane in app.extensions["portal.lanes"].values():
        lane.drain()
    app.extensions["portal.huey"].create_consumer(
        workers=3, worker_type="thread", initial_delay=0.05, backoff=1.1, max_delay=0.5
    ).run()
