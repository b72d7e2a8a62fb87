"""Databases with 10,000 and 1,000,000 stories on SQLite and PostgreSQL, made once and kept between runs.

`python -m bench.data` makes them. The folder is BENCH_FOLDER (else one in the system's temporary folder); a database
is made anew when the tables or this generator change. BENCH_STORIES makes the large one smaller.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import func, select

from bench.filling import days
from bench.rows import COLUMNS, City, Place, Plan, Section, Town
from bench.stores import store_of
from portal import create_app
from portal.accounts.models import User
from portal.channels.models import Channel
from portal.demo import seed as demo
from portal.kernel import clock, instance
from portal.kernel.db import Base, db
from portal.ops.backup import upgrade
from portal.seeding import seed
from portal.settings import Settings
from portal.stories.models import Rubric
from portal.wards.models import Ward
from tests.postgres import Cluster

SMALL = Plan(10_000, 40)
LARGE = Plan(int(os.environ.get("BENCH_STORIES", "1000000")), 10_000)
FOLDER = Path(os.environ.get("BENCH_FOLDER") or Path(tempfile.gettempdir()) / f"portal-bench-{os.geteuid()}")
KEEP = bool(os.environ.get("BENCH_KEEP"))  # use what is there, for work on this folder
ENGINES = ("sqlite", "postgresql")
ROOT = Path(__file__).parents[1]
_cluster: list[Cluster] = []


def plan_of(size: str) -> Plan:
    plan = {"small": SMALL, "large": LARGE}[size]
    return plan._replace(waiting=min(plan.waiting, plan.stories // 20))


@contextmanager
def city(size: str, engine: str) -> Iterator[Flask]:
    """The portal on a database of that size ("small", "large") on "sqlite" or "postgresql"; made if it is missing."""
    plan = plan_of(size)
    folder = FOLDER / f"{engine}-{plan.stories}"
    url = f"sqlite:///{folder / 'portal.db'}" if engine == "sqlite" else _server().url(f"bench_{plan.stories}")
    settings = Settings(instance=folder, demo=True, database_url=url)
    if not _is_there(engine, plan):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if engine == "postgresql":
            _server().anew(f"bench_{plan.stories}")
        began = time.monotonic()
        make(create_app(instance.prepare(settings)), plan)
        (folder / "made.json").write_text(json.dumps({"of": _version(), "seconds": round(time.monotonic() - began)}))
    yield from _opened(settings)


@contextmanager
def copied(size: str, folder: Path) -> Iterator[Flask]:
    """The portal on a copy of the SQLite database of that size, for what writes: the sizes of the kept ones count."""
    with city(size, "sqlite") as app:
        kept = app.config["SETTINGS"]
    copy = shutil.copytree(kept.instance, folder / f"copy-{size}")
    yield from _opened(replace(kept, instance=copy, database_url=f"sqlite:///{copy / 'portal.db'}"))


def _opened(settings: Settings) -> Iterator[Flask]:
    app = create_app(instance.prepare(settings))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _is_there(engine: str, plan: Plan) -> bool:
    stamp = FOLDER / f"{engine}-{plan.stories}" / "made.json"
    return stamp.exists() and (KEEP or json.loads(stamp.read_text()).get("of") == _version())


@cache
def _version() -> str:
    """Changes with everything that decides what is in the database: tables, and rows of a sample."""
    somewhere = Place(1, "Medono", "medono", ())
    few = Town([somewhere], [Section(1, "a", "A", "A", "laut")], [1, 2, 3], 1, 2, 1, dict.fromkeys(COLUMNS, 1))
    sample = City(Plan(400, 20), few, datetime(2026, 1, 1, tzinfo=UTC))
    drawn = [
        (name, row, sample.papers.terms(row[2]) if name == "search_document" else "") for name, row in sample.rows()
    ]
    made_by = [ROOT / "bench" / "filling.py", *sorted((ROOT / "migrations" / "versions").glob("*.py"))]
    return hashlib.sha256(b"".join([repr(drawn).encode(), *(path.read_bytes() for path in made_by)])).hexdigest()[:16]


def make(app: Flask, plan: Plan) -> None:
    """Tables, seeds and the demo's people, then the rows of the plan, their indexes last."""
    engine, began = app.config["SETTINGS"].database_url.split(":")[0].split("+")[0], time.monotonic()
    say = lambda line: print(f"  {engine} {plan.stories}: {time.monotonic() - began:4.0f} s {line}", flush=True)  # noqa: E731
    with app.app_context():
        upgrade()
        seed(db.session(), app.extensions["portal.city"])
        demo.register(db.session(), clock.now() - demo.AGE)
        db.session.commit()
        people = town()
        db.session.remove()
        url = db.engine.url
        db.engine.dispose()  # SQLite gives up its journal to a lone connection only
        store = store_of(url)
        store.fill(City(plan, people, clock.now()), say)
        days(db.session())
        db.session.remove()
        db.engine.dispose()
        store.settle()
        say("ready")


def town() -> Town:
    """What the seeds and the demo left in the database."""
    session = db.session()
    account = {user.email: user for user in session.scalars(select(User))}
    first = {}
    for name in COLUMNS:
        key: Any = next(iter(Base.metadata.tables[name].primary_key.columns))
        first[name] = (session.scalar(select(func.max(key))) or 0) + 1
    wards = select(Ward.id, Ward.name, Ward.slug, Ward.aliases).order_by(Ward.id)
    rubrics = select(Rubric.id, Rubric.slug, Rubric.name, Rubric.name_en, Rubric.tone).order_by(Rubric.id)
    director = account["direktur@demo.test"]
    assert director.home_ward_id
    return Town(
        [Place(*row[:3], tuple(row.aliases)) for row in session.execute(wards)],
        [Section(*row) for row in session.execute(rubrics)],
        list(session.scalars(select(Channel.id).where(Channel.active).order_by(Channel.position))),
        director.id,
        account["humas@demo.test"].id,
        director.home_ward_id,
        first,
    )


# ---- the PostgreSQL server whose data is kept ----------------------------------------------------------------------


class Kept(Cluster):
    """A server whose databases stay in FOLDER; `stop` leaves them there."""

    def __init__(self) -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        FOLDER.chmod(0o755)
        super().__init__(FOLDER / "postgres", options="-c shared_buffers=1GB -c max_wal_size=4GB")

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://{self.user}@/{name}?host={self.folder}"

    def address(self, name: str) -> dict[str, str]:
        return {"host": str(self.folder), "user": self.user, "dbname": name}

    def anew(self, name: str) -> None:
        with psycopg.connect(**self.address("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}"')


def _server() -> Kept:
    if not _cluster:
        _cluster.append(Kept())
    return _cluster[0]  # type: ignore[return-value]


def stop() -> None:
    """End the PostgreSQL server, if one was needed; its databases stay."""
    while _cluster:
        _cluster.pop().halt()


def make_all() -> None:
    """Make what is missing, both engines at once: each is a matter of minutes on a core of its own."""
    missing = [engine for engine in ENGINES if not all(_is_there(engine, plan_of(size)) for size in ("small", "large"))]
    if len(missing) < 2:
        return  # it is made when it is asked for
    stop()  # whoever makes them starts the server
    makers = [subprocess.Popen([sys.executable, "-m", "bench.data", engine], cwd=ROOT) for engine in missing]
    for maker in makers:
        maker.wait()


def main() -> int:
    try:
        for engine in sys.argv[1:] or ENGINES:
            for size in ("small", "large"):
                with city(size, engine):
                    print(f"{engine} {plan_of(size).stories}: there", flush=True)
    finally:
        stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
