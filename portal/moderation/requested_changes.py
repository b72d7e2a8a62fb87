"""What the last return asked for, and which of it the author calls done; beside the text that came back."""

from typing import NamedTuple

from sqlalchemy.orm import Session

from portal.kernel.i18n import language
from portal.stories import change_requests, queries
from portal.stories.lifecycle import Status
from portal.stories.models import Story
from portal.stories.rules import NOTE


class Answered(NamedTuple):
    """The points as (words, ticked off), the note last; `unchanged` when the author sent the same version again."""

    points: list[tuple[str, bool]]
    unchanged: bool


def answered(session: Session, story: Story) -> Answered | None:
    """None for a story that was never returned or is still with its author."""
    if story.status is Status.RETURNED:
        return None
    request = change_requests.latest(session, story.id)
    if request is None:
        return None
    detail = change_requests.returned_detail(queries.timeline(session, story.id))
    name = "title_en" if language() == "en" else "title"
    words = {str(each["code"]): str(each.get(name) or each["code"]) for each in detail.get("reasons", ())}
    words[NOTE] = str(detail.get("note", ""))
    points = [(words[code], code in request.done) for code in change_requests.codes_of(detail)]
    return Answered(points, request.unchanged)
