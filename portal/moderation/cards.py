"""Puts rows of the queue into words: chips, flags, who and when. Asks the database nothing."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from portal.kernel import codes, dates, deadlines
from portal.kernel.deadlines import Chip, Left, State
from portal.kernel.i18n import language
from portal.kernel.phrases import gettext as _
from portal.kernel.phrases import ngettext
from portal.kernel.ui import path
from portal.moderation.queries import Item
from portal.photos.models import PhotoState
from portal.stories.duties import ANY_DAY
from portal.stories.lifecycle import Status
from portal.stories.models import Credit

NEW, YEAR = 30, 365  # days


class Flag(NamedTuple):
    """A label beside a title: words, class and icon of `lab`."""

    words: str
    cls: str
    icon: str


@dataclass
class Card:
    """One row as the queue macro wants it."""

    url: str
    title: str
    chip: Chip
    meta: list[str]
    photo: dict[str, Any] | None
    flags: list[Flag] = field(default_factory=list)
    words: str = ""


def card(item: Item, me: int, at: datetime, *, with_ward: bool) -> Card:
    """`me` is who looks; `with_ward` where the desk has several."""
    own = item.author_id == me
    pretty = codes.pretty(item.code)
    url = path(f"/kiriman/{pretty}" if own else f"/meja/{pretty}")
    thumb = next((photo for photo in item.photos if photo["ready"]), None)
    rubric = (item.rubric_en if language() == "en" else item.rubric) or ""
    count = len(item.photos)
    pictures = ngettext("%(num)d photo", "%(num)d photos", count) if count else ""
    who = [byline(item.author, item.credit, own=own), membership(item.joined_at, at)]
    meta = [*who, _since(item, at), *([item.ward] if with_ward else []), rubric, pictures]
    return Card(url, item.title, chip_of(item, at), meta, thumb, _flags(item, me, at), item.excerpt)


def membership(joined_at: datetime, at: datetime) -> str:
    """How long the author has had an account: a hint for whoever checks, no verdict."""
    days = (at - joined_at).days
    if days < NEW:
        return str(_("new sender"))
    if days < YEAR:
        return ngettext("account of %(num)d month", "account of %(num)d months", days // NEW)
    return ngettext("account of %(num)d year", "account of %(num)d years", days // YEAR)


def chip_of(story: Any, at: datetime) -> Chip:
    """The deadline of whoever must move; a story or a row of the queue."""
    if story.status is Status.RETURNED:
        return Chip(State.PAUSED, Left("paused", "", 0, story.due_at))
    if story.status is Status.HELD and not (story.due_at and story.due_at < at):
        return Chip(State.PAUSED, Left("held", "", 0, story.due_at))
    start = max(filter(None, (story.submitted_at, story.escalated_at)))
    return deadlines.chip(story.due_code, at, min(start, story.due_at), story.due_at, ANY_DAY)


def byline(name: str, credit: Credit, *, own: bool = False) -> str:
    """An anonymous author stays so on the desk too, until the name is needed."""
    return str(_("No name")) if credit is Credit.ANONYMOUS and not own else name


def moment(when: datetime, at: datetime) -> str:
    """`hari ini 07.15`, `kemarin 19.05`, else the whole stamp."""
    day = dates.relative_day(when, at)
    time = dates.clock(when, language())
    if day.kind == "today":
        return str(_("today %(time)s", time=time))
    if day.kind == "yesterday":
        return str(_("yesterday %(time)s", time=time))
    return dates.stamp(when, language())


def _since(item: Item, at: datetime) -> str:
    if item.status is Status.RETURNED:
        limit = dates.short_date(item.due_at, language())
        return str(_("returned %(when)s, open until %(day)s", when=moment(item.changed_at, at), day=limit))
    if item.status is Status.HELD:
        return str(_("on hold since %(when)s", when=moment(item.changed_at, at)))
    if item.revision > 1:
        return str(_("sent again %(when)s", when=moment(item.submitted_at, at)))
    return str(_("sent %(when)s", when=moment(item.submitted_at, at)))


def _flags(item: Item, me: int, at: datetime) -> list[Flag]:
    found = []
    if item.author_id == me:
        found.append(Flag(_("Your story, decided by somebody else"), "line", "lock"))
    if item.escalated_at:
        found.append(Flag(_("Passed on to public relations"), "warn", "flag"))
    if item.claimed_until and item.claimed_until > at:
        found.append(
            Flag(claim_words(item.claimed_by_id == me, item.claimer or "", item.claimed_until), "info", "lock")
        )
    if item.revision > 1:
        found.append(Flag(_("Revision %(num)s", num=item.revision - 1), "info", "refresh"))
    if item.alike:
        words = ngettext("Like %(num)d other story", "Like %(num)d other stories", item.alike)
        found.append(Flag(words, "warn", "copy"))
    if item.credit is Credit.ANONYMOUS:
        found.append(Flag(_("No name"), "line", "lock"))
    return found + _photo_flags(item.photos)


def _photo_flags(photos: list[dict[str, Any]]) -> list[Flag]:
    found = []
    if waiting := sum(photo["state"] is PhotoState.RECEIVED for photo in photos):
        words = ngettext("%(num)d photo in work", "%(num)d photos in work", waiting)
        found.append(Flag(words, "line", "clock"))
    if failed := sum(photo["state"] is PhotoState.FAILED for photo in photos):
        found.append(Flag(ngettext("%(num)d photo failed", "%(num)d photos failed", failed), "bad", "alert"))
    if unclear := sum(not photo["consent"] for photo in photos):
        words = ngettext("%(num)d photo: consent unclear", "%(num)d photos: consent unclear", unclear)
        found.append(Flag(words, "warn", "child"))
    return found


def claim_words(mine: bool, name: str, until: datetime) -> str:
    time = dates.clock(until, language())
    if mine:
        return str(_("You are reviewing it until %(time)s", time=time))
    return str(_("%(name)s is reviewing it until %(time)s", name=name, time=time))
