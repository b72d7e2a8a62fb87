"""The one form of a post: everything that can be done with it, told apart by `action`."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import FileField, HiddenField, StringField, TextAreaField

from portal.kernel import dates
from portal.kernel.forms import BaseForm
from portal.kernel.text import clean, clean_line
from portal.newsroom.checking import Issue
from portal.newsroom.faults import Refused
from portal.newsroom.lifecycle import BY_MACHINE, EDITING, PostAction
from portal.newsroom.models import Post
from portal.newsroom.service import Change
from portal.newsroom.words import issue_words, refusal_words

# what nobody may do on a page that is no longer true: sent twice, the second one finds another version
ON_SIGHT = (
    *EDITING, PostAction.RESYNC, PostAction.APPROVE, PostAction.ASSIST, PostAction.RESEND, PostAction.DELETE,
)  # fmt: skip
TEXT_MAX = 70_000  # characters, above what any channel takes
REASON_MAX = 500
ALT_MAX = 250
PICTURES_MAX = 35  # as many as any channel takes
_TYPED_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})[ ,]+(\d{1,2})[.:](\d{2})(?: WIB)?", re.ASCII)


def _line(value: str | None) -> str:
    return clean_line(value or "")


class PostForm(BaseForm):
    """A field that did not arrive leaves things as they are. Call `check` instead of `validate`."""

    version = HiddenField(filters=[_line])
    action = HiddenField(filters=[_line])
    text = TextAreaField(_l("Text for this channel"), filters=[lambda value: clean(value or "")])
    due_at = StringField(_l("Goes out at (WIB)"), filters=[_line])
    reason = StringField(_l("Why it waits or is skipped"), filters=[_line])
    proof_url = StringField(_l("Address of this post"), filters=[_line])
    proof_file = FileField(_l("Screenshot"))

    def __init__(self, given: Any = None) -> None:
        super().__init__(given)
        self.given = given or {}
        names = ((place, f"alt-{place}") for place in range(PICTURES_MAX))
        self.alts = {place: clean_line(self.given[name]) for place, name in names if name in self.given}
        self.alt_errors: dict[int, str] = {}
        self.picture_errors: list[str] = []

    def fill(self, post: Post) -> "PostForm":
        """Show the post as it stands wherever nothing was typed."""
        kept = {
            "text": post.text,
            "reason": post.reason,
            "due_at": dates.field_wib(post.due_at) if post.due_at else "",
        }
        for name, value in kept.items():
            if name not in self.given:
                self[name].data = value
        return self

    def check(self) -> bool:
        """Whether what was typed can be read; what it means is the service's to judge."""
        fine = self.validate()
        if self.chosen is None:
            self.form_errors.append(refusal_words("button"))
        self._at_most(self.text, TEXT_MAX)
        self._at_most(self.reason, REASON_MAX)
        if self.due_at.data and self.when is None:
            self.due_at.errors = [refusal_words("due_unreadable")]
        for place, alt in self.alts.items():
            if len(alt) > ALT_MAX:
                self.alt_errors[place] = _too_long(len(alt) - ALT_MAX)
        return fine and not self.wrong

    def _at_most(self, field: Any, most: int) -> None:
        if len(field.data or "") > most:
            field.errors = [_too_long(len(field.data) - most)]

    @property
    def wrong(self) -> bool:
        return bool(self.errors or self.form_errors or self.alt_errors or self.picture_errors)

    @property
    def chosen(self) -> PostAction | None:
        """The button that was used; None for none that people have."""
        try:
            action = PostAction(self.action.data or "")
        except ValueError:
            return None
        return None if action in BY_MACHINE else action

    @property
    def when(self) -> datetime | None:
        """The time that was typed, aware; None for none or one nobody can read."""
        return read_time(self.due_at.data or "")

    def seen_version(self) -> int | None:
        """The version of the page that was sent; None when it did not come along."""
        typed = self.version.data or ""
        return int(typed) if re.fullmatch(r"\d{1,9}", typed, re.ASCII) else None

    def is_stale(self, post: Post) -> bool:
        """Whether somebody changed the post since the page was drawn. Claims are guarded by the claim itself."""
        seen = self.seen_version()
        return seen != post.version if seen is not None or self.chosen in ON_SIGHT else False

    def change(self) -> Change:
        """What the service is to do; only after `check`."""
        given = self.given
        return Change(
            text=self.text.data if "text" in given else None,
            due_at=self.when,
            timed="due_at" in given,
            reason=self.reason.data or "",
            alts=self.alts,
        )

    def refuse(self, error: Refused) -> None:
        """Say at its field why the service refused."""
        words = refusal_words(error.code)
        if error.field:
            self[error.field].errors = [words]
        else:
            self.form_errors.append(words)

    def blame(self, issues: Iterable[Issue]) -> None:
        """Say at their fields what keeps the post from going out."""
        for issue in issues:
            words = issue_words(issue)
            if issue.code.startswith("alt_"):
                self.alt_errors.setdefault(int(issue.field.removeprefix("picture-")), words)
            elif issue.field == "text":
                self.text.errors = [*self.text.errors, words]
            else:
                self.picture_errors.append(words)

    def summary(self) -> list[tuple[str, str]]:
        """(field's id or nothing, message) of what is no WTForms field, for the summary on top."""
        places = [(f"alt-{place}", words) for place, words in sorted(self.alt_errors.items())]
        return places + [("pictures", words) for words in self.picture_errors]


def _too_long(over: int) -> str:
    return str(ngettext("Too long. Remove %(num)d character.", "Too long. Remove %(num)d characters.", over))


def read_time(typed: str) -> datetime | None:
    """A time as browsers and people write it, in WIB; None for none or one nobody can read."""
    if found := _TYPED_DAY.fullmatch(typed):
        day, month, year, hour, minute = found.groups()
        typed = f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute}"
    try:
        return dates.parse_wib(typed)
    except (ValueError, OverflowError):
        return None
