"""What the desk shows of approvals that can still be undone, and what it says after a decision."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import session as cookie
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.rights import Rights
from portal.kernel import codes, dates, prepared
from portal.kernel.i18n import language
from portal.kernel.ui import path
from portal.moderation import rules, statements
from portal.moderation.dossiers import Line
from portal.moderation.queries import Desk, Item
from portal.stories.lifecycle import PUBLIC, Action, Status
from portal.stories.models import Story

SHOWN = 20  # approved stories in the list; more than one desk approves in five minutes
DECIDED = "decided"  # the last decision, in the cookie until the queue has said so


@dataclass(frozen=True)
class Pending:
    """An approved story that is not public yet."""

    code: str
    title: str
    version: int
    at: str  # when it becomes public: the time of day, to the second
    seconds: float  # until then, none below zero
    public_url: str


@dataclass(frozen=True)
class Toast:
    """What the queue says after a decision; without `pending` nothing can be undone. Empty addresses are no links."""

    words: str
    pending: Pending | None
    url: str
    next_url: str


def pending(story: Any, at: datetime) -> Pending | None:
    """`story` is one, or a row of `recent`; None for a story that is not approved."""
    if story.status is not Status.APPROVED or story.publish_at is None:
        return None
    left = max(0.0, (story.publish_at - at).total_seconds())
    pretty = codes.pretty(story.code)
    when = dates.clock_seconds(story.publish_at, language())
    return Pending(pretty, story.title, story.version, when, left, path(f"/berita/{story.slug}-{pretty}"))


def recent(session: Session, desk: Desk, ward_ids: Sequence[int], me: int | None, at: datetime) -> list[Pending]:
    """What was approved on this desk and is not public yet, the next to be so first; without the person's own."""
    query = statements.approved(len(ward_ids), len(desk.wards), humas=desk.humas)
    values = {"today": desk.today, "me": desk.me, "size": SHOWN} | desk.own | prepared.filled("ward", ward_ids)
    rows = prepared.fitting(session, query, values)
    return [found for row in rows if row.author_id != me and (found := pending(row, at))]


def refused(story: Story) -> str:
    """Why an approval cannot be undone (any more)."""
    if story.status in PUBLIC:
        return str(
            _(
                "The story is published already, so the approval can no longer be undone. "
                "Ask public relations to take it down."
            )
        )
    if story.status is Status.WITHDRAWN:
        return str(_("The author took the story back meanwhile, so there is nothing to undo: it is not published."))
    return str(_("There is no approval that could be undone: it was undone already, or never given."))


def undone_note(lines: Sequence[Line], rights: Rights) -> str:
    """What this person wrote to the author with an approval that was undone since: it goes back into the form."""
    latest = [line.decision for line in lines[:2]]
    if [each.action for each in latest] != [Action.UNDO, Action.APPROVE] or latest[1].moderator_id != rights.user_id:
        return ""
    return latest[1].note


# ---- after a decision ---------------------------------------------------------------------------------------------


def remember(story: Story, words: str) -> None:
    """For the queue, which is the next page: what has just been decided."""
    public = story.slug if story.status in PUBLIC else ""
    kept = {"code": codes.pretty(story.code), "title": story.title, "words": words, "slug": public}
    cookie[DECIDED] = kept | {"pending": story.status is Status.APPROVED}


def toast(
    session: Session, approved: Iterable[Pending], items: Iterable[Item], me: int | None, at: datetime
) -> Toast | None:
    """What is said of the last decision, once; None where nothing was decided."""
    kept = cookie.pop(DECIDED, None)
    if not kept:
        return None
    following = next((path(f"/meja/{codes.pretty(item.code)}") for item in items if _is_next(item, me, at)), "")
    found = next((each for each in approved if each.code == kept["code"]), None)
    if found:
        words = _("Approved: “%(title)s”.", title=found.title)
        return Toast(str(words), found, path(f"/meja/{found.code}"), following)
    words, slug = _became(session, kept) if kept.get("pending") else (kept["words"], kept["slug"])
    return Toast(words, None, path(f"/berita/{slug}-{kept['code']}") if slug else "", following)


def _became(session: Session, kept: dict[str, Any]) -> tuple[str, str]:
    """What to say of an approval that is no longer pending on this desk, and the slug of a story that is public."""
    columns = Story.status, Story.slug, Story.published_at
    story = session.execute(select(*columns).where(Story.code == codes.parse(kept["code"]))).one_or_none()
    if story and story.status in PUBLIC:
        return kept["words"], story.slug
    words = str(_("Approved: “%(title)s”.", title=kept["title"]))
    if story and (story.status is Status.APPROVED or story.published_at):
        return words, ""
    # its author took it back, or a colleague the approval
    return f"{words} {_('It was not published.')}", ""


def _is_next(item: Item, me: int | None, at: datetime) -> bool:
    """Whether this person should take this story next: it waits for a director, and for nobody else."""
    claimed = item.claimed_until is not None and item.claimed_until > at and item.claimed_by_id != me
    return item.status in (*rules.WAITING, Status.HELD) and item.author_id != me and not claimed
