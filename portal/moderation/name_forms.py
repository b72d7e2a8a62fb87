"""Form for answering a name change request."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import StringField, TextAreaField

from portal.kernel.forms import BaseForm, line, paragraphs
from portal.moderation import rules

ACCEPT, REFUSE = "accept", "refuse"


class NameAnswerForm(BaseForm):
    """Call `whole` instead of `validate`."""

    decision = StringField(_l("Answer"), filters=[line])
    note = TextAreaField(_l("Note to the person"), filters=[paragraphs])

    def whole(self) -> bool:
        """Whether an answer can be given like this; every fault stands at its field."""
        fine = self.validate()
        note = self.note.data or ""
        if self.decision.data not in (ACCEPT, REFUSE):
            self.decision.errors = [_("Choose: accept the name, or refuse it.")]
        elif self.decision.data == REFUSE and not note:
            self.note.errors = [_("Write why the name is refused: the person reads it.")]
        if over := max(0, len(note) - rules.NOTE):
            words = "The note is too long. Shorten it by %(num)d character."
            self.note.errors = [ngettext(words, "The note is too long. Shorten it by %(num)d characters.", over)]
        return fine and not self.errors and not self.form_errors
