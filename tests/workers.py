"""Workers of the portal in processes of their own, as many as one likes on one instance: `flask work`.

Run as a module it is the same worker in a hurry: leases, sweeps and waits of seconds instead of a minute, so that a
test of what follows from a death need not wait for minutes of the clock.
"""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from portal import create_app, supervisor
from portal.kernel import instance, jobs, queue
from portal.newsroom import leases, outcomes
from portal.settings import from_env
from tests import clocks
from tests.server import ROOT

LEASE = 12.0  # seconds; a worker that the machine leaves without a turn for so long has lost its delivery
COMMAND = ("-m", "flask", "--app", "wsgi", "work")


class Workers:
    """`number` workers on one instance; what they say is in `log`."""

    def __init__(self, folder: Path, env: dict[str, str], number: int = 4, *, hurried: bool = False) -> None:
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("PORTAL_", "DATABASE_URL", "REDIS_URL"))}
        self.log, self.env = folder / "workers.log", clean | {"PORTAL_INSTANCE": str(folder)} | clocks.environ() | env
        self.command = [sys.executable, *(("-m", "tests.workers") if hurried else COMMAND)]
        self.running = [self._start() for _n in range(number)]

    def _start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(self.command, cwd=ROOT, env=self.env, stdout=log, stderr=log)

    def kill(self, number: int) -> None:
        """kill -9 of one of them; nobody starts it again."""
        self.running[number].kill()
        self.running[number].wait()

    def alive(self) -> int:
        return sum(each.poll() is None for each in self.running)

    def said(self) -> str:
        return self.log.read_text()

    def end(self) -> None:
        """kill -9 of all, where nobody asks how they stop: they would finish letters and news first."""
        for number, each in enumerate(self.running):
            if each.poll() is None:
                self.kill(number)

    def stop(self) -> list[int]:
        """Ctrl-C, and for whoever does not hear it kill -9; the exit codes."""
        for each in self.running:
            each.send_signal(signal.SIGINT)
        codes = []
        for each in self.running:
            try:
                codes.append(each.wait(30))
            except subprocess.TimeoutExpired:
                each.kill()
                codes.append(each.wait())
        return codes


def hurry() -> None:
    jobs.LEASE = leases.LEASE = timedelta(seconds=LEASE)
    leases.BEAT = LEASE / 4
    queue.EVERY = 1.0
    outcomes.SETTLE = timedelta(seconds=2)


if __name__ == "__main__":
    hurry()
    supervisor.work(create_app(instance.prepare(from_env())))
