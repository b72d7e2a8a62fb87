"""What is read out of wrk and /proc."""

import os

import pytest

from bench import load
from bench.load import Contestant, Pace

SAID = """Running 2s test @ http://127.0.0.1:8171/page.html
  1 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   290.11us  120.31us   3.10ms   90.12%
    Req/Sec    56.30k     2.10k   58.00k    75.00%
  113556 requests in 2.00s, 2.12GB read
Requests/sec:  56778.12
Transfer/sec:      1.06GB
"""


def test_the_count_and_the_rate_are_read():
    assert load.parse(SAID) == (113556, 56778.12)


@pytest.mark.parametrize(
    "wrong", ["Non-2xx or 3xx responses: 12", "Socket errors: connect 0, read 3, write 0, timeout 0"]
)
def test_a_run_with_wrong_answers_is_no_figure(wrong):
    with pytest.raises(ValueError, match=wrong.split(":")[0]):
        load.parse(f"{SAID}  {wrong}\n")


@pytest.mark.parametrize("said", ["", "  0 requests in 2.00s\nRequests/sec: 0.00"])
def test_no_answer_is_no_figure(said):
    with pytest.raises(ValueError, match="no answer"):
        load.parse(said)


def test_the_name_of_a_process_may_hold_spaces_and_brackets():
    rest = "S 1 2 3 4 5 6 7 8 9 10 70 30 0 0 20 0 1"
    assert load.ticks(f"12 (a (b) c) {rest}") == 100


def test_this_process_has_used_some_time_and_one_that_is_gone_none():
    spent = load.cpu([os.getpid()])
    assert spent > 0
    assert load.cpu([os.getpid(), 2**22 + 1]) >= spent


def test_the_medians_are_taken_one_by_one():
    assert load.median([Pace(1, 30), Pace(3, 10), Pace(2, 90)]) == Pace(2, 30)


def test_contestants_take_turns_after_each_has_warmed(monkeypatch):
    turns = []

    def turn(contestant, seconds):
        turns.append((contestant.name, seconds))
        return Pace(len(turns), 1)

    monkeypatch.setattr(load, "turn", turn)
    paces = load.contest([Contestant("a", "", []), Contestant("b", "", [])], turns=3)
    assert turns == [("a", 1), ("b", 1)] + [("a", load.SECONDS), ("b", load.SECONDS)] * 3
    assert paces == {"a": Pace(5, 1), "b": Pace(6, 1)}


def test_what_is_started_inside_stays_on_the_core():
    before = os.sched_getaffinity(0)
    one = min(before)
    with load.on_core(one):
        assert os.sched_getaffinity(0) == {one}
    assert os.sched_getaffinity(0) == before


def test_a_machine_without_the_tools_is_told_so(monkeypatch):
    monkeypatch.setattr(load, "tool", lambda name: None if name == "wrk" else "/usr/sbin/nginx")
    assert load.lacking() == "wrk not installed"
    monkeypatch.setattr(load, "tool", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert load.lacking() == "needs two cores"
