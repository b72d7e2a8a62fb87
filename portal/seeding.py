"""What a new database needs before anybody can use it."""

from sqlalchemy.orm import Session

from portal.channels import service as channels
from portal.kernel import clock, pages
from portal.stories import rendering
from portal.stories import seeding as rubrics
from portal.wards import service as wards
from portal.wards.city import City


def seed(session: Session, city: City) -> None:
    """Wards, rubrics and channels of the city, and stories as today's Markdown draws them; safe to repeat.

    The caller commits.
    """
    wards.seed(session, city)
    rubrics.seed(session, city)
    channels.seed(session, city)
    pages.drop(session)
    rendering.ask(session, clock.now())
