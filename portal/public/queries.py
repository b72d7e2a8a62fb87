"""Reads the lists that everybody may see: stories, wards, registers.

Statements are made once and give plain rows: the ORM would cost more than the page. None counts or skips over stories:
lists go by keyset, and the map counts thirty days of one index.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Date, Integer, Row, Select, bindparam, func, literal, null, select, true, tuple_

from portal.kernel import paging
from portal.kernel.db import Source, UtcDateTime
from portal.kernel.prepared import rows
from portal.public.columns import (
    APPOINTMENTS,
    CARD_COLUMNS,
    DIRECTOR_FIRST,
    DISTRICTS,
    IS_PUBLIC,
    PEOPLE,
    STANDING,
    STILL_PUBLIC,
    STORIES,
    WARDS,
    appointment,
    day,
    district,
    entry,
    fixed,
    person,
    rubric,
    story,
    ward,
)
from portal.stories import cards as stories
from portal.stories import lead
from portal.stories.lifecycle import Status
from portal.stories.models import Credit

PAGE = 20
REGISTER_PAGE = 50
FEED = 30
MORE = 4  # stories to read after one, at most
ENOUGH = 3  # so many of them are not filled up from further away

WARD_ID = bindparam("ward_id", type_=Integer)
BUT = bindparam("but", type_=Integer)  # the story that is being read
# typed: inside a tuple SQLAlchemy does not see which column a value is compared with
CURSOR = tuple_(bindparam("at", type_=UtcDateTime), bindparam("before", type_=Integer))
FILTERS: dict[str, Any] = {
    "all": true(),
    "ward": story.ward_id == WARD_ID,
    "others": (story.ward_id == WARD_ID) & (story.id != BUT),
    "akin": (story.rubric_id == bindparam("rubric_id", type_=Integer)) & (story.id != BUT),
    "rest": story.id != BUT,
    "rubric": story.rubric_id == select(rubric.id).where(rubric.slug == bindparam("rubric_slug")).scalar_subquery(),
    # an author's page must not tell who wrote what was signed with less than the full name
    "author": (story.credit == Credit.FULL)
    & (story.author_id == select(person.id).where(person.handle == bindparam("handle")).scalar_subquery()),
}


class Listed(NamedTuple):
    """A story in a list. `card` is what stories.cards keeps; text and its time are there in feeds, `length` (characters
    of the text as typed) on the front page only.
    """

    id: int
    code: str
    slug: str
    title: str
    excerpt: str
    published_at: datetime
    shared: bool
    card: str
    body_html: str = ""
    changed_at: datetime | None = None
    length: int = 0


@lru_cache
def _list(cut: str, *, paged: bool, body: bool = False) -> Select[Any]:
    """Newest first, from one index of one table."""
    found = select(*CARD_COLUMNS, *((story.body_html, story.changed_at) if body else ())).where(IS_PUBLIC, FILTERS[cut])
    if paged:
        found = found.where(tuple_(story.published_at, story.id) < CURSOR)
    return found.order_by(story.published_at.desc(), story.id.desc()).limit(bindparam("size", type_=Integer))


def _listed(source: Source, statement: Select[Any], **values: Any) -> list[Listed]:
    """The rows, each with its card; those that have none just now are drawn from what they are made of."""
    found = [Listed(*cast(tuple[Any, ...], row)) for row in rows(source, statement, **values)]
    missing = [row.id for row in found if row.card is None]
    if not missing:
        return found
    drawn = stories.draw(source, missing)
    return [row if row.card else row._replace(card=drawn[row.id]) for row in found]


def latest(source: Source, size: int) -> Sequence[Listed]:
    """The newest stories of the city."""
    return _listed(source, _list("all", paged=False), size=size)


_WITH_LENGTH = (
    *CARD_COLUMNS,
    literal("").label("body_html"),
    null().label("changed_at"),
    func.length(story.body).label("length"),
)


@lru_cache
def _front() -> Select[Any]:
    newest = select(*_WITH_LENGTH).where(IS_PUBLIC).order_by(story.published_at.desc(), story.id.desc())
    return newest.limit(bindparam("size", type_=Integer))


def front(source: Source, size: int) -> Sequence[Listed]:
    """The newest stories of the city with the length of their texts."""
    return _listed(source, _front(), size=size)


@lru_cache
def _chosen() -> Select[Any]:
    choice = lead.CHOICES
    return (
        select(*_WITH_LENGTH)
        .join(choice, choice.c.story_id == story.id)
        .where(STILL_PUBLIC, *lead.holds())
        .order_by(choice.c.id.desc())
        .limit(fixed(1))
    )


def chosen(source: Source, now: datetime) -> Listed | None:
    """The public story that humas let lead the front page, if any."""
    return next(iter(_listed(source, _chosen(), now=now)), None)


def feed(source: Source, cut: str = "all", cursor: str | None = None, **values: Any) -> paging.Page[Listed]:
    """A page of one of the FILTERS with the text of each story. Raises paging.BadCursor as `older` does."""
    return _page(source, cut, cursor, FEED, True, values)


def further(source: Source, ward_id: int, rubric_id: int, but: int) -> dict[str, Sequence[Listed]]:
    """What to read after a story: `ward`, then `rubric`, then `newest`, each only while the ones before are too few."""
    steps: tuple[tuple[str, str, dict[str, int]], ...] = (
        ("ward", "others", {"ward_id": ward_id}),
        ("rubric", "akin", {"rubric_id": rubric_id}),
        ("newest", "rest", {}),
    )
    found: dict[str, Sequence[Listed]] = {}
    seen: set[int] = set()
    for name, cut, values in steps:
        if len(seen) >= ENOUGH:
            break
        rows = _listed(source, _list(cut, paged=False), size=MORE + len(seen), but=but, **values)
        found[name] = [row for row in rows if row.id not in seen][: MORE - len(seen)]
        seen.update(row.id for row in found[name])
    return found


def older(source: Source, cut: str, cursor: str | None, **values: Any) -> paging.Page[Listed]:
    """A page of one of the FILTERS: the newest stories, or those older than the cursor names.

    Raises:
        paging.BadCursor: the cursor is none of ours, or nothing is older.
    """
    return _page(source, cut, cursor, PAGE, False, values)


def _page(
    source: Source, cut: str, cursor: str | None, size: int, body: bool, values: dict[str, Any]
) -> paging.Page[Listed]:
    if cursor is not None:
        values["at"], values["before"] = paging.decode(cursor)
    found = _listed(source, _list(cut, paged=cursor is not None, body=body), size=size + 1, **values)
    if cursor is not None and not found:
        raise paging.BadCursor(cursor)
    return paging.cut(found, size, lambda row: (row.published_at, row.id))


@lru_cache
def _wards(*, full: bool) -> Select[Any]:
    recent = (
        select(day.ward_id, func.sum(day.stories).label("n"))
        .where(day.day >= bindparam("since", type_=Date))
        .group_by(day.ward_id)
        .subquery("recent")
    )
    named = (ward.id, ward.name, ward.slug, ward.column, ward.row, ward.abbreviation, ward.hyphenated)
    more = (ward.postal_code, ward.aliases, district.name.label("district")) if full else ()
    found = (
        select(*named, *more, func.coalesce(recent.c.n, 0).label("n"))
        .select_from(WARDS)
        .outerjoin(recent, recent.c.ward_id == ward.id)
        .order_by(ward.name)
    )
    return found.join(DISTRICTS, district.id == ward.district_id) if full else found


def wards(source: Source, since: date, *, full: bool = False) -> Sequence[Row[Any]]:
    """All wards by name, with `n`, the stories published since that day and public now.

    `full` adds `postal_code`, `aliases` and the name of the `district`.
    """
    return rows(source, _wards(full=full), since=since)


@lru_cache
def _leaders() -> Select[Any]:
    return (
        select(person.name, appointment.role, appointment.ends_on)
        .select_from(APPOINTMENTS)
        .join(PEOPLE, person.id == appointment.user_id)
        .where(appointment.ward_id == WARD_ID, *STANDING)
        .order_by(*DIRECTOR_FIRST)
    )


def leaders(source: Source, ward_id: int, today: date) -> Sequence[Row[Any]]:
    """Who leads a ward today, the director first: `name`, `role`, `ends_on`."""
    return rows(source, _leaders(), ward_id=ward_id, today=today)


@lru_cache
def _withdrawn(*, paged: bool) -> Select[Any]:
    named = (entry.id, entry.at, entry.detail, story.code, story.title, story.published_at, ward.name.label("ward"))
    found = (
        select(*named)
        .join(STORIES, story.id == entry.story_id)
        .join(WARDS, ward.id == story.ward_id)
        .where(story.status == Status.WITHDRAWN, entry.kind == "withdrawn", entry.public.is_(True))
    )
    if paged:
        found = found.where(tuple_(entry.at, entry.id) < CURSOR)
    return found.order_by(entry.at.desc(), entry.id.desc()).limit(bindparam("size", type_=Integer))


def withdrawn(source: Source, cursor: str | None) -> paging.Page[Row[Any]]:
    """Stories that were public and are withdrawn for good, latest first. Raises paging.BadCursor as `older` does."""
    values: dict[str, Any] = {"size": REGISTER_PAGE + 1}
    if cursor is not None:
        values["at"], values["before"] = paging.decode(cursor)
    found = rows(source, _withdrawn(paged=cursor is not None), **values)
    if cursor is not None and not found:
        raise paging.BadCursor(cursor)
    return paging.cut(found, REGISTER_PAGE, lambda row: (row.at, row.id))
