"""Change the photos of a story that was sent and that nobody has begun to review."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal.photos import service as photos
from portal.stories import autosaves, consents, service
from portal.stories.lifecycle import NotAllowed, Status
from portal.stories.models import Story
from portal.stories.rules import PhotoWords

ENTRY: Final = "photos_changed"  # the kind of its line in the story's timeline


def is_open(story: Story) -> bool:
    """Whether the author may still change the photos: the story waits and no reviewer has it."""
    return story.status is Status.SUBMITTED


def change(
    session: Session, story: Story, words: Sequence[PhotoWords], author: str, at: datetime, language: str
) -> None:
    """Put these photos with their words into the story. Its deadline and its place in the queue stay.

    The version rises, so that whoever has the story open is shown the new photos before a decision counts. Photos that
    were taken out are deleted. Raises NotAllowed, StaleDataError. The caller commits.
    """
    if not is_open(story):
        raise NotAllowed(f"change photos in {story.status}")
    before = {row.photo_id: row.photo for row in story.photos}
    service.arrange(story, words, author)
    flag_modified(story, "title")  # rows of another table do not raise the version
    session.flush()
    kept = {each.photo_id for each in words}
    consents.keep_for_photos(session, story.author_id, words, list(before), at, language)
    service.add_timeline(session, story.id, ENTRY, at, public=False, by="author")
    autosaves.drop(session, story.author_id, story.submission_key)
    for photo_id, photo in before.items():
        if photo_id not in kept:
            photos.remove(session, photo, at)
