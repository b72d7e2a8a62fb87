"""Every state of a story and every way out of it. Pure: no Flask, no SQL."""

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    HELD = "held"
    APPROVED = "approved"  # while the approval can still be undone; nobody but its author and the desk sees it
    REJECTED = "rejected"
    APPEALED = "appealed"
    PUBLISHED = "published"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    SUBMIT = "submit"
    CLAIM = "claim"
    RELEASE = "release"
    RETURN = "return"
    HOLD = "hold"
    REJECT = "reject"
    ESCALATE = "escalate"
    APPROVE = "approve"
    UNDO = "undo"
    PUBLISH = "publish"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"
    HIDE = "hide"
    RESTORE = "restore"
    RETRACT = "retract"


class Part(StrEnum):
    """The part a person plays towards one story."""

    AUTHOR = "author"
    DIRECTOR = "director"  # director or deputy of its ward; humas where the ward has none or after an escalation
    HUMAS = "humas"
    SENDER = "sender"  # passed it on to humas: reads it and decides nothing
    SYSTEM = "system"


class RecusalKind(StrEnum):
    """Why a person of staff takes no part in the decisions on one story."""

    DECLARED = "declared"  # passed it on because of a conflict of interest
    AUTHOR = "author"  # named as having written it with its author
    FAMILY = "family"  # named as family of somebody it concerns
    BUSINESS = "business"  # named as having a business interest in it
    ESCALATED = "escalated"  # passed it on for another reason


# these end every part for ever; whoever only passed a story on may still read it
CONFLICTS = frozenset(RecusalKind) - {RecusalKind.ESCALATED}


@dataclass(frozen=True)
class Relation:
    """What a person is to one story on the day of the question."""

    wrote: bool = False
    directs: bool = False  # director or deputy of its ward
    humas: bool = False
    stands_in: bool = False  # humas decides in place of a director
    recusals: frozenset[RecusalKind] = frozenset()


def parts(relation: Relation) -> set[Part]:
    """The one rule of who takes part in a story; what each part may do is in STEPS. Empty for a stranger."""
    if relation.wrote:
        return {Part.AUTHOR}
    if relation.recusals & CONFLICTS:
        return set()
    if relation.recusals:
        return {Part.SENDER}
    played = {Part.DIRECTOR} if relation.directs or (relation.humas and relation.stands_in) else set()
    return played | {Part.HUMAS} if relation.humas else played


@dataclass(frozen=True)
class Step:
    """Where an action leads, who may take it, and what it must carry.

    Where `fix_suffices`, a reason that says how to put it right stands for the note. With `back` it leads to the state
    the story was approved from (`Story.approved_from`), and to `to` without one.
    """

    to: Status
    by: frozenset[Part]
    needs_reasons: bool = False
    needs_note: bool = False
    fix_suffices: bool = False
    back: bool = False


def _by(*parts: Part) -> frozenset[Part]:
    return frozenset(parts)


A, D, H, S = Part.AUTHOR, Part.DIRECTOR, Part.HUMAS, Part.SYSTEM
OPEN = (Status.SUBMITTED, Status.IN_REVIEW, Status.HELD)
BEFORE_PUBLICATION = (Status.DRAFT, Status.SUBMITTED, Status.IN_REVIEW, Status.RETURNED, Status.HELD, Status.APPROVED)
STEPS: dict[tuple[Status, Action], Step] = {
    (Status.DRAFT, Action.SUBMIT): Step(Status.SUBMITTED, _by(A)),
    (Status.RETURNED, Action.SUBMIT): Step(Status.SUBMITTED, _by(A)),
    (Status.RETURNED, Action.EXPIRE): Step(Status.DRAFT, _by(S)),
    (Status.SUBMITTED, Action.CLAIM): Step(Status.IN_REVIEW, _by(D)),
    (Status.IN_REVIEW, Action.RELEASE): Step(Status.SUBMITTED, _by(D, S)),
    (Status.APPROVED, Action.UNDO): Step(Status.SUBMITTED, _by(D), back=True),
    (Status.APPROVED, Action.PUBLISH): Step(Status.PUBLISHED, _by(S)),
    (Status.PUBLISHED, Action.HIDE): Step(Status.HIDDEN, _by(A, H, S)),
    (Status.HIDDEN, Action.RESTORE): Step(Status.PUBLISHED, _by(H), needs_note=True),
    (Status.HIDDEN, Action.RETRACT): Step(Status.WITHDRAWN, _by(H), needs_reasons=True),
    (Status.PUBLISHED, Action.RETRACT): Step(Status.WITHDRAWN, _by(H), needs_reasons=True),
}
for _at in OPEN:
    STEPS[_at, Action.APPROVE] = Step(Status.APPROVED, _by(D))
    STEPS[_at, Action.RETURN] = Step(Status.RETURNED, _by(D), needs_reasons=True, needs_note=True, fix_suffices=True)
    STEPS[_at, Action.REJECT] = Step(Status.REJECTED, _by(D), needs_reasons=True, needs_note=True, fix_suffices=True)
    STEPS[_at, Action.ESCALATE] = Step(Status.SUBMITTED, _by(D, S), needs_note=True)
    STEPS[_at, Action.HOLD] = Step(Status.HELD, _by(D), needs_note=True)
for _at in BEFORE_PUBLICATION:
    STEPS[_at, Action.WITHDRAW] = Step(Status.WITHDRAWN, _by(A))
del _at

DECISIONS = (Action.APPROVE, Action.RETURN, Action.REJECT, Action.HOLD, Action.ESCALATE)
PUBLIC = (Status.PUBLISHED,)
GONE = (Status.HIDDEN, Status.WITHDRAWN)
EDITABLE = (Status.DRAFT, Status.RETURNED)


def lacks_note(step: Step, note: bool, fix: bool) -> bool:
    """Whether the author would not know what to do: no `note`, and no reason with a `fix` where that suffices."""
    return step.needs_note and not note and not (step.fix_suffices and fix)


class NotAllowed(Exception):
    """The story cannot take this action now, or not from this person."""


def actions(status: Status, parts: Set[Part]) -> list[Action]:
    """What somebody playing these parts may do with a story in this state."""
    return [action for (at, action), step in STEPS.items() if at == status and step.by & parts]


def step(status: Status, action: Action, parts: Set[Part]) -> Step:
    """The step itself. Raises NotAllowed."""
    if action not in actions(status, parts):
        raise NotAllowed(f"{action} from {status} by {sorted(parts)}")
    return STEPS[status, action]
