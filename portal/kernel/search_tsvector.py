"""Search on PostgreSQL: a tsvector of its own `indonesian` stemmer, the same Snowball rules as on SQLite.

What is asked for stands in the statement itself and not beside it: the planner must see the words to choose between
the index of words (rare ones) and the newest-first index (common ones).
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, cast, func, text
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.sql import ColumnElement

from portal.kernel.search_cut import Cut, Document
from portal.kernel.search_query import Query
from portal.kernel.search_synonyms import GAP, Clause, Term, is_loose
from portal.kernel.search_words import words

WINDOWS = (500, 5000)  # documents
PROMISING = 1  # found in a window: then it is worth looking at the next


def value(typed: Any, tags: Any) -> ColumnElement[Any]:
    """The `terms` of a document from its words and tags."""
    own = func.array_to_tsvector(cast(tags, ARRAY(TEXT)))
    return func.to_tsvector(text("'indonesian'::regconfig"), typed).op("||")(own)


def values(document: Document) -> dict[str, Any]:
    """What fills `value`."""
    return {"words": " ".join(words(document.text)), "tags": [f"_tag{tag}" for tag in document.tags]}


def find(
    connection: Connection, query: Query, cut: Cut, open_last: bool, low: int | None, high: int | None, size: int
) -> list[int]:
    """Document ids with `low` <= id < `high`, newest first, at most `size`.

    The planner cannot know how rare a word is that its statistics do not list: it walks a million rows for five. So
    the newest documents are looked through first, which answers for common words, further while they promise
    something, and only then the index of words.
    """
    for window in WINDOWS:
        found = _run(connection, statement(query, cut, open_last, low, high, window), size)
        if len(found) >= size:
            return found
        if len(found) < PROMISING:
            break
    return _run(connection, statement(query, cut, open_last, low, high), size)


def _run(connection: Connection, sql: str, size: int) -> list[int]:
    return [row[0] for row in connection.execute(text(sql), {"size": size})]


def statement(
    query: Query, cut: Cut, open_last: bool, low: int | None, high: int | None, window: int | None = None
) -> str:
    """The SELECT, of the newest `window` documents only or of all; it still wants `size`.

    Nothing but folded letters and digits, numbers and our own tags is written into it.
    """
    within = [] if low is None else [f"id >= {low}"]
    within += [] if high is None else [f"id < {high}"]
    where = ["public"] if cut.public else []
    narrow = {name: int(given) for name in ("place", "topic") if (given := getattr(cut, name)) is not None}
    if cut.among is not None:
        where.append(_among(cut))
    asked = _asked(query, cut, open_last)
    if asked:
        where.append(f"terms @@ ({asked})")
    if window is None and asked:
        # "+ 0" takes the other indexes away: the planner would read a whole ward for a rare word
        where += within + [f"{name} + 0 = {given}" for name, given in narrow.items()]
        return f"SELECT id FROM search_document WHERE {_all(where)} ORDER BY id + 0 DESC LIMIT :size"  # noqa: S608
    equal = [f"{name} = {given}" for name, given in narrow.items()]
    within, where = within + equal[:1], where + equal[1:]  # an index of each of both is newest first
    if window is None:
        return f"SELECT id FROM search_document WHERE {_all(within + where)} ORDER BY id DESC LIMIT :size"  # noqa: S608
    newest = f"SELECT * FROM search_document WHERE {_all(within)} ORDER BY id DESC LIMIT {window}"  # noqa: S608
    return f"SELECT id FROM ({newest}) AS newest WHERE {_all(where)} ORDER BY id DESC LIMIT :size"  # noqa: S608


def _all(conditions: Sequence[str]) -> str:
    return " AND ".join(conditions) or "true"


def _among(cut: Cut) -> str:
    places = ", ".join(str(int(place)) for place in cut.among or ())
    any_of = [f"place IN ({places})"] if places else []
    any_of += [f"terms @@ '''_tag{tag}'''::tsquery" for tag in cut.among_tags]
    return f"({' OR '.join(any_of) or 'false'})"


def _asked(query: Query, cut: Cut, open_last: bool) -> str:
    parts = [f"'''_tag{tag}'''::tsquery" for tag in cut.tags]
    clauses = query.clauses
    begun = open_last and query.open and len(clauses[-1].typed) == 1
    whole = clauses[:-1] if begun else clauses
    if begun:
        # as it stands, because half a word has no stem
        parts.append(f"({_stemmed(map(_clause, clauses[-1:]))} || to_tsquery('simple', '{query.unfinished}:*'))")
    if whole:
        parts.append(_stemmed(map(_clause, whole)))
    if query.never:
        parts.append(f"!! ({' || '.join(_stemmed([_phrase(term)]) for term in query.never)})")
    return " && ".join(parts)


def _stemmed(conditions: Iterable[str]) -> str:
    return f"to_tsquery('indonesian', '{' & '.join(conditions)}')"


def _clause(clause: Clause) -> str:
    typed = " & ".join(map(_phrase, clause.typed))
    return f"({' | '.join([f'({typed})', *map(_near, clause.synonyms)])})" if clause.synonyms else typed


def _near(term: Term) -> str:
    """The words of a synonym, close together and in any order, as far as the operators of PostgreSQL say so."""
    loose = is_loose(term)
    both = (term, term[::-1]) if loose else (term,)
    gaps = range(1, GAP + 2) if loose else (1,)
    near = [f" <{gap}> ".join(f"''{word}''" for word in order) for order in both for gap in gaps]
    return f"({' | '.join(near)})"


def _phrase(term: Term) -> str:
    return "(" + " <-> ".join(f"''{word}''" for word in term) + ")"
