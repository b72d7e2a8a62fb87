"""Everything that keeps a post from going out, found the same way when it is edited, scheduled and made ready."""

from collections.abc import Sequence

from portal.channels.limits import limits_for
from portal.newsroom.checking import Issue, check
from portal.newsroom.facts import checked_picture, pictures_of
from portal.newsroom.models import Post

# what the machine holds a post for, beside the findings of `check`: a code each, whose words the pages have
REAUTH, BLOCKED, NO_CONNECTION, APPROVAL = "reauth", "blocked", "no_connection", "approval"
CLOCK = "clock"  # its time came by a jump of the clock
PASSING = (REAUTH, BLOCKED, NO_CONNECTION, APPROVAL)  # once the cause is gone the post goes on by itself


class Refused(Exception):
    """An act that the form has to put right. `code` names the sentence, `field` the form field it stands at."""

    def __init__(self, field: str, code: str, **params: int | str) -> None:
        super().__init__(code)
        self.field, self.code, self.params = field, code, params


class Faulty(Exception):
    """The post cannot be made ready like this; `issues` are those that block, `also` what else is refused."""

    def __init__(self, issues: Sequence[Issue], also: Refused | None = None) -> None:
        super().__init__(", ".join(issue.code for issue in issues))
        self.issues, self.also = issues, also


class Claimed(Exception):
    """Somebody else is posting it by hand right now."""


def issues_of(post: Post, text: str | None = None) -> list[Issue]:
    """The findings about a post, gravest first; `text` is one that was typed but is not kept."""
    limits = limits_for(post.channel.kind)
    pictures = [checked_picture(photo, limits) for photo in pictures_of(post.story, post.pictures)]
    return check(post.text if text is None else text, limits, pictures)


def blocking(post: Post) -> list[Issue]:
    return [issue for issue in issues_of(post) if issue.blocks]
