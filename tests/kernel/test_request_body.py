from contextlib import contextmanager
from io import BytesIO

import pytest
from werkzeug.exceptions import ClientDisconnected

from portal.kernel import request_body
from portal.kernel.request_body import LEAST, PIECE, STRETCH, Body, Meter, TooSlow

ENOUGH = int(LEAST * STRETCH)


class Sender:
    """Hands out pieces; each takes its seconds on a clock of its own."""

    def __init__(self, monkeypatch, *pieces):
        self.now, self.pieces, self.reads = 1000.0, list(pieces), 0
        monkeypatch.setattr(request_body.time, "monotonic", lambda: self.now)

    def read(self, size):
        self.reads += 1
        if not self.pieces:
            return b""
        seconds, count = self.pieces.pop(0)
        self.now += seconds
        return b"x" * min(count, size)


@pytest.mark.parametrize(
    ("passed", "count", "slow"),
    [(STRETCH - 0.1, 0, False), (STRETCH, 0, True), (STRETCH, ENOUGH, False), (STRETCH, ENOUGH - 1, True)],
)
def test_a_stretch_of_twenty_seconds_needs_its_bytes(passed, count, slow):
    meter = Meter(0.0)
    meter.count = count
    assert meter.slow(passed) is slow


def test_who_sent_much_at_first_has_no_more_time_than_others():
    meter = Meter(0.0)
    meter.add(25_000_000, 1.0)
    assert not meter.slow(STRETCH)
    assert meter.slow(1.0 + STRETCH)


def test_one_byte_every_two_seconds_ends_after_twenty(monkeypatch):
    body = Body(Sender(monkeypatch, *[(2.0, 1)] * 100), 4_000_000)
    began = body.last
    assert [len(body.read(PIECE)) for _ in range(10)] == [1] * 10, "what came is handed on first"
    with pytest.raises(TooSlow):
        body.read(PIECE)
    assert body.last - began == STRETCH


@pytest.mark.parametrize("rate", [600, 50_000])
def test_a_slow_but_honest_sender_may_take_minutes(monkeypatch, rate):
    size = rate * 500
    body = Body(Sender(monkeypatch, *[(1.0, rate)] * 4000), size)
    assert len(body.readall()) == size
    assert body.ended


def test_no_more_is_read_than_was_announced(monkeypatch):
    raw = BytesIO(b"x" * 30)
    body = Body(raw, 10)
    assert body.readall() == b"x" * 10
    assert (body.read(5), raw.tell(), body.ended) == (b"", 10, True)


def test_a_body_that_breaks_off_is_no_body():
    with pytest.raises(ClientDisconnected):
        Body(BytesIO(b"a=1&b="), 100).readall()


def test_without_a_length_the_end_is_the_end():
    assert Body(BytesIO(b"a=1"), None).readall() == b"a=1"


def test_draining_ends_after_its_time_and_says_nothing(monkeypatch):
    sender = Sender(monkeypatch, *[(2.0, 1)] * 100)
    body = Body(sender, 4_000_000)
    body.drain()
    assert sender.reads == 3
    assert not body.ended


def test_a_quick_sender_is_drained_in_large_pieces(monkeypatch):
    sender = Sender(monkeypatch, *[(0.001, PIECE)] * 1000)
    Body(sender, 1_000_000).drain()
    assert sender.reads < 100


def test_the_sender_is_waited_for_outside(monkeypatch):
    seen = []

    @contextmanager
    def rest():
        seen.append("out")
        yield
        seen.append("in")

    Body(BytesIO(b"abc"), 3, rest=rest).readall()
    assert seen == ["out", "in"]


def test_the_senders_clock_stands_while_the_request_waits_for_something_else(monkeypatch):
    sender = Sender(monkeypatch, *[(1.0, 2000)] * 100)

    @contextmanager
    def rest():
        sender.now += STRETCH  # before the sender is asked
        yield
        sender.now += STRETCH  # for a place to go on

    body = Body(sender, 20_000, rest=rest)
    sender.now += STRETCH  # from the moment the request came
    assert len(body.readall()) == 20_000


def test_nobody_is_late_while_the_request_waits_for_a_place(monkeypatch):
    sender, late = Sender(monkeypatch, (1.0, 100)), []

    @contextmanager
    def rest():
        yield
        sender.now += STRETCH
        late.append(body.overdue(sender.now))

    body = Body(sender, 100, rest=rest)
    body.readall()
    assert late == [False]
