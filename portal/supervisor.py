"""One command, one process group: migrate, seed, then keep web server and worker alive until Ctrl-C.

Children are forked from a process that has imported everything, so a killed one answers again at once.
"""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

from flask import Flask
from flask_migrate import upgrade
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.utils import import_string

from portal import seeding
from portal.demo import seed as demo
from portal.kernel import garbage, instance, modes, page_layer, pages, queue
from portal.kernel.concurrency import THREADS
from portal.kernel.db import db
from portal.settings import Settings

RESTART_DELAY = 0.2  # seconds
STOPS = (signal.SIGINT, signal.SIGTERM)
STOP_PATIENCE = 8.0  # seconds until a child that does not stop is killed
WEB_WORKERS = 2

_fork = multiprocessing.get_context("fork")


def serve(app: Flask) -> None:
    """Be the web server. Raises InstanceError when the port is taken or the instance is in use."""
    settings: Settings = app.config["SETTINGS"]
    instance.check_port(settings.host, settings.port)
    instance.lock(settings.instance)
    modes.repair(settings.instance)
    new_pages(app)
    _drop_connections(app)
    # a web worker whose server was killed must not keep the port
    os.register_at_fork(after_in_child=instance.die_with_parent)
    garbage.settle()  # before the fork, so that the workers share what was loaded
    Server(
        "wsgi:app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,  # nobody speaks HTTP/2 without TLS, and looking for it costs each connection
        websockets=False,
        workers=WEB_WORKERS,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        respawn_interval=0.2,
        log_level=LogLevels.error,
        log_dictconfig={"loggers": {"_granian": {"propagate": True}}},  # to the handler of kernel.logs
    ).serve(target_loader=_begin_worker)


def _begin_worker(target: str) -> Flask:
    """The application, in a web worker that is about to answer."""
    app: Flask = import_string(target)
    page_layer.begin(app)
    return app


def work(app: Flask) -> None:
    """Be the worker."""
    _drop_connections(app)
    queue.consume(app)


def prepare(app: Flask) -> None:
    """Migrate and seed; in demo mode fill an empty database. Raises InstanceError, in one line."""
    settings: Settings = app.config["SETTINGS"]
    instance.prepare(settings, fresh=True)
    instance.check_database(settings)
    with app.app_context():
        print("Preparing the database …", flush=True)
        upgrade()
        seeding.seed(db.session(), app.extensions["portal.city"])
        db.session.commit()
    if settings.demo:
        demo.fill(app, say=lambda line: print(line, flush=True))


def up(app: Flask) -> None:
    """Prepare the database and supervise. Raises InstanceError."""
    settings: Settings = app.config["SETTINGS"]
    instance.check_port(settings.host, settings.port)
    instance.lock(settings.instance, "up.lock")
    os.close(instance.lock(settings.instance))
    prepare(app)
    _drop_connections(app)
    print(f"Berita dan Warga: {settings.base_url}  (Ctrl-C stops it)", flush=True)
    Supervisor({"web": lambda: serve(app), "worker": lambda: work(app)}).run()


def new_pages(app: Flask) -> None:
    """Open the page store with a new generation: this release may draw other pages than the one before."""
    with app.app_context():
        try:
            pages.renew(db.session())
            db.session.commit()
        except SQLAlchemyError:
            # the database may come later; until then nothing is kept
            app.extensions["portal.pages"].close()


def _drop_connections(app: Flask) -> None:
    # a connection must never be shared across a fork
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


class Supervisor:
    """Restarts whichever child dies."""

    def __init__(self, roles: dict[str, Callable[[], None]]) -> None:
        self.roles = roles
        self.stopping = False
        self.children: dict[str, multiprocessing.process.BaseProcess] = {}

    def run(self) -> None:
        for stop in STOPS:
            signal.signal(stop, self._stop)
        while not self.stopping:
            for name in self.roles:
                self._keep(name)
            time.sleep(0.05)
        self._end()

    def _keep(self, name: str) -> None:
        child = self.children.get(name)
        if child is not None and child.is_alive():
            return
        if child is not None:
            print(f"{name} ended ({child.exitcode}), starting it again", file=sys.stderr, flush=True)
            time.sleep(RESTART_DELAY)
        # a signal between fork and the child's own handlers would be swallowed by the supervisor's
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
        self.children[name] = _fork.Process(target=_child, args=(self.roles[name],), name=name)
        self.children[name].start()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> None:
        deadline = time.monotonic() + STOP_PATIENCE
        for child in self.children.values():
            if child.is_alive():
                child.terminate()
        for child in self.children.values():
            child.join(max(0.1, deadline - time.monotonic()))
            if child.is_alive():
                child.kill()


def _child(role: Callable[[], None]) -> None:
    instance.die_with_parent()
    for stop in STOPS:
        signal.signal(stop, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
    try:
        role()
    except instance.InstanceError as error:
        print(error, file=sys.stderr, flush=True)
        time.sleep(1)
        sys.exit(1)
