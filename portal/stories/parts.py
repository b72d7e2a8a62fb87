"""Which parts a person plays towards one story: reads the facts; the rule is `lifecycle.parts`."""

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from portal.accounts.models import Appointment, Role
from portal.accounts.rights import Rights
from portal.kernel import clock
from portal.stories import recusals
from portal.stories.lifecycle import Part, Relation, parts
from portal.stories.models import Story


def parts_of(rights: Rights, story: Story) -> set[Part]:
    """What `lifecycle.parts` says of this person. Nobody moderates an own story, or one they have an interest in.

    Humas stands in as DIRECTOR for an escalated story and where nobody is left who may decide in the ward.
    """
    if rights.user_id is None:
        return set()
    return parts(relation(rights, story, rights.user_id))


def relation(rights: Rights, story: Story, user_id: int) -> Relation:
    """What a person is to a story today. Whoever could play no part anyway is not looked up."""
    session, humas = object_session(story), Role.HUMAS in rights.roles
    directs = story.ward_id in rights.wards
    if user_id == story.author_id or session is None or not (directs or humas):
        return Relation(wrote=user_id == story.author_id, directs=directs, humas=humas)
    stands_in = humas and (story.escalated_at is not None or not is_led(session, story))
    return Relation(
        directs=directs, humas=humas, stands_in=stands_in, recusals=recusals.kinds(session, story.id, user_id)
    )


def is_led(session: Session, story: Story) -> bool:
    """Whether somebody who may decide on the story directs its ward today, as director or deputy."""
    today = clock.now().astimezone(clock.WIB).date()
    found = session.scalar(
        select(Appointment.id)
        .where(
            Appointment.ward_id == story.ward_id,
            Appointment.role.in_((Role.DIRECTOR, Role.DEPUTY)),
            Appointment.user_id != story.author_id,
            ~recusals.recused(story.id, Appointment.user_id),
            Appointment.ended_at.is_(None),
            Appointment.starts_on <= today,
            Appointment.ends_on.is_(None) | (Appointment.ends_on >= today),
        )
        .limit(1)
    )
    return found is not None
