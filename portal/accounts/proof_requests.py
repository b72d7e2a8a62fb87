"""Queue letters that ask an address for proof; the worker looks up who has the address.

So registration takes the same time for a known and an unknown address.
"""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts import emails, queries
from portal.accounts.models import User
from portal.kernel import jobs
from portal.kernel.jobs import Job

KIND = "account.proof"


def ask(session: Session, user: User, why: str, lang: str, at: datetime) -> None:
    """Queue the letter of `emails.ask_for_proof`. The caller commits."""
    payload = {"user": user.id, "why": why, "language": lang}
    jobs.enqueue(session, KIND, f"{KIND}:{secrets.token_hex(12)}", payload, at)


def ask_next(session: Session, email: str, lang: str, at: datetime) -> None:
    """Ask about the latest other account that gave an address. The caller commits.

    For an owner who has just disowned one: a stranger who registers every day with the address would else use up the
    one letter of each day, and the owner's own account would never be proven.
    """
    for user in queries.claims(session, email=email, most=1):
        ask(session, user, "next", lang, at)


def answer(job: Job) -> None:
    """Handle a job of kind "account.proof"."""
    user = job.session.get(User, job.payload["user"])
    if user is not None:
        emails.ask_for_proof(job.session, user, job.at, str(job.payload["why"]), str(job.payload["language"]))
