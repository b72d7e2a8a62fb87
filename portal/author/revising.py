"""What changing a story needs: its form as it stands, keeping the change, and the page for whoever came second."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from portal.author import drafting, flashes, intake, pages, requested, rows
from portal.author.requested import Requested
from portal.author.rows import Rows
from portal.kernel import clock
from portal.kernel.i18n import language
from portal.stories import autosaves, change_requests, consents, service
from portal.stories.change_requests import Clock
from portal.stories.forms import StoryForm
from portal.stories.lifecycle import EDITABLE, Status
from portal.stories.models import Story
from portal.stories.rules import Sheet


class Opened(NamedTuple):
    """The form of a story with its photos and what is asked for; `autosaved` where its author left it unsaved."""

    form: StoryForm
    photos: Rows
    asked: Requested | None
    autosaved: dict[str, Any] | None = None


def opened(session: Session, story: Story) -> Opened:
    """The form as its author left it unsaved, else as the story is kept."""
    if row := autosaves.find(session, story.author_id, story.submission_key):
        fields, _photos = autosaves.typed(session, row)
        asked = requested.for_form(session, story, fields)
        return Opened(*drafting.refill(row, story), asked, drafting.shown(row))
    asked = requested.for_form(session, story)
    return Opened(form_of(session, story), rows.from_story(story.photos), asked)


def form_of(session: Session, story: Story) -> StoryForm:
    """The form filled with a story as it is kept, ticks included."""
    ticked = consents.ticked(session, story)
    return intake.story_form(
        title=story.title,
        body=story.body,
        ward=story.ward.slug if story.ward else "",
        rubric=story.rubric.slug if story.rubric else "",
        event_date=story.event_date.isoformat() if story.event_date else "",
        place=story.place,
        source=story.source,
        credit=story.credit.value,
        consent_original=consents.ORIGINAL in ticked,
        consent_license=consents.LICENSE in ticked,
        agree={consents.ORIGINAL, consents.LICENSE} <= ticked,
        submission_key=story.submission_key,
        version=str(story.version),
    )


def is_unchanged(session: Session, story: Story, sheet: Sheet) -> bool:
    """Whether a returned story would go back to the director as it came."""
    if story.status is not Status.RETURNED:
        return False
    return change_requests.is_unchanged(change_requests.latest(session, story.id), sheet)


def keep(session: Session, story: Story, sheet: Sheet, done: Sequence[str], *, send: bool) -> None:
    """Keep the words, the photos and the points ticked off. Raises NotAllowed, StaleDataError. The caller commits.

    What goes back unchanged goes on with the review's old deadline, and so keeps its place in the queue.
    """
    at, request = clock.now(), requested.keep_ticks(session, story, done)
    if send:
        same = request if change_requests.is_unchanged(request, sheet) else None
        if same:
            same.unchanged = True
        service.write(story, sheet, at)
        service.send(session, story, sheet, at, language(), Clock(same.due_code, same.due_at) if same else None)
    else:
        service.revise(session, story, sheet, at, language())
    autosaves.drop(session, story.author_id, story.submission_key)


def overtaken(
    session: Session, form: StoryForm, typed: Rows, story: Story, given: MultiDict[str, str]
) -> ResponseReturnValue:
    """409 with what stands now; when it can still be changed, the form goes on from there."""
    editable = story.status in EDITABLE
    form.version.data = str(story.version)
    why = flashes.changed_meanwhile() if editable else flashes.no_longer_open()
    asked = requested.for_form(session, story, given)
    return pages.overtaken(form, typed, story, why=why, editable=editable, asked=asked)
