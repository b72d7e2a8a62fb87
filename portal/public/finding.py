"""What the words of a search mean, and in which order it looks for them. Pure.

Who names one ward wants its stories first: they are looked for by their ward, then those of other wards that mention
it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.kernel.search import Ask, Cut
from portal.kernel.search_query import Query, parse
from portal.kernel.search_words import STOP_WORDS
from portal.stories.indexing import MENTIONS
from portal.wards.spelling import Named, Spellings

MOST_TERMS = 6  # of a query that are looked for one by one where no story holds them all
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


def corrections(meant: Meant, mend: Callable[[Sequence[str]], Sequence[str]]) -> list[str]:
    """Other spellings of what was typed, the likeliest first: a ward that may be meant, then words mended by `mend`.

    Nothing of a query with words to leave out is guessed.
    """
    if meant.query.never:
        return []
    found = [meant.offers[0][1]] if meant.offers else []
    words, _starts = _flat(parse(found[0]) if found else meant.query)
    found += [" ".join(mend(words))]
    typed = " ".join(_flat(meant.query)[0])
    return [each for each in dict.fromkeys(found) if each and each != typed]


def partly(find: Callable[[Ask], Sequence[int]], meant: Meant, size: int) -> list[int]:
    """Up to `size` document ids that hold some of what was asked for.

    The same words in other wards come first, then all words but one, then any one of them.
    """
    rest, cut = meant.asks[0].query, meant.asks[0].cut
    terms = [term for term in rest.must if len(term) > 1 or term[0] not in STOP_WORDS][:MOST_TERMS]
    some = [tuple(each for each in terms if each != left) for left in terms] if len(terms) > 2 else []
    some += [(term,) for term in terms] if len(terms) > 1 else []
    asks = [Ask(rest, replace(cut, place=None), size=size)] if len(meant.asks) > 1 and terms else []
    asks += [Ask(replace(rest, must=must, open=False), cut, size=size) for must in some]
    found: dict[int, None] = {}
    for ask in asks:
        if len(found) < size:
            found |= dict.fromkeys(find(ask))
    return list(found)[:size]


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
