"""Prove who owns an e-mail address or number: by a link in a letter, or by a person who has met or called the owner.

An unproven contact is a claim: it signs in, but gets at most one letter a day and no appointment by it takes effect.
"""

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts import appointments, links, queries, sessions
from portal.accounts.models import User
from portal.audit import service as audit
from portal.kernel.db import lock_digest


def prove_email(session: Session, user: User, email: str, by: User | None, at: datetime, how: str) -> bool:
    """Mark the address as this person's; return False if another account has proven it. The caller commits.

    An account that only claimed the address keeps it as a claim. `how` goes into the log: "letter", "command line".
    """
    if user.given_email != email:
        return False
    _lock(session, email)
    holder = queries.by_email(session, email)
    if holder is not None and holder.id != user.id:
        if holder.email_proven:
            return False
        holder.email, holder.claimed_email = None, email
        session.flush()
    user.email, user.claimed_email, user.confirmed_at = email, None, at
    links.void(session, user, ("confirm",), at)
    session.flush()
    audit.record(session, by.id if by else None, "account.email_proven", f"person:{user.id}", at, how=how)
    appointments.take_effect(session, user, at)
    return True


def prove_phone(session: Session, user: User, by: User | None, at: datetime, how: str) -> bool:
    """Mark the number as this person's; return False if there is none or another account has it. The caller commits."""
    phone = user.given_phone
    if phone is None or user.phone_proven:
        return False
    _lock(session, phone)
    holder = queries.by_phone(session, phone)
    if holder is not None and holder.id != user.id:
        if holder.phone_proven:
            return False
        holder.us_phone_number, holder.claimed_phone = None, phone
        session.flush()
    user.us_phone_number, user.claimed_phone, user.phone_proven_at = phone, None, at
    session.flush()
    audit.record(session, by.id if by else None, "account.phone_proven", f"person:{user.id}", at, how=how)
    appointments.take_effect(session, user, at)
    return True


def disown_email(session: Session, user: User, at: datetime) -> None:
    """Remove the address from an account that its owner does not recognise. The caller commits."""
    user.email = user.claimed_email = user.confirmed_at = None
    links.void(session, user, ("confirm", "reset"), at)
    sessions.end_all(session, user, at, "address disowned")
    audit.record(session, None, "account.email_disowned", f"person:{user.id}", at)


def _lock(session: Session, contact: str) -> None:
    """Let the proofs of one contact follow each other: the second sees what the first has changed."""
    lock_digest(session, hashlib.sha256(f"contact:{contact}".encode()).hexdigest())
