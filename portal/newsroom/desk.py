"""What the pages of the newsroom show beside the rows themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.accounts import guards
from portal.accounts.desks import frame
from portal.channels import examples, identity_checks
from portal.channels.compose import compose_url
from portal.channels.limits import limits_for
from portal.channels.measure import measure
from portal.channels.names import account, place_name
from portal.kernel import dates, deadlines
from portal.kernel.clock import WIB
from portal.kernel.diff import around, word_diff
from portal.kernel.i18n import language
from portal.newsroom import approvals, delivery, kit, lifecycle, mastering, moves, outlook, queries
from portal.newsroom.checklists import slots, upcoming
from portal.newsroom.facts import pictures_of
from portal.newsroom.faults import issues_of
from portal.newsroom.forms import PostForm
from portal.newsroom.lifecycle import CARRIED, KIT, PostAction, PostState
from portal.newsroom.mastering import House
from portal.newsroom.models import Post
from portal.newsroom.proof import takes_screenshot
from portal.newsroom.words import ACTIONS, UNITS, issue_words, link_words, note_words

SOON = timedelta(hours=1)
FRIDAY = 4
TIMES = 4  # usual times that are proposed; all of them are today's or tomorrow's
_ANY_DAY = deadlines.Calendar({})


def chip(post: Post, at: datetime) -> deadlines.Chip | None:
    """How long until a post goes out, or how late it is; None where no time is set or waited for."""
    if post.due_at is None or post.state not in (PostState.SCHEDULED, *KIT, *CARRIED):
        return None
    state = deadlines.State.OK
    if at > post.due_at:
        state = deadlines.State.LATE
    elif at >= post.due_at - SOON:
        state = deadlines.State.SOON
    return deadlines.Chip(state, deadlines.remaining(at, post.due_at, _ANY_DAY, "hour"))


@dataclass(frozen=True)
class Head:
    """A channel as the pages name it: `name` is the agency's, `network` what people call the place."""

    code: str
    kind: str
    name: str
    network: str
    handle: str


def head(post: Post) -> Head:
    channel = post.channel
    return _head(channel.code, channel.kind, channel.name, channel.handle, channel.address)


def line_head(line: Row[Any]) -> Head:
    """The same for a line of the board."""
    return _head(line.code, line.kind, line.name, line.handle, line.address)


@lru_cache(maxsize=64)
def _head(code: str, kind: str, name: str, handle: str, address: str) -> Head:
    """A page of the board asks sixty times for the same five channels."""
    return Head(code, kind, name, place_name(kind, code), account(kind, handle, address))


@dataclass(frozen=True)
class Approval:
    """Where a post's approval stands. `alone`: there is no second officer who could give it."""

    owed: bool
    mine: bool  # whoever looks may give it
    alone: bool
    by: str
    at: datetime | None


def approval(session: Session, post: Post, by: int, at: datetime) -> Approval | None:
    """None where the channel asks for none."""
    if not post.channel.needs_approval:
        return None
    owed = approvals.owed(post)
    mine = owed and approvals.may_approve(session, post, by) and PostAction.APPROVE in _open(post)
    officers = queries.humas(session, at.astimezone(WIB).date())
    others = [each for each in officers if owed and approvals.may_approve(session, post, each.id)]
    name = queries.name_of(session, post.approved_by_id) if post.approved_by_id and not owed else ""
    return Approval(owed, mine, owed and not others, name, post.approved_at)


def _open(post: Post) -> list[PostAction]:
    """What a person may do with the post now."""
    deletes = post.remote_id is not None and delivery.can_delete(post.channel)
    api, owes = moves.is_api(post), post.owes_since is not None
    return lifecycle.actions(post.state, live=moves.is_live(post), owes=owes, api=api, deletes=deletes)


def post_page(
    session: Session, post: Post, form: PostForm, house: House, *, by: int, at: datetime, lang: str
) -> dict[str, Any]:
    """Everything `newsroom/post.html` needs; `form` holds what is typed, `by` is who looks."""
    limits = limits_for(post.channel.kind)
    pictures = kit.assemble(post, lang)
    typed = form.text.data or ""
    open_actions = _open(post)
    mine = post.claimed_by_id == by
    return frame(guards.current_rights()) | {
        "post": post,
        "form": form,
        "head": head(post),
        "heads": head,
        "api": moves.is_api(post),
        "outlook": outlook.outlook(session, post, at),
        "attempts": outlook.history(post, delivery.history(session, post.id)) if moves.is_api(post) else [],
        "approval": approval(session, post, by, at),
        "differs": [] if post.follows else word_diff(mastering.proposal(session, post, house).text, post.text),
        "sisters": [each for each in queries.of_story(session, post.story_id) if each.id != post.id],
        "actions": [str(action) for action in open_actions],
        "editable": PostAction.SCHEDULE in open_actions,
        "kit": pictures,
        "shows_kit": post.state in KIT and moves.is_live(post),
        "live": moves.is_live(post),
        "mine": mine,
        "me": by,
        "others": post.state is PostState.KIT_CLAIMED and not mine and _runs(post, at),
        "screenshot": takes_screenshot(post.channel.kind),
        "limits": limits,
        "room": limits.text_limit(len(pictures.pictures)),
        "size": measure(typed, limits),
        "unit": UNITS[limits.unit],
        "size_kept": measure(post.text, limits),
        "findings_all": _findings(post, form),
        "raw_alts": [photo.alt for photo in pictures_of(post.story, post.pictures)],
        "notes": [note_words(code) for code in post.notes],
        "slots": slots(lang, friday=at.astimezone(WIB).weekday() == FRIDAY),
        "times_ahead": usual_times(at),
        "fold": limits.fold or 0,
        "phone_url": compose_url(post.channel.kind, "", post.channel.handle, post.channel.address),
        "events": queries.events(session, post.id),
        "action_words": ACTIONS,
        "identity_due": identity_checks.is_due(post.channel, at),
        "example": examples.post_address(post.channel.kind, post.channel.handle, post.channel.address),
        "link_words": link_words(post.share_outcome),
        "chip": chip(post, at),
        "at": at,
    }


def usual_times(at: datetime) -> list[tuple[str, str]]:
    """(what a field takes, words) for the next usual times of day."""
    found = [(each, each.astimezone(WIB).date()) for each in islice(upcoming(at), TIMES)]
    today = at.astimezone(WIB).date()
    found = [(each, day) for each, day in found if day <= today + timedelta(days=1)]
    return [
        (dates.field_wib(each), f"{_('Today') if day == today else _('Tomorrow')} {dates.clock(each, language())}")
        for each, day in found
    ]


def _runs(post: Post, at: datetime) -> bool:
    return post.claimed_until is not None and post.claimed_until > at


def _findings(post: Post, form: PostForm) -> list[tuple[str, str, str]]:
    """(severity, field, words) of everything found, but for what already stands at its field as an error."""
    said = {*form.text.errors, *form.alt_errors.values(), *form.picture_errors}
    found = [(str(i.severity), i.field, issue_words(i)) for i in issues_of(post, form.text.data)]
    return [row for row in found if row[2] not in said]


def conflict(session: Session, post: Post, form: PostForm) -> dict[str, Any]:
    """What somebody else did since the page was opened, and how the text now differs from the typed one."""
    seen = form.seen_version()
    since: Sequence[Any] = [e for e in queries.events(session, post.id) if seen is None or e.version > seen]
    typed = form.text.data or ""
    differs = "text" in form.given and typed != post.text
    parts = around(word_diff(post.text, typed)) if differs else []
    return {"conflict": True, "since": since[:5], "typed_diff": parts}
