"""Working days as an admin corrected them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kernel.deadlines import Calendar, calendar_around
from portal.kernel.workdays import Override
from portal.wards.models import Holiday


def overrides(session: Session) -> list[Override]:
    """What admins entered over the national list, for `kernel.deadlines`."""
    rows = session.execute(select(Holiday.day, Holiday.name, Holiday.is_working).order_by(Holiday.day))
    return [(day, name, is_working) for day, name, is_working in rows]


def calendar(session: Session, at: datetime) -> Calendar:
    """The working days around a moment; every deadline is computed with this one."""
    return calendar_around(at, overrides(session))
