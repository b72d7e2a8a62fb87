"""Where things stand on a page: the front's lead and rail, and pictures among paragraphs. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Generic, Protocol, TypeVar

from portal.kernel.clock import WIB

RAIL = 4
RIVER = 6
FRONT = 1 + RAIL + RIVER
CANDIDATES = 24  # of the newest stories, for the lead
HALF_LIFE = 12  # hours after which a story is half as likely to lead
WITHOUT_PHOTO = 0.3  # of the weight of the same story with a picture
WHOLE = 1800  # characters from which a story weighs as much as it can
APART = 2  # paragraphs between two pictures, at least

_TAG = re.compile(r"<(/?)(p|ul|ol|blockquote|h[1-6])(?:\s[^>]*)?>")


class Candidate(Protocol):
    """What the front page needs of a card."""

    @property
    def photo(self) -> object | None: ...
    @property
    def published_at(self) -> datetime: ...
    @property
    def ward(self) -> Any: ...
    @property
    def length(self) -> int: ...
    @property
    def url(self) -> str: ...


Item = TypeVar("Item", bound=Candidate)
Picture = TypeVar("Picture")


@dataclass(frozen=True)
class Front(Generic[Item]):
    """The front page in three parts; each may be empty when there is too little for it."""

    lead: Item | None
    rail: Sequence[Item]
    river: Sequence[Item]


def front(cards: Sequence[Item], chosen: Item | None = None) -> Front[Item]:
    """The lead, up to four beside it, the rest in order. Humas may name the lead.

    Few stories are shared out between rail and river, so that the page of a young portal reads like the later one.
    """
    lead = chosen or default_lead(cards)
    if lead is None:
        return Front(None, (), ())
    rest = [card for card in cards if card.url != lead.url][: RAIL + RIVER]
    beside = min(RAIL, (len(rest) + 1) // 2)
    return Front(lead, rest[:beside], rest[beside:])


def default_lead(cards: Sequence[Item]) -> Item | None:
    """The weightiest of the newest stories; of each ward only one story a day (WIB) may lead.

    Otherwise whoever approves last, or most, would own the front page. The weights of two stories keep their ratio as
    both grow old, so a page that is kept stays right.
    """
    first: dict[tuple[str, date], Item] = {}
    for card in reversed(cards[:CANDIDATES]):
        of = (card.ward.url, card.published_at.astimezone(WIB).date())
        if of not in first or (card.photo and not first[of].photo):
            first[of] = card
    newest = cards[0].published_at if cards else None
    return max(first.values(), key=lambda card: (_weight(card, newest), card.published_at), default=None)


def _weight(card: Candidate, newest: datetime | None) -> float:
    age = (newest - card.published_at).total_seconds() / 3600 if newest else 0.0
    picture = 1.0 if card.photo else WITHOUT_PHOTO
    return float(picture * min(1.0, 0.4 + 0.6 * card.length / WHOLE) * 0.5 ** (age / HALF_LIFE))


def by_day(cards: Sequence[Item]) -> list[tuple[date, list[Item]]]:
    """Cards that come newest first under the days (WIB) on which they were published."""
    return [
        (day, list(found)) for day, found in groupby(cards, key=lambda card: card.published_at.astimezone(WIB).date())
    ]


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
