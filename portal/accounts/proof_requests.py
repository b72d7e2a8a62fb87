"""Letters that ask whose an address is. The page only notes the wish; the worker looks who has the address.

So registering takes the same time for an address that somebody has.
"""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts import emails
from portal.accounts.models import User
from portal.kernel import jobs
from portal.kernel.jobs import Job

KIND = "account.proof"


def ask(session: Session, user: User, why: str, lang: str, at: datetime) -> None:
    """Ask for the letter of `emails.ask_for_proof`. The caller commits."""
    payload = {"user": user.id, "why": why, "language": lang}
    jobs.enqueue(session, KIND, f"{KIND}:{secrets.token_hex(12)}", payload, at)


def answer(job: Job) -> None:
    """The handler of work kind "account.proof"."""
    user = job.session.get(User, job.payload["user"])
    if user is not None:
        emails.ask_for_proof(job.session, user, job.at, str(job.payload["why"]), str(job.payload["language"]))
