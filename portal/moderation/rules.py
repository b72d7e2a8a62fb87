"""What a decision must carry, how the queue is cut and ordered, and which titles look alike. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from portal.kernel.text import visible
from portal.moderation import reasons
from portal.stories.lifecycle import DECISIONS, OPEN, STEPS, Action, Part, RecusalKind, Status, actions, lacks_note

NOTE = 2000  # characters
REASONS = 8  # more than that is not help but a wall
WAITING = (Status.SUBMITTED, Status.IN_REVIEW)  # a director must move
NAMED = (RecusalKind.FAMILY, RecusalKind.BUSINESS, RecusalKind.AUTHOR)  # how somebody may be named as related
DESK = (*WAITING, Status.HELD, Status.RETURNED)  # what the queue shows


class Filter(StrEnum):
    """The cuts of the queue, by the word in its address."""

    ALL = "semua"
    NEW = "baru"
    RESENT = "ulang"
    AUTHOR = "penulis"
    HELD = "ditahan"


class Segment(NamedTuple):
    """One stretch of the queue: `late` None takes both, `resent` None as well. Segments of one rank are mixed."""

    rank: int
    status: Status
    late: bool | None = None
    resent: bool | None = None


# late ones stand first, whatever their state; what somebody else must move comes after what the director must
_HELD = (Segment(0, Status.HELD, late=True), Segment(1, Status.HELD, late=False))
SEGMENTS: dict[Filter, tuple[Segment, ...]] = {
    Filter.ALL: (*(Segment(0, status) for status in WAITING), *_HELD, Segment(2, Status.RETURNED)),
    Filter.NEW: tuple(Segment(0, status, resent=False) for status in WAITING),
    Filter.RESENT: tuple(Segment(0, status, resent=True) for status in WAITING),
    Filter.AUTHOR: (Segment(2, Status.RETURNED),),
    Filter.HELD: _HELD,
}


class Fault(NamedTuple):
    """What is wrong with a decision as it was sent: the field, a code, and what it is about."""

    field: str
    code: str
    about: str = ""


def filter_of(text: str) -> Filter:
    """The cut that an address asks for; anything unknown is the whole queue."""
    return Filter(text) if text in set(Filter) else Filter.ALL


def offered(status: Status, parts: Set[Part], *, escalated: bool) -> list[Action]:
    """The decisions a person may take now. Nobody hands a story to humas twice, nor humas to itself."""
    mute = {Action.ESCALATE} if escalated or Part.HUMAS in parts else set()
    return [action for action in actions(status, parts) if action in DECISIONS and action not in mute]


def faults(action: Action, codes: Sequence[str], note: str, processing: Sequence[str]) -> list[Fault]:
    """Everything that keeps a decision from being taken; `processing` are the names of pictures still in work."""
    if action is Action.APPROVE:
        return [*(Fault("decision", "processing", name) for name in processing), *_too_long(note)]
    step = STEPS[OPEN[0], action]
    found = [Fault("reasons", "unknown", code) for code in codes if code not in reasons.REASONS]
    if not found:
        found = [Fault("reasons", "unfit", code) for code in reasons.unfit(action.value, codes)]
    if step.needs_reasons and not codes:
        found.append(Fault("reasons", "missing"))
    if len(codes) > REASONS:
        found.append(Fault("reasons", "many", str(REASONS)))
    fix = any(reasons.REASONS[code].fix for code in codes if code in reasons.REASONS)
    if (codes or not step.needs_reasons) and lacks_note(step, bool(visible(note)), fix):
        found.append(Fault("note", "missing"))
    return [*found, *_too_long(note)]


def _too_long(note: str) -> list[Fault]:
    return [Fault("note", "long", str(len(note) - NOTE))] if len(note) > NOTE else []


# ---- titles that look alike ---------------------------------------------------------------------------------------

ALIKE = 0.5  # of the words of both titles together
SHARED = 3  # words at least, unless the titles are the same: "pasar pagi" alone says little
RARE = 40  # titles: a word in more of them does not tell one story from another
_WORD = re.compile(r"[^\W_]+")
_COMMON = frozenset(
    ("yang", "dan", "di", "ke", "dari", "untuk", "dengan", "pada", "para", "oleh", "akan", "ini", "itu", "jadi", "saat")
)


@lru_cache(maxsize=4096)
def title_words(title: str) -> frozenset[str]:
    return frozenset(_WORD.findall(title.casefold())) - _COMMON


def alike(mine: Iterable[tuple[int, int, str]], others: Iterable[tuple[int, int, str]]) -> dict[int, list[int]]:
    """For each of `mine` (id, ward, title) the ids among `others` of the same ward whose titles say the same.

    Others are looked up by their rarer words, so that a page of twenty against hundreds costs a millisecond.
    """
    mine = list(mine)
    wanted: dict[int, set[str]] = defaultdict(set)
    for _, ward, title in mine:
        wanted[ward] |= title_words(title)
    words: dict[int, frozenset[str]] = {}
    holders: dict[tuple[int, str | frozenset[str]], list[int]] = defaultdict(list)
    for row_id, ward, title in others:
        words[row_id] = title_words(title)
        holders[ward, words[row_id]].append(row_id)
        for word in words[row_id] & wanted[ward]:
            holders[ward, word].append(row_id)
    found: dict[int, list[int]] = {}
    for row_id, ward, title in mine:
        own = title_words(title)
        lists = [holders.get((ward, word), []) for word in own]
        others_near = {other for each in lists if len(each) <= RARE for other in each}
        near = {other for other in others_near if _same(own, words[other])}
        near.update(holders.get((ward, own), []) if own else [])
        near.discard(row_id)
        if near:
            found[row_id] = sorted(near)
    return found


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return shared >= SHARED and shared >= ALIKE * len(one | other)
