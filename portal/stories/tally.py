"""How many public stories each ward has of each day: the map on every list adds up days instead of counting stories."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, cast, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.kernel import clock
from portal.stories.lifecycle import Status
from portal.stories.models import Story, WardDay

INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def day_of(at: datetime) -> date:
    """The day in Pekalongan on which something was published."""
    return at.astimezone(clock.WIB).date()


def add(session: Session, ward_id: int, day: date, stories: int) -> None:
    """Count so many stories more, or fewer, in the caller's transaction."""
    connection = session.connection()
    row = INSERT[connection.dialect.name](WardDay).values(ward_id=ward_id, day=day, stories=stories)
    known = {"stories": WardDay.stories + row.excluded.stories}
    connection.execute(row.on_conflict_do_update(index_elements=["day", "ward_id"], set_=known))


def recount(session: Session) -> None:
    """Count everything anew, for stories that came by other ways than the service. The caller commits."""
    if session.connection().dialect.name == "sqlite":
        day: Any = func.date(Story.published_at, "+7 hours")
    else:
        day = cast(func.timezone("Asia/Jakarta", Story.published_at), Date)
    public = (Story.status == Status.PUBLISHED, Story.ward_id.is_not(None), Story.published_at.is_not(None))
    counted = select(Story.ward_id, day, func.count()).where(*public).group_by(Story.ward_id, day)
    session.execute(delete(WardDay))
    session.execute(WardDay.__table__.insert().from_select(["ward_id", "day", "stories"], counted))  # type: ignore[attr-defined]  # typed as FromClause
