"""Alembic's environment: one transaction for each migration, batch mode on SQLite, our column types spelled out."""

from typing import Any

from alembic import context
from flask import current_app

from portal.kernel import patience
from portal.kernel.db import Base, UtcDateTime


def render_item(kind: str, item: Any, _autogen: Any) -> str | bool:
    """Write plain SQLAlchemy types into migrations, so that they keep working when our types change."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def compare_type(_context: Any, _column: Any, _metadata_column: Any, inspected: Any, metadata_type: Any) -> bool | None:
    if isinstance(metadata_type, UtcDateTime):
        return type(inspected).__name__ not in ("DATETIME", "TIMESTAMP", "DateTime")
    return None


def include_object(item: Any, name: str | None, kind: str, reflected: bool, _other: Any) -> bool:
    """Leave out FTS5's table with what it keeps beside itself, and indexes meant for the other database."""
    if kind == "table" and reflected:
        return not str(name).startswith("search_index")
    meant = getattr(item, "_ddl_if", None) if kind == "index" else None
    return meant is None or meant.dialect == context.get_context().dialect.name


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # Batch mode rebuilds tables: foreign keys would follow the old one into its grave. Said to the driver,
            # because SQLAlchemy would begin a transaction first, and inside one the pragma does nothing.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        else:
            # an index over a million rows takes longer than any request may
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.commit()
            patience.forever()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=compare_type,
            render_item=render_item,
            include_object=include_object,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        patience.end()
        if sqlite:
            connection.commit()
            driver = connection.connection.driver_connection
            driver.execute("PRAGMA foreign_keys=ON")
            if broken := driver.execute("PRAGMA foreign_key_check").fetchall():
                raise RuntimeError(f"a migration left rows without the row they point to: {broken[:3]}")


run()
