"""What everybody sees changes when a picture of a published story is finished at last, or will never be."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kernel import pages
from portal.stories.lifecycle import Status
from portal.stories.models import Story, StoryPhoto


def photo_settled(session: Session, payload: dict[str, Any], _at: datetime) -> None:
    """Usually nobody reads the story yet, and the kept pages stay."""
    shown = select(Story.id).join(StoryPhoto, StoryPhoto.story_id == Story.id)
    if session.scalar(shown.where(StoryPhoto.photo_id == payload["photo"], Story.status == Status.PUBLISHED).limit(1)):
        pages.drop(session)
