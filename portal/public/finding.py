"""What the words of a search mean, and in which order it looks for them. Pure.

Who names one ward wants its stories first: they are looked for by their ward, then those of other wards that mention
it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.kernel.search import Ask, Cut
from portal.kernel.search_query import Query
from portal.stories.indexing import MENTIONS
from portal.wards.spelling import Named, Spellings

NEAR = 4  # neighbouring wards offered where nothing was found


@dataclass(frozen=True)
class Meant:
    """What a query is taken for: `asks` in order, `ward` if it names one, `offers` as (ward, query) if it may.

    `rest` is the query without the ward.
    """

    query: Query
    asks: tuple[Ask, ...]
    ward: Any | None = None
    rest: str = ""
    offers: tuple[tuple[Any, str], ...] = ()


def meaning(query: Query, cut: Cut, spellings: Spellings) -> Meant:
    """What to look for, and in which order. A ward chosen in `cut` is never overruled by one that is typed."""
    words, starts = _flat(query)
    named = [each for each in spellings.named(words) if _whole(each, starts)]
    if len(named) != 1:
        return Meant(query, (Ask(query, cut),), offers=() if named else _offers(query, words, spellings))
    ward, at = named[0].ward, starts.index(named[0].at)
    rest = query.without(at, starts.index(named[0].at + named[0].length) - at)
    if cut.place is not None:
        return Meant(query, (Ask(rest if cut.place == ward.id else query, cut),), ward)
    own = Ask(rest, replace(cut, place=ward.id))
    others = Ask(rest, replace(cut, tags=(*cut.tags, MENTIONS.format(ward.id))))
    return Meant(query, (own, others), ward, " ".join(word for term in rest.must for word in term))


def _flat(query: Query) -> tuple[list[str], list[int]]:
    """The wanted words in a row, and where each term starts among them; the end of the row is the last start."""
    words: list[str] = []
    starts = []
    for term in query.must:
        starts.append(len(words))
        words += term
    return words, [*starts, len(words)]


def _whole(named: Named, starts: Sequence[int]) -> bool:
    """A part of a phrase in quotes names nothing."""
    return named.at in starts and named.at + named.length in starts


def _offers(query: Query, words: Sequence[str], spellings: Spellings) -> tuple[tuple[Any, str], ...]:
    found = spellings.perhaps(words)
    return tuple(
        (each.ward, " ".join([*words[: each.at], each.ward.name, *words[each.at + each.length :]])) for each in found
    )


def neighbours(wards: Sequence[Any], ward: Any) -> list[Any]:
    """The wards that lie nearest on the tile map."""
    others = [each for each in wards if each.id != ward.id]
    return sorted(others, key=lambda each: _distance(each, ward))[:NEAR]


def _distance(a: Any, b: Any) -> tuple[int, str]:
    return (a.column - b.column) ** 2 + (a.row - b.row) ** 2, a.name
