"""Nobody reads the machine's date: the portal asks kernel.clock, tests begin at the moment of tests.clocks."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READS = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime", "time.strftime"),
    "clock.real_now",
}
MACHINE = {
    # where the machine's own time is meant, and why
    "portal/accounts/views/factor.py": "one-time codes: a person's phone computes them too",
    "portal/accounts/views/sign_in.py": "one-time codes: a person's phone computes them too",
    "portal/channels/adapters/answers.py": "a network's Retry-After date is by the real clock",
    "portal/kernel/clock.py": "the one source of time",
    "portal/kernel/steady.py": "notices that somebody moved the machine's clock",
    "portal/photos/sweeping.py": "files bear the times of the machine",
    "tests/accounts/test_factor.py": "one-time codes, as a phone makes them",
    "tests/accounts/views/test_factor.py": "one-time codes, as a phone makes them",
    "tests/channels/adapters/test_answers.py": "a network's Retry-After date is by the real clock",
    "tests/channels/fakes/telegram.py": "a server of somebody else, whose clock is not ours",
    "tests/clocks.py": "puts the portal's clock where the run wants it",
    "tests/kernel/test_instance.py": "PORTAL_NOW is counted from the machine's time",
}


def reads(tree: ast.AST) -> list[str]:
    """Each place that reads the machine's time, as `line: name`."""
    found = []
    for node in ast.walk(tree):
        name = ""
        if isinstance(node, ast.Attribute):
            name = ".".join(ast.unparse(node).split(".")[-2:])
        elif isinstance(node, ast.ImportFrom):
            name = next((name for each in node.names if (name := f"{node.module}.{each.name}") in READS), "")
        if name in READS:
            found.append(f"{node.lineno}: {name}")
    return found


def files() -> list[str]:
    found = (path for top in ("portal", "tests") for path in (ROOT / top).rglob("*.py"))
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


@pytest.mark.parametrize("name", files())
def test_only_those_with_a_reason_read_the_machines_time(name):
    found = reads(ast.parse((ROOT / name).read_text("utf-8")))
    assert bool(found) == (name in MACHINE), found or "it reads no time any more: take it off the list"


@pytest.mark.parametrize(
    "source", ["datetime.now(UTC)", "dt.date.today()", "from time import time", "wall = time.time", "clock.real_now()"]
)
def test_each_way_to_read_it_is_seen(source):
    assert reads(ast.parse(source))


@pytest.mark.parametrize(
    "source", ["clock.now()", "time.monotonic()", "datetime.fromisoformat(x)", "from time import sleep"]
)
def test_other_times_are_not_meant(source):
    assert not reads(ast.parse(source))


@pytest.mark.parametrize("name", [name for name in files() if name.startswith("tests/") and name != "tests/clocks.py"])
def test_tests_move_the_clock_from_where_it_stands(name):
    """`clocks.later` and `clocks.at` know where a test began; a bare shift would count from the machine's date."""
    for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "clock.set_shift":
            assert "shift" in ast.unparse(node.args[0]), f"{node.lineno}: use tests.clocks"
