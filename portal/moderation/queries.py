"""Reads the ward desk in three statements, whatever waits: wards with their counts, one page, titles beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from portal.kernel import paging, prepared
from portal.moderation import statements
from portal.moderation.rules import Filter
from portal.photos.models import PhotoState
from portal.stories.lifecycle import Status
from portal.stories.models import Credit

PAGE = 20
COUNTED = 300  # stories a count looks at, over all wards of a desk: beyond that "more than" says enough
WARDS = 20  # as many as humas may have to look after, in a city that has only begun to appoint directors
TITLES = 150  # a new title is compared with these


@dataclass(frozen=True)
class Desk:
    """Whose desk: the wards a person directs; humas also has the wards nobody leads and what was escalated.

    What `me` is out of (`stories.recusals`) is on no list of it.
    """

    wards: frozenset[int]
    humas: bool
    today: date
    me: int

    @property
    def own(self) -> dict[str, int]:
        """What a statement asks of it."""
        return prepared.filled("own", sorted(self.wards))


class WardRow(NamedTuple):
    """A ward of the desk and what waits in it; id 0 gathers escalations from other wards.

    Each count goes up to a cap, `waiting` together with `own` and `late` with `own_late`.
    """

    id: int
    name: str
    waiting: int
    late: int
    resent: int
    held: int
    returned: int
    own: int = 0  # waits, but for others
    own_late: int = 0

    def stopped(self, name: str, cap: int) -> bool:
        """Whether this count stopped at its cap: one's own were looked at too, and are not in it."""
        beside = {"waiting": self.own, "late": self.own_late}
        return bool(getattr(self, name) + beside.get(name, 0) >= cap)


@dataclass
class Item:
    """One row of the queue, with what its flags need."""

    id: int
    code: str
    title: str
    status: Status
    ward_id: int
    ward: str
    author_id: int
    author: str
    joined_at: datetime
    excerpt: str
    rubric: str | None
    rubric_en: str | None
    credit: Credit
    submitted_at: datetime
    changed_at: datetime
    due_at: datetime
    due_code: str
    escalated_at: datetime | None
    claimed_by_id: int | None
    claimed_until: datetime | None
    claimer: str | None
    rank: int
    revision: int
    photos: list[dict[str, Any]] = field(default_factory=list)
    alike: int = 0


def wards(session: Session, desk: Desk, at: datetime) -> tuple[list[WardRow], int]:
    """The wards of a desk by name, and the cap of each count."""
    cap = COUNTED // (WARDS if desk.humas else max(1, len(desk.wards)))
    query = statements.counts(len(desk.wards), humas=desk.humas)
    rows = prepared.fitting(session, query, {"today": desk.today, "at": at, "cap": cap, "me": desk.me, **desk.own})
    return sorted((WardRow(*row) for row in rows), key=lambda row: row.name), cap


def page(
    session: Session, desk: Desk, ward_ids: Sequence[int], cut: Filter, at: datetime, cursor: str = "", size: int = PAGE
) -> paging.Page[Item]:
    """One page of the queue, late ones first, then by deadline. Raises paging.BadCursor."""
    rank, after_at, after_id = _after(cursor)
    query = statements.page(len(ward_ids), cut, rank, len(desk.wards), humas=desk.humas)
    if query is None:
        return paging.Page([], None)
    values = {
        "today": desk.today,
        "at": at,
        "size": size + 1,
        "after_at": after_at,
        "after_id": after_id,
        "me": desk.me,
    }
    items = _items(prepared.fitting(session, query, values | desk.own | prepared.filled("ward", ward_ids)))
    if len(items) <= size:
        return paging.Page(items, None)
    last = items[size - 1]
    return paging.Page(items[:size], f"{last.rank}.{paging.encode(last.due_at, last.id)}")


def _after(cursor: str) -> tuple[int | None, datetime | None, int | None]:
    if not cursor:
        return None, None, None
    rank, _, place = cursor.partition(".")
    if rank not in ("0", "1", "2"):
        raise paging.BadCursor(cursor)
    return int(rank), *paging.decode(place)


def _items(rows: Iterable[Any]) -> list[Item]:
    items: dict[int, Item] = {}
    for row in rows:
        *words, consent, state, public_id, width, height = row
        item = items.get(words[0])
        if item is None:
            item = items[words[0]] = Item(*words)
        if state is not None:
            photo = {"id": public_id, "width": width, "height": height, "ready": state is PhotoState.READY}
            item.photos.append(photo | {"state": state, "consent": consent})
    return list(items.values())


def titles(session: Session, ward_ids: Sequence[int], me: int) -> list[tuple[int, int, str]]:
    """Id, ward and title of what waits in these wards and of what they last published, as far as `me` may know."""
    if not ward_ids:
        return []
    lists = 3 * (len(ward_ids) if len(ward_ids) <= statements.FEW else 1)
    values = {"size": TITLES // lists, "me": me, **prepared.filled("ward", ward_ids)}
    return list(prepared.rows(session, statements.titles(len(ward_ids)), **values))
