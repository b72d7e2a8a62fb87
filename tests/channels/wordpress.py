"""The real WordPress of Debian's package on loopback, for one test session: own database server, own files, no network.

`php -S` starts workers that outlive it, and a killed test run cannot tidy up. So both servers run below a shell that
waits for the end of its standard input and then kills its own process group: whatever ends the tests ends them too.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.server import free_port

SOURCE = Path("/usr/share/wordpress")
OURS = Path(__file__).parent / "wp"
GUARD = '"$@" & read _; kill -KILL -- -$$'  # the end of standard input is the end of the group


class WordPress:
    """A running site. `url` is its root; `passwords` are application passwords by user name."""

    def __init__(self, kind: str = "local") -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="wp-", dir="/tmp"))
        self.root, self.port = self.folder / "site", free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.guards: list[subprocess.Popen[bytes]] = []
        self.env = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")} | {
            "WP_SOCKET": str(self.folder / "db.sock"),
            "WP_URL": self.url,
            "WP_ROOT": str(self.root),
            "WP_KIND": kind,
            "PHP_CLI_SERVER_WORKERS": "4",
        }
        try:
            self._files()
            self._database()
            self.passwords: dict[str, str] = json.loads(self._php(str(OURS / "install.php")))
            self._site()
        except BaseException:
            self.stop()
            raise

    def _files(self) -> None:
        """WordPress finds itself by where wp-load.php lies: the small files are copied, the large folders linked."""
        content = self.root / "wp-content"
        (content / "uploads").mkdir(parents=True)
        for file in SOURCE.glob("*.php"):
            if file.name != "wp-config.php":
                shutil.copy(file, self.root)
        for name in ("wp-includes", "wp-admin"):
            (self.root / name).symlink_to(SOURCE / name)
        shutil.copytree(OURS / "theme", content / "themes" / "warta")
        shutil.copy(OURS / "wp-config.php", self.root)
        shutil.copy(OURS / "router.php", self.folder)

    def _database(self) -> None:
        (self.folder / "db").mkdir()
        mariadb = shutil.which("mariadbd", path=f"{os.environ['PATH']}:/usr/sbin")
        assert mariadb, "MariaDB is missing; `make test` installs it or says how"
        fast = ["--innodb-flush-log-at-trx-commit=0", "--innodb-log-file-size=8M", "--innodb-buffer-pool-size=32M"]
        user = ["--user=root"] if os.geteuid() == 0 else []
        place = [f"--datadir={self.folder / 'db'}", f"--socket={self.env['WP_SOCKET']}", "--skip-networking"]
        self._keep("db", mariadb, "--no-defaults", *user, *place, "--skip-grant-tables", *fast)
        self._wait(lambda: self.sql("SELECT 1", database="") == [["1"]], "db")
        self.sql("CREATE DATABASE wp CHARACTER SET utf8mb4", database="")

    def _site(self) -> None:
        self._serve("site", self.port)

    def _serve(self, name: str, port: int, **env: str) -> None:
        root = ["-t", str(self.root), str(self.folder / "router.php")]
        limits = ["-d", "upload_max_filesize=16M", "-d", "post_max_size=20M", "-d", "opcache.enable_cli=1"]
        self._keep(name, "php", *limits, "-S", f"127.0.0.1:{port}", *root, **env)
        self._wait(lambda: _answers(port), name)

    @contextlib.contextmanager
    def sibling(self, **env: str) -> Iterator[str]:
        """The same site as another server with other settings; gives its address."""
        port = free_port()
        self._serve("sibling", port, WP_URL=f"http://127.0.0.1:{port}", **env)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            _end(self.guards.pop())

    def _keep(self, name: str, *command: str, **env: str) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            guard = subprocess.Popen(
                ["bash", "-c", GUARD, "guard", *command],
                env=self.env | env,
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.guards.append(guard)

    def _wait(self, ready, name: str) -> None:
        for _ in range(300):
            with contextlib.suppress(AssertionError, OSError):
                if ready():
                    return
            time.sleep(0.05)
        raise AssertionError((self.folder / f"{name}.log").read_text()[-2000:])

    def _php(self, *args: str) -> str:
        done = subprocess.run(["php", *args], env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def php(self, code: str) -> str:
        """What this code prints inside WordPress."""
        host = "$_SERVER['HTTP_HOST'] = '127.0.0.1';"
        return self._php("-r", f"{host} require getenv('WP_ROOT') . '/wp-load.php'; {code}")

    def sql(self, query: str, database: str = "wp") -> list[list[str]]:
        command = ["mariadb", "--no-defaults", f"--socket={self.env['WP_SOCKET']}", "--batch", "-N", "-e", query]
        done = subprocess.run(
            [*command, *([database] if database else [])], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return [line.split("\t") for line in done.stdout.splitlines()]

    def posts(self, *states: str) -> list[tuple[int, str, str]]:
        """(id, slug, status) of all posts, straight from the table; only those in `states` where some are given."""
        rows = self.sql("SELECT ID, post_name, post_status FROM wp_posts WHERE post_type = 'post' ORDER BY ID")
        return [(int(number), slug, state) for number, slug, state in rows if not states or state in states]

    def media(self) -> list[tuple[int, str]]:
        rows = self.sql("SELECT ID, post_name FROM wp_posts WHERE post_type = 'attachment' ORDER BY ID")
        return [(int(number), slug) for number, slug in rows]

    def content(self, number: int) -> str:
        return self.php(f"echo get_post({number})->post_content;")

    def page(self, path: str) -> str:
        """What a reader gets."""
        with urllib.request.urlopen(self.url + path, timeout=20) as answer:
            return answer.read().decode()

    def empty(self) -> None:
        """Nothing published, nothing uploaded."""
        self.sql("TRUNCATE wp_posts; TRUNCATE wp_postmeta; TRUNCATE wp_term_relationships")

    def stop(self) -> None:
        for guard in self.guards:
            _end(guard)
        shutil.rmtree(self.folder, ignore_errors=True)


def _end(guard: subprocess.Popen[bytes]) -> None:
    assert guard.stdin
    guard.stdin.close()
    guard.wait(20)


def _answers(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
