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
    RETRACT = "retract"  # the channel has taken it down


@dataclass(frozen=True)
class Move:
    """Where an action leads; `story` says whether the story has to be public (True), gone (False), or either."""

    to: PostState
    story: bool | None = True


S, A = PostState, PostAction
EDITABLE = (S.QUEUED, S.SCHEDULED, S.KIT_READY, S.HELD, S.FAILED, S.WAITING)
KIT = (S.KIT_READY, S.KIT_CLAIMED)
UNSENT = (*EDITABLE, S.KIT_CLAIMED, S.PREPARING)  # stopped at once when the story goes
CARRIED = (S.PREPARING, S.WAITING, S.ARMED, S.RECONCILING)  # the machine is at it
ENDED = (S.CANCELLED, S.SKIPPED)
OPEN = (S.QUEUED, S.KIT_READY, S.KIT_CLAIMED, S.CHECK_BY_HAND, S.FAILED)  # a person has to move next
WHOLE_STORY = (S.QUEUED, S.HELD)  # what "all channels of a story" means where many are given a time or a kit
RESOLVED = (S.SCHEDULED, S.KIT_READY, S.WAITING)  # reached only by a post without a fault

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
    # what the machine could not find out: nothing of the machine leads out of it
    (S.CHECK_BY_HAND, A.PROOF): Move(S.PUBLISHED, story=None),
    (S.CHECK_BY_HAND, A.CANCEL): Move(S.CANCELLED, story=None),
    (S.CHECK_BY_HAND, A.ASSIST): Move(S.KIT_READY),
    (S.FAILED, A.ASSIST): Move(S.KIT_READY),
    (S.PREPARING, A.HOLD): Move(S.HELD),
    (S.PREPARING, A.CANCEL): Move(S.CANCELLED),
    # the delivery protocol
    (S.SCHEDULED, A.PREPARE): Move(S.PREPARING),
    (S.PREPARING, A.PREPARE): Move(S.PREPARING),
    (S.WAITING, A.PREPARE): Move(S.PREPARING),
    (S.SCHEDULED, A.WAIT): Move(S.WAITING),
    (S.PREPARING, A.WAIT): Move(S.WAITING),
    (S.WAITING, A.WAIT): Move(S.WAITING),
    (S.PREPARING, A.ARM): Move(S.ARMED),
    (S.WAITING, A.ARM): Move(S.ARMED),
    (S.ARMED, A.WAIT): Move(S.WAITING, story=None),  # certainly nothing was made
    (S.ARMED, A.LOSE): Move(S.RECONCILING, story=None),
    (S.RECONCILING, A.LOSE): Move(S.RECONCILING, story=None),  # asked, and to be asked again
    (S.RECONCILING, A.WAIT): Move(S.WAITING),  # certainly absent: armed again, with everything checked again
    (S.RECONCILING, A.STOP): Move(S.CANCELLED, story=False),  # certainly absent, and the story is gone
    (S.RECONCILING, A.ASK): Move(S.CHECK_BY_HAND, story=None),
    (S.HELD, A.RESUME): Move(S.SCHEDULED),  # what the machine held it for is over
    (S.PUBLISHED, A.RETRACT): Move(S.RETRACTED, story=None),
}
for _at in EDITABLE:
    STEPS[_at, A.SAVE] = Move(_at)
    STEPS[_at, A.SCHEDULE] = Move(S.SCHEDULED)
    STEPS[_at, A.HOLD] = Move(S.HELD)
    STEPS[_at, A.SKIP] = Move(S.SKIPPED)
    STEPS[_at, A.CANCEL] = Move(S.CANCELLED)
    STEPS[_at, A.RESYNC] = Move(_at)
    STEPS[_at, A.APPROVE] = Move(_at)
for _at in ENDED:
    STEPS[_at, A.SCHEDULE] = Move(S.SCHEDULED)
for _at in (S.QUEUED, S.SCHEDULED, S.HELD, S.FAILED, S.WAITING, *ENDED):
    STEPS[_at, A.PUBLISH] = Move(S.KIT_READY)
for _at in UNSENT:
    STEPS[_at, A.STOP] = Move(S.CANCELLED, story=None)
for _at in (S.ARMED, S.RECONCILING):
    STEPS[_at, A.ARRIVE] = Move(S.PUBLISHED, story=None)  # also after its story was taken down: then it owes
for _at in (S.SCHEDULED, S.PREPARING, S.WAITING):
    STEPS[_at, A.ARRIVE] = Move(S.PUBLISHED, story=None)  # an earlier attempt had made it
for _at in (S.SCHEDULED, S.PREPARING, S.WAITING, S.ARMED):
    STEPS[_at, A.FAIL] = Move(S.FAILED, story=None)

# what differs, or exists only, where the machine can carry a post to its channel
API: dict[tuple[PostState, PostAction], Move] = {
    (S.CHECK_BY_HAND, A.RESEND): Move(S.SCHEDULED),
    (S.PUBLISHED, A.DELETE): Move(S.PUBLISHED, story=None),
    (S.PREPARING, A.ASSIST): Move(S.KIT_READY),
}
for _at in (*EDITABLE, *ENDED):
    API[_at, A.PUBLISH] = Move(S.SCHEDULED)  # due now
for _at in (S.QUEUED, S.SCHEDULED, S.HELD, S.WAITING):
    API[_at, A.ASSIST] = Move(S.KIT_READY)
del _at

PROTOCOL = (A.PREPARE, A.WAIT, A.ARM, A.LOSE, A.ARRIVE, A.ASK, A.FAIL)
BY_MACHINE = (A.DUE, A.STOP, A.RESUME, *PROTOCOL, A.RETRACT)
EDITING = (A.SAVE, A.SCHEDULE, A.PUBLISH, A.CANCEL, A.HOLD, A.SKIP)

# what the current delivery is in while its post is in a state; in every other state no delivery is under way
MIRROR = {
    S.PREPARING: DeliveryState.PREPARING,
    S.WAITING: DeliveryState.WAITING,
    S.ARMED: DeliveryState.ARMED,
    S.RECONCILING: DeliveryState.RECONCILING,
    S.PUBLISHED: DeliveryState.PUBLISHED,
    S.CHECK_BY_HAND: DeliveryState.CHECK_BY_HAND,
    S.FAILED: DeliveryState.FAILED,
}
UNDER_WAY = (
    DeliveryState.QUEUED,
    DeliveryState.PREPARING,
    DeliveryState.WAITING,
    DeliveryState.ARMED,
    DeliveryState.RECONCILING,
)


class NotAllowed(Exception):
    """The post cannot take this action now."""


def step(state: PostState, action: PostAction, *, api: bool = False) -> Move | None:
    """The table's entry; `api`: the machine can carry posts to this channel."""
    return (API.get((state, action)) if api else None) or STEPS.get((state, action))


def actions(
    state: PostState, *, live: bool = True, owes: bool = False, api: bool = False, deletes: bool = False
) -> list[PostAction]:
    """What a person may do with a post in this state, in the order of the tables.

    `live`: its story is public. `owes`: a correction is due on the channel. `api`: the machine can carry posts to the
    channel; `deletes`: and can take them down there.
    """
    known = dict.fromkeys([*STEPS, *(API if api else ())])
    found = [action for at, action in known if at is state and action not in BY_MACHINE]
    found = [action for action in found if (move := step(state, action, api=api)) and move.story in (live, None)]
    hidden = ({A.CORRECT} if not owes else set()) | ({A.DELETE} if not deletes else set())
    return [action for action in found if action not in hidden]


def move(state: PostState, action: PostAction, *, live: bool = True, api: bool = False) -> PostState:
    """The next state. Raises NotAllowed."""
    found = step(state, action, api=api)
    if found is None or found.story not in (live, None):
        raise NotAllowed(f"{action} from {state}")
    return found.to


def needs_no_fault(action: PostAction, to: PostState) -> bool:
    """Whether text and pictures must be without a fault: a draft may be wrong, what is ready to go out may not."""
    return action in (*EDITING, A.ASSIST, A.RESEND) and to in RESOLVED
