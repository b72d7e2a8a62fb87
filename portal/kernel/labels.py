"""What a state is called on a page: words, an icon and a class of `.lab`, because colour never speaks alone.

Keys are the values of `data-state` that programs outside rely on. The moves between states live in the lifecycle files.
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.kernel import dates
from portal.kernel.i18n import language
from portal.kernel.phrases import gettext as _
from portal.kernel.phrases import ngettext


@dataclass(frozen=True)
class Label:
    """`cls` is a class of `.lab`: ok, warn, bad, info, sea, line or nothing."""

    words: Any  # a lazy string: it becomes text in the language of the page that shows it
    icon: str
    cls: str


STORY = {
    "draft": Label(_l("Draft"), "doc", "line"),
    "submitted": Label(_l("Submitted"), "up", "info"),
    "in_review": Label(_l("In review"), "eye", "info"),
    "returned": Label(_l("Returned for changes"), "undo", "warn"),
    "held": Label(_l("On hold"), "pause", "line"),
    "approved": Label(_l("Approved, public in a moment"), "clock", "info"),
    "rejected": Label(_l("Rejected"), "x", "bad"),
    "appealed": Label(_l("Under appeal"), "chat", "info"),
    "published": Label(_l("Published"), "check", "ok"),
    "hidden": Label(_l("Taken down for now"), "lock", "warn"),
    "withdrawn": Label(_l("Withdrawn"), "flag", "bad"),
    "taken_back": Label(_l("Withdrawn before publication"), "undo", "line"),
    "retracted": Label(_l("Retracted by the author"), "undo", "line"),
}
POST = {
    "queued": Label(_l("In the queue"), "clock", "line"),
    "preparing": Label(_l("Being prepared"), "refresh", "info"),
    "waiting": Label(_l("Waiting"), "pause", "line"),
    "scheduled": Label(_l("Scheduled"), "cal", "info"),
    "armed": Label(_l("Being sent"), "up", "info"),
    "reconciling": Label(_l("Checking with the channel"), "refresh", "info"),
    "check_by_hand": Label(_l("Check manually"), "eye", "warn"),
    "published": Label(_l("Shared"), "check", "ok"),
    "held": Label(_l("On hold"), "pause", "warn"),
    "failed": Label(_l("Failed"), "alert", "bad"),
    "cancelled": Label(_l("Cancelled"), "x", "line"),
    "skipped": Label(_l("Skipped"), "next", "line"),
    "retracted": Label(_l("Taken back from the channel"), "undo", "bad"),
    "kit_ready": Label(_l("Kit ready to paste"), "copy", "warn"),
    "kit_claimed": Label(_l("Being posted manually"), "pen", "info"),
}
TABLES = {"story": STORY, "post": POST}


def state_label(kind: str, state: str) -> Label:
    """The label of a `story` or `post` state. Raises KeyError for one nobody has named: a missing row is a fault."""
    return TABLES[kind][str(state)]


def due_words(left: Any) -> str:
    """The words of a deadline chip from `kernel.deadlines.Left` (kind, unit, amount, due)."""
    if left.kind == "paused":
        return str(_("Waiting for the author"))
    if left.kind == "held":
        return str(_("On hold"))
    if left.kind == "today":
        return str(_("Today %(time)s", time=dates.clock(left.due, language())))
    if left.kind == "tomorrow":
        return str(_("Tomorrow %(time)s", time=dates.clock(left.due, language())))
    return _late(left.unit, left.amount) if left.kind == "late" else _left(left.unit, left.amount)


def author_due_words(left: Any, state: str) -> str:
    """The same for the author of a story, who has not learned what a bare time on a chip means."""
    if left.kind in ("paused", "held", "late"):
        return due_words(left)
    if left.kind == "in":
        span = _left(left.unit, left.amount)
        if state == "returned":
            return str(_("%(span)s left to change it", span=span))
        return str(_("Review within %(span)s", span=span))
    time = dates.clock(left.due, language())
    due = _("today %(time)s", time=time) if left.kind == "today" else _("tomorrow %(time)s", time=time)
    if state == "returned":
        return str(_("To be changed before %(due)s", due=due))
    return str(_("Review before %(due)s", due=due))


def _left(unit: str, amount: int) -> str:
    if unit == "workday":
        return str(ngettext("%(num)d working day", "%(num)d working days", amount))
    if unit == "day":
        return str(ngettext("%(num)d day", "%(num)d days", amount))
    if unit == "hour":
        return str(ngettext("%(num)d hour", "%(num)d hours", amount))
    return str(ngettext("%(num)d minute", "%(num)d minutes", amount))


def _late(unit: str, amount: int) -> str:
    if unit == "workday":
        return str(ngettext("Overdue by %(num)d working day", "Overdue by %(num)d working days", amount))
    if unit == "day":
        return str(ngettext("Overdue by %(num)d day", "Overdue by %(num)d days", amount))
    if unit == "hour":
        return str(ngettext("Overdue by %(num)d hour", "Overdue by %(num)d hours", amount))
    return str(ngettext("Overdue by %(num)d minute", "Overdue by %(num)d minutes", amount))
