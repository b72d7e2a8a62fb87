"""The card of a story: what readers see of its ward, section, author, pictures and way, kept with it as one text.

A list then reads one table, and a story's page too. A card never holds a name the author did not want shown. Whatever
changes what is in it drops it in the same transaction (`stories.derived`), so no reader meets an old name; a page that
meets a story without a card draws it for itself, and the minute sweep writes it.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, bindparam, func, select, update
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.kernel import text
from portal.kernel.db import Source, connection_of
from portal.kernel.plans import unindexed
from portal.photos.models import Photo, PhotoState
from portal.stories.lifecycle import Status
from portal.stories.models import Credit, Rubric, Story, StoryPhoto, TimelineEntry
from portal.wards.models import Ward

STORIES: Any = Story.__table__
CREDIT_LENGTH = 120  # characters of StoryPhoto.credit
AT_ONCE = 500  # cards a sweep writes; the next minute takes the rest
# what may be shown: drawn from the original by then, and allowed by whoever sent it
SHOWN = (Photo.state == PhotoState.READY, StoryPhoto.consent.is_(True))
IDS = bindparam("ids", expanding=True, type_=Integer)


@lru_cache
def _heads() -> Any:
    place = (Ward.name, Ward.slug, Rubric.slug, Rubric.name, Rubric.name_en, Rubric.tone)
    return (
        select(Story.id, Story.credit, func.coalesce(Story.author_name, User.name), User.handle, *place)
        .join(User, User.id == Story.author_id)
        .outerjoin(Ward, Ward.id == Story.ward_id)
        .outerjoin(Rubric, Rubric.id == Story.rubric_id)
        .where(Story.id.in_(IDS))
    )


@lru_cache
def _photos() -> Any:
    named = (Photo.public_id, Photo.width, Photo.height, StoryPhoto.alt, StoryPhoto.caption, StoryPhoto.credit)
    return (
        select(StoryPhoto.story_id, *named)
        .join(Photo, Photo.id == StoryPhoto.photo_id)
        .where(StoryPhoto.story_id.in_(IDS), *SHOWN)
        .order_by(StoryPhoto.story_id, StoryPhoto.position)
    )


@lru_cache
def _ways() -> Any:
    entry = TimelineEntry
    return (
        select(entry.story_id, entry.kind, entry.at, entry.detail)
        .where(entry.story_id.in_(IDS), entry.public.is_(True))
        .order_by(entry.story_id, entry.at, entry.id)
    )


def draw(source: Source, ids: Sequence[int]) -> dict[int, str]:
    """The cards of these stories as they are now: {story id: card}."""
    read = connection_of(source)
    pictures, ways = defaultdict(list), defaultdict(list)
    for row in read.execute(_photos(), {"ids": ids}):
        pictures[row[0]].append(row[1:])
    for row in read.execute(_ways(), {"ids": ids}):
        ways[row[0]].append([row.kind, row.at.isoformat(), told(row.kind, row.detail)])
    return {row.id: written(row, pictures[row.id], ways[row.id]) for row in read.execute(_heads(), {"ids": ids})}


def written(row: Any, photos: Iterable[Any], way: Sequence[Any]) -> str:
    """One card as JSON: `ward` [name, slug], `rubric` [slug, name, English name, tone], `credit`, `name`, `handle`,
    `photos` [[public id, width, height, alt, caption, credit], …], `way` [[kind, time, detail], …].

    `name` is the author's name, initials, or nothing, as `credit` has it; `handle` is there with the full name only.
    """
    credit, name, handle, *place = row[1:]
    full, letters = credit is Credit.FULL, text.initials(name) if credit is Credit.INITIALS else ""
    card = {
        "ward": place[:2],
        "rubric": place[2:],
        "credit": "full" if full else "initials" if letters else "anonymous",
        "name": name if full else letters,
        "handle": handle if full else "",
        "photos": [(*photo[:5], photo_credit(photo[5], name, hidden=not full)) for photo in photos],
        "way": way,
    }
    return json.dumps(card, ensure_ascii=False, separators=(",", ":"))


def photo_credit(typed: str, name: str, *, hidden: bool) -> str:
    """Who is named under a picture; "" for the author, as the story names them.

    An author who wants no full name may still have typed it there, out of habit: it gives way to the byline.
    """
    return "" if hidden and name.casefold() in typed.casefold() else typed


def credit_renamed(typed: str, former: str, name: str, *, hidden: bool) -> str:
    """The same for a renamed author; must not reveal a hidden author's former name."""
    if former.casefold() not in typed.casefold():
        return typed
    return "" if hidden else re.sub(re.escape(former), lambda _: name, typed, flags=re.IGNORECASE)[:CREDIT_LENGTH]


def told(kind: str, detail: dict[str, Any]) -> dict[str, Any]:
    """What readers are told of an entry; a `restored` carries a note that is not theirs."""
    known = {"shared": ("name", "channel", "account", "url", "gone"), "answered": ("text",)}.get(kind, ())
    return {name: detail[name] for name in known if detail.get(name)}


def write(session: Session, ids: Sequence[int]) -> None:
    """Draw and keep the cards of those among these stories that are public, in the caller's transaction.

    Their rows are locked first: whoever changes a name meanwhile waits, and drops what was written from the old one.
    """
    public = select(STORIES.c.id).where(STORIES.c.id.in_(ids), unindexed(STORIES.c.status) == Status.PUBLISHED)
    locked = session.connection().execute(public.with_for_update()).scalars().all()
    if locked:
        keep = STORIES.update().where(STORIES.c.id == bindparam("story")).values(card=bindparam("drawn"))
        drawn = draw(session, locked)
        session.connection().execute(keep, [{"story": each, "drawn": card} for each, card in drawn.items()])


def drop(session: Session, *which: Any) -> None:
    """Forget the cards of the stories that match.

    All of them are written to, also those without a card: one that another transaction is writing is waited for.
    """
    session.connection().execute(update(STORIES).where(*which).values(card=None))


def sweep(session: Session, at: datetime) -> None:
    """Write the cards that are missing. The caller commits."""
    missing = select(Story.id).where(Story.card.is_(None), Story.status == Status.PUBLISHED)
    write(session, session.scalars(missing.order_by(Story.id).limit(AT_ONCE)).all())
