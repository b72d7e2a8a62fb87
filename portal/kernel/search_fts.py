"""Search on SQLite: the statements around an FTS5 table whose content is the column of stems in search_document.

FTS5 keeps what it needs in tables of its own beside it; triggers keep it in step, whoever writes the rows.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text

from portal.kernel.search_cut import Cut, Document
from portal.kernel.search_query import BEGINNING, Query
from portal.kernel.search_synonyms import GAP, Clause, Term, is_loose
from portal.kernel.search_words import stem, words

INDEX = "search_index"
HIDDEN, NOTHING = "~", "_nothing"  # characters that no word of a text can hold
_FORGET = f"INSERT INTO {INDEX} ({INDEX}, rowid, terms) VALUES ('delete', old.id, old.terms);"  # noqa: S608 – constants
_LEARN = f"INSERT INTO {INDEX} (rowid, terms) VALUES (new.id, new.terms);"  # noqa: S608
CREATE = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(terms, content='search_document', content_rowid='id', columnsize=0, "
    "prefix='3 4 5 6', tokenize=\"ascii tokenchars '_~'\")",
    f"CREATE TRIGGER search_learn AFTER INSERT ON search_document BEGIN {_LEARN} END",
    f"CREATE TRIGGER search_forget AFTER DELETE ON search_document BEGIN {_FORGET} END",
    f"CREATE TRIGGER search_relearn AFTER UPDATE ON search_document BEGIN {_FORGET} {_LEARN} END",
)
DROP = f"DROP TABLE IF EXISTS {INDEX}"  # the triggers go with search_document


def values(document: Document) -> dict[str, str]:
    """The `terms` of a document: its filters as words, then its stems.

    All of what is not public has HIDDEN in front: no search that everybody may make can meet it, by whatever mistake.
    """
    front = "" if document.public else HIDDEN
    found = [*_filters(document), *map(stem, words(document.text))]
    return {"terms": " ".join(front + word for word in found)}


def _filters(of: Any) -> list[str]:
    found = [] if of.place is None else [_place(of.place)]
    found += [] if of.topic is None else [f"_topic{of.topic}"]
    return [*found, *map(_tag, of.tags)]


def _place(place: int) -> str:
    return f"_place{place}"


def _tag(tag: str) -> str:
    return f"_tag{tag}"


def find(
    connection: Connection, query: Query, cut: Cut, open_last: bool, low: int | None, high: int | None, size: int
) -> list[int]:
    """Document ids with `low` <= id < `high`, newest first, at most `size`; FTS5 itself stops at the end of a page."""
    given: dict[str, Any] = {"size": size}
    if asked := match(query, cut, open_last):
        sql, given["match"] = f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH :match", asked  # noqa: S608 – constants
    else:  # FTS5 cannot be asked for everything
        sql = f"SELECT id AS rowid FROM search_document WHERE {'public' if cut.public else 'true'}"  # noqa: S608
    if low is not None:
        sql, given["low"] = f"{sql} AND rowid >= :low", low
    if high is not None:
        sql, given["high"] = f"{sql} AND rowid < :high", high
    return [row[0] for row in connection.execute(text(f"{sql} ORDER BY rowid DESC LIMIT :size"), given)]


def match(query: Query, cut: Cut, open_last: bool) -> str:
    """The expression FTS5 is asked with, every word in quotes, so that none is an operator; empty for no condition."""
    fronts = ("",) if cut.public else ("", HIDDEN)
    wanted = [_either([word], fronts) for word in _filters(cut)]
    if cut.among is not None:
        among = [*map(_place, cut.among), *map(_tag, cut.among_tags)]
        wanted.append(_either(among or [NOTHING], fronts))
    wanted += [_clause(each, fronts) for each in query.clauses]
    if open_last and query.open and len(query.clauses[-1].typed) == 1:
        begun = [f'"{(front + query.unfinished)[:BEGINNING]}" *' for front in fronts]
        wanted[-1] = f"({' OR '.join([wanted[-1], *begun])})"
    both = " AND ".join(wanted)
    never = " OR ".join(_phrase(term, fronts) for term in query.never)
    return f"({both}) NOT ({never})" if both and never else both


def _either(found: Sequence[str], fronts: Sequence[str]) -> str:
    return f"({' OR '.join(_quoted([front + word]) for word in found for front in fronts)})"


def _clause(clause: Clause, fronts: Sequence[str]) -> str:
    typed = " AND ".join(_phrase(term, fronts) for term in clause.typed)
    others = [_near(term, front) for term in clause.synonyms for front in fronts]
    return f"({' OR '.join([f'({typed})', *others])})" if others else typed


def _near(term: Term, front: str) -> str:
    """The words of a synonym, close together and in any order: "lampu padam" is also "lampu gang padam"."""
    if not is_loose(term):
        return _quoted([front + stem(word) for word in term])
    return f"NEAR({' '.join(_quoted([front + stem(word)]) for word in term)}, {GAP})"


def _phrase(term: Term, fronts: Sequence[str]) -> str:
    stems = [stem(word) for word in term]
    return f"({' OR '.join(_quoted([front + each for each in stems]) for front in fronts)})"


def _quoted(found: Sequence[str]) -> str:
    return '"' + " ".join(found) + '"'
