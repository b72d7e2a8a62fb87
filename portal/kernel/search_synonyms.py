"""Words that mean the same to a search: "banjir" also looks for "rob" and "air pasang" (data/synonyms.json). Pure."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from portal.kernel.search_words import stem, words

_FILE = Path(__file__).parents[1] / "data" / "synonyms.json"
GAP = 2  # other words that may stand between those of a synonym
Term = tuple[str, ...]  # folded words that stand side by side


class Clause(NamedTuple):
    """One thing a query asks for: all of `typed`, or any one of `synonyms`, each a word or a short phrase."""

    typed: tuple[Term, ...]
    synonyms: tuple[Term, ...] = ()


class Synonyms:
    """Groups of words and phrases, looked up by their stems."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self._groups = [[tuple(words(each)) for each in group] for group in groups]
        self._places: dict[Term, list[tuple[int, Term]]] = {}
        for number, group in enumerate(self._groups):
            for term in group:
                self._places.setdefault(_stems(term), []).append((number, term))
        self._longest = max((len(stems) for stems in self._places), default=1)

    def of(self, typed: Sequence[str]) -> tuple[Term, ...]:
        """The other members of every group that holds these words, in the order of the data; empty for none."""
        stems = _stems(typed)
        others = (term for number, _term in self._places.get(stems, ()) for term in self._groups[number])
        return tuple(dict.fromkeys(term for term in others if _stems(term) != stems))

    def clauses(self, must: Sequence[Term]) -> tuple[Clause, ...]:
        """What a query asks for. Of overlapping phrases the longest counts; a phrase in quotes has no synonyms."""
        clauses = []
        at = 0
        while at < len(must):
            count = self._longest_at(must, at)
            typed = tuple(must[at : at + count])
            single = all(len(term) == 1 for term in typed)
            clauses.append(Clause(typed, self.of([term[0] for term in typed]) if single else ()))
            at += count
        return tuple(clauses)

    def _longest_at(self, must: Sequence[Term], at: int) -> int:
        """How many terms from `at` on are one member of a group; 1 where none begins there."""
        for count in range(min(self._longest, len(must) - at), 1, -1):
            typed = must[at : at + count]
            if all(len(term) == 1 for term in typed) and _stems([term[0] for term in typed]) in self._places:
                return count
        return 1


def _stems(term: Sequence[str]) -> Term:
    return tuple(stem(word) for word in term)


def is_loose(term: Term) -> bool:
    """Whether other words may stand between those of a synonym: two different ones, not `bersih-bersih`."""
    return len(term) == 2 and stem(term[0]) != stem(term[1])


@cache
def synonyms() -> Synonyms:
    """The house's own groups."""
    data: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))
    return Synonyms(data["groups"])
