"""Changes of how an account is secured are told to its owner and kept in the audit log."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts import emails
from portal.accounts.models import User
from portal.audit import service as audit


def factor(session: Session, user: User, what: str, at: datetime) -> None:
    """The owner changed the second step: `what` is a key of `emails.FACTOR_NEWS`. The caller commits."""
    audit.record(session, user.id, f"factor.{what}", f"person:{user.id}", at)
    emails.factor_changed(session, user, what, at)
