"""Shows where a query was met: a text in pieces, marked or not, made from plain text and never from HTML. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from portal.kernel.search_query import Query
from portal.kernel.search_words import stem, words

ROOM = 220  # characters of an excerpt
BEFORE = 60  # of them before the first word that was met
_WORD = re.compile(r"[^\W_]+(?:['’‘ʼ`\u00ad][^\W_]+)*")


class Piece(NamedTuple):
    text: str
    hit: bool


@dataclass(frozen=True)
class Marker:
    """Marks the words of one query."""

    stems: frozenset[str]
    beginning: str = ""  # of the word that is still being typed

    def hits(self, word: str) -> bool:
        """Whether a word as written is one that was looked for."""
        return any(
            stem(each) in self.stems or (self.beginning and each.startswith(self.beginning)) for each in _folded(word)
        )

    def mark(self, line: str) -> tuple[Piece, ...]:
        """All of a line in pieces."""
        pieces: list[Piece] = []
        done = 0
        for start, end in self._found(line):
            if start > done:
                pieces.append(Piece(line[done:start], False))
            pieces.append(Piece(line[start:end], True))
            done = end
        return (*pieces, Piece(line[done:], False)) if done < len(line) else tuple(pieces)

    def excerpt(self, text: str) -> tuple[Piece, ...]:
        """A line around the first word that was met; empty when none was."""
        line = " ".join(text.split())
        first = next(self._found(line), None)
        if first is None:
            return ()
        start = _word_start(line, first[0] - BEFORE) if first[0] > BEFORE else 0
        end = _word_end(line, start + ROOM)
        cut = ("…" if start else "") + line[start:end] + ("…" if end < len(line) else "")
        return self.mark(cut)

    def _found(self, line: str) -> Iterator[tuple[int, int]]:
        return (found.span() for found in _WORD.finditer(line) if self.hits(found[0]))


def marker(query: Query, *, open_last: bool = False) -> Marker:
    """The marker of a query; `open_last` where its last word also stood for words that begin so."""
    typed = {word for term in query.must for word in term}
    # of a phrase that means the same, a word alone ("air" of "air pasang") is no hit
    meant = {term[0] for clause in query.clauses for term in clause.synonyms if len(term) == 1}
    meant -= {word for term in query.never for word in term}
    wanted = frozenset(map(stem, typed | meant))
    return Marker(wanted, query.unfinished if open_last and query.open else "")


@lru_cache(maxsize=65_536)
def _folded(word: str) -> tuple[str, ...]:
    return tuple(words(word))


def _word_start(line: str, at: int) -> int:
    space = line.find(" ", max(0, at))
    return space + 1 if 0 <= space < at + BEFORE else max(0, at)


def _word_end(line: str, at: int) -> int:
    if at >= len(line):
        return len(line)
    space = line.rfind(" ", at - BEFORE, at)
    return space if space > 0 else at
