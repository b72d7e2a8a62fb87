"""What people and the clock do with a post. Nothing here commits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kernel import jobs
from portal.newsroom import approvals, checklists, delivery, lifecycle, mastering, moves, queries
from portal.newsroom.facts import pictures_of
from portal.newsroom.faults import APPROVAL, CLOCK, Claimed, Faulty, Refused, blocking
from portal.newsroom.fitting import Fitted
from portal.newsroom.lifecycle import UNDER_WAY, UNSENT, PostAction, PostState
from portal.newsroom.models import Delivery, Post, PostEvent

LEASE = timedelta(minutes=30)
FARTHEST = timedelta(days=366)
DUE = "post.due"  # work that looks for posts whose time has come
# posts a sweep takes at once; the next minute takes the rest. They are locked until all have been gone through, and
# meanwhile their own looks find nothing to do
SWEEP = 100
LOOK = 25  # posts that one of their own looks takes: the first of many must not wait until all have been gone through


@dataclass(frozen=True)
class Change:
    """What a form says. None, or a missing picture, leaves things as they are; `due_at` counts only with `timed`."""

    text: str | None = None
    due_at: datetime | None = None
    timed: bool = False
    reason: str = ""
    alts: Mapping[int, str] = field(default_factory=dict)  # by the picture's place in the post
    master: Fitted | None = None  # what following the master would give: typing that makes the post follow again


# ---- by hand ------------------------------------------------------------------------------------------------------


def edit(session: Session, post: Post, action: PostAction, change: Change, by: int, at: datetime) -> PostEvent:
    """Save, schedule, publish, cancel, hold or skip. After an error the caller rolls back.

    A post that a second officer has to read may be scheduled before that, but not published.

    Raises:
        NotAllowed: not from this state.
        Refused: the time is missing or past, or nobody else has read it yet.
        Faulty: text or pictures are not fit to go out.
    """
    to = lifecycle.move(post.state, action, live=moves.is_live(post), api=moves.is_api(post))
    _write(session, post, change, by)
    refused = _time(post, action, change, at)
    if lifecycle.needs_no_fault(action, to) and (faults := blocking(post)):
        raise Faulty(faults, refused)
    if refused:
        raise refused
    if action is PostAction.PUBLISH:
        approvals.guard(post)
    if action is not PostAction.SAVE:
        post.reason, post.fault = change.reason, ""
    detail = {"reason": change.reason} if change.reason else {}
    if action is PostAction.SCHEDULE and post.due_at:
        detail["due_at"] = post.due_at.isoformat()
    event = moves.take(session, post, action, at, by, **detail)
    _set_going(session, post, action, by, at)
    return event


def _set_going(session: Session, post: Post, action: PostAction, by: int, at: datetime) -> None:
    """What is scheduled wakes the worker at its time; what a machine can publish now is given to it now."""
    if post.state is not PostState.SCHEDULED or action not in (PostAction.PUBLISH, PostAction.SCHEDULE):
        return
    if action is PostAction.PUBLISH:
        post.due_at = at
        delivery.request(session, post, by, at)
    elif post.due_at is not None:
        jobs.enqueue(session, DUE, f"due:{post.id}:{post.version}", {}, post.due_at)


def _write(session: Session, post: Post, change: Change, by: int) -> None:
    if change.text is not None and change.text != post.text:
        if change.master is not None and change.text == change.master.text:
            mastering.follow(post, change.master, by)
        else:
            post.text, post.notes, post.edited, post.follows = change.text, [], True, False
            post.edited_by_id = by
            mastering.void(post)
    chosen = pictures_of(post.story, post.pictures)
    wanted = ((photo, change.alts[place]) for place, photo in enumerate(chosen) if place in change.alts)
    mastering.write_alts(session, post.story, wanted, by)


def _time(post: Post, action: PostAction, change: Change, at: datetime) -> Refused | None:
    """Set the time, or say why not. One in the past is refused, unless it is the old one, merely kept."""
    wanted = change.due_at if change.timed else post.due_at
    scheduling = action is PostAction.SCHEDULE
    if scheduling and wanted is None:
        return Refused("due_at", "due_missing")
    if wanted is not None and (scheduling or (action is PostAction.SAVE and wanted != post.due_at)):
        if wanted <= at:
            return Refused("due_at", "due_past")
        if wanted > at + FARTHEST:
            return Refused("due_at", "due_far")
    if scheduling or (action is PostAction.SAVE and (wanted or post.state is not PostState.SCHEDULED)):
        post.due_at = wanted
    elif action in (PostAction.PUBLISH, PostAction.CANCEL, PostAction.SKIP):
        post.due_at = None  # a kit made by hand is meant for now
    return None


def claim(session: Session, post: Post, by: int, at: datetime) -> PostEvent:
    """Take the kit for half an hour; by the same person again: another half hour.

    Raises:
        Claimed: somebody else has it.
        NotAllowed: there is no kit.
    """
    guard_claim(post, by, at)
    lifecycle.move(post.state, PostAction.CLAIM, live=moves.is_live(post))
    post.claimed_by_id, post.claimed_until = by, at + LEASE
    return moves.take(session, post, PostAction.CLAIM, at, by)


def release(session: Session, post: Post, by: int, at: datetime) -> PostEvent:
    """Put the kit back. Raises Claimed, NotAllowed."""
    guard_claim(post, by, at)
    return moves.take(session, post, PostAction.RELEASE, at, by)


def correct(session: Session, post: Post, by: int, at: datetime, *, note: str = "", url: str = "") -> PostEvent:
    """What was owed to the channel is done there: the post is taken down or corrected. Raises NotAllowed.

    `note` and `url` say how and where; both may be empty.
    """
    if post.owes_since is None:
        raise lifecycle.NotAllowed("nothing is owed")
    post.owes_since = None
    said = {name: value for name, value in (("reason", note), ("url", url)) if value}
    return moves.take(session, post, PostAction.CORRECT, at, by, **said)


def guard_claim(post: Post, by: int, at: datetime) -> None:
    """Raises Claimed while somebody else's claim runs."""
    if post.state is not PostState.KIT_CLAIMED or post.claimed_by_id in (by, None):
        return
    if post.claimed_until is not None and post.claimed_until > at:
        raise Claimed


# ---- by the machine -----------------------------------------------------------------------------------------------


def hold_for(session: Session, post: Post, fault: str, at: datetime) -> None:
    """The machine holds a post; `fault` is the code of the finding, whose words the page shows.

    One whose time passes without its second reader keeps a time: the next good one, for a person to agree to.
    """
    post.fault, said = fault, {"fault": fault}
    if fault == APPROVAL and post.due_at is not None and post.due_at <= at:
        said["due_at"] = post.due_at.isoformat()
        post.due_at = checklists.next_slot(at)
    moves.take(session, post, PostAction.HOLD, at, None, **said)


def stop(session: Session, story_id: int, at: datetime) -> list[Post]:
    """The story is no longer public: nothing more goes out. Returns the posts that owe a correction from now on."""
    owing = []
    for post in queries.of_story(session, story_id):
        if post.state in UNSENT:
            moves.take(session, post, PostAction.STOP, at, None)
        elif post.state is PostState.PUBLISHED and post.owes_since is None:
            post.owes_since = at
            moves.take(session, post, PostAction.STOP, at, None)
            owing.append(post)
    return owing


def resume(session: Session, story_id: int, at: datetime) -> None:
    """The story is back: what `stop` cancelled waits for a person again, and nothing is owed any more."""
    posts = queries.of_story(session, story_id)
    stopped = queries.stopped_last(session, [post.id for post in posts])
    for post in posts:
        if post.owes_since is not None or (post.id in stopped and post.state is PostState.CANCELLED):
            post.owes_since = None
            moves.take(session, post, PostAction.RESUME, at, None)


def release_expired(session: Session, at: datetime) -> None:
    """Kits whose claim has run out go back to the queue; called every minute."""
    for post in _locked(session, Post.state == PostState.KIT_CLAIMED, Post.claimed_until <= at):
        moves.take(session, post, PostAction.RELEASE, at, None, expired=True)


def make_due_ready(
    session: Session, at: datetime, ahead: timedelta = timedelta(0), most: int = SWEEP
) -> tuple[list[Post], list[Post]]:
    """Posts whose time has come are given to the machine, or become kits; one that has a fault by now, or that no
    second officer has read, is held with words. Returns the kits, and what is held.

    `ahead`: by how much the clock has just jumped. What is due by nothing but the jump the machine does not send.
    """
    ready, held = [], []
    under_way = select(Delivery.id).where(Delivery.post_id == Post.id, Delivery.state.in_(UNDER_WAY)).exists()
    for post in _locked(session, Post.state == PostState.SCHEDULED, Post.due_at <= at, ~under_way, most=most):
        faults = blocking(post)
        if faults or approvals.owed(post):
            hold_for(session, post, faults[0].code if faults else APPROVAL, at)
            held.append(post)
        elif moves.is_api(post) and ahead and post.due_at is not None and post.due_at > at - ahead:
            hold_for(session, post, CLOCK, at)
            held.append(post)
        elif moves.is_api(post):
            delivery.request(session, post, None, at)
        else:
            moves.take(session, post, PostAction.DUE, at, None)
            ready.append(post)
    return ready, held


def _locked(session: Session, *conditions: object, most: int = SWEEP) -> Iterable[Post]:
    query = select(Post).where(*conditions).order_by(Post.due_at, Post.id).limit(most)  # type: ignore[arg-type]
    return session.scalars(query.with_for_update(skip_locked=True, of=Post)).all()
