"""The form that gives many posts their times at once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField

from portal.kernel import numbers
from portal.kernel.forms import BaseForm, line
from portal.newsroom import typed
from portal.newsroom.bulk import MOST
from portal.newsroom.words import refusal_words

LONGEST = 1440  # minutes


class BulkForm(BaseForm):
    """Call `check` instead of `validate`. `v-<post>` is the version a post had on the page."""

    due_at = StringField(_l("First post at (WIB)"), filters=[line])
    every = StringField(_l("Minutes between two posts"), filters=[line], default="0")

    def __init__(self, given: Any = None) -> None:
        super().__init__(given)
        self.posts = _numbers(given.getlist("post") if given else ())
        self.stories = _numbers(given.getlist("story") if given else ())
        versions = [(name, value) for name, value in given.items() if name.startswith("v-")] if given else []
        read = [(numbers.row(name[2:]), numbers.whole(value)) for name, value in versions]
        self.seen = {post: version for post, version in read if post is not None and version is not None}

    def check(self, now: datetime) -> bool:
        fine = self.validate()
        if not (self.posts or self.stories):
            self.form_errors.append(refusal_words("choose_posts"))
        if self.when is None:
            self.due_at.errors = [refusal_words("due_unreadable" if self.due_at.data else "due_missing")]
        elif self.when <= now:
            self.due_at.errors = [refusal_words("due_past")]
        if self.spacing is None:
            self.every.errors = [refusal_words("spacing")]
        return fine and not (self.errors or self.form_errors)

    @property
    def when(self) -> datetime | None:
        """The first time, aware; None for none or one nobody can read."""
        return typed.time(self.due_at.data or "")

    @property
    def spacing(self) -> timedelta | None:
        minutes = numbers.whole(self.every.data or "0", high=LONGEST)
        return None if minutes is None else timedelta(minutes=minutes)


def _numbers(values: Iterable[str]) -> list[int]:
    """Ids as they came, each once; what is none is left out."""
    found = (numbers.row(value) for value in values)
    return list(dict.fromkeys(number for number in found if number is not None))[:MOST]
