"""The form with which humas answers an author who asks for removal."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField, RadioField, StringField, TextAreaField

from portal.kernel import numbers
from portal.kernel.forms import BaseForm, line, paragraphs
from portal.kernel.i18n import language
from portal.kernel.text import visible
from portal.moderation import reasons, rules
from portal.stories.lifecycle import Action


class AnswerForm(BaseForm):
    """Call `whole` instead of `validate`."""

    version = HiddenField(filters=[line])
    decision = StringField(_l("Answer"), filters=[line])
    reasons = RadioField(_l("Reason that everybody can read"), validate_choice=False, default=reasons.ON_REQUEST[0])
    note = TextAreaField(_l("Note to the author"), filters=[paragraphs])

    def offer(self) -> None:
        lang = language()
        self.reasons.choices = [(code, reasons.WITHDRAWAL_GROUNDS[code].text(lang)) for code in reasons.ON_REQUEST]

    def whole(self) -> bool:
        """Whether an answer can be given like this; every fault stands at its field."""
        fine = self.validate()
        if self.seen is None:
            self.form_errors.append(_("This page came in incomplete. Your words are still here: send it once more."))
        note = self.note.data or ""
        if self.action is None:
            self.decision.errors = [_("Choose: withdraw it for good, or put it back.")]
        elif self.action is Action.RETRACT and self.reasons.data not in reasons.ON_REQUEST:
            self.reasons.errors = [_("Choose the reason that is shown in the public list.")]
        elif self.action is Action.RESTORE and not visible(note):
            self.note.errors = [_("Write why the story is put back: the author asked for its removal.")]
        if over := max(0, len(note) - rules.NOTE):
            words = "The note is too long. Shorten it by %(num)d character."
            self.note.errors = [ngettext(words, "The note is too long. Shorten it by %(num)d characters.", over)]
        return fine and not self.errors and not self.form_errors

    @property
    def action(self) -> Action | None:
        """The answer; None for a button that is not on the page."""
        return {each.value: each for each in (Action.RETRACT, Action.RESTORE)}.get(self.decision.data or "")

    @property
    def seen(self) -> int | None:
        """The version of the story that was on the page."""
        return numbers.whole(self.version.data, high=999_999_999)
