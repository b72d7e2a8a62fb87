"""How long anybody waits for a PostgreSQL that does not answer: a stopped server keeps its sockets open for ever.

A request has one budget of waiting for all its statements together (its own body may take minutes to arrive), others
wait as long as the server lets a statement run. Who has waited that long asks whether the server lives at all:
behind a lock that twenty people want it does, and its own limits end the wait.

While the server is known to be gone, one thread beside the requests
tries to reach it and all others are told at once, so that they stay free for what needs no database.
"""

import socket
import struct
import threading
import time
from collections.abc import Callable, Generator
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

IN_REQUEST = 3.0  # seconds; with what a page needs besides, the answer is there within five
ELSEWHERE = 30.0  # seconds for one wait; statement_timeout ends a statement before
BETWEEN = 0.3  # seconds between two tries to reach a server that is gone
MORE = 1.0  # seconds for a server that lives, before it is asked again
KNOCK = 0.8  # seconds a living server takes at most to say whether it speaks TLS
SHORTEST = 2  # seconds; psycopg takes no less for connecting


class Budget:
    """Seconds that are left to wait."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    def spend(self, act: Callable[[float], Any]) -> Any:
        """Do what takes at most the given number of seconds, and count what it took."""
        began = time.monotonic()
        try:
            return act(max(0.0, self.left))
        finally:
            self.left -= time.monotonic() - began


_budget: ContextVar[Budget | None] = ContextVar("budget", default=None)


def begin() -> None:
    """From here on this request waits IN_REQUEST seconds at most."""
    _budget.set(Budget(IN_REQUEST))


def forever() -> None:
    """For what an operator starts and watches: a migration."""
    _budget.set(Budget(threading.TIMEOUT_MAX))


def end() -> None:
    _budget.set(None)


def budget() -> Budget:
    return _budget.get() or Budget(ELSEWHERE)


class Door:
    """The way to one server: shut when it does not answer, until somebody got through again."""

    def __init__(self) -> None:
        self.shut = False
        self._lock = threading.Lock()

    def through(self, connect: Callable[[], Any], fault: type[Exception]) -> Any:
        """Connect. Raises `fault`, and at once while the door is shut."""
        if self.shut:
            raise fault("the database does not answer")
        try:
            return connect()
        except fault:
            self.close(connect, fault)
            raise

    def close(self, connect: Callable[[], Any], fault: type[Exception]) -> None:
        """Shut the door and send one thread to try it until it opens."""
        with self._lock:
            if not self.shut:
                self.shut = True
                threading.Thread(target=self._try, args=(connect, fault), daemon=True, name="database").start()

    def _try(self, connect: Callable[[], Any], fault: type[Exception]) -> None:
        while self.shut:
            time.sleep(BETWEEN)
            try:
                connect().close()
                self.shut = False
            except fault:
                continue


_door = Door()


def connect(dbapi: Any, args: list[Any], options: dict[str, Any]) -> Any:
    """A psycopg connection that never waits longer than the caller's budget. Raises dbapi.OperationalError."""

    def call() -> Any:
        return budget().spend(lambda left: patient(dbapi).connect(*args, **options | {"connect_timeout": _limit(left)}))

    patient(dbapi).again = call
    if budget().left <= 0:
        raise dbapi.OperationalError("the database does not answer")
    return _door.through(call, dbapi.OperationalError)


def _limit(left: float) -> int:
    return max(SHORTEST, int(min(left, IN_REQUEST)))


def lives(pgconn: Any) -> bool:
    """Whether the server behind a libpq connection answers a stranger: a stopped one accepts and says nothing.

    Asked with SSLRequest (PostgreSQL's protocol 3, "Message Formats"), which is answered with one byte before anything
    else, and to which a server that takes no TLS says "N".
    """
    host, port = (text.decode() for text in (pgconn.host, pgconn.port))
    try:
        if host.startswith("/"):
            way = socket.socket(socket.AF_UNIX)
            way.settimeout(KNOCK)
            way.connect(f"{host}/.s.PGSQL.{port}")
        else:
            way = socket.create_connection((host, int(port)), KNOCK)
        with way:
            way.sendall(struct.pack("!ii", 8, 80877103))
            return way.recv(1) != b""
    except OSError:
        return False


class Resumable:
    """One of psycopg's waits that can be taken up again after a limit has passed."""

    def __init__(self, gen: Generator[Any, Any, Any]) -> None:
        self.gen, self.wanted = gen, None

    def run(self) -> Generator[Any, Any, Any]:
        """What is left of it. `wanted` is what it waits for, which whoever waits asks for first."""
        try:
            if self.wanted is None:
                self.wanted = next(self.gen)
            while True:
                ready = yield self.wanted
                self.wanted = self.gen.send(ready)
        except StopIteration as end:
            return end.value


@lru_cache
def patient(dbapi: Any) -> Any:
    """psycopg's connection, ended as soon as a wait takes longer than the budget: its state is unknown then."""
    base: Any = dbapi.Connection

    class Patient(base):
        again: Callable[[], Any]  # how it was made last

        def wait(self, gen: Any, *args: Any, timeout: float | None = None, **options: Any) -> Any:
            if timeout is not None:  # the caller has a limit of its own and knows what to do then
                return super().wait(gen, *args, timeout=timeout, **options)
            whole = Resumable(gen)
            while True:
                try:
                    return budget().spend(
                        lambda left: super(Patient, self).wait(whole.run(), *args, timeout=left, **options)
                    )
                except dbapi.errors._WaitTimeout as error:
                    if budget().spend(lambda _left: lives(self.pgconn)):
                        budget().left = MORE
                        continue
                    self.pgconn.finish()
                    _door.close(Patient.again, dbapi.OperationalError)
                    raise dbapi.OperationalError("the database does not answer") from error

    return Patient
