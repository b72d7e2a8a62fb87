"""Nobody waits for ever, and while the server is gone one asks and the others are told. No server is needed here."""

import socket
import threading
from types import SimpleNamespace

import pytest

from portal.kernel import patience


class OperationalError(Exception):
    pass


class WaitTimeout(Exception):
    pass


class Base:
    """As much of psycopg's connection as is overridden; `answers` says what a wait does with its limit."""

    def __init__(self) -> None:
        self.pgconn = SimpleNamespace(finish=lambda: setattr(self, "finished", True))
        self.finished, self.limits = False, []
        self.answers = lambda limit: "row"

    @classmethod
    def connect(cls, **options):
        made = cls()
        made.options = options
        return made

    def close(self):
        self.finished = True

    def wait(self, gen, interval=0.1, timeout=None):
        self.limits.append(timeout)
        return self.answers(timeout)


class DBAPI:
    Connection, OperationalError = Base, OperationalError
    errors = SimpleNamespace(_WaitTimeout=WaitTimeout)


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(patience, "_door", patience.Door())
    monkeypatch.setattr(patience.time, "monotonic", lambda: fresh.now)
    monkeypatch.setattr(patience, "lives", lambda pgconn: False)
    fresh.now = 100.0
    yield
    patience.end()


def never(limit):
    """A server that keeps its socket open: the limit passes."""
    fresh.now += limit
    raise WaitTimeout


def connection():
    return patience.connect(DBAPI, [], {"host": "/tmp"})


def test_a_request_waits_its_budget_once_however_many_statements_it_has():
    patience.begin()
    made = connection()
    fresh.now += 0.0
    made.answers = lambda limit: setattr(fresh, "now", fresh.now + 1.0) or "row"
    assert [made.wait(None), made.wait(None)] == ["row", "row"]
    made.answers = never
    with pytest.raises(OperationalError):
        made.wait(None)
    assert made.limits == [3.0, 2.0, 1.0]
    assert made.finished, "what the server may still send must reach nobody"
    with pytest.raises(OperationalError):
        connection()


def test_a_server_that_lives_is_waited_for(monkeypatch):
    """Twenty people at one row: the lock comes, only later."""
    monkeypatch.setattr(patience, "lives", lambda pgconn: True)
    patience.begin()
    made, waits = connection(), []

    def third(limit):
        waits.append(limit)
        return "row" if len(waits) == 3 else never(limit)

    made.answers = third
    assert made.wait(None) == "row"
    assert waits == [3.0, patience.MORE, patience.MORE]
    assert not made.finished


def test_a_wait_that_was_left_is_taken_up_where_it_stood():
    def wait():
        return [(yield "write"), (yield "read"), (yield "read")]

    whole = patience.Resumable(wait())
    first = whole.run()
    assert [next(first), first.send(1)] == ["write", "read"]
    second = whole.run()
    assert [next(second), second.send(2)] == ["read", "read"]
    with pytest.raises(StopIteration) as end:
        second.send(3)
    assert end.value.value == [1, 2, 3]


@pytest.mark.parametrize("says", [b"N", b"S", None])
def test_a_server_lives_that_answers_a_stranger(monkeypatch, says):
    monkeypatch.undo()
    monkeypatch.setattr(patience, "KNOCK", 0.3)
    server = socket.create_server(("127.0.0.1", 0))
    host, port = server.getsockname()

    def answer():
        way, _ = server.accept()
        asked = way.recv(8)
        if says and asked == bytes.fromhex("0000000804d2162f"):
            way.sendall(says)
        held.append(way)  # a stopped server keeps its sockets open

    held = []
    thread = threading.Thread(target=answer)
    thread.start()
    known = SimpleNamespace(host=host.encode(), port=str(port).encode())
    assert patience.lives(known) is (says is not None)
    thread.join()
    for way in (*held, server):
        way.close()
    assert not patience.lives(known), "nobody listens there any more"


def test_others_wait_anew_each_time_but_not_for_ever():
    made = connection()
    made.answers = never
    for _ in range(2):
        with pytest.raises(OperationalError):
            made.wait(None)
    assert made.limits == [patience.ELSEWHERE] * 2


def test_a_limit_of_the_callers_own_is_his_business():
    made = connection()
    made.answers = never
    with pytest.raises(WaitTimeout):
        made.wait(None, timeout=0.5)
    assert not made.finished


def test_a_migration_may_take_long():
    patience.forever()
    made = connection()
    made.wait(None)
    assert made.limits[0] > 10**6


def test_connecting_has_the_shortest_limit_psycopg_takes_and_never_more_than_a_request():
    assert connection().options == {"host": "/tmp", "connect_timeout": 3}
    patience.begin()
    patience.budget().left = 0.2
    assert connection().options["connect_timeout"] == 2


def test_while_the_server_is_gone_all_are_told_at_once_and_one_thread_tries(monkeypatch):
    monkeypatch.setattr(patience.time, "sleep", lambda seconds: None)
    door, back, tries = patience.Door(), threading.Event(), []

    def attempt():
        tries.append(threading.current_thread().name)
        if len(tries) > 5:
            back.wait(10)
            return SimpleNamespace(close=lambda: None)
        raise OperationalError("gone")

    for _ in range(3):
        with pytest.raises(OperationalError):
            door.through(attempt, OperationalError)
    back.set()
    thread = next((each for each in threading.enumerate() if each.name == "database"), None)
    if thread:
        thread.join(10)
    assert not door.shut
    assert tries[0] != "database"
    assert tries[1:] == ["database"] * 5
    assert door.through(lambda: "in", OperationalError) == "in"


def test_a_wait_that_was_too_long_shuts_the_door_until_the_server_answers(monkeypatch):
    monkeypatch.setattr(patience.time, "sleep", lambda seconds: None)
    patience.begin()
    made = connection()
    made.answers = never
    shut = []
    monkeypatch.setattr(patience.Door, "close", lambda self, again, fault: shut.append(again))
    with pytest.raises(OperationalError):
        made.wait(None)
    patience.end()
    assert shut[0]().options["connect_timeout"] == 3
