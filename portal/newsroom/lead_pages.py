"""What the page of a story says of its place on the front page."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.newsroom.lead_forms import LeadForm, suggestions
from portal.stories import lead
from portal.stories.models import Story


def page(session: Session, story: Story, form: LeadForm | None, at: datetime) -> dict[str, Any]:
    """The values of newsroom/_lead.html; `leading` is (title, until, name of who chose) of a story that was chosen."""
    choice = lead.current(session, at)
    leading = None
    if choice is not None:
        title = session.get_one(Story, choice.story_id).title
        leading = (title, choice.until, session.get_one(User, choice.chosen_by_id).name)
    return {
        "lead_form": form or LeadForm(),
        "leading": leading,
        "is_lead": choice is not None and choice.story_id == story.id,
        "lead_ends": suggestions(at),
    }
