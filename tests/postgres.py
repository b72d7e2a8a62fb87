"""A throw-away PostgreSQL server for the tests: own folder, no fsync, a socket nobody else can reach."""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path

import psycopg

from scripts.test_tools import postgres_bin


class Cluster:
    """One server for a test session; `database()` makes an empty database and returns its SQLAlchemy URL."""

    def __init__(self) -> None:
        programs = postgres_bin()
        assert programs, "PostgreSQL is missing; `make test` installs it or says how"
        self.bin = programs
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-D", str(self.folder / "data"), "-A", "trust", "-U", self.user, "-E", "UTF8", "--no-sync")
        self.start()

    def start(self) -> None:
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off -c max_connections=120"
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-l", str(self.folder / "log"), "-w", "start"
        )

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def database(self) -> str:
        name = f"t{uuid.uuid4().hex[:12]}"
        with psycopg.connect(host=str(self.folder), user=self.user, dbname="postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return f"postgresql+psycopg://{self.user}@/{name}?host={self.folder}"

    def _run(self, program: str, *args: str, check: bool = True) -> None:
        command = [str(self.bin / program), *args]
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root
            command = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups", *command]
        done = subprocess.run(command, cwd="/tmp", capture_output=True, text=True, check=False)
        assert done.returncode == 0 or not check, done.stdout + done.stderr
