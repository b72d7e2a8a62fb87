"""What every notice says of its story, kept in the notice so that it can still be read when the story is gone."""

from typing import Any

from sqlalchemy.orm import Session

from portal.stories.models import Story
from portal.wards.models import Ward


def about(session: Session, story: Story) -> dict[str, Any]:
    ward = session.get(Ward, story.ward_id) if story.ward_id else None
    named = {"code": story.code, "title": story.title, "slug": story.slug, "ward": ward.name if ward else ""}
    return named | {"due": story.due_at.isoformat() if story.due_at else ""}
