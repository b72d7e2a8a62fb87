"""One file holds everything: every row, every kept file, the secret. Written while the portal runs.

Rows are read in one snapshot transaction and written as JSON lines, the same for SQLite and PostgreSQL, so a backup of
one restores into the other. A file is stored before the row that names it, so files copied after the snapshot are
complete for it.
"""

import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from portal.audit import service as audit
from portal.kernel import clock, modes, pages
from portal.kernel.db import Base, db, snapshot
from portal.kernel.instance import InstanceError, lock
from portal.settings import Settings
from portal.stories import indexing

FORMAT = 1
BATCH = 500
FOLDERS = ("media", "mail")


def write(app: Flask, target: Path) -> dict[str, int]:
    """Write the backup to `target` (whole or not at all); returns rows for each table. Raises InstanceError."""
    settings: Settings = app.config["SETTINGS"]
    part = target.with_name(f".{target.name}.part")
    try:
        # it holds the secret and everybody's data: for its owner alone, from the first byte
        part.unlink(missing_ok=True)
        part.touch(0o600)
        with app.app_context(), tarfile.open(part, "w") as archive:
            counts = _dump(archive)
            _add(archive, "secret", (settings.instance / "secret").read_bytes())
            for folder in FOLDERS:
                for file in sorted((settings.instance / folder).rglob("*")):
                    _copy(archive, file, file.relative_to(settings.instance).as_posix())
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InstanceError(f"The backup {target} cannot be written: {error.strerror or error}.") from error
    return counts


def _dump(archive: tarfile.TarFile) -> dict[str, int]:
    counts: dict[str, int] = {}
    with snapshot() as connection:
        revision = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        for table in Base.metadata.sorted_tables:
            if table.info.get("derived"):  # made anew from the rest after a restore
                continue
            with tempfile.TemporaryFile() as lines:
                counts[table.name] = 0
                query = sa.select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
                for row in connection.execute(query):
                    lines.write(_encode(dict(row._mapping)) + b"\n")
                    counts[table.name] += 1
                _add_stream(archive, f"rows/{table.name}.jsonl", lines)
    manifest = {"format": FORMAT, "revision": revision, "rows": counts, "made_at": clock.now().isoformat()}
    _add(archive, "manifest.json", json.dumps(manifest, indent=1).encode())
    return counts


def restore(app: Flask, source: Path, *, force: bool) -> dict[str, int]:
    """Fill the instance from a backup; returns rows for each table.

    Raises InstanceError: a server runs, the instance is not empty (without `force`), or the file is no whole backup.
    """
    settings: Settings = app.config["SETTINGS"]
    lock(settings.instance, "up.lock")
    lock(settings.instance)
    try:
        with app.app_context(), tarfile.open(source) as archive:
            manifest = json.loads(_read(archive, "manifest.json"))
            if manifest.get("format") != FORMAT:
                raise InstanceError(f"{source} was written by another version of this command.")
            _prove(archive, manifest)
            # from here on it is the backup's instance: what is signed must be signed with its secret
            app.config["SECRET_KEY"] = _read(archive, "secret").decode()
            _make_room(settings, force=force)
            upgrade(revision=manifest["revision"])
            _load(archive, manifest["rows"])
            upgrade()
            indexing.fill(db.session())
            _put_files(archive, settings.instance)
            pages.renew(db.session())  # pages of what was here before must not come back
            db.session.commit()
            audit.renew(db.session())
        modes.repair(settings.instance)
    except (tarfile.TarError, KeyError, ValueError) as error:
        why = str(error).split("\n", maxsplit=1)[0].rstrip(".:")
        raise InstanceError(f"{source} is no whole backup of this portal: {why}.") from error
    except OSError as error:
        raise InstanceError(f"{source} cannot be restored: {error.strerror or error}.") from error
    return dict(manifest["rows"])


def _prove(archive: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    """Raise ValueError or KeyError for a file that is not whole, before anything of the instance is touched."""
    archive.getmember("secret")
    for name, count in manifest["rows"].items():
        found = sum(len(batch) for batch in _batches(archive, f"rows/{name}.jsonl"))
        if found != count:
            raise ValueError(f"{name} has {found} rows instead of {count}")


def _make_room(settings: Settings, *, force: bool) -> None:
    inspector = sa.inspect(db.engine)
    tables = set(inspector.get_table_names())
    with db.engine.connect() as connection:
        used = "account" in tables and connection.scalar(sa.text("SELECT count(*) FROM account"))
        connection.rollback()
    media = settings.instance / "media"
    if (used or (media.is_dir() and any(media.iterdir()))) and not force:
        raise InstanceError("This instance is not empty; --force replaces everything in it.")
    if tables:
        reflected = sa.MetaData()
        with db.engine.begin() as connection:
            _drop_virtual(connection)
            reflected.reflect(connection)
            reflected.drop_all(connection)
    for folder in FOLDERS:
        shutil.rmtree(settings.instance / folder, ignore_errors=True)


def _drop_virtual(connection: sa.Connection) -> None:
    """Virtual tables of SQLite go first: they take the tables they keep for themselves with them."""
    if connection.dialect.name == "sqlite":
        virtual = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'"
        for name in connection.scalars(sa.text(virtual)).all():
            connection.execute(sa.text(f'DROP TABLE "{name}"'))


def _load(archive: tarfile.TarFile, expected: dict[str, int]) -> None:
    # the tables as the backup's revision has them: this code may be newer
    tables = sa.MetaData()
    with db.engine.begin() as connection:
        tables.reflect(connection)
        for table in reversed(tables.sorted_tables):
            if table.name in expected:  # a migration may have begun it with rows of its own
                connection.execute(sa.delete(table))
        for table in tables.sorted_tables:
            if table.name not in expected:
                continue
            for batch in _batches(archive, f"rows/{table.name}.jsonl"):
                connection.execute(sa.insert(table), [_fit(table, row) for row in batch])
            _advance_sequence(connection, table)


def _fit(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    """Values as the reflected column wants them: SQLite forgets which text column held JSON."""
    for name, value in row.items():
        if isinstance(value, datetime) and not getattr(table.c[name].type, "timezone", False):
            row[name] = value.astimezone(UTC).replace(tzinfo=None)
    return row


def _advance_sequence(connection: sa.Connection, table: sa.Table) -> None:
    if connection.dialect.name != "postgresql" or "id" not in table.c:
        return
    name = sa.literal(table.name)
    highest = connection.scalar(sa.select(sa.func.max(table.c.id)))
    if highest:
        connection.execute(sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(name, "id"), highest)))


def _encode(row: dict[str, Any]) -> bytes:
    return json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"$at": value.astimezone(UTC).isoformat()}
    if isinstance(value, date):
        return {"$day": value.isoformat()}
    if isinstance(value, dict | list):
        return {"$json": value}
    return value.value if isinstance(value, Enum) else value


def _value(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "$at" in value:
        return datetime.fromisoformat(value["$at"])
    return date.fromisoformat(value["$day"]) if "$day" in value else value["$json"]


def _batches(archive: tarfile.TarFile, name: str) -> Iterator[list[dict[str, Any]]]:
    handle = archive.extractfile(name)
    if handle is None:
        raise KeyError(name)
    batch: list[dict[str, Any]] = []
    for line in handle:
        batch.append({key: _value(value) for key, value in json.loads(line).items()})
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _put_files(archive: tarfile.TarFile, folder: Path) -> None:
    for member in archive:
        if member.isfile() and member.name.split("/")[0] in (*FOLDERS, "secret"):
            # the filter refuses names that climb out of the folder
            archive.extract(member, folder, filter="data")
    (folder / "secret").chmod(0o600)


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    handle = archive.extractfile(name)
    if handle is None:
        raise KeyError(name)
    return handle.read()


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    with io.BytesIO(content) as handle:
        _add_stream(archive, name, handle)


def _add_stream(archive: tarfile.TarFile, name: str, handle: Any) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = handle.seek(0, io.SEEK_END), 0o600
    handle.seek(0)
    archive.addfile(info, handle)


def _copy(archive: tarfile.TarFile, file: Path, name: str) -> None:
    if file.name.startswith(".") or not file.is_file():
        return
    try:
        with file.open("rb") as handle:
            _add_stream(archive, name, handle)
    except FileNotFoundError:
        return  # deleted since the snapshot: no row of it needs the file any more
