"""How the pages of a search follow each other: several asks one after the other, newest first in each. Pure.

A search that does not fill its first page is asked again with its last word as the beginning of longer ones; a short
word only where it was not found as a word.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from portal.kernel import paging
from portal.kernel.search import Ask

_CURSOR = re.compile(r"([ab])([0-9])-([0-9a-z]{1,13})")
Find = Callable[[Ask], Sequence[int]]


@dataclass(frozen=True)
class Page:
    """Ids of the index, `next` the cursor of the following page; `open` says that beginnings of words counted."""

    ids: Sequence[int]
    next: str | None
    open: bool


def page(find: Find, asks: Sequence[Ask], cursor: str, size: int) -> Page:
    """One page of what is asked for. Raises paging.BadCursor for a cursor that is none of ours, or leads nowhere."""
    begun, at, before = _decode(cursor, len(asks))
    found = _collect(find, asks, begun, at, before, size)
    if not cursor and len(found) <= size and any(ask.query.open and not (found and ask.query.short) for ask in asks):
        found, begun = _collect(find, asks, True, at, before, size), True
    if cursor and not found:
        raise paging.BadCursor(cursor)
    more = _encode(begun, *found[size - 1]) if len(found) > size else None
    return Page([each for _ask, each in found[:size]], more, begun)


def _collect(
    find: Find, asks: Sequence[Ask], begun: bool, at: int, before: int | None, size: int
) -> list[tuple[int, int]]:
    """Up to `size` + 1 ids, each with the number of the ask that found it."""
    found: list[tuple[int, int]] = []
    for number, ask in enumerate(asks[at:], at):
        wanted = size + 1 - len(found)
        if wanted > 0:
            ids = find(replace(ask, open=begun, before=before if number == at else None, size=wanted))
            found += [(number, each) for each in ids]
    return found


def _encode(begun: bool, at: int, last: int) -> str:
    return f"{'b' if begun else 'a'}{at}-{paging.base36(last)}"


def _decode(cursor: str, asks: int) -> tuple[bool, int, int | None]:
    if not cursor:
        return False, 0, None
    match = _CURSOR.fullmatch(cursor)
    if match is None or int(match[2]) >= asks or (last := int(match[3], 36)) >= 2**63:
        raise paging.BadCursor(cursor)
    return match[1] == "b", int(match[2]), last
