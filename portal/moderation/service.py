"""Claims, decisions, and what the clock does on the ward desk. Nothing here commits."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.models import Appointment, Role
from portal.accounts.rights import Rights
from portal.audit import service as audit
from portal.kernel import clock
from portal.kernel.deadlines import rule
from portal.kernel.i18n import N_
from portal.moderation import conflicts, dossiers, reasons, rules, statements
from portal.moderation.models import Decision
from portal.stories import publication, recusals
from portal.stories import service as stories
from portal.stories.lifecycle import Action, NotAllowed, Part, Status
from portal.stories.models import Revision, Story
from portal.stories.parts import parts_of

log = logging.getLogger(__name__)
SYSTEM = {Part.SYSTEM}
UNREVIEWED = timedelta(hours=rule("MOD_ESCALATE").amount)
AT_ONCE = 200  # stories a sweep takes; the next minute takes the rest
NOTES = {  # kept in English, shown in the language of the page
    "late": N_("Not reviewed within 48 hours."),
    "alone": N_("This ward has no other director yet who could decide."),
}


def decide(
    session: Session,
    story: Story,
    rights: Rights,
    action: Action,
    at: datetime,
    *,
    codes: Sequence[str] = (),
    note: str = "",
    undo: timedelta = timedelta(0),
) -> Decision:
    """Take a decision and log it: the story moves, the author's timeline gets the reasons in words.

    `undo` is how long an approval can be undone before it is public. Whoever passes a story on with a conflict of
    interest is out of it afterwards. The caller has checked `rules.faults`. Raises NotAllowed, or StaleDataError when
    somebody was first.
    """
    parts = parts_of(rights, story)
    if action not in rules.offered(story.status, parts, escalated=story.escalated_at is not None):
        raise NotAllowed(f"{action} from {story.status}")
    kept = [] if action is Action.APPROVE else list(dict.fromkeys(codes))
    role = role_of(session, rights, story, at)
    if role == Role.HUMAS and story.escalated_at is None and _ward_is_led(session, story, at):
        # humas was quicker than the sweep: what it holds or approves would otherwise be on no list of its desk
        _escalate(session, story, at, "alone")
    decision = write_down(
        session, story, action, at, parts=parts, actor_id=rights.user_id, role=role, codes=kept, note=note, undo=undo
    )
    told = {"before": decision.before.value, "after": decision.after.value, "revision": decision.revision}
    name = dossiers.object_name(story)
    audit.record(session, rights.user_id, f"decision.{action}", name, at, role=role, reasons=kept, **told)
    if action is Action.ESCALATE and reasons.conflicts(kept) and rights.user_id is not None:
        conflicts.declare(session, story, rights.user_id, at)
    return decision


def undo_approval(session: Session, story: Story, rights: Rights, at: datetime) -> Decision:
    """Take an approval back before it is public, whoever of the desk gave it; everything is as it was before.

    Raises NotAllowed when nothing is approved (any more), or StaleDataError when it has just been published.
    """
    role = role_of(session, rights, story, at)
    decision = write_down(
        session, story, Action.UNDO, at, parts=parts_of(rights, story), actor_id=rights.user_id, role=role
    )
    name = dossiers.object_name(story)
    audit.record(session, rights.user_id, "decision.undo", name, at, role=role, after=decision.after.value)
    return decision


def write_down(
    session: Session,
    story: Story,
    action: Action,
    at: datetime,
    *,
    parts: set[Part],
    actor_id: int | None,
    role: str,
    codes: Sequence[str] = (),
    note: str = "",
    undo: timedelta = timedelta(0),
) -> Decision:
    """Move the story and add the line nobody edits."""
    before = story.status
    if action is Action.APPROVE:
        publication.approve(session, story, parts, at, actor_id, undo=undo, note=note)
    else:
        told = [reasons.told(code) for code in codes]
        stories.move(session, story, action, parts, at, actor_id, reasons=told, note=note)
    number = session.scalar(select(func.max(Revision.number)).where(Revision.story_id == story.id)) or 1
    decision = Decision(story_id=story.id, moderator_id=actor_id, role=role, action=action, before=before)
    decision.after, decision.revision, decision.reasons = story.status, number, list(codes)
    decision.note, decision.made_at = note, at
    session.add(decision)
    session.flush()
    return decision


def role_of(session: Session, rights: Rights, story: Story, at: datetime) -> str:
    """What the person is towards this story, in the words of an appointment."""
    today = at.astimezone(clock.WIB).date()
    mine = select(Appointment.role).where(
        Appointment.user_id == rights.user_id,
        Appointment.ward_id == story.ward_id,
        statements.standing(Appointment, today),
    )
    found = set(session.scalars(mine))
    return Role.DIRECTOR.value if Role.DIRECTOR in found else Role.DEPUTY.value if found else Role.HUMAS.value


def claim(session: Session, story: Story, rights: Rights, at: datetime) -> None:
    """Reserve a story for half an hour; claiming one's own again changes nothing.

    Raises NotAllowed while another holds it, or when it no longer waits.
    """
    if story.status is Status.IN_REVIEW:
        if story.claimed_until and story.claimed_until > at:
            if story.claimed_by_id == rights.user_id:
                return
            raise NotAllowed("somebody else is reviewing it")
        stories.move(session, story, Action.RELEASE, SYSTEM, at, None)
    stories.move(session, story, Action.CLAIM, parts_of(rights, story), at, rights.user_id)
    audit.record(session, rights.user_id, "review.claimed", dossiers.object_name(story), at)


def release(session: Session, story: Story, rights: Rights, at: datetime) -> None:
    """Give a claimed story back. Raises NotAllowed for anybody but the one who holds it."""
    if story.claimed_by_id != rights.user_id:
        raise NotAllowed("not yours to release")
    stories.move(session, story, Action.RELEASE, parts_of(rights, story), at, rights.user_id)
    audit.record(session, rights.user_id, "review.released", dossiers.object_name(story), at)


def open_identity(session: Session, story: Story, rights: Rights, at: datetime) -> None:
    """Show a moderator who wrote an anonymous story, and write down that it was looked at."""
    if Part.DIRECTOR not in parts_of(rights, story) or rights.user_id is None:
        raise NotAllowed("not on this desk")
    _look(session, story, rights.user_id, dossiers.IDENTITY_OPENED, at)


def open_evidence(session: Session, story: Story, rights: Rights, at: datetime) -> None:
    """Show a moderator time, camera and place of the pictures, and log the access."""
    if Part.DIRECTOR not in parts_of(rights, story) or rights.user_id is None:
        raise NotAllowed("not on this desk")
    _look(session, story, rights.user_id, dossiers.EVIDENCE_OPENED, at)


def _look(session: Session, story: Story, user_id: int, act: str, at: datetime) -> None:
    if not dossiers.opened(session, story, user_id, act):
        audit.record(session, user_id, act, dossiers.object_name(story), at)


# ---- the clock ----------------------------------------------------------------------------------------------------


def sweep(session: Session, at: datetime) -> None:
    """What runs out by itself: claims, the author's time to revise, and the wait for a review. The caller commits."""
    for story in _due(session, Story.status == Status.IN_REVIEW, Story.claimed_until <= at):
        _alone(session, story, stories.move, Action.RELEASE, SYSTEM, at, None)
    stories.expire(session, at)
    for why, found in (("late", _late(session, at)), ("alone", _without_another(session, at))):
        for story in found:
            _alone(session, story, _escalate, at, why)


def _late(session: Session, at: datetime) -> list[Story]:
    """Sent 48 hours ago and not decided yet, or held for longer than a hold may last."""
    unreviewed = and_(Story.status == Status.SUBMITTED, Story.submitted_at <= at - UNREVIEWED)
    held = and_(Story.status == Status.HELD, Story.due_at < at)
    return _due(session, Story.escalated_at.is_(None), or_(unreviewed, held))


def _without_another(session: Session, at: datetime) -> list[Story]:
    """Whoever directs its ward wrote it or is out of it: nobody there may decide, so nobody waits 48 hours."""
    today, other = at.astimezone(clock.WIB).date(), aliased(Appointment)
    leads = exists().where(Appointment.ward_id == Story.ward_id, statements.standing(Appointment, today))
    others = exists().where(
        other.ward_id == Story.ward_id,
        other.user_id != Story.author_id,
        ~recusals.recused(Story.id, other.user_id),
        statements.standing(other, today),
    )
    waits = Story.status.in_((Status.SUBMITTED, Status.HELD))
    return _due(session, waits, Story.escalated_at.is_(None), leads, ~others)


def _ward_is_led(session: Session, story: Story, at: datetime) -> bool:
    """Whether its ward has a director or deputy at all, so that humas finds only what was escalated there."""
    today = at.astimezone(clock.WIB).date()
    return bool(session.scalar(select(statements.led(story.ward_id)), {"today": today}))


def _due(session: Session, *where: Any) -> list[Story]:
    return list(session.scalars(select(Story).where(*where).order_by(Story.due_at, Story.id).limit(AT_ONCE)))


def _escalate(session: Session, story: Story, at: datetime, why: str) -> None:
    write_down(session, story, Action.ESCALATE, at, parts=SYSTEM, actor_id=None, role="system", note=NOTES[why])


def _alone(session: Session, story: Story, act: Any, *args: Any) -> None:
    """One story in a savepoint of its own: somebody deciding it this moment must not stop the others."""
    try:
        with session.begin_nested():
            act(session, story, *args)
    except (StaleDataError, NotAllowed):
        log.info("story %s moved while the sweep looked at it", story.code)
