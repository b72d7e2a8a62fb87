"""Requests per second and CPU for each request: wrk on one core, the servers on the other, turn by turn.

What else the machine does falls on all contestants alike, because each has many short turns and the medians count.
"""

import http.client
import os
import re
import shutil
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

SERVERS, CALLER = 0, 1  # cores
CONNECTIONS = 16
SECONDS = 2  # of a turn
TURNS = 5
STARTS = 20  # seconds a server may take until it answers
TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class Contestant(NamedTuple):
    name: str
    url: str
    pids: Sequence[int]  # whose CPU counts
    headers: tuple[str, ...] = ()  # "Name: value", sent with each request


class Pace(NamedTuple):
    rate: float  # requests in a second
    cpu: float  # microseconds of the server for each request


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes


def lacking() -> str:
    """Why nothing can be measured here; "" if it can."""
    missing = [name for name in ("wrk", "nginx") if tool(name) is None]
    if missing:
        return f"{' and '.join(missing)} not installed"
    return "" if (os.cpu_count() or 1) > max(SERVERS, CALLER) else "needs two cores"


def tool(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """What is started inside stays on this core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def contest(contestants: Sequence[Contestant], turns: int = TURNS) -> dict[str, Pace]:
    """Medians by name."""
    seen: dict[str, list[Pace]] = {each.name: [] for each in contestants}
    for each in contestants:
        turn(each, 1)  # warm
    for _ in range(turns):
        for each in contestants:
            seen[each.name].append(turn(each, SECONDS))
    return {name: median(paces) for name, paces in seen.items()}


def median(paces: Sequence[Pace]) -> Pace:
    return Pace(*(statistics.median(each) for each in zip(*paces, strict=True)))


def turn(contestant: Contestant, seconds: int) -> Pace:
    wrk = [str(tool("wrk")), "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", contestant.url]
    for header in contestant.headers:
        wrk += ["-H", header]
    before = cpu(contestant.pids)
    with on_core(CALLER):
        done = subprocess.run(wrk, capture_output=True, text=True, check=True)
    spent = cpu(contestant.pids) - before
    requests, rate = parse(done.stdout)
    return Pace(rate, spent / requests * 1e6)


def parse(said: str) -> tuple[int, float]:
    """wrk's count of requests and their number in a second. Raises ValueError when an answer was an error."""
    if wrong := re.search(r"Non-2xx or 3xx responses: \d+|Socket errors: .*", said):
        raise ValueError(wrong[0])
    count, rate = re.search(r"(\d+) requests in", said), re.search(r"Requests/sec:\s+([\d.]+)", said)
    if not count or not rate or int(count[1]) == 0:
        raise ValueError("no answer")
    return int(count[1]), float(rate[1])


def cpu(pids: Sequence[int]) -> float:
    """Seconds of CPU these processes have used, system calls included; those that are gone count nothing."""
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
                total += ticks(file.read())
        except OSError:
            continue
    return total / TICK


def ticks(stat: str) -> int:
    """utime and stime of a line of /proc/<pid>/stat; the name in brackets may hold spaces and brackets."""
    fields = stat.rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def get(url: str, **headers: str) -> Answer:
    line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        line.request("GET", urlsplit(url).path, headers=headers)
        answer = line.getresponse()
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        line.close()


def answers(process: subprocess.Popen[bytes], url: str) -> None:
    """Come back when a server that was just started answers, whatever it says. Raises RuntimeError."""
    until = time.monotonic() + STARTS
    while time.monotonic() < until and process.poll() is None:
        try:
            get(url)
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"{process.args!s} does not answer")
