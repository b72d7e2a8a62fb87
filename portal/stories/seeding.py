from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.stories.models import Rubric
from portal.wards import city


def seed(session: Session, data: city.City) -> None:
    """Bring the rubrics in line with the city's data file; safe to repeat. The caller commits."""
    known = {row.slug: row for row in session.scalars(select(Rubric))}
    for position, given in enumerate(data.rubrics):
        rubric = known.get(given.slug) or Rubric(slug=given.slug)
        rubric.name, rubric.name_en, rubric.tone = given.name_id, given.name_en, given.color
        rubric.position = position
        session.add(rubric)
    session.flush()
