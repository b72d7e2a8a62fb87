"""The one form of a post: everything that can be done with it, told apart by `action`."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField, StringField, TextAreaField

from portal.kernel import dates
from portal.kernel.forms import BaseForm, line, paragraphs
from portal.newsroom import typed
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
PICTURES_MAX = 35  # as many as any channel takes


class PostForm(BaseForm):
    """A field that did not arrive leaves things as they are. Call `check` instead of `validate`."""

    version = HiddenField(filters=[line])
    action = HiddenField(filters=[line])
    text = TextAreaField(_l("Text for this channel"), filters=[paragraphs])
    due_at = StringField(_l("Scheduled for (WIB)"), filters=[line])
    reason = StringField(_l("Why it waits or is skipped"), filters=[line])
    proof_url = StringField(_l("Address of this post"), filters=[line])
    proof_file = FileField(_l("Screenshot"))
    identity = BooleanField(_l("Name, picture and link of the account match the other channels"))

    def __init__(self, given: Any = None) -> None:
        super().__init__(given)
        self.given = given or {}
        self.alts = typed.alts(self.given, PICTURES_MAX)
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
        self.alt_errors |= typed.alt_errors(self.alts)
        return fine and not self.wrong

    def _at_most(self, field: Any, most: int) -> None:
        if len(field.data or "") > most:
            field.errors = [typed.too_long(len(field.data) - most)]

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
        return typed.time(self.due_at.data or "")

    def seen_version(self) -> int | None:
        """The version of the page that was sent; None when it did not come along."""
        return typed.version(self.version.data)

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
