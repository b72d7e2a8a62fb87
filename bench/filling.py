"""The counts by day that the product keeps beside stories, filled as the migration counts what was published before."""

from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import text
from sqlalchemy.orm import Session


def days(session: Session) -> None:
    """Called once, after all rows are there and before anybody reads. Commits."""
    scripts = ScriptDirectory(str(current_app.extensions["migrate"].directory))
    counting = scripts.get_revision("0003").module
    session.execute(text("DELETE FROM ward_day"))
    session.execute(text(counting.COUNT.format(day=counting.DAY[session.get_bind().dialect.name])))
    session.commit()
