"""Two nginx to be measured against: one serves a folder of files, the other is docs/nginx.conf before a portal."""

import re
import signal
import subprocess
from pathlib import Path

from bench import load
from tests.server import ROOT, Portal, free_port

CONF = (ROOT / "docs/nginx.conf").read_text()
# the headers of a page, so that both send the same number of bytes
SAME = "\n".join(re.findall(r"^ +add_header (?!Strict|Vary).*?;$", CONF.split("location /static/")[0], re.M))


class Nginx:
    """One worker process on the servers' core."""

    def __init__(self, folder: Path, server: str, port: int) -> None:
        folder.mkdir()
        self.port, self.url = port, f"http://127.0.0.1:{port}"
        user = "user root;" if Path("/root").stat().st_uid == 0 else ""
        temp = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f"{user} worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
            f"http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; keepalive_timeout 75;\n"
            f"client_body_temp_path {folder}/body; {temp}\n{server}}}"
        )
        command = [str(load.tool("nginx")), "-c", f"{folder}/nginx.conf", "-e", f"{folder}/error.log"]
        with load.on_core(load.SERVERS):
            self.process = subprocess.Popen(command)
        load.answers(self.process, f"{self.url}/healthz")

    def pids(self) -> list[int]:
        return [self.process.pid, *children(self.process.pid)]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)


def children(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(each) for each in found.stdout.split()]


def static(folder: Path, files: Path, *, open_files: bool) -> Nginx:
    """`open_files` keeps files open for a minute without a look at the disk, which shows what is no longer there."""
    port = free_port()
    cache = "open_file_cache max=1000; open_file_cache_valid 60s;" if open_files else "open_file_cache off;"
    server = (
        f"server {{ listen 127.0.0.1:{port}; server_tokens off; location / {{ root {files}; gzip_static on;"
        f" types {{ text/html html; }} charset utf-8; {cache}\n{SAME} }} }}\n"
    )
    return Nginx(folder, server, port)


def pages(folder: Path, portal: Portal) -> Nginx:
    """The configuration we hand out, its four changes made."""
    port = free_port()
    changes = {
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{portal.port};",
        "listen 80;": f"listen 127.0.0.1:{port};",
        "/srv/warga/instance/pages;": f"{portal.folder}/pages;",
        "/srv/warga/portal/static/;": f"{ROOT}/portal/static/;",
    }
    text = CONF
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return Nginx(folder, text, port)
