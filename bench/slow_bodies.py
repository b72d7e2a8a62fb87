"""H1: what everybody else waits for while many bodies are half-sent, straight and behind nginx."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.report import Row, at_most
from tests.ops.test_nginx import NGINX, Nginx
from tests.outside import Visitor, people_only
from tests.server import Portal
from tests.slow_senders import KINDS, drip, half_sent, longest
from tests.test_page_store import get

PAGES = ("/", "/masuk", "/healthz", "/cari?q=rob")
ROUNDS = 8  # with one more byte of each body after each


def run(folder: Path) -> Iterator[Row]:
    where = folder / "slow"
    where.mkdir()
    portal = Portal(people_only(where), PORTAL_TRUSTED_PROXIES="1").start()
    try:
        for count in (24, 60):
            yield row("straight", portal, count, KINDS)
        if NGINX:
            (folder / "slow-nginx").mkdir()
            nginx = Nginx(folder / "slow-nginx", portal)
            try:
                yield row("behind nginx", nginx, 24, KINDS)
                yield row("behind nginx, uploads", nginx, 24, ("POST /unggah", "PATCH /unggah/x"))
            finally:
                nginx.process.terminate()
    finally:
        portal.kill()


def row(how: str, server: Any, count: int, kinds: tuple[str, ...]) -> Row:
    director = Visitor(server).sign_in("direktur")
    lines = [half_sent(server.port, kinds[n % len(kinds)]) for n in range(count)]
    asks = [lambda path=path: get(server, path) for path in PAGES]
    asks.append(lambda: director.opener.open(server.url + "/meja", timeout=60).read())
    try:
        worst = 0.0
        for _ in range(ROUNDS):
            worst = max(worst, longest(asks))
            drip(lines)
    finally:
        for line in lines:
            line.close()
    return at_most("H1", f"{count} half-sent bodies, {how}: the slowest of all other pages", worst, 1, "s")
