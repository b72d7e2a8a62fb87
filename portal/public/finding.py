"""How a search is carried out: what the words mean, in which order it looks, and how its pages follow each other. Pure.

Who names one ward wants its stories first: they are looked for by their ward, then those of other wards that mention
it. A search that does not fill its first page takes the last word as the beginning of longer ones.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.kernel import paging
from portal.kernel.search import Ask, Cut
from portal.kernel.search_query import Query, parse
from portal.stories.indexing import MENTIONS
from portal.wards.spelling import Named, Spellings

PAGE = 20
NEAR = 4  # neighbouring wards offered where nothing was found
_CURSOR = re.compile(r"([ab])([01])-([0-9a-z]{1,13})")
Find = Callable[[Ask], Sequence[int]]


@dataclass(frozen=True)
class Meant:
    """What a query is taken for: `asks` in order, `ward` if it names one, `offers` as (ward, query) if it may."""

    query: Query
    asks: tuple[Ask, ...]
    ward: Any | None = None
    offers: tuple[tuple[Any, str], ...] = ()


@dataclass(frozen=True)
class Page:
    """Ids of the index, `next` the cursor of the following page; `open` says that beginnings of words counted."""

    ids: Sequence[int]
    next: str | None
    open: bool


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
    return Meant(query, (own, others), ward)


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


def page(find: Find, meant: Meant, cursor: str, size: int = PAGE) -> Page:
    """One page of what is meant, newest first in each of its asks. Raises paging.BadCursor."""
    beginnings, at, before = _decode(cursor, len(meant.asks))
    found = _collect(find, meant.asks, beginnings, at, before, size)
    if not cursor and len(found) <= size and any(ask.query.open for ask in meant.asks):
        found, beginnings = _collect(find, meant.asks, True, at, before, size), True
    if cursor and not found:
        raise paging.BadCursor(cursor)
    more = _encode(beginnings, *found[size - 1]) if len(found) > size else None
    return Page([found_id for _ask, found_id in found[:size]], more, beginnings)


def _collect(
    find: Find, asks: Sequence[Ask], beginnings: bool, at: int, before: int | None, size: int
) -> list[tuple[int, int]]:
    """Up to `size` + 1 ids with the number of the ask that found each."""
    found: list[tuple[int, int]] = []
    for number, ask in enumerate(asks[at:], at):
        wanted = size + 1 - len(found)
        if wanted > 0:
            ids = find(replace(ask, open=beginnings, before=before if number == at else None, size=wanted))
            found += [(number, each) for each in ids]
    return found


def _encode(beginnings: bool, at: int, last: int) -> str:
    return f"{'b' if beginnings else 'a'}{at}-{paging.base36(last)}"


def _decode(cursor: str, asks: int) -> tuple[bool, int, int | None]:
    if not cursor:
        return False, 0, None
    match = _CURSOR.fullmatch(cursor)
    if match is None or int(match[2]) >= asks or (last := int(match[3], 36)) >= 2**63:
        raise paging.BadCursor(cursor)
    return match[1] == "b", int(match[2]), last


def corrected(offer: str) -> Query:
    """The query of an offer."""
    return parse(offer)


def neighbours(wards: Sequence[Any], ward: Any) -> list[Any]:
    """The wards that lie nearest on the tile map."""
    others = [each for each in wards if each.id != ward.id]
    return sorted(others, key=lambda each: _distance(each, ward))[:NEAR]


def _distance(a: Any, b: Any) -> tuple[int, str]:
    return (a.column - b.column) ** 2 + (a.row - b.row) ** 2, a.name
