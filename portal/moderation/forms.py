"""The form of one decision: what was seen, what is decided, why, and what the author is told."""

from collections.abc import Iterable, Set
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField

from portal.accounts.words import role_words
from portal.kernel import numbers
from portal.kernel.forms import BaseForm, line, paragraphs
from portal.kernel.i18n import language
from portal.moderation import conflicts, reasons, rules
from portal.moderation.rules import Fault
from portal.stories import alt_texts
from portal.stories.lifecycle import DECISIONS, Action
from portal.stories.rules import ALT, PHOTOS

ACTS = {"claim", "release", "identity", "evidence", "recuse", "alt"}  # no decision, but a step on the way to one
KNOWN = {action.value for action in DECISIONS} | ACTS


class DecisionForm(BaseForm):
    """Call `whole` first, then `fits` for what is a decision."""

    version = HiddenField(filters=[line])
    decision = StringField(_l("Decision"), filters=[line])
    reasons = SelectMultipleField(_l("Reasons"), validate_choice=False)
    note = TextAreaField(_l("Note to the author"), filters=[paragraphs])
    confirm = HiddenField(filters=[line])  # 1: decides although a colleague is reviewing the story
    colleague = SelectField(_l("Who is connected with this story"), validate_choice=False, filters=[line])
    ask_alts = BooleanField(_l("Ask public relations to complete them"))
    relation = SelectField(_l("How this person is connected"), validate_choice=False, filters=[line])

    def __init__(self, given: Any = None) -> None:
        super().__init__(given)
        self.alts = alt_texts.typed(given or {}, PHOTOS)
        over = {place: len(alt) - ALT.high for place, alt in self.alts.items()}
        self.alt_errors = {place: _too_long(more) for place, more in over.items() if more > 0}

    def whole(self) -> bool:
        """Whether the page arrived complete: a good token, a decision we know, and the version that was seen."""
        fine = self.validate()
        if (self.decision.data or "") not in KNOWN:
            self._say("decision", _("Choose what to decide: approve, return, hold, reject or pass on."))
        if self.seen is None:
            self.form_errors.append(_("This page came in incomplete. Your words are still here: send it once more."))
        return fine and not self.errors and not self.alt_errors

    @property
    def seen(self) -> int | None:
        """The version of the story that was on the page."""
        return numbers.whole(self.version.data, high=999_999_999)

    @property
    def action(self) -> Action | None:
        """The decision, or None for what is only a step on the way."""
        return None if self.decision.data in ACTS else Action(str(self.decision.data))

    @property
    def is_begun(self) -> bool:
        """Whether a note was written or a reason ticked."""
        return bool(self.note.data or self.reasons.data)

    @property
    def colleague_id(self) -> int | None:
        """The person of staff who is named as related to the story; None for nobody."""
        return numbers.whole(self.colleague.data, high=999_999_999) if self.colleague.data else None

    def offer(self, colleagues: Iterable[conflicts.Colleague], relations: Iterable[tuple[str, Any]]) -> None:
        """Fill the two lists with which somebody is named as related to the story."""
        named = [(str(each.id), f"{each.name} ({role_words(each.role)})") for each in colleagues]
        self.colleague.choices = [("", _("Nobody")), *named]
        self.relation.choices = [("", _("Choose")), *relations]

    def names_well(self, known: Set[int]) -> bool:
        """Whether the person named as related may be named; nobody need be named when passing a story on."""
        if self.decision.data not in ("recuse", "escalate") or (self.action and not self.colleague.data):
            return True
        if self.colleague_id not in known:
            self._say("colleague", _("Choose the person from the list."))
        if self.relation.data not in rules.NAMED:
            self._say("relation", _("Choose how this person is connected with the story."))
        return not self.errors

    @property
    def codes(self) -> list[str]:
        return list(dict.fromkeys(self.reasons.data or []))

    def fits(self, processing: Iterable[str]) -> bool:
        """Whether the decision can be taken; `processing` are the names of pictures still in work."""
        action = self.action
        found = rules.faults(action, self.codes, self.note.data or "", list(processing)) if action else []
        for fault in found:
            self._say(fault.field, fault_words(fault))
        return not found

    def first_error(self) -> str:
        """One line for whoever asked for JSON; empty when the form is in order."""
        return next((str(text) for texts in (*self.errors.values(), self.alt_errors.values()) for text in texts), "")

    def _say(self, name: str, words: str) -> None:
        self[name].errors = [*self[name].errors, words]


def _too_long(over: int) -> str:
    return str(ngettext("Too long. Remove %(num)d character.", "Too long. Remove %(num)d characters.", over))


def fault_words(fault: Fault) -> str:
    """What is wrong and what to do about it."""
    about = fault.about[:120]
    if fault.code == "unfit":
        return _unfit(fault.about)
    if fault.code == "long":
        return str(
            ngettext(
                "The note is too long. Shorten it by %(num)d character.",
                "The note is too long. Shorten it by %(num)d characters.",
                int(about),
            )
        )
    if (fault.field, fault.code) == ("reasons", "missing"):
        return str(_("Choose at least one reason, so that the author knows why."))
    words = {
        "processing": _("%(name)s is still being processed. Wait a moment, then approve.", name=about),
        "unknown": _("There is no reason “%(code)s”. Choose from the list.", code=about),
        "many": _("Choose at most %(most)s reasons: the author must be able to work through them.", most=about),
        "missing": _("Write a note, so that the author knows what happens next."),
    }
    return str(words[fault.code])


def _unfit(code: str) -> str:
    reason = reasons.by_code(code)
    text = reason.text(language()).rstrip(".")
    if reason.conflict:
        told = _("“%(reason)s” says nothing about the story. Pass it on to public relations instead.", reason=text)
    else:
        told = _("“%(reason)s” cannot be put right by the author, so it is only for rejecting.", reason=text)
    return str(told)
