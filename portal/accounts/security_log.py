"""Report security changes of an account to its owner and to the audit log."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts import emails
from portal.accounts.models import User
from portal.audit import service as audit


def factor(session: Session, user: User, what: str, at: datetime) -> None:
    """Report a change of the second step by the owner; `what` is a key of `emails.FACTOR_NEWS`. The caller commits."""
    audit.record(session, user.id, f"factor.{what}", f"person:{user.id}", at)
    emails.factor_changed(session, user, what, at)
