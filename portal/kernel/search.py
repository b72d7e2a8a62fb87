"""One index over what may be looked for: SQLite FTS5 over stems, or PostgreSQL's `indonesian` text search.

A document's `id` is its place in time, so newest first is the order of the primary key and both databases may stop at
the end of a page: seconds since 1970, then 31 bits of the item's own number. It is written in the transaction that
changes what it is about. Filters are columns on PostgreSQL; FTS5 has only words, so there they are words that nobody
can type.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import DDL, BigInteger, Index, Integer, Text, bindparam, delete, event, insert
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import prepared, search_fts, search_tsvector
from portal.kernel.db import Base, connection_of
from portal.kernel.search_cut import Cut, Document
from portal.kernel.search_query import Query

__all__ = ["Ask", "Cut", "Document", "SearchDocument", "find", "item_of", "put", "put_new", "remove", "remove_between"]
ITEM_BITS = 31
_ITEM = (1 << ITEM_BITS) - 1


class SearchDocument(Base):
    """What is known of one item. `terms` is text of stems on SQLite and a tsvector on PostgreSQL.

    `place` and `topic` are two numbers a search may be narrowed to; whoever writes says what they mean.
    """

    __tablename__ = "search_document"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    item_id: Mapped[int] = mapped_column(unique=True)
    public: Mapped[bool]
    place: Mapped[int | None]
    topic: Mapped[int | None]
    terms: Mapped[str] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"))

    __table_args__ = (
        # without fastupdate: new entries would wait in a list that every search reads from end to end
        Index(
            "ix_search_document_terms", "terms", postgresql_using="gin", postgresql_with={"fastupdate": "off"}
        ).ddl_if(dialect="postgresql"),
        Index("ix_search_document_place", "place", "id").ddl_if(dialect="postgresql"),
        Index("ix_search_document_topic", "topic", "id").ddl_if(dialect="postgresql"),
        {"info": {"derived": True}},  # made from other rows: a backup leaves it out, a restore makes it anew
    )


TABLE: Any = SearchDocument.__table__


def _for_sqlite(statement: str) -> Any:
    ddl: Any = DDL  # SQLAlchemy leaves its constructor untyped
    return ddl(statement).execute_if(dialect="sqlite")


for _statement in search_fts.CREATE:
    event.listen(TABLE, "after_create", _for_sqlite(_statement))
event.listen(TABLE, "before_drop", _for_sqlite(search_fts.DROP))

_REMOVE = delete(TABLE).where(TABLE.c.item_id == bindparam("item"))
_REMOVE_BETWEEN = delete(TABLE).where(TABLE.c.item_id > bindparam("after"), TABLE.c.item_id <= bindparam("upto"))
_ROW = {name: bindparam(name, type_=TABLE.c[name].type) for name in ("id", "item_id", "public", "place", "topic")}
_TERMS = {
    "sqlite": bindparam("terms", type_=Text),
    "postgresql": search_tsvector.value(bindparam("words"), bindparam("tags")),
}
_ADD = {dialect: insert(TABLE).values(_ROW | {"terms": terms}) for dialect, terms in _TERMS.items()}


@dataclass(frozen=True)
class Ask:
    """One search: `open` takes the last word as the beginning of words too; `before` is the last id of a page."""

    query: Query = field(default_factory=Query)
    cut: Cut = field(default_factory=Cut)
    open: bool = False
    before: int | None = None
    size: int = 20


def place_in_time(at: datetime, item_id: int) -> int:
    return int(at.timestamp()) << ITEM_BITS | item_id


def item_of(document_id: int) -> int:
    return document_id & _ITEM


def put(session: Session, item_id: int, document: Document) -> None:
    """Write an item's document, in place of the one it had. The caller commits."""
    remove(session, item_id)
    put_new(session, {item_id: document})


def put_new(session: Session, documents: dict[int, Document]) -> None:
    """Write documents of items that have none."""
    connection = connection_of(session)
    sqlite = connection.dialect.name == "sqlite"
    values = search_fts.values if sqlite else search_tsvector.values
    rows = [
        {"id": place_in_time(each.at, item), "item_id": item, "public": each.public, "place": each.place}
        | {"topic": each.topic, **values(each)}
        for item, each in documents.items()
    ]
    add = _ADD[connection.dialect.name]
    if len(rows) == 1:
        prepared.rows(connection, add, **rows[0])
    elif rows:
        connection.execute(add, rows)


def remove(session: Session, item_id: int) -> None:
    """Forget an item, whether it was known or not. The caller commits."""
    prepared.rows(session, _REMOVE, item=item_id)


def remove_between(session: Session, after: int, upto: int) -> None:
    """Forget the items with numbers in (after, upto]."""
    session.connection().execute(_REMOVE_BETWEEN, {"after": after, "upto": upto})


def find(session: Session, ask: Ask) -> list[int]:
    """Up to `size` document ids, newest first; `item_of` says which item each is."""
    connection = session.connection()
    backend = search_fts if connection.dialect.name == "sqlite" else search_tsvector
    low = place_in_time(ask.cut.since, 0) if ask.cut.since else None
    bounds = [place_in_time(ask.cut.until, 0)] if ask.cut.until else []
    bounds += [ask.before] if ask.before is not None else []
    high = min(bounds, default=None)
    found: list[int] = backend.find(connection, ask.query, ask.cut, ask.open, low, high, ask.size)
    return found
