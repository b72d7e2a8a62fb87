"""Which parts a person plays towards one story; the lifecycle's table says what each part may do."""

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from portal.accounts.models import Appointment, Role
from portal.accounts.rights import Rights
from portal.kernel import clock
from portal.stories.lifecycle import Part
from portal.stories.models import Story


def parts_of(rights: Rights, story: Story) -> set[Part]:
    """AUTHOR, or any of DIRECTOR and HUMAS; empty for a stranger. Nobody moderates an own story.

    Humas stands in as DIRECTOR for an escalated story and where nobody but the author directs the ward.
    """
    if rights.user_id is None:
        return set()
    if rights.user_id == story.author_id:
        return {Part.AUTHOR}
    parts: set[Part] = set()
    if story.ward_id in rights.wards:
        parts.add(Part.DIRECTOR)
    if Role.HUMAS in rights.roles:
        parts.add(Part.HUMAS)
        session = object_session(story)
        if story.escalated_at is not None or (session is not None and not is_led(session, story)):
            parts.add(Part.DIRECTOR)
    return parts


def is_led(session: Session, story: Story) -> bool:
    """Whether somebody other than its author directs the story's ward today, as director or deputy."""
    today = clock.now().astimezone(clock.WIB).date()
    found = session.scalar(
        select(Appointment.id)
        .where(
            Appointment.ward_id == story.ward_id,
            Appointment.role.in_((Role.DIRECTOR, Role.DEPUTY)),
            Appointment.user_id != story.author_id,
            Appointment.ended_at.is_(None),
            Appointment.starts_on <= today,
            Appointment.ends_on.is_(None) | (Appointment.ends_on >= today),
        )
        .limit(1)
    )
    return found is not None
