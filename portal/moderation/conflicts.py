"""Conflicts of interest: who is out of a story, and who says so. Nothing here commits.

A person is out by passing a story on with such a reason, or by being named as related to it. Everything that follows
is `lifecycle.parts`, which every page, list and picture of the desks asks.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Integer, and_, bindparam, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal.accounts.models import Appointment, Role, User
from portal.accounts.rights import Rights
from portal.audit import service as audit
from portal.kernel import clock
from portal.moderation import dossiers, rules, statements
from portal.moderation.reminders import REMINDERS
from portal.notices import service as notices
from portal.stories import recusals
from portal.stories import service as stories
from portal.stories.lifecycle import CONFLICTS, OPEN, Action, NotAllowed, Part, RecusalKind, Status
from portal.stories.models import Recusal, Story
from portal.stories.parts import parts_of

RECORDED = "recusal.recorded"
# what a desk is told of a story itself; posts about it stay the work of whoever has a conflict of interest
NOTICES = ("arrived", *(each.kind for each in REMINDERS), "withdrawal_asked")
PEOPLE = 200  # more than any city appoints to one ward and its public relations


class Colleague(NamedTuple):
    """Somebody who could decide on a story."""

    id: int
    name: str
    role: str


def colleagues(session: Session, story: Story, rights: Rights, at: datetime) -> Sequence[Colleague]:
    """Whom this person may name as related to the story: those who could decide on it, and are not out of it yet.

    Humas names anybody. A director does so while passing the story on; once it was passed on, only oneself.
    """
    parts = parts_of(rights, story)
    if Part.DIRECTOR not in parts or rights.user_id is None:
        return ()
    alone = Part.HUMAS not in parts and story.escalated_at is not None
    if Part.HUMAS not in parts and not alone and story.status not in OPEN:
        return ()  # it cannot be passed on now, so no colleague can be kept from it either
    query = _COLLEAGUES.where(User.id == rights.user_id) if alone else _COLLEAGUES
    if Part.HUMAS not in parts and not alone:
        query = query.where(User.id != rights.user_id)  # passing it on with that reason says so already
    today = at.astimezone(clock.WIB).date()
    values = {"story": story.id, "ward": story.ward_id, "author": story.author_id, "today": today}
    found = {row.id: Colleague(*row) for row in session.execute(query, values)}
    return list(found.values())


_COLLEAGUES = (
    select(User.id, User.name, Appointment.role)
    .join(Appointment, Appointment.user_id == User.id)
    .where(
        User.id != bindparam("author", type_=Integer()),
        or_(
            and_(
                Appointment.ward_id == bindparam("ward", type_=Integer()),
                Appointment.role.in_((Role.DIRECTOR, Role.DEPUTY)),
            ),
            Appointment.role == Role.HUMAS,
        ),
        Appointment.ended_at.is_(None),
        Appointment.starts_on <= statements.TODAY,
        or_(Appointment.ends_on.is_(None), Appointment.ends_on >= statements.TODAY),
        ~recusals.conflicted(bindparam("story", type_=Integer()), User.id),
    )
    .order_by(User.name, User.id)
    .limit(PEOPLE)
)


class Out(NamedTuple):
    """Somebody who is out of a story, and why."""

    name: str
    kind: RecusalKind


def listed(session: Session, story_id: int) -> list[Out]:
    """Who is out of a story because of a conflict of interest, in the order in which it was recorded."""
    query = select(User.name, Recusal.kind).join(Recusal, Recusal.user_id == User.id)
    query = query.where(Recusal.story_id == story_id, Recusal.kind.in_(sorted(CONFLICTS)))
    return [Out(*row) for row in session.execute(query.order_by(Recusal.id))]


def declare(session: Session, story: Story, user_id: int, at: datetime) -> None:
    """Whoever passed the story on with a conflict of interest is out of it from now on."""
    _record(session, story, user_id, RecusalKind.DECLARED, user_id, at)


def name_colleague(
    session: Session, story: Story, rights: Rights, user_id: int, kind: RecusalKind, at: datetime
) -> None:
    """Name somebody of staff as related to the story, or oneself. The author reads that it was done, not who it is.

    Raises NotAllowed for somebody who cannot be named, StaleDataError when the story changed meanwhile.
    """
    by = rights.user_id
    if (
        by is None
        or kind not in rules.NAMED
        or user_id not in {each.id for each in colleagues(session, story, rights, at)}
    ):
        raise NotAllowed(f"{user_id} is not to be named by {by}")
    # the story first, as decisions do it, or two at once would wait for each other. The version rises: of a decision by
    # this person and this act, made at the same moment, only one goes through
    if story.claimed_by_id == user_id and story.status is Status.IN_REVIEW:
        stories.move(session, story, Action.RELEASE, {Part.SYSTEM}, at, None)
    else:
        flag_modified(story, "status")
        session.flush()
    if _record(session, story, user_id, kind, by, at):
        stories.add_timeline(session, story.id, "recused", at, public=False)


def _record(session: Session, story: Story, user_id: int, kind: RecusalKind, by: int, at: datetime) -> bool:
    added = recusals.add(session, story.id, user_id, kind, by, at)
    if added:
        notices.forget(session, user_id, NOTICES, story.code)
        audit.record(
            session, by, RECORDED, dossiers.object_name(story), at, colleague=f"person:{user_id}", relation=kind
        )
    return added
