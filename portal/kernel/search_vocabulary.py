"""The words of all public documents, so that a typing error can be mended by what there really is to find.

A word stands in `search_word` with the number of documents that hold it, and in `search_word_key` once for each of its
deletion keys (`kernel.spelling`). Both are written in the transaction that makes a document public or takes it down.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, String, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel.db import Base, Source, connection_of
from portal.kernel.search_words import LONGEST, words
from portal.kernel.spelling import deletion_keys, one_edit_apart

SHORTEST = 4  # letters: below that one slip makes another word
LONG = 7  # letters: from here on a word may be mended that shares a key, so two slips away
AT_ONCE = 500  # words in one statement
INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class SearchWord(Base):
    """A word as it is written, folded, and how many public documents hold it."""

    __tablename__ = "search_word"

    word: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    documents: Mapped[int]

    __table_args__ = {"info": {"derived": True}}


class SearchWordKey(Base):
    """A deletion key of a word."""

    __tablename__ = "search_word_key"

    key: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    word: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)

    __table_args__ = {"info": {"derived": True}}


WORDS: Any = SearchWord.__table__
KEYS: Any = SearchWordKey.__table__
_FEWER = (
    update(WORDS)
    .where(WORDS.c.word == bindparam("of"))
    .values(documents=WORDS.c.documents - bindparam("less", type_=WORDS.c.documents.type))
)


def counted(texts: Iterable[str]) -> Counter[str]:
    """In how many of these texts each word stands that is worth mending towards."""
    return Counter(word for text in texts for word in {each for each in words(text) if _is_kept(each)})


def _is_kept(word: str) -> bool:
    return len(word) >= SHORTEST and word.isalpha()


def add(session: Session, counts: Mapping[str, int]) -> None:
    """Add so many documents to each word. The caller commits.

    Words are written in order: two transactions that share some never wait for each other in a circle.
    """
    connection = session.connection()
    insert = INSERT[connection.dialect.name]
    known = _known(connection, counts)
    for some in _batches(sorted(counts)):
        row = insert(WORDS)
        more = {"documents": WORDS.c.documents + row.excluded.documents}
        rows = [{"word": word, "documents": counts[word]} for word in some]
        connection.execute(row.on_conflict_do_update(index_elements=["word"], set_=more), rows)
    new = [{"key": key, "word": word} for word in sorted(counts.keys() - known) for key in deletion_keys(word)]
    for keys in _batches(new):
        connection.execute(insert(KEYS).on_conflict_do_nothing(), keys)


def subtract(session: Session, counts: Mapping[str, int]) -> None:
    """Take so many documents from each word, and forget the words that none holds any more. The caller commits."""
    connection = session.connection()
    if counts:
        connection.execute(_FEWER, [{"of": word, "less": counts[word]} for word in sorted(counts)])
    for some in _batches(sorted(counts)):
        gone = connection.execute(
            delete(WORDS).where(WORDS.c.word.in_(some), WORDS.c.documents <= 0).returning(WORDS.c.word)
        ).scalars()
        for word in gone.all():
            connection.execute(delete(KEYS).where(KEYS.c.key.in_(deletion_keys(word)), KEYS.c.word == word))


def clear(session: Session) -> None:
    """Forget every word. The caller commits."""
    session.connection().execute(delete(KEYS))
    session.connection().execute(delete(WORDS))


def mend(source: Source, typed: Sequence[str]) -> list[str]:
    """The same folded words, those that no document holds replaced by the most frequent one that may be meant."""
    connection = connection_of(source)
    long_enough = {word for word in typed if _is_kept(word)}
    mended = {word: _likeliest(connection, word) for word in long_enough - _known(connection, long_enough)}
    return [mended.get(word) or word for word in typed]


def _likeliest(connection: Connection, typed: str) -> str | None:
    with_key = select(KEYS.c.word).where(KEYS.c.key.in_(deletion_keys(typed)))
    rows = connection.execute(select(WORDS.c.word, WORDS.c.documents).where(WORDS.c.word.in_(with_key))).all()
    near = {row.word: one_edit_apart(typed, row.word) for row in rows}
    meant = [row for row in rows if near[row.word] or min(len(typed), len(row.word)) >= LONG]
    best = max(meant, key=lambda row: (near[row.word], row.documents, row.word), default=None)
    return str(best.word) if best else None


def _known(connection: Connection, asked: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for some in _batches(sorted(asked)):
        found |= set(connection.execute(select(WORDS.c.word).where(WORDS.c.word.in_(some))).scalars())
    return found


def _batches(of: Sequence[Any]) -> Iterable[list[Any]]:
    return (list(of[at : at + AT_ONCE]) for at in range(0, len(of), AT_ONCE))
