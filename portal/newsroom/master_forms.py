"""The form of a story's master text and of the text alternatives of its pictures."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField, TextAreaField

from portal.kernel.forms import BaseForm
from portal.kernel.text import clean, clean_line
from portal.newsroom.mastering import Change
from portal.newsroom.words import refusal_words

TEXT_MAX = 20_000  # characters
ALT_MAX = 250
PICTURES_MAX = 10


def _line(value: str | None) -> str:
    return clean_line(value or "")


class MasterForm(BaseForm):
    """A field that did not arrive leaves things as they are. Call `check` instead of `validate`."""

    version = HiddenField(filters=[_line])
    action = HiddenField(filters=[_line])
    text = TextAreaField(_l("Master text"), filters=[lambda value: clean(value or "")])

    def __init__(self, given: Any = None) -> None:
        super().__init__(given)
        self.given = given or {}
        names = ((place, f"alt-{place}") for place in range(PICTURES_MAX))
        self.alts = {place: clean_line(self.given[name]) for place, name in names if name in self.given}
        self.alt_errors: dict[int, str] = {}

    def check(self) -> bool:
        fine = self.validate()
        if self.action.data != "save":
            self.form_errors.append(refusal_words("button"))
        if self.seen is None:
            self.form_errors.append(refusal_words("incomplete"))
        if over := max(0, len(self.text.data or "") - TEXT_MAX):
            self.text.errors = [_too_long(over)]
        elif "text" in self.given and not (self.text.data or "").strip():
            self.text.errors = [refusal_words("master_empty")]
        self.alt_errors = {n: _too_long(len(alt) - ALT_MAX) for n, alt in self.alts.items() if len(alt) > ALT_MAX}
        return fine and not (self.errors or self.form_errors or self.alt_errors)

    @property
    def seen(self) -> int | None:
        """The master's version on the page that was sent, 0 for one nobody has edited; None when it did not come."""
        typed = self.version.data or ""
        return int(typed) if re.fullmatch(r"\d{1,9}", typed, re.ASCII) else None

    def change(self) -> Change:
        return Change(text=self.text.data if "text" in self.given else None, alts=self.alts)

    def summary(self) -> list[tuple[str, str]]:
        """(field's id, message) of what is no WTForms field, for the summary on top."""
        return [(f"alt-{place}", words) for place, words in sorted(self.alt_errors.items())]


def _too_long(over: int) -> str:
    return str(ngettext("Too long. Remove %(num)d character.", "Too long. Remove %(num)d characters.", over))
