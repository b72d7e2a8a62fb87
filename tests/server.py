"""The portal as people run it: `flask up` in its own process group, on its own instance and port."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from portal.kernel import instance
from tests import clocks

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Portal:
    """A running portal; `kill()` is kill -9 of everything, `start()` may follow."""

    def __init__(self, folder: Path, **env: str) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("PORTAL_", "DATABASE_URL", "REDIS_URL"))}
        mine = {"PORTAL_INSTANCE": str(folder), "PORTAL_PORT": str(self.port), "PORTAL_DEMO": "1"}
        # approving publishes at once, unless a test is about the time in which it can be undone
        self.env = clocks.environ() | clean | mine | {"PORTAL_UNDO_SECONDS": "0"} | env
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, patience: float = 120, **env: str) -> "Portal":
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "up"]
        self.env |= clocks.environ()
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.env | env, stdout=log, stderr=log, start_new_session=True
            )
        assert self.answers(patience) is not None, (self.folder / "server.log").read_text()[-3000:]
        return self

    def answers(self, patience: float) -> float | None:
        """Seconds until the first 200, or None."""
        began = time.monotonic()
        while time.monotonic() - began < patience:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                    if answer.status == 200:
                        return time.monotonic() - began
            except (urllib.error.URLError, OSError):
                if self.process and self.process.poll() is not None:
                    return None
            time.sleep(0.02)
        return None

    def port_is_free(self) -> bool:
        try:
            instance.check_port("127.0.0.1", self.port)
        except instance.InstanceError:
            return False
        return True

    def flask(self, *args: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *args]
        return subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)

    def tree(self) -> dict[int, list[int]]:
        """Each child of the supervisor with its own children."""
        rows = [line.split() for line in _ps().splitlines()[1:]]
        kids: dict[int, list[int]] = {}
        for pid, parent in rows:
            kids.setdefault(int(parent), []).append(int(pid))
        assert self.process
        return {child: kids.get(child, []) for child in kids.get(self.process.pid, [])}

    def kill(self) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> int:
        """Ctrl-C; returns the exit code."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(20)


def _ps() -> str:
    return subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
