"""A throw-away PostgreSQL server for the tests: own folder, no fsync, a socket nobody else can reach."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import uuid
from pathlib import Path

import psycopg

from scripts.test_tools import postgres_bin


class Cluster:
    """One server for a test session; `database()` makes an empty database and returns its SQLAlchemy URL.

    In a `folder` that has data already it goes on with them. The server may be killed, stopped for a while and
    started again, as machines do.
    """

    def __init__(self, folder: Path | None = None, options: str = "") -> None:
        programs = postgres_bin()
        assert programs, "PostgreSQL is missing; `make test` installs it or says how"
        self.bin = programs
        self.options = options
        self.folder = folder or Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        self.folder.mkdir(exist_ok=True)
        self.folder.chmod(0o755)
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        if not (self.folder / "data" / "PG_VERSION").exists():
            where = ("-D", str(self.folder / "data"), "-U", self.user)
            self._run("initdb", *where, "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()

    def start(self) -> None:
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off -c max_connections=120"
        where = ("-D", str(self.folder / "data"), "-o", f"{options} {self.options}", "-l", str(self.folder / "log"))
        self._run("pg_ctl", *where, "-w", "start")

    def halt(self) -> None:
        """End the server; its data stay."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop", check=False)

    def stop(self) -> None:
        self.halt()
        shutil.rmtree(self.folder, ignore_errors=True)

    def kill(self) -> None:
        """kill -9 of the server and all its backends, as when a machine dies; `start` may follow."""
        os.kill(self.pids()[0], signal.SIGSTOP)  # it must start no backend that nobody has listed
        for pid in self.signal(signal.SIGKILL):
            while Path(f"/proc/{pid}").exists() and "\nState:\tZ" not in _status(pid):
                os.sched_yield()
        # where nobody collects the dead, the server takes its own corpse for another server
        for lock in (self.folder / "data" / "postmaster.pid", *self.folder.glob(".s.PGSQL.*.lock")):
            lock.unlink(missing_ok=True)

    def signal(self, number: int) -> list[int]:
        """Send a signal to the server and all its backends: SIGSTOP freezes it, SIGCONT lets it go on."""
        pids = self.pids()
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue
        return pids

    def pids(self) -> list[int]:
        """The server and its backends; nobody, when it is not running."""
        lock = self.folder / "data" / "postmaster.pid"
        if not lock.exists():
            return []
        head = int(lock.read_text().split("\n", 1)[0])
        rows = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
        found = [tuple(map(int, line.split())) for line in rows.splitlines()[1:]]
        return [head, *(pid for pid, parent in found if parent == head)]

    def database(self, name: str = "", like: str = "template1") -> str:
        """A new database, a copy of the one it is to be `like`, and its URL."""
        name = name or f"t{uuid.uuid4().hex[:12]}"
        with psycopg.connect(host=str(self.folder), user=self.user, dbname="postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        return f"postgresql+psycopg://{self.user}@/{name}?host={self.folder}"

    def _run(self, program: str, *args: str, check: bool = True) -> None:
        command = [str(self.bin / program), *args]
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root
            command = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups", *command]
        done = subprocess.run(command, cwd="/tmp", capture_output=True, text=True, check=False)
        assert done.returncode == 0 or not check, done.stdout + done.stderr


def _status(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return "\nState:\tZ"
