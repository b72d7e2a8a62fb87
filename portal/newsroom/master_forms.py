"""The form of a story's master text and of the text alternatives of its pictures."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField

from portal.kernel.forms import BaseForm, line, paragraphs
from portal.kernel.text import clean_line, visible
from portal.newsroom import typed
from portal.newsroom.mastering import Change
from portal.newsroom.words import refusal_words

TEXT_MAX = 20_000  # characters
PICTURES_MAX = 10
ALTS = "save_alts"  # the button at the alt texts that are missing: whoever presses it has read what was suggested
SAVES = ("save", ALTS)


class MasterForm(BaseForm):
    """A field that did not arrive leaves things as they are. Call `check` instead of `validate`."""

    version = HiddenField(filters=[line])
    action = HiddenField(filters=[line])
    text = TextAreaField(_l("Base text"), filters=[paragraphs])

    def __init__(self, given: Any = None) -> None:
        super().__init__(given)
        self.given = given or {}
        self.alts = self._alts()
        self.alt_errors: dict[int, str] = {}

    def _alts(self) -> dict[int, str]:
        """A suggestion from a caption that nobody changed is an alt text only where its own button was pressed."""
        found = typed.alts(self.given, PICTURES_MAX)
        if self.given.get("action") == ALTS:
            return found
        return {n: alt for n, alt in found.items() if clean_line(self.given.get(f"suggested-{n}", "")) != (alt or None)}

    def check(self) -> bool:
        fine = self.validate()
        if self.action.data not in SAVES:
            self.form_errors.append(refusal_words("button"))
        if self.seen is None:
            self.form_errors.append(refusal_words("incomplete"))
        if over := max(0, len(self.text.data or "") - TEXT_MAX):
            self.text.errors = [typed.too_long(over)]
        elif "text" in self.given and not visible(self.text.data or ""):
            self.text.errors = [refusal_words("master_empty")]
        self.alt_errors = typed.alt_errors(self.alts)
        return fine and not (self.errors or self.form_errors or self.alt_errors)

    @property
    def seen(self) -> int | None:
        """The master's version on the page that was sent, 0 for one nobody has edited; None when it did not come."""
        return typed.version(self.version.data)

    def change(self) -> Change:
        return Change(text=self.text.data if "text" in self.given else None, alts=self.alts)

    def summary(self) -> list[tuple[str, str]]:
        """(field's id, message) of what is no WTForms field, for the summary on top."""
        return [(f"alt-{place}", words) for place, words in sorted(self.alt_errors.items())]
