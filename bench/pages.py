"""P2, P4: what pages cost this process, without a network."""

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from portal import create_app
from portal.demo import seed as demo
from portal.kernel import instance
from portal.kernel.db import db
from portal.ops.backup import upgrade
from portal.seeding import seed
from portal.settings import Settings
from tests.conftest import token

RUNS = 60


def run(folder: Path) -> Iterator[dict[str, object]]:
    app = demo_app(folder / "pages")
    reader = app.test_client()
    story = next(link for link in reader.get("/berita").text.split('"') if link.startswith("/berita/"))
    for path, what in (("/", "front"), ("/berita", "list"), (story, "story")):
        yield row("P4", f"{what} page, uncached, CPU", cpu(lambda path=path: reader.get(path)), "≤ 1.2 ms (story)")
    for who, path in (("direktur", "/meja"), ("humas", "/siar"), ("warga", "/kirim/berita")):
        client = app.test_client()
        answer = client.post(
            "/masuk",
            data={"identity": f"{who}@demo.test", "password": "batik-1906", "csrf_token": token(client.get("/masuk"))},
        )
        assert answer.status_code == 303, answer.status
        assert client.get(path).status_code == 200
        yield row("P2", f"{path} signed in, CPU", cpu(lambda client=client, path=path: client.get(path)), "p50 ≤ 12 ms")


def demo_app(folder: Path):
    """The portal with its demo, in this process."""
    settings = Settings(instance=folder, demo=True, database_url=f"sqlite:///{folder / 'portal.db'}")
    app = create_app(instance.prepare(settings))
    with app.app_context():
        upgrade()
        seed(db.session(), app.extensions["portal.city"])
        db.session.commit()
    demo.fill(app, say=lambda line: None)
    return app


def cpu(call: Callable[[], object]) -> float:
    """Median CPU milliseconds of one call, warm."""
    for _ in range(5):
        call()
    spent = []
    for _ in range(RUNS):
        began = time.process_time()
        call()
        spent.append((time.process_time() - began) * 1000)
    return statistics.median(spent)


def row(name: str, what: str, ms: float, target: str) -> dict[str, object]:
    return {"row": name, "what": what, "figure": f"{ms:.2f} ms", "target": target}
