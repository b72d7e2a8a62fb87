"""What the machine does with a post now and next, in plain words; and what it could not do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal.channels import failures
from portal.channels.names import kind_name
from portal.kernel import dates
from portal.kernel.i18n import language
from portal.newsroom import delivery, faults, moves
from portal.newsroom.lifecycle import DeliveryState, PostState
from portal.newsroom.models import DeliveryEvent, Post

HELD = {
    faults.REAUTH: _l(
        "%(channel)s rejects the password or token of this channel. Enter new ones on the channel's page; this goes"
        " on then."
    ),
    faults.BLOCKED: _l(
        "%(channel)s restricts the account of this channel. Look there; once the channel's test is fine, this goes on."
    ),
    faults.CLOCK: _l("The clock of the server jumped ahead. Check today's date, then schedule or post this again."),
    faults.NO_CONNECTION: _l("The channel has no connection any more. Set it up again, or post manually with the kit."),
    faults.APPROVAL: _l("No second reviewer has approved it yet."),
}
STEPS = {
    DeliveryState.QUEUED: _l("Handed to the portal"),
    DeliveryState.PREPARING: _l("Preparing text and pictures"),
    DeliveryState.WAITING: _l("Waiting for the next attempt"),
    DeliveryState.ARMED: _l("Sent to the channel"),
    DeliveryState.RECONCILING: _l("Asking the channel whether it is there"),
    DeliveryState.PUBLISHED: _l("Shared on the channel"),
    DeliveryState.CHECK_BY_HAND: _l("Handed to an officer"),
    DeliveryState.FAILED: _l("Refused"),
    DeliveryState.CANCELLED: _l("Stopped"),
}


@dataclass(frozen=True)
class Outlook:
    """`now` says what happens, `failure` which photo or field, who refused, what to do; either may be empty."""

    now: str = ""
    failure: str = ""
    moving: bool = False  # the machine is at it: the page changes by itself soon


@dataclass(frozen=True)
class Line:
    """One line of the machine's history."""

    at: datetime
    words: str
    more: str


def outlook(session: Session, post: Post, at: datetime) -> Outlook:
    if not moves.is_api(post):
        return Outlook(_held(post))
    last = delivery.latest(session, post.id)
    until = delivery.waits_until(post, last, at)
    when = dates.stamp(until, language()) if until else ""
    due = dates.stamp(post.due_at, language()) if post.due_at else ""
    moving = post.state in (PostState.PREPARING, PostState.WAITING, PostState.ARMED, PostState.RECONCILING)
    moving = moving or (post.state is PostState.SCHEDULED and post.due_at is not None and post.due_at <= at)
    shown = moving or post.state in (PostState.FAILED, PostState.CHECK_BY_HAND, PostState.HELD, PostState.PUBLISHED)
    return Outlook(_now(post, when, due, at), (delivery.failure_words(last) or "") if shown else "", moving)


def _now(post: Post, when: str, due: str, at: datetime) -> str:
    channel = kind_name(post.channel.kind)
    told = {
        PostState.PREPARING: _("The portal is uploading the pictures. Readers see nothing of it yet."),
        PostState.ARMED: _("It is being sent now. Do not post it yourself: wait for the result on this page."),
        PostState.RECONCILING: _(
            "The channel's answer was lost. The portal asks whether the post is there before anything else; "
            "it is never sent twice."
        ),
        PostState.CHECK_BY_HAND: _(
            "We cannot tell from here whether it was posted. Open %(channel)s and look, then record below what "
            "you saw.",
            channel=channel,
        ),
        PostState.FAILED: _("Nothing was posted. Fix it and post again, or post manually with the kit."),
        PostState.WAITING: _("The portal tries again by itself."),
        PostState.SCHEDULED: _("The portal sends it by itself on %(due)s.", due=due) if due else "",
    }
    if post.state is PostState.SCHEDULED and post.due_at is not None and post.due_at <= at:
        told[PostState.SCHEDULED] = _("Its turn has come. The portal sends it within a minute.")
    words = _held(post) or str(told.get(post.state, ""))
    if when and words:
        later = _("Not before %(time)s.", time=when)  # apart: words inside an f-string are not found for translation
        return f"{words} {later}"
    return words


def _held(post: Post) -> str:
    if post.state is not PostState.HELD or post.fault not in HELD:
        return ""
    return str(HELD[post.fault]) % {"channel": kind_name(post.channel.kind)}


def history(post: Post, lines: Sequence[DeliveryEvent]) -> list[Line]:
    """What the machine did, latest first; repeated attempts that said the same are one line."""
    told: list[Line] = []
    for line in lines:
        detail, channel = line.detail or {}, kind_name(post.channel.kind)
        code, field = str(detail.get("code") or ""), str(detail.get("field") or "")
        more = failures.sentence(code, channel, field) if code else ""
        if line.retry_at:
            again = _("Again from %(time)s.", time=dates.stamp(line.retry_at, language()))
            more = f"{more} {again}".strip()
        told.append(Line(line.at, str(STEPS[line.after]), more))
    return told
