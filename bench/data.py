"""Databases with 10,000 and 1,000,000 stories on SQLite and PostgreSQL, made once and kept between runs.

`python -m bench.data` makes them. The folder is BENCH_FOLDER (else one in the system's temporary folder); a database
is made anew when the tables or this generator change. BENCH_STORIES makes the large one smaller.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import URL, func, select

from bench.filling import fill
from bench.rows import COLUMNS, City, Plan, Town
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
ROOT = Path(__file__).parents[1]
AT_ONCE = 20_000  # rows of a table
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
    stamp = folder / "made.json"
    settings = Settings(instance=folder, demo=True, database_url=url)
    if not stamp.exists() or not (KEEP or json.loads(stamp.read_text()).get("of") == _version()):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if engine == "postgresql":
            _server().anew(f"bench_{plan.stories}")
        began = time.monotonic()
        make(create_app(instance.prepare(settings)), plan)
        stamp.write_text(json.dumps({"of": _version(), "seconds": round(time.monotonic() - began)}))
    app = create_app(instance.prepare(settings))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _version() -> str:
    """Changes with everything that decides what is in the database."""
    made_by = [ROOT / "bench" / f"{name}.py" for name in ("data", "rows", "words", "filling")]
    made_by += sorted((ROOT / "migrations" / "versions").glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in made_by)).hexdigest()[:16]


def make(app: Flask, plan: Plan) -> None:
    """Tables, seeds and the demo's people, then the rows of the plan, their indexes last."""
    say = lambda line: print(f"  {app.config['SETTINGS'].database_url.split(':')[0]}: {line}", flush=True)  # noqa: E731
    with app.app_context():
        upgrade()
        seed(db.session(), app.extensions["portal.city"])
        demo.register(db.session(), clock.now() - demo.AGE)
        db.session.commit()
        town = _town()
        db.session.remove()
        url = db.engine.url
        db.engine.dispose()  # SQLite gives up its journal to a lone connection only
        store = _Sqlite(url) if url.get_backend_name() == "sqlite" else _Postgres(url)
        began = time.monotonic()
        store.indexes(keep=False)
        store.write(City(plan, town, clock.now()))
        say(f"{plan.stories} stories in {time.monotonic() - began:.0f} s")
        store.indexes(keep=True)
        say(f"with indexes {time.monotonic() - began:.0f} s")
        fill(db.session(), say)
        db.session.commit()
        store.settle()
        say(f"ready after {time.monotonic() - began:.0f} s")


def _town() -> Town:
    session = db.session()
    account = {user.email: user for user in session.scalars(select(User))}
    first = {}
    for name in COLUMNS:
        key = next(iter(Base.metadata.tables[name].primary_key.columns))
        first[name] = (session.scalar(select(func.max(key))) or 0) + 1
    director = account["direktur@demo.test"]
    assert director.home_ward_id
    return Town(
        [(row.id, row.name) for row in session.execute(select(Ward.id, Ward.name))],
        list(session.scalars(select(Rubric.id))),
        list(session.scalars(select(Channel.id).where(Channel.active).order_by(Channel.position))),
        director.id,
        account["humas@demo.test"].id,
        director.home_ward_id,
        first,
    )


class _Store:
    """Bulk writing. The driver is used directly: a million rows are made in minutes, not in hours."""

    def __init__(self) -> None:
        self.dropped: list[str] = []

    def write(self, rows: City) -> None:
        waiting: dict[str, list[tuple[Any, ...]]] = {name: [] for name in COLUMNS}
        self.begin()
        for name, row in rows.rows():
            waiting[name].append(row)
            if len(waiting[name]) >= AT_ONCE and name == "story":
                self._flush(waiting)
        self._flush(waiting)
        self.commit()

    def _flush(self, waiting: dict[str, list[tuple[Any, ...]]]) -> None:
        for name, columns in COLUMNS.items():  # parents first
            if waiting[name]:
                self.put(name, self.row(name, columns.split(), waiting[name]))
                waiting[name].clear()

    def row(self, name: str, columns: list[str], rows: list[tuple[Any, ...]]) -> tuple[list[str], list[Any]]:
        """With the model's own defaults for columns this generator does not name."""
        table = Base.metadata.tables[name]
        more = [each for each in table.columns if each.name not in columns and not each.nullable]
        fixed = tuple(_default(each) for each in more)
        return [*columns, *(each.name for each in more)], [(*row, *fixed) for row in rows]

    def begin(self) -> None: ...
    def commit(self) -> None: ...
    def put(self, name: str, given: tuple[list[str], list[Any]]) -> None: ...
    def indexes(self, *, keep: bool) -> None: ...
    def settle(self) -> None: ...


def _default(column: Any) -> Any:
    value = column.default.arg if column.default is not None and column.default.is_scalar else None
    if value is None:
        value = column.server_default.arg if column.server_default is not None else ""
        value = str(getattr(value, "text", value)).strip("'")
    return int(value) if isinstance(value, bool) else str(getattr(value, "value", value))


class _Sqlite(_Store):
    def __init__(self, url: URL) -> None:
        super().__init__()
        assert url.database
        self.base = sqlite3.connect(url.database, isolation_level=None)
        for pragma in ("synchronous=OFF", "cache_size=-800000", "journal_mode=OFF", "foreign_keys=OFF"):
            self.base.execute(f"PRAGMA {pragma}")

    def begin(self) -> None:
        self.base.execute("BEGIN")

    def commit(self) -> None:
        self.base.execute("COMMIT")

    def put(self, name: str, given: tuple[list[str], list[Any]]) -> None:
        columns, rows = given
        named, marks = ", ".join(f'"{each}"' for each in columns), ", ".join("?" * len(columns))
        self.base.executemany(f'INSERT INTO "{name}" ({named}) VALUES ({marks})', rows)

    def indexes(self, *, keep: bool) -> None:
        if keep:
            for statement in self.dropped:
                self.base.execute(statement)
            return
        marks = ", ".join("?" * len(COLUMNS))
        query = f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql > '' AND tbl_name IN ({marks})"
        for name, statement in self.base.execute(query, list(COLUMNS)).fetchall():
            self.dropped.append(statement)
            self.base.execute(f'DROP INDEX "{name}"')

    def settle(self) -> None:
        self.base.execute("PRAGMA journal_mode=WAL")
        self.base.close()


class _Postgres(_Store):
    def __init__(self, url: URL) -> None:
        super().__init__()
        self.base = psycopg.connect(**_server().address(url.database or ""), autocommit=True)
        self.base.execute("SET timezone = 'UTC'")
        self.base.execute("SET maintenance_work_mem = '512MB'")

    def put(self, name: str, given: tuple[list[str], list[Any]]) -> None:
        columns, rows = given
        named = ", ".join(f'"{each}"' for each in columns)
        with self.base.cursor().copy(f'COPY "{name}" ({named}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)

    def indexes(self, *, keep: bool) -> None:
        if keep:
            for statement in self.dropped:
                self.base.execute(statement)  # type: ignore[call-overload]
            return
        free = "NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)"
        query = f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND {free}"
        for name, statement in self.base.execute(query, [list(COLUMNS)]).fetchall():
            self.dropped.append(statement)
            self.base.execute(f'DROP INDEX "{name}"')

    def settle(self) -> None:
        for name in COLUMNS:
            if Base.metadata.tables[name].columns.get("id") is not None:
                self.base.execute(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), coalesce(max(id), 1)) FROM \"{name}\""
                )
        self.base.execute("VACUUM ANALYZE")
        self.base.close()


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


def main() -> int:
    try:
        for engine in sys.argv[1:] or ("sqlite", "postgresql"):
            for size in ("small", "large"):
                with city(size, engine):
                    print(f"{engine} {plan_of(size).stories}: there", flush=True)
    finally:
        stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
