"""What changing a story needs: its form as it stands, keeping the change, and the page for whoever came second."""

from typing import Any

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.author import drafting, flashes, intake, pages, rows
from portal.author.rows import Rows
from portal.kernel import clock
from portal.kernel.i18n import language
from portal.stories import autosaves, consents, service
from portal.stories.forms import StoryForm
from portal.stories.lifecycle import EDITABLE
from portal.stories.models import Story
from portal.stories.rules import Sheet


def opened(session: Session, story: Story) -> tuple[StoryForm, Rows, dict[str, Any] | None]:
    """Form and photos of a story as they are kept, or as its author left them unsaved; then also about the autosave."""
    if row := autosaves.find(session, story.author_id, story.submission_key):
        return *drafting.refill(row, story), drafting.shown(row)
    return form_of(session, story), rows.from_story(story.photos), None


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
        submission_key=story.submission_key,
        version=str(story.version),
    )


def keep(session: Session, story: Story, sheet: Sheet, *, send: bool) -> None:
    """Raises NotAllowed, StaleDataError. The caller commits."""
    at = clock.now()
    if send:
        service.write(story, sheet, at)
        service.send(session, story, sheet, at, language())
    else:
        service.revise(session, story, sheet, at, language())
    autosaves.drop(session, story.author_id, story.submission_key)


def overtaken(form: StoryForm, typed: Rows, story: Story) -> ResponseReturnValue:
    """409 with what stands now; when it can still be changed, the form goes on from there."""
    editable = story.status in EDITABLE
    form.version.data = str(story.version)
    why = flashes.changed_meanwhile() if editable else flashes.no_longer_open()
    return pages.overtaken(form, typed, story, why=why, editable=editable)
