"""The audit log in words: what was done, and what is kept beside it. Codes stay where nobody has named them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts.models import Role
from portal.accounts.words import role_words
from portal.channels import failures
from portal.kernel import dates
from portal.kernel.i18n import language
from portal.kernel.labels import POST, STORY
from portal.moderation.reasons import REASONS
from portal.moderation.reviews import RELATIONS
from portal.newsroom.words import ISSUES
from portal.stories.lifecycle import RecusalKind

ACTS: Final[dict[str, Any]] = {
    "account.created": _l("Account created"),
    "account.sign_out": _l("Signed out everywhere"),
    "account.reset_factor": _l("Two-step verification taken off"),
    "account.close": _l("Account closed"),
    "account.reopen": _l("Account reopened"),
    "account.return_link": _l("Recovery link was made"),
    "account.email_proven": _l("E-mail address confirmed"),
    "account.phone_proven": _l("Mobile number confirmed by an officer"),
    "account.email_disowned": _l("E-mail address removed by its owner"),
    "account.guardian_met": _l("Guardian's consent recorded"),
    "factor.set_up": _l("Two-step verification turned on"),
    "factor.moved": _l("Two-step verification moved to another phone"),
    "factor.off": _l("Two-step verification turned off"),
    "factor.codes": _l("New recovery codes made"),
    "factor.code_used": _l("Recovery code used"),
    "appointment.made": _l("Appointed"),
    "appointment.pending": _l("Appointed, waiting for a confirmed contact"),
    "appointment.cancelled": _l("Pending appointment cancelled"),
    "appointment.recalled": _l("Appointment recalled"),
    "ward.aliases": _l("Other spellings changed"),
    "holiday.set": _l("Day entered"),
    "holiday.removed": _l("Day removed"),
    "review.claimed": _l("Review begun"),
    "review.released": _l("Review given up"),
    "identity.opened": _l("Name of the author opened"),
    "evidence.opened": _l("Photo evidence opened"),
    "alt_text.written": _l("Photo described at the desk"),
    "alt_text.requested": _l("Public relations asked to describe photos"),
    "retention.applied": _l("Old positions and originals removed"),
    "audit.remembered": _l("End of the action log written again"),
    "decision.approve": _l("Story approved"),
    "decision.undo": _l("Approval of a story undone"),
    "decision.return": _l("Story returned"),
    "decision.reject": _l("Story rejected"),
    "decision.hold": _l("Story put on hold"),
    "decision.retract": _l("Story withdrawn for good"),
    "decision.restore": _l("Story put back"),
    "decision.escalate": _l("Story passed on to public relations"),
    "recusal.recorded": _l("Conflict of interest recorded"),
    "name.accepted": _l("New name of an author accepted"),
    "name.refused": _l("New name of an author refused"),
    "channel.added": _l("Channel added"),
    "channel.changed": _l("Channel changed"),
    "channel.tested": _l("Connection of a channel tested"),
    "lead.chosen": _l("Lead of the front page chosen"),
    "lead.released": _l("Lead of the front page left to the default"),
    "post.save": _l("Text of a post saved"),
    "post.schedule": _l("Post scheduled"),
    "post.publish": _l("Kit made ready"),
    "post.cancel": _l("Post cancelled"),
    "post.hold": _l("Post put on hold"),
    "post.skip": _l("Channel skipped"),
    "post.claim": _l("Kit taken"),
    "post.release": _l("Kit put back"),
    "post.proof": _l("Proof recorded, shared"),
    "post.correct": _l("Correction done"),
    "post.due": _l("Its time came, kit ready"),
    "post.stop": _l("Story taken down"),
    "post.resume": _l("Story back, in the queue again"),
    "post.resync": _l("Reverted to the base text"),
    "post.approve": _l("Approved by a second reviewer"),
    "post.assist": _l("Switched to manual, kit made ready"),
    "post.resend": _l("Looked and not found, to be sent again"),
    "post.delete": _l("Asked the channel to take it down"),
    "post.prepare": _l("Being prepared"),
    "post.wait": _l("Waiting to be sent"),
    "post.arm": _l("Being sent"),
    "post.lose": _l("Answer lost, being checked"),
    "post.arrive": _l("Arrived on the channel"),
    "post.ask": _l("Needs a manual check"),
    "post.fail": _l("Refused by the channel"),
    "post.retract": _l("Taken down on the channel"),
}
NAMES: Final[dict[str, Any]] = {
    "positions": _l("positions"),
    "originals": _l("originals"),
    "former_name": _l("former name"),
    "all_stories": _l("also on published stories"),
    "before": _l("before"),
    "after": _l("after"),
    "reasons": _l("reasons"),
    "revision": _l("version"),
    "role": _l("as"),
    "channel": _l("channel"),
    "post": _l("post"),
    "fault": _l("waits because"),
    "url": _l("address"),
    "reason": _l("reason"),
    "note": _l("note"),
    "how": _l("by"),
    "due_at": _l("scheduled for"),
    "name": _l("name"),
    "is_working": _l("working day"),
    "ward": _l("ward"),
    "decree": _l("decree"),
    "starts_on": _l("first day"),
    "ends_on": _l("last day"),
    "kind": _l("network"),
    "handle": _l("account"),
    "username": _l("user name"),
    "active": _l("in use"),
    "needs_approval": _l("second reviewer"),
    "secret": _l("password or token"),
    "outcome": _l("outcome"),
    "colleague": _l("person"),
    "relation": _l("connection"),
}


DONE: Final[dict[str, Any]] = {
    "close": _l("The account is closed, and that is logged."),
    "reopen": _l("The account is open again, and that is logged."),
    "sign_out": _l("All devices of this account are signed out, and that is logged."),
    "reset_factor": _l("Two-step verification is off for this account, and that is logged."),
    "prove_phone": _l("The number is confirmed, and that is logged."),
}


def done(action: str) -> str:
    """What the page says after an act on an account."""
    return str(DONE[action])


def act(action: str) -> str:
    """What was done."""
    return str(ACTS.get(action, action))


def details(detail: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is kept beside an act, as (name, text) in the order of NAMES; nothing for what is empty."""
    known = [key for key in NAMES if key in detail]
    keys = known + sorted(key for key in detail if key not in NAMES)
    kept = [(str(NAMES.get(key, key)), _text(key, detail[key])) for key in keys]
    return [(name, text) for name, text in kept if text]


def _text(key: str, value: Any) -> str:
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return "; ".join(_text(key.removesuffix("s"), each).rstrip(".") for each in value)
    said = SAID.get(key)
    return said(str(value)) if said else str(value)


def _state(text: str) -> str:
    label = STORY.get(text) or POST.get(text)
    return str(label.words) if label else text


def _role(text: str) -> str:
    return str(role_words(text)) if text in set(Role) else text


def _relation(text: str) -> str:
    return str(RELATIONS[RecusalKind(text)]) if text in RELATIONS else text


def _reason(text: str) -> str:
    return REASONS[text].text(language()) if text in REASONS else text


def _day(text: str) -> str:
    return dates.short_date(date.fromisoformat(text), language())


def _outcome(text: str) -> str:
    return str(_("works") if text == "ok" else failures.sentence(text, _("the network")))


def _secret(text: str) -> str:
    return str(_("entered") if text == "entered" else _("removed"))


SAID: Final[dict[str, Callable[[str], str]]] = {
    "outcome": _outcome,
    "secret": _secret,
    "before": _state,
    "after": _state,
    "role": _role,
    "reason": _reason,
    "relation": _relation,
    "fault": lambda text: str(ISSUES.get(text, text)),
    "starts_on": _day,
    "ends_on": _day,
    "due_at": lambda text: dates.stamp(datetime.fromisoformat(text), language()),
}
