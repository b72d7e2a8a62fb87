"""What stories say about pictures; wiring puts these into the registries of photos."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import Session

from portal.accounts.rights import Rights
from portal.photos.models import Photo
from portal.stories import autosaves, queries
from portal.stories.models import Story, StoryPhoto

# a picture in a story that its author has sent; one taken back unsent is none
SENT: Final[ColumnElement[bool]] = exists().where(
    StoryPhoto.photo_id == Photo.id, StoryPhoto.story_id == Story.id, Story.submitted_at.is_not(None)
)


def may_see(session: Session, photo: Photo, rights: Rights) -> bool:
    """Everybody sees the pictures of a published story."""
    return not rights.signed_in and queries.is_public(session, photo.id)


def needed(session: Session, photo_ids: Sequence[int]) -> set[int]:
    """Those of these pictures that a story, draft or not, holds."""
    return queries.in_stories(session, photo_ids)


def autosaved(session: Session, photo_ids: Sequence[int]) -> set[int]:
    """Those of these pictures that an unsent form names; their owner may still take them back."""
    return autosaves.named(session, photo_ids)
