"""Bulk writing of a city's rows, past the ORM and with the indexes made last: a million stories in minutes."""

import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg
from sqlalchemy import URL

from bench.papers import Paper
from bench.rows import COLUMNS, City
from portal.kernel import search_fts, search_tsvector
from portal.kernel.db import Base
from portal.kernel.search_words import words

AT_ONCE = 5_000  # stories
Rows = list[tuple[Any, ...]]
Say = Callable[[str], None]


def store_of(url: URL) -> "Store":
    """What writes to the database at that URL. Nobody else may be connected."""
    return Sqlite(url) if url.get_backend_name() == "sqlite" else Postgres(url)


class Store:
    """One database, written to by its driver."""

    def __init__(self) -> None:
        self.dropped: list[str] = []

    def fill(self, city: City, say: Say) -> None:
        """All rows of the city, then the indexes."""
        self.bare()
        self.begin(city)
        kept: dict[str, Rows] = {name: [] for name in COLUMNS}
        for name, row in city.rows():
            kept[name].append(row)
            if name == "story" and len(kept[name]) >= AT_ONCE:
                self._flush(city, kept)
        self._flush(city, kept)
        say("rows are written")
        self.end()
        say("the search index is filled")
        for statement in self.dropped:
            self.execute(statement)
        say("indexes are made")

    def _flush(self, city: City, kept: dict[str, Rows]) -> None:
        for name, columns in COLUMNS.items():  # parents first
            if name == "search_document":
                self.papers(city, kept[name])
            elif kept[name]:
                self.put(name, *_whole(name, columns.split(), kept[name]))
            kept[name].clear()

    def bare(self) -> None: ...
    def begin(self, city: City) -> None: ...
    def end(self) -> None: ...
    def execute(self, statement: str) -> None: ...
    def put(self, name: str, columns: list[str], rows: Rows) -> None: ...
    def papers(self, city: City, rows: Rows) -> None: ...
    def settle(self) -> None: ...


def _whole(name: str, columns: list[str], rows: Rows) -> tuple[list[str], Rows]:
    """With the model's own defaults for columns this generator does not name."""
    table = Base.metadata.tables[name]
    more = [each for each in table.columns if each.name not in columns and not each.nullable]
    fixed = tuple(_default(each) for each in more)
    return [*columns, *(each.name for each in more)], [(*row, *fixed) for row in rows] if fixed else rows


def _default(column: Any) -> Any:
    value = column.default.arg if column.default is not None and column.default.is_scalar else None
    if value is None:
        value = column.server_default.arg if column.server_default is not None else ""
        value = str(getattr(value, "text", value)).strip("'")
    return int(value) if isinstance(value, bool) else str(getattr(value, "value", value))


class Sqlite(Store):
    def __init__(self, url: URL) -> None:
        super().__init__()
        assert url.database
        self.base = sqlite3.connect(url.database, isolation_level=None)
        for pragma in ("synchronous=OFF", "cache_size=-800000", "journal_mode=OFF", "foreign_keys=OFF"):
            self.base.execute(f"PRAGMA {pragma}")

    def bare(self) -> None:
        marks = ", ".join("?" * len(COLUMNS))
        query = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql > ''"
        for kind, name, statement in self.base.execute(f"{query} AND tbl_name IN ({marks})", list(COLUMNS)).fetchall():
            self.dropped.append(statement)
            self.base.execute(f'DROP {kind} "{name}"')

    def begin(self, city: City) -> None:
        self.base.execute("BEGIN")

    def end(self) -> None:
        """FTS5 reads all documents in their order and merges what it wrote."""
        self.base.execute("COMMIT")
        index = search_fts.INDEX
        self._tune("hashsize", 1 << 28)
        self._tune("automerge", 0)
        self.base.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
        self.base.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
        self._tune("hashsize", 1 << 20)
        self._tune("automerge", 4)

    def _tune(self, what: str, value: int) -> None:
        self.base.execute(f"INSERT INTO {search_fts.INDEX} ({search_fts.INDEX}, rank) VALUES (?, ?)", (what, value))

    def execute(self, statement: str) -> None:
        self.base.execute(statement)

    def put(self, name: str, columns: list[str], rows: Rows) -> None:
        named, marks = ", ".join(f'"{each}"' for each in columns), ", ".join("?" * len(columns))
        self.base.executemany(f'INSERT INTO "{name}" ({named}) VALUES ({marks})', rows)

    def papers(self, city: City, rows: Rows) -> None:
        terms = city.papers.terms
        self.put("search_document", COLUMNS["search_document"].split(), [_filed(*row, terms(row[2])) for row in rows])

    def settle(self) -> None:
        self.base.execute("PRAGMA journal_mode=WAL")
        self.base.close()


def _filed(place: int, item: int, paper: Paper, terms: str = "") -> tuple[Any, ...]:
    of = paper.document
    return place, item, int(of.public), of.place, of.topic, terms


# the words of a document are those of its title, its paragraphs and its ward: their vectors put behind each other are
# the vector of the whole, and the server stems each paragraph once
_PAPER = """CREATE UNLOGGED TABLE bench_paper (id bigint, item_id int, public bool, place int, topic int,
    title text, tail text, tags text[], passages int[])"""
_PASSAGE = "CREATE UNLOGGED TABLE bench_passage (number int PRIMARY KEY, terms tsvector)"
_FILE = """INSERT INTO search_document (id, item_id, public, place, topic, terms)
    SELECT id, item_id, public, place, topic, to_tsvector('indonesian', title) || a.terms || b.terms
        || coalesce(c.terms, '') || coalesce(d.terms, '') || to_tsvector('indonesian', tail) || array_to_tsvector(tags)
    FROM bench_paper
    JOIN bench_passage a ON a.number = passages[1] JOIN bench_passage b ON b.number = passages[2]
    LEFT JOIN bench_passage c ON c.number = passages[3] LEFT JOIN bench_passage d ON d.number = passages[4]"""
_PAPERS = "id item_id public place topic title tail tags passages"


class Postgres(Store):
    def __init__(self, url: URL) -> None:
        super().__init__()
        self.base = psycopg.connect(url.set(drivername="postgresql").render_as_string(False), autocommit=True)
        self.base.execute("SET timezone = 'UTC'")
        self.base.execute("SET maintenance_work_mem = '1GB'")
        self.base.execute("SET session_replication_role = 'replica'")  # rows fit each other: keys are not looked up

    def bare(self) -> None:
        free = "NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)"
        query = f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND {free}"
        for name, statement in self.base.execute(query, [list(COLUMNS)]).fetchall():
            self.dropped.append(statement)
            self.base.execute(f'DROP INDEX "{name}"')

    def begin(self, city: City) -> None:
        self.base.execute(_PAPER)
        self.base.execute(_PASSAGE)
        rows = [(number, " ".join(found)) for number, found in enumerate(city.papers.pool)]
        add = "INSERT INTO bench_passage VALUES (%s, to_tsvector('indonesian', %s))"
        self.base.cursor().executemany(add, rows)

    def papers(self, city: City, rows: Rows) -> None:
        filed = [(*_filed(place, item, paper)[:5], *_words_of(paper)) for place, item, paper in rows]
        self.put("bench_paper", _PAPERS.split(), filed)
        self.base.execute(_FILE)
        self.base.execute("TRUNCATE bench_paper")

    def end(self) -> None:
        self.base.execute("DROP TABLE bench_paper, bench_passage")

    def execute(self, statement: str) -> None:
        self.base.execute(statement)  # type: ignore[call-overload]

    def put(self, name: str, columns: list[str], rows: Rows) -> None:
        named = ", ".join(f'"{each}"' for each in columns)
        with self.base.cursor().copy(f'COPY "{name}" ({named}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)

    def settle(self) -> None:
        """Numbers go on after the last, and the planner learns what is there."""
        for name in COLUMNS:
            if Base.metadata.tables[name].columns.get("id") is not None:
                self.base.execute(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), coalesce(max(id), 1)) FROM \"{name}\""
                )
        self.base.execute("VACUUM ANALYZE")
        self.base.close()


def _words_of(paper: Paper) -> tuple[Any, ...]:
    given = search_tsvector.values(paper.document)
    return given["words"], " ".join(words(paper.tail)), given["tags"], list(paper.passages)
