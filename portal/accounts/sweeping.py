"""What the minute sweep forgets for accounts."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts import attempts, limits, links, name_changes, sessions


def by_minute(session: Session, at: datetime) -> None:
    """Forget tries and uses that no longer count, ended sign-ins and links, and former handles. The caller commits."""
    attempts.tidy(session, at)
    sessions.tidy(session, at)
    links.tidy(session, at)
    limits.tidy(session, at)
    name_changes.tidy(session, at)
