"""An author asks for a published story to be removed: it is hidden at once, and humas answers. Nothing here commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.accounts.rights import Rights
from portal.audit import service as audit
from portal.kernel import deadlines, paging
from portal.moderation import dossiers, service
from portal.moderation.models import Decision
from portal.stories.duties import ANY_DAY
from portal.stories.lifecycle import Action, NotAllowed, Part, Status
from portal.stories.models import Credit, Story, TimelineEntry
from portal.stories.parts import parts_of
from portal.stories.recusals import recused
from portal.wards.models import Ward

DUE = "PDP_WITHDRAW"  # the clock of such a request; a story hidden for another reason has another or none
PAGE = 20
ANSWERS = (Action.RETRACT, Action.RESTORE)


class Asked(NamedTuple):
    """One request that waits for an answer."""

    id: int
    code: str
    title: str
    author_id: int
    author: str
    credit: Credit
    ward: str
    asked_at: datetime
    due_at: datetime


def waits(story: Story) -> bool:
    """Whether the author's request is not answered yet."""
    return story.status is Status.HIDDEN and story.due_code == DUE


def waiting(session: Session, me: int, cursor: str = "", size: int = PAGE) -> paging.Page[Asked]:
    """One page of the requests that `me` may know of, the earliest deadline first. Raises paging.BadCursor."""
    name = func.coalesce(Story.author_name, User.name)
    columns = (Story.id, Story.code, Story.title, Story.author_id, name, Story.credit, Ward.name)
    query: Any = (
        select(*columns, Story.changed_at, Story.due_at)
        .join(User, User.id == Story.author_id)
        .join(Ward, Ward.id == Story.ward_id)
        .where(Story.status == Status.HIDDEN, Story.due_code == DUE, ~recused(Story.id, me))
    )
    if cursor:
        query = query.where(tuple_(Story.due_at, Story.id) > paging.decode(cursor))
    rows = [Asked(*row) for row in session.execute(query.order_by(Story.due_at, Story.id).limit(size + 1))]
    return paging.cut(rows, size, lambda row: (row.due_at, row.id))


def chip(asked_at: datetime, due_at: datetime, at: datetime) -> deadlines.Chip:
    return deadlines.chip(DUE, at, asked_at, due_at, ANY_DAY)


def why(session: Session, story_id: int) -> str:
    """What the author wrote when asking; empty for nothing."""
    query = select(TimelineEntry.detail).where(TimelineEntry.story_id == story_id, TimelineEntry.kind == "hidden")
    detail = session.scalar(query.order_by(TimelineEntry.id.desc()).limit(1)) or {}
    return str(detail.get("note", ""))


def answers(session: Session, story_id: int) -> Sequence[dossiers.Line]:
    """How requests about this story were answered, latest first."""
    return [line for line in dossiers.decisions(session, story_id) if line.decision.action in ANSWERS]


def answer(
    session: Session, story: Story, rights: Rights, action: Action, at: datetime, *, ground: str = "", note: str = ""
) -> Decision:
    """Withdraw the story for good on a ground of `reasons.ON_REQUEST`, or put it back with a note to its author.

    Raises NotAllowed for an own story or one that no longer waits, StaleDataError when somebody was first.
    """
    parts = parts_of(rights, story) & {Part.HUMAS}
    if not waits(story) or not parts:
        raise NotAllowed(f"{action} from {story.status}")
    codes = [ground] if action is Action.RETRACT else []
    told: dict[str, Any] = {"role": "humas", "codes": codes, "note": note}
    decision = service.write_down(session, story, action, at, parts=parts, actor_id=rights.user_id, **told)
    said = {"before": decision.before.value, "after": decision.after.value, "revision": decision.revision}
    name = dossiers.object_name(story)
    audit.record(session, rights.user_id, f"decision.{action}", name, at, role="humas", reasons=codes, **said)
    return decision
