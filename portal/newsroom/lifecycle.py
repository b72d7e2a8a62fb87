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
    DUE = "due"  # the clock
    STOP = "stop"  # the story was hidden or withdrawn


@dataclass(frozen=True)
class Move:
    to: PostState


S = PostState
STEPS: dict[tuple[PostState, PostAction], Move] = {
    (S.SCHEDULED, PostAction.DUE): Move(S.KIT_READY),
    (S.KIT_READY, PostAction.CLAIM): Move(S.KIT_CLAIMED),
    (S.KIT_CLAIMED, PostAction.CLAIM): Move(S.KIT_CLAIMED),  # after the first claim ran out
    (S.KIT_CLAIMED, PostAction.RELEASE): Move(S.KIT_READY),
    (S.KIT_CLAIMED, PostAction.PROOF): Move(S.PUBLISHED),
    (S.KIT_CLAIMED, PostAction.HOLD): Move(S.HELD),
    (S.KIT_READY, PostAction.PROOF): Move(S.PUBLISHED),
    (S.SCHEDULED, PostAction.CANCEL): Move(S.CANCELLED),
}
EDITABLE = (S.QUEUED, S.SCHEDULED, S.KIT_READY, S.HELD)
for _at in EDITABLE:
    STEPS[_at, PostAction.SAVE] = Move(_at)
    STEPS[_at, PostAction.SCHEDULE] = Move(S.SCHEDULED)
    STEPS[_at, PostAction.PUBLISH] = Move(S.KIT_READY)
    STEPS[_at, PostAction.HOLD] = Move(S.HELD)
    STEPS[_at, PostAction.SKIP] = Move(S.SKIPPED)
    STEPS[_at, PostAction.CANCEL] = Move(S.CANCELLED)
for _at in (S.CANCELLED, S.SKIPPED):
    STEPS[_at, PostAction.SCHEDULE] = Move(S.SCHEDULED)
    STEPS[_at, PostAction.PUBLISH] = Move(S.KIT_READY)
for _at in (*EDITABLE, S.KIT_CLAIMED):
    STEPS[_at, PostAction.STOP] = Move(S.CANCELLED)
del _at


class NotAllowed(Exception):
    """The post cannot take this action now."""


def actions(state: PostState) -> list[PostAction]:
    return [action for (at, action) in STEPS if at == state]


def move(state: PostState, action: PostAction) -> PostState:
    """The next state. Raises NotAllowed."""
    if (state, action) not in STEPS:
        raise NotAllowed(f"{action} from {state}")
    return STEPS[state, action].to
