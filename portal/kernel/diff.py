"""The difference between two texts word by word, for people who decide on a revision. Pure.

A word carries the white space after it, so that a difference is made of words and not of blanks. The shortest list
of changes is found with Myers' algorithm ("An O(ND) difference algorithm", 1986); its cost grows with the number of
changes, so it works on a budget of steps: two texts with little in common are compared paragraph by paragraph, and
if even that is too dear the old text is shown as gone and the new one as added.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Op = Literal["same", "ins", "del"]
Part = tuple[Op, str]
BUDGET = 300_000  # steps of the inner loop for one comparison, about a fifth of a second
_WORD = re.compile(r"(?:\w+(?:[-'’.,:/]\w+)*|[^\w\s])\s*|\s+")
_PARAGRAPH = re.compile(r"[^\n]*\n+|[^\n]+")


@dataclass
class Meter:
    """Counts the steps of a comparison and stops it at `limit`."""

    limit: int = BUDGET
    taken: int = 0

    def spend(self) -> bool:
        """One more step, if there is one left."""
        self.taken += 1
        return self.taken <= self.limit


def word_diff(old: str, new: str, words: Meter | None = None, paragraphs: Meter | None = None) -> list[Part]:
    """The parts of both texts in order: `same`, `del` (only in the old one), `ins` (only in the new one).

    All `same` and `del` parts together are the old text, all `same` and `ins` parts the new one; of a change what is
    gone comes first. The meters bound the work and are there for tests.
    """
    for pattern, meter in ((_WORD, words or Meter()), (_PARAGRAPH, paragraphs or Meter(BUDGET // 3))):
        parts = _compare(pattern.findall(old), pattern.findall(new), meter)
        if parts is not None:
            return _joined(parts)
    return _joined([("del", old), ("ins", new)])


def _compare(old: Sequence[str], new: Sequence[str], meter: Meter) -> list[Part] | None:
    """The parts token by token, or None when the budget is gone."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    middle = _shortest(old[head : len(old) - tail], new[head : len(new) - tail], meter)
    if middle is None:
        return None
    same: Op = "same"
    return [(same, token) for token in old[:head]] + middle + [(same, token) for token in old[len(old) - tail :]]


def _shortest(old: Sequence[str], new: Sequence[str], meter: Meter) -> list[Part] | None:
    """Myers' forward search. Row d holds how far into `old` the best path with d changes comes on each diagonal.

    Diagonal k is x - y; of row d it is entry (k + d) / 2.
    """
    rows: list[list[int]] = []
    while True:
        changes, row = len(rows), list[int]()
        for k in range(-changes, changes + 1, 2):
            x, down = _step(rows, changes, k)
            x += not down
            while meter.spend() and x < len(old) and x - k < len(new) and old[x] == new[x - k]:
                x += 1
            if meter.taken > meter.limit:
                return None
            if x >= len(old) and x - k >= len(new):
                return _walk_back(old, new, rows)
            row.append(x)
        rows.append(row)


def _step(rows: list[list[int]], changes: int, k: int) -> tuple[int, bool]:
    """Where the last change before diagonal k starts in `old`, and whether it adds a word (else it drops one)."""
    if not changes:
        return 0, True
    before, at = rows[changes - 1], (k + changes) // 2
    if k == -changes or (k != changes and before[at - 1] < before[at]):
        return before[at], True
    return before[at - 1], False


def _walk_back(old: Sequence[str], new: Sequence[str], rows: list[list[int]]) -> list[Part]:
    """The path that the rows hold, read from its end."""
    parts: list[Part] = []
    x, y = len(old), len(new)
    for changes in range(len(rows), -1, -1):
        start, down = _step(rows, changes, x - y)
        while x > start + (not down):
            x, y = x - 1, y - 1
            parts.append(("same", old[x]))
        if not changes:
            break
        if down:
            y -= 1
            parts.append(("ins", new[y]))
        else:
            x -= 1
            parts.append(("del", old[x]))
    return parts[::-1]


def _joined(parts: list[Part]) -> list[Part]:
    """Neighbours of one kind as one part, what is gone before what was added, nothing empty."""
    made: list[Part] = []
    for is_same, group in groupby(parts, key=lambda part: part[0] == "same"):
        run = list(group)
        kinds: tuple[Op, ...] = ("same",) if is_same else ("del", "ins")
        for kind in kinds:
            if text := "".join(text for op, text in run if op == kind):
                made.append((kind, text))
    return made


def around(parts: Sequence[Part], reach: int = 160) -> list[Part]:
    """The same changes with only about `reach` characters of what is the same on each side; "…" stands for the rest."""
    made: list[Part] = []
    for number, (kind, text) in enumerate(parts):
        before, after = number > 0, number < len(parts) - 1
        if kind != "same" or len(text) <= reach * (before + after) + reach:
            made.append((kind, text))
            continue
        head = re.sub(r"\S*\Z", "", text[:reach]) if before else ""
        tail = re.sub(r"\A\S*\s*", "", text[-reach:]) if after else ""
        made.append((kind, f"{head}… {tail}" if after else f"{head}…"))
    return made
