"""What the product derives from stories – counts by day, cards, the index – filled the way the product fills it."""

from collections.abc import Callable

from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.stories import cards, indexing
from portal.stories.lifecycle import Status
from portal.stories.models import Story

AT_ONCE = 500  # cards


def fill(session: Session, say: Callable[[str], None]) -> None:
    """Called once, after all rows are there and before anybody reads. Commits."""
    _days(session)
    _cards(session)
    say("cards are written")
    indexing.fill(session)
    say("the search index is filled")


def _days(session: Session) -> None:
    """As the migration counts what was published before it."""
    scripts = ScriptDirectory(str(current_app.extensions["migrate"].directory))
    counting = scripts.get_revision("0003").module
    session.execute(text("DELETE FROM ward_day"))
    session.execute(text(counting.COUNT.format(day=counting.DAY[session.get_bind().dialect.name])))
    session.commit()


def _cards(session: Session) -> None:
    last = 0
    query = select(Story.id).where(Story.status == Status.PUBLISHED)
    while ids := session.scalars(query.where(Story.id > last).order_by(Story.id).limit(AT_ONCE)).all():
        cards.write(session, ids)
        session.commit()
        last = ids[-1]
