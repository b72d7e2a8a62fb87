"""Where things stand on a page: the front's lead and rail, and pictures among paragraphs. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

RAIL = 4
RIVER = 6
FRONT = 1 + RAIL + RIVER
LEAD_AMONG = 4  # the newest with a picture among so many leads: an older one would be no news
APART = 2  # paragraphs between two pictures, at least

_TAG = re.compile(r"<(/?)(p|ul|ol|blockquote|h[1-6])(?:\s[^>]*)?>")


class HasPhoto(Protocol):
    """What this module needs of a card."""

    @property
    def photo(self) -> object | None: ...


Item = TypeVar("Item", bound=HasPhoto)
Picture = TypeVar("Picture")


@dataclass(frozen=True)
class Front(Generic[Item]):
    """The front page in three parts; each may be empty when there is too little for it."""

    lead: Item | None
    rail: Sequence[Item]
    river: Sequence[Item]


def front(cards: Sequence[Item]) -> Front[Item]:
    """The newest picture leads, the next four stand beside it, the rest follows in order; a single one is no river."""
    if not cards:
        return Front(None, (), ())
    at = next((n for n, card in enumerate(cards[:LEAD_AMONG]) if card.photo), 0)
    rest = [*cards[:at], *cards[at + 1 :]]
    beside = RAIL + 1 if len(rest) == RAIL + 1 else RAIL
    return Front(cards[at], rest[:beside], rest[beside : RAIL + RIVER])


def blocks(html: str) -> list[str]:
    """The outermost paragraphs, lists and quotes of a rendered text, in order; what stands between them is kept."""
    parts: list[str] = []
    depth = start = 0
    for tag in _TAG.finditer(html):
        depth += -1 if tag[1] else 1
        if depth == 0:
            parts.append(html[start : tag.end()].strip())
            start = tag.end()
    rest = html[start:].strip()
    return [*parts, rest] if rest else parts


def places(paragraphs: Sequence[str], pictures: int) -> list[int]:
    """After how many paragraphs each picture stands, evenly spread; pictures that find no room are left out.

    The lead picture stands above the text already, so none comes before the second paragraph, and none ends the text.
    None parts a sentence that ends with a colon from what it announces.
    """
    count = len(paragraphs)
    wanted = min(pictures, max(0, (count - 1) // APART))
    found: list[int] = []
    for n in range(wanted):
        at = round((n + 1) * count / (wanted + 1))
        while at < count and _announces(paragraphs[at - 1], paragraphs[at]):
            at += 1
        if at < count and at not in found:
            found.append(at)
    return found


def _announces(paragraph: str, after: str) -> bool:
    return after.startswith(("<ul", "<ol")) or _TAG.sub("", paragraph).rstrip().endswith(":")


def interleave(paragraphs: Sequence[str], pictures: Sequence[Picture]) -> tuple[list[str | Picture], Sequence[Picture]]:
    """Text with pictures in it, and the pictures that are left for after it."""
    after = places(paragraphs, len(pictures))
    flow: list[str | Picture] = []
    waiting = list(zip(after, pictures, strict=False))
    for n, paragraph in enumerate(paragraphs, 1):
        flow.append(paragraph)
        while waiting and waiting[0][0] == n:
            flow.append(waiting.pop(0)[1])
    return flow, pictures[len(after) :]
