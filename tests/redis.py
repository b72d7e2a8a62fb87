"""A throw-away Redis for the tests: a socket nobody else can reach, and nothing kept when it dies."""

import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from pathlib import Path


class Redis:
    """One server; `url` is its address. It may be killed and started again, and has forgotten everything then."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="redis-", dir="/tmp"))
        self.socket = self.folder / "redis.sock"
        self.url = f"unix://{self.socket}"
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        self.socket.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", self.socket, "--save", "", "--appendonly", "no"],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )
        assert any(self._answers() or threading.Event().wait(0.05) for _ in range(600)), "redis-server does not answer"

    def _answers(self) -> bool:
        try:
            return self.ask("PING") == b"+PONG"
        except OSError:
            return False

    def ask(self, command: str) -> bytes:
        """The first line of the answer to a command."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(5)
            line.connect(str(self.socket))
            line.sendall(f"{command}\r\n".encode())
            return line.recv(1000).split(b"\r\n")[0]

    def kill(self) -> None:
        """kill -9; `start` may follow."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
