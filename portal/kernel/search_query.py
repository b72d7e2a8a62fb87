"""What a person typed into a search box, taken apart. Any text is a query, nothing in it an operator. Pure.

Words are all wanted, in any order. `"two words"` stand side by side, `-word` must not occur, and a word with a hyphen
or a slash in it is a phrase. The last word may be unfinished.
"""

import re
from dataclasses import dataclass, replace
from functools import cached_property

from portal.kernel import text
from portal.kernel.search_synonyms import Clause, Term, synonyms
from portal.kernel.search_words import STOP_WORDS, words

TYPED = 200  # characters that are looked at
TERMS = 12
UNFINISHED = 3  # letters a last word needs before it stands for all words that begin so
SHORT = 4  # letters: a word up to here is a word of its own ("rob" is not "robek") wherever it is found as one
BEGINNING = 6  # letters of it that are compared: as far as SQLite's index of beginnings goes
_PIECE = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"|(?P<bare>[^\s"]+))')
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | dict.fromkeys("–—−", "-"))


@dataclass(frozen=True)
class Query:
    """`text` is what was typed, cleaned and cut; `must` and `never` hold what the index is asked for.

    `open` says that the last of `must` is a single word somebody may still be typing.
    """

    text: str = ""
    must: tuple[Term, ...] = ()
    never: tuple[Term, ...] = ()
    open: bool = False

    @property
    def empty(self) -> bool:
        return not self.must and not self.never

    @property
    def short(self) -> bool:
        """Whether the word that may be unfinished is more likely whole."""
        return self.open and len(self.must[-1][0]) <= SHORT

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """What is asked for, with the synonyms of each word or phrase."""
        return synonyms().clauses(self.must)

    @property
    def unfinished(self) -> str:
        """The beginning that the last word stands for, when `open`."""
        return self.must[-1][0][:BEGINNING]

    def without(self, at: int, count: int = 1) -> "Query":
        """The same query without some of its wanted terms."""
        must = self.must[:at] + self.must[at + count :]
        return replace(self, must=must, open=self.open and at + count < len(self.must))


def parse(typed: str) -> Query:
    """Never raises, whatever was typed. Stop words are left out, unless there is nothing else."""
    line = text.clean_line(typed[:TYPED])
    must: list[Term] = []
    never: list[Term] = []
    last = False  # whether the last wanted term is a bare single word
    for piece in _PIECE.finditer(line.translate(_QUOTES)):
        term = tuple(words(piece["phrase"] or piece["bare"] or ""))
        if not term or len(must) + len(never) >= TERMS:
            continue
        if piece["minus"]:
            never.append(term)
            continue
        must.append(term)
        last = piece["bare"] is not None and len(term) == 1 and piece.end() == len(line)
    wanted = [term for term in must if len(term) > 1 or term[0] not in STOP_WORDS]
    if wanted != must and wanted:
        last, must = last and wanted[-1] == must[-1], wanted
    return Query(line, tuple(must), tuple(never), last and len(must[-1][0]) >= UNFINISHED)
