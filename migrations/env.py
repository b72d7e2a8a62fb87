"""Alembic's environment: one transaction for each migration, batch mode on SQLite, our column types spelled out."""

from typing import Any

from alembic import context
from flask import current_app

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


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # batch mode rebuilds tables: foreign keys would follow the old one into its grave
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=compare_type,
            render_item=render_item,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


run()
