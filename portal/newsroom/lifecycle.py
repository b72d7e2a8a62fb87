"""Every state of a post (story × channel × round) and every way out of it. Pure: no Flask, no SQL."""

from dataclasses import dataclass
from enum import StrEnum


class PostState(StrEnum):
    QUEUED = "queued"
    SCHEDULED = "scheduled"
    KIT_READY = "kit_ready"
    KIT_CLAIMED = "kit_claimed"
    PUBLISHED = "published"
    HELD = "held"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    RETRACTED = "retracted"
    # states of the delivery protocol: reached only by channels with an API
    PREPARING = "preparing"
    WAITING = "waiting"
    ARMED = "armed"
    RECONCILING = "reconciling"
    CHECK_BY_HAND = "check_by_hand"
    FAILED = "failed"


class DeliveryState(StrEnum):
    """Where one attempt of the machine stands."""

    QUEUED = "queued"
    PREPARING = "preparing"
    WAITING = "waiting"
    ARMED = "armed"
    RECONCILING = "reconciling"
    PUBLISHED = "published"
    CHECK_BY_HAND = "check_by_hand"
    FAILED = "failed"
    CANCELLED = "cancelled"


class PostAction(StrEnum):
    SAVE = "save"
    SCHEDULE = "schedule"
    PUBLISH = "publish"  # assisted: make the kit ready now
    CANCEL = "cancel"
    HOLD = "hold"
    SKIP = "skip"
    CLAIM = "claim"
    RELEASE = "release"
    PROOF = "proof"
    CORRECT = "correct"  # what was owed to the channel is done there
    RESYNC = "resync"  # take the master's text again
    APPROVE = "approve"  # a second officer has read it
    ASSIST = "assist"  # the machine's way is given up for the kit
    RESEND = "resend"  # a person has looked: it is not there, send it again
    DELETE = "delete"  # ask the channel to take it down
    # not for people
    DUE = "due"  # the clock
    STOP = "stop"  # the story was hidden or withdrawn
    RESUME = "resume"  # the story is back
    PREPARE = "prepare"  # the delivery protocol, from here on
    WAIT = "wait"
    ARM = "arm"
    LOSE = "lose"  # nobody knows whether it was made
    ARRIVE = "arrive"
    ASK = "ask"  # a person has to look
    FAIL = "fail"


@dataclass(frozen=True)
class Move:
    """Where an action leads; `story` says whether the story has to be public (True), gone (False), or either."""

    to: PostState
    story: bool | None = True


S, A = PostState, PostAction
EDITABLE = (S.QUEUED, S.SCHEDULED, S.KIT_READY, S.HELD)
KIT = (S.KIT_READY, S.KIT_CLAIMED)
UNSENT = (*EDITABLE, S.KIT_CLAIMED)
ENDED = (S.CANCELLED, S.SKIPPED)
OPEN = (S.QUEUED, S.KIT_READY, S.KIT_CLAIMED, S.CHECK_BY_HAND, S.FAILED)  # a person has to move next
RESOLVED = (S.SCHEDULED, S.KIT_READY)  # reached only by a post without a fault

STEPS: dict[tuple[PostState, PostAction], Move] = {
    (S.SCHEDULED, A.DUE): Move(S.KIT_READY),
    (S.KIT_READY, A.CLAIM): Move(S.KIT_CLAIMED),
    (S.KIT_CLAIMED, A.CLAIM): Move(S.KIT_CLAIMED),  # after the first claim ran out
    (S.KIT_CLAIMED, A.RELEASE): Move(S.KIT_READY),
    (S.KIT_READY, A.PROOF): Move(S.PUBLISHED),
    (S.KIT_CLAIMED, A.PROOF): Move(S.PUBLISHED),
    # it had gone out by hand before its story was taken down: the proof makes the correction owed
    (S.CANCELLED, A.PROOF): Move(S.PUBLISHED, story=False),
    (S.PUBLISHED, A.CORRECT): Move(S.PUBLISHED, story=None),
    (S.KIT_CLAIMED, A.HOLD): Move(S.HELD),
    (S.CANCELLED, A.RESUME): Move(S.QUEUED),
    (S.PUBLISHED, A.STOP): Move(S.PUBLISHED, story=None),  # stays up, and owes a correction from now on
    (S.PUBLISHED, A.RESUME): Move(S.PUBLISHED),  # owes nothing any more
}
for _at in EDITABLE:
    STEPS[_at, A.SAVE] = Move(_at)
    STEPS[_at, A.SCHEDULE] = Move(S.SCHEDULED)
    STEPS[_at, A.HOLD] = Move(S.HELD)
    STEPS[_at, A.SKIP] = Move(S.SKIPPED)
    STEPS[_at, A.CANCEL] = Move(S.CANCELLED)
for _at in ENDED:
    STEPS[_at, A.SCHEDULE] = Move(S.SCHEDULED)
for _at in (S.QUEUED, S.SCHEDULED, S.HELD, *ENDED):
    STEPS[_at, A.PUBLISH] = Move(S.KIT_READY)
for _at in UNSENT:
    STEPS[_at, A.STOP] = Move(S.CANCELLED, story=None)
del _at

BY_MACHINE = (A.DUE, A.STOP, A.RESUME)
EDITING = (A.SAVE, A.SCHEDULE, A.PUBLISH, A.CANCEL, A.HOLD, A.SKIP)


class NotAllowed(Exception):
    """The post cannot take this action now."""


def actions(state: PostState, *, live: bool = True, owes: bool = False) -> list[PostAction]:
    """What a person may do with a post in this state, in the order of the table.

    `live`: its story is public. `owes`: a correction is due on the channel.
    """
    found = [action for (at, action), step in STEPS.items() if at == state and step.story in (live, None)]
    return [a for a in found if a not in BY_MACHINE and (owes or a is not A.CORRECT)]


def move(state: PostState, action: PostAction, *, live: bool = True) -> PostState:
    """The next state. Raises NotAllowed."""
    step = STEPS.get((state, action))
    if step is None or step.story not in (live, None):
        raise NotAllowed(f"{action} from {state}")
    return step.to


def needs_no_fault(action: PostAction, to: PostState) -> bool:
    """Whether text and pictures must be without a fault: a draft may be wrong, what is ready to go out may not."""
    return action in EDITING and to in RESOLVED
