"""What a move starts: whose clock runs, which news goes out, and what the author reads. Pure.

The deadlines used here count elapsed hours or calendar days, so no calendar of working days is needed; a test holds it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal.kernel import deadlines
from portal.stories.lifecycle import Action, Part, Status

CLAIM = timedelta(minutes=30)  # how long a story stays reserved for the director who opened it
ANY_DAY = deadlines.Calendar({})
KEEP = ""  # the clock that runs goes on


@dataclass(frozen=True)
class Duty:
    """`due` is a code of data/deadlines.json, KEEP, or None to stop the clock; `event` and `entry` may be nothing."""

    due: str | None = None
    event: str = ""
    entry: str = ""


DUTIES: dict[Action, Duty] = {
    Action.SUBMIT: Duty("MOD_FIRST", "story.submitted", "submitted"),
    Action.CLAIM: Duty(KEEP, "", "in_review"),
    Action.RELEASE: Duty(KEEP),
    Action.RETURN: Duty("AUTHOR_REVISE", "story.returned", "returned"),
    Action.HOLD: Duty("MOD_ESCALATE", "story.held", "held"),
    Action.REJECT: Duty("APPEAL", "story.rejected", "rejected"),
    Action.ESCALATE: Duty("MOD_FIRST", "story.escalated", "escalated"),
    Action.APPROVE: Duty(KEEP),  # the desk's own business until it is public
    Action.UNDO: Duty(KEEP),
    Action.PUBLISH: Duty(None, "story.published", "published"),
    Action.EXPIRE: Duty(None, "", "expired"),
    Action.WITHDRAW: Duty(None, "story.withdrawn", "withdrawn"),
    Action.HIDE: Duty(None, "story.hidden", "hidden"),
    Action.RESTORE: Duty(None, "story.restored", "restored"),
    Action.RETRACT: Duty(None, "story.withdrawn", "withdrawn"),
}
PUBLIC_ENTRIES = frozenset({"published", "restored", "withdrawn"})


def due_code(action: Action, part: Part) -> str | None:
    """Which deadline starts. An author who takes a story down ends a consent: 72 hours, UU 27/2022."""
    if action is Action.HIDE and part is Part.AUTHOR:
        return "PDP_WITHDRAW"
    return DUTIES[action].due


def due_at(code: str, at: datetime) -> datetime:
    return deadlines.due(code, at, ANY_DAY)


def acting(parts: Iterable[Part], allowed: frozenset[Part]) -> Part:
    """The part in which somebody acts, the same every time when several would do."""
    return min(set(parts) & allowed, key=list(Part).index)


def is_public(entry: str, before: Status) -> bool:
    """Whether readers may see the entry; what was never published is nobody's business."""
    return entry in PUBLIC_ENTRIES and (entry == "published" or before in (Status.PUBLISHED, Status.HIDDEN))


def reason_text(reason: Any) -> dict[str, str]:
    """One reason as the timeline keeps it, in both languages: `code`, `title`, `title_en`, `fix`, `fix_en`, `quote`.

    Takes such a mapping, a bare code, or an object with `code` and the bilingual `text` and `fix` (`.id`, `.en`).
    """
    if isinstance(reason, str):
        return {"code": reason}
    if not isinstance(reason, Mapping):
        words = {"title": reason.text.id, "title_en": reason.text.en, "fix": reason.fix.id, "fix_en": reason.fix.en}
        return reason_text({"code": reason.code, **words})
    known = ("code", "title", "title_en", "fix", "fix_en", "quote")
    return {key: str(reason[key]) for key in known if reason.get(key)}
