"""The alt texts that a director may write on the review page, before public relations needs them."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy.orm import Session

from portal.moderation.forms import DecisionForm
from portal.photos.models import PhotoState
from portal.stories import alt_texts
from portal.stories.alt_texts import Source
from portal.stories.models import Story, StoryPhoto


class Field(NamedTuple):
    """One photo without an alt text by its author; `place` counts from 0."""

    place: int
    value: str
    error: str
    written: Source | None


class Fields(NamedTuple):
    """`requested`: who asked public relations for what is missing, and when."""

    fields: list[Field]
    missing: int
    requested: Source | None

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [(f"alt-{each.place}", each.error) for each in self.fields if each.error]


def writable(session: Session, story: Story, given: Mapping[int, str]) -> dict[int, str]:
    """Those of the alt texts that arrived which have a field on the page: an author's own words are not replaced."""
    if not any(given.values()):
        return {}
    written = alt_texts.sources(session, story).written
    return {place: given.get(place, "") for place, row in enumerate(story.photos) if _open(row, written)}


def _open(row: StoryPhoto, written: Mapping[int, Source]) -> bool:
    """Whether a photo has no alt text but one by the desk."""
    return row.photo.state is not PhotoState.FAILED and (not row.alt.strip() or row.photo_id in written)


def of(session: Session, story: Story, form: DecisionForm) -> Fields:
    """A field for each photo that its author has not described; what the desk wrote can be corrected."""
    sources = alt_texts.sources(session, story)
    found = [
        Field(place, form.alts.get(place, row.alt), form.alt_errors.get(place, ""), sources.written.get(row.photo_id))
        for place, row in enumerate(story.photos)
        if _open(row, sources.written)
    ]
    return Fields(found, sum(each.written is None for each in found), sources.requested)
