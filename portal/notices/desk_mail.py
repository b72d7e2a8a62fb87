"""Plans the letters about desk notices: when one is due is a row of work. What they say is written by `staff`."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.kernel import jobs
from portal.notices.models import Notice
from portal.notices.rules import Audience, Pace, letter_time

KIND = "desk.letter"
LOOK_BACK = 200  # of somebody's latest notices: more of one kind within a quarter of an hour are one letter anyway
MISSED = timedelta(minutes=2)
AT_ONCE = 200  # people a sweep takes; the next minute takes the rest
MOST = 100  # notices of one letter


def plan(session: Session, notice: Notice, at: datetime) -> None:
    """Say when a letter tells of this notice, and ask for the work. Nobody without an address gets one."""
    user = session.get_one(User, notice.user_id)
    if user.email is None:
        return
    due = letter_time(notice.kind, Pace(user.desk_mail), _last(session, notice), at)
    notice.letter_due = due
    session.flush()
    _ask(session, user.id, due)


def _ask(session: Session, user_id: int, due: datetime) -> None:
    jobs.enqueue(session, KIND, f"desk-letter:{user_id}:{due.timestamp()}", {"user": user_id}, due)


def _last(session: Session, notice: Notice) -> datetime | None:
    """When this person's latest letter about this kind was or is due."""
    latest = (
        select(Notice.kind, Notice.letter_due)
        .where(Notice.user_id == notice.user_id, Notice.audience == Audience.DESK)
        .order_by(Notice.id.desc())
        .limit(LOOK_BACK)
        .subquery()
    )
    found: datetime | None = session.scalar(select(func.max(latest.c.letter_due)).where(latest.c.kind == notice.kind))
    return found


def take(session: Session, user_id: int, at: datetime) -> Sequence[Notice]:
    """The notices of which a letter is due, oldest first, marked as written. The caller writes it and commits."""
    query = select(Notice).where(Notice.user_id == user_id, Notice.letter_due <= at, Notice.letter_at.is_(None))
    found = session.scalars(query.order_by(Notice.id).limit(MOST).with_for_update()).all()
    for notice in found:
        notice.letter_at = at
    return found


def sweep(session: Session, at: datetime) -> None:
    """Every minute: letters whose work ended without them, because their notice was committed a moment too late."""
    query = select(Notice.user_id).where(Notice.letter_due < at - MISSED, Notice.letter_at.is_(None))
    for user_id in session.scalars(query.distinct().limit(AT_ONCE)):
        _ask(session, user_id, at)
