"""The one database handle, the column types every model shares, and how a transaction begins."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from weakref import ref

from flask import Flask, g, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import CheckConstraint, Connection, DateTime, Engine, Enum, MetaData, Table, Update, event, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.sql.elements import conv
from sqlalchemy.types import JSON, TypeDecorator

from portal.kernel import patience

Source = Session | Connection
READING = ("GET", "HEAD", "OPTIONS")
_begin: ContextVar[str] = ContextVar("begin", default="BEGIN IMMEDIATE")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime in Python, whatever the database keeps (SQLite forgets time zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("naive datetime")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
TYPES: dict[Any, Any] = {
    datetime: UtcDateTime(),
    dict[str, Any]: JSON(),
    list[Any]: JSON(),
    list[str]: JSON(),
    # kept as text, not as a native enum: a new state then needs no type change on PostgreSQL
    StrEnum: Enum(
        StrEnum, native_enum=False, create_constraint=True, length=32, values_callable=lambda e: [m.value for m in e]
    ),
}


@event.listens_for(CheckConstraint, "after_parent_attach")
def _name_by_column(constraint: CheckConstraint, parent: Any) -> None:
    # an enum names its CHECK after the type; two columns of one type in a table would clash on PostgreSQL
    if isinstance(parent, Table) and constraint._type_bound:
        constraint.name = conv(f"ck_{parent.name}_{'_'.join(c.name for c in constraint.columns)}")


class Base(DeclarativeBase):
    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map=TYPES)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def engine_options(url: str) -> dict[str, Any]:
    """SQLAlchemy engine options for one database URL."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 10}, "hide_parameters": True}
    # an unreachable or stopped server must become a 503 within five seconds, not a hanging page
    # lock_timeout: as long as SQLite's busy_timeout below; who waits for a lock waits for people, not for a dead server
    # random_page_cost: the default is that of a spinning disk, and reads a whole table where an index would do
    options = "-c statement_timeout=20000 -c lock_timeout=10000 -c random_page_cost=1.1"
    args = {"connect_timeout": 3, "options": options}
    pool = {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 16, "pool_timeout": 4}
    return {**pool, "connect_args": args, "hide_parameters": True}


@event.listens_for(Engine, "do_connect")
def _connect_with_patience(dialect: Any, _record: Any, args: list[Any], options: dict[str, Any]) -> Any:
    # None: everybody else connects as usual
    return patience.connect(dialect.loaded_dbapi, args, options) if dialect.driver == "psycopg" else None


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if type(connection).__module__.split(".")[0] != "sqlite3":
        return
    connection.isolation_level = None  # the driver must not begin on its own: `_begin_as_meant` does
    cursor = connection.cursor()
    # synchronous=FULL: with NORMAL, WAL loses acknowledged commits in a power cut
    # cache_size: 16 MB instead of two; a page of a desk reads 300 rows that lie all over a large database
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "cache_size=-16000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_as_meant(connection: Any) -> None:
    # IMMEDIATE for whoever may write: a reader that turns writer gets "database is locked" at once otherwise
    if connection.dialect.name == "sqlite":
        # straight to the driver: a statement of SQLAlchemy's costs ten times as much, and every page begins with it
        try:
            connection.connection.driver_connection.execute(_begin.get())
        except (
            sqlite3.Error
        ) as error:  # a lock that was held too long, a disk that is full: callers know it by this name
            raise DBAPIError.instance(_begin.get(), None, error, sqlite3.Error) from error


def init_app(app: Flask) -> None:
    # before the session's own teardown is registered, and so run after it
    app.teardown_appcontext(lambda _error: patience.end())
    db.init_app(app)
    app.teardown_appcontext(lambda _error: end_reading())

    @app.before_request
    def choose_begin() -> None:
        _begin.set("BEGIN" if request.method in READING else "BEGIN IMMEDIATE")
        patience.begin()

    @app.teardown_request
    def forget_begin(_error: BaseException | None) -> None:
        _begin.set("BEGIN IMMEDIATE")


def reader() -> Connection:
    """What a page reads with that changes nothing and needs no models: half as dear as a session.

    It ends with the request, or with `end_reading`.
    """
    found: Connection | None = g.get("reader")
    if found is None:
        found = g.reader = db.engine.connect()
    return found


@contextmanager
def snapshot() -> Iterator[Connection]:
    """Yield a connection that reads one snapshot of the database without blocking writers."""
    token = _begin.set("BEGIN")
    options = {} if db.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    try:
        with db.engine.connect().execution_options(**options) as connection:
            yield connection
            connection.rollback()
    finally:
        _begin.reset(token)


@contextmanager
def writing() -> Iterator[Session]:
    """A write of its own while a page is read: what was read ends, and it is committed before the page goes on."""
    end_reading()
    db.session.rollback()
    token = _begin.set("BEGIN IMMEDIATE")
    try:
        yield db.session()
        db.session.commit()
    finally:
        db.session.rollback()
        _begin.reset(token)


def is_reading() -> bool:
    """Return whether this request reads only, which GET and HEAD do unless they say so by `writing`."""
    return _begin.get() == "BEGIN"


def end_reading() -> None:
    """Before something that takes long: nobody shall wait for this connection meanwhile."""
    if found := g.pop("reader", None):
        found.close()


def connection_of(source: Source) -> Connection:
    """For plain statements: a reader as it is, a session's own connection and so its transaction."""
    if isinstance(source, Connection):
        return source
    # asked a dozen times while a story is sent: the session finds it anew each time, through six functions
    begun, known = source.get_transaction(), source.info.get("connection")
    if begun is None or not begun.is_active or known is None or known[0]() is not begun:
        connection = source.connection()
        # weakly: the transaction knows its session, which would otherwise live until cycles are looked for
        known = source.info["connection"] = (ref(source.get_transaction()), connection)
    found: Connection = known[1]
    return found


def lock_digest(session: Session, digest: str) -> None:
    """Make transactions that name the same hex digest wait for each other until this one ends.

    PostgreSQL only: SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(int(digest[:15], 16))))  # 60 bits fit its signed 64


def changed(session: Session, statement: Update) -> int:
    """Run an UPDATE and say how many rows it changed; whoever changes none was too late."""
    return int(session.execute(statement).rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it
