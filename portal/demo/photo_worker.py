"""The demo's own worker: what each act causes is done at once, pictures beside it in a thread of their own."""

from threading import Event, Thread
from time import sleep

from flask import Flask
from sqlalchemy import select

from portal.kernel import clock, jobs
from portal.kernel.db import db
from portal.kernel.jobs import Work

PHOTO = "photo"  # the kind of work; cards for sharing, in the same lane, are left to the ordinary worker
PAUSE = 0.02  # seconds between two looks at an empty queue


def run_due(app: Flask) -> None:
    """Do what is due but for pictures, and what follows from it; lanes in which nothing is due are left alone."""
    owner = jobs.owner_name()
    while True:
        with app.app_context():
            lanes = jobs.lanes_due(db.session(), clock.now()) - {jobs.lane_of(PHOTO)}
        if not lanes:
            return
        for lane in sorted(lanes):
            jobs.run_due(app, owner, lane=lane)


class PhotoWorker:
    """A second worker, for pictures alone: it makes their renditions while the next stories are told."""

    def __init__(self, app: Flask) -> None:
        self._app, self._owner = app, jobs.owner_name()
        self._closing = Event()
        self._thread = Thread(target=self._work, name="photo-worker", daemon=True)

    def __enter__(self) -> "PhotoWorker":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._closing.is_set():
            if not jobs.run_due(self._app, self._owner, kind=PHOTO, stop=self._closing.is_set):
                self._closing.wait(PAUSE)

    def finish(self) -> None:
        """Return when no picture waits, and what follows from the last one is done too."""
        while self._thread.is_alive() and self._is_behind():
            sleep(PAUSE)
        run_due(self._app)

    def _is_behind(self) -> bool:
        with self._app.app_context():
            waiting = select(Work.id).where(Work.kind == PHOTO, Work.done_at.is_(None), Work.failed_at.is_(None))
            return db.session.scalar(waiting.where(Work.due_at <= clock.now()).limit(1)) is not None
