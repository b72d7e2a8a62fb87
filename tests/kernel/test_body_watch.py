"""With real sockets: a blocking read of one of them is ended by the watch, as it is in a web process."""

import socket
import threading
from contextlib import contextmanager

import pytest

from portal.kernel import body_watch, request_body, sockets
from portal.kernel.body_watch import Watch
from portal.kernel.concurrency import Gate
from portal.kernel.request_body import Body, TooSlow


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(request_body, "STRETCH", 0.4)
    monkeypatch.setattr(request_body, "LEAST", 1000)
    monkeypatch.setattr(body_watch, "TICK", 0.05)


class Raw:
    """Blocks as the server's own reads do, until all bytes of a piece are here or the connection ends."""

    def __init__(self, line):
        self.line = line

    def read(self, size):
        got = b""
        while len(got) < size and (piece := self.line.recv(size - len(got))):
            got += piece
        return got


@contextmanager
def connected():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        with socket.create_connection(listener.getsockname()) as ours, listener.accept()[0] as theirs:
            yield ours, theirs


def reading(watch, body, out):
    def run():
        try:
            out.append(body.readall())
        except Exception as error:
            out.append(error)

    watch.add(body)
    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_body_that_stopped_coming_is_given_up_and_can_still_be_answered():
    watch, out = Watch(Gate()), []
    with connected() as (sender, line):
        sender.sendall(b"a")
        thread = reading(watch, Body(Raw(line), 1000, "127.0.0.1"), out)
        thread.join(10)
        assert isinstance(out[0], TooSlow)
        line.sendall(b"408")
        assert sender.recv(3) == b"408"


@pytest.mark.parametrize("first", [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_who_stops_after_a_word_of_ours_is_given_up_too(first):
    """The sender asked whether to go on, or sent this head in one piece with the request before."""
    watch, out = Watch(Gate()), []
    with connected() as (sender, line):
        sender.sendall(b"POST")
        assert line.recv(4) == b"POST"
        line.sendall(first)
        assert sender.recv(100) == first
        thread = reading(watch, Body(Raw(line), 1000, "127.0.0.1"), out)
        thread.join(3)
        late = thread.is_alive()
        sender.close()
        thread.join(10)
        assert not late
        assert isinstance(out[0], TooSlow)


def test_a_line_that_owes_nothing_and_one_from_elsewhere_are_left_alone():
    watch, out = Watch(Gate()), []
    with connected() as (sender, line), connected() as (idle, answered):
        sender.sendall(b"a")
        thread = reading(watch, Body(Raw(line), 1000, "127.0.0.1"), out)
        while thread.is_alive():
            idle.sendall(b"GET")
            assert answered.recv(3) == b"GET"
            answered.sendall(b"200")
            assert idle.recv(3) == b"200"
            thread.join(0.05)
        assert isinstance(out[0], TooSlow)
        idle.sendall(b"again")
        assert answered.recv(5) == b"again"
    with connected() as (sender, line):
        sender.sendall(b"a")
        body = Body(Raw(line), 1000, "203.0.113.9")
        thread = reading(watch, body, out)
        thread.join(1.0)
        assert thread.is_alive(), "no body of that address is overdue"
        sender.close()
        thread.join(10)


def test_a_request_that_is_worked_on_is_not_cut_off():
    gate, out = Gate(), []
    watch = Watch(gate)
    with connected() as (sender, line), connected() as (asks, worked):
        sender.sendall(b"a")
        asks.sendall(b"GET")
        assert worked.recv(3) == b"GET"
        with gate.inside("127.0.0.1"):
            body = Body(Raw(line), 1000, "127.0.0.1")
            thread = reading(watch, body, out)
            thread.join(1.0)
            assert sockets.tcp_info(worked).owes
            asks.sendall(b"more")
            assert worked.recv(4) == b"more"
            sender.close()
            thread.join(10)


def test_looking_leaves_no_file_open():
    from pathlib import Path

    before = len(list(Path("/proc/self/fd").iterdir()))
    with connected():
        for _ in range(50):
            list(sockets.tcp_sockets())
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 1
