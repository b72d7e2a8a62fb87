"""Letters with a way to a new password. The page only notes the wish; the worker looks whether there is anybody.

So the page takes the same time for an address that nobody has.
"""

import secrets
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from portal.accounts import emails, identity, queries, rules
from portal.kernel import jobs
from portal.kernel.jobs import Job

KIND = "account.reset"


def ask(session: Session, text: str, lang: str, at: datetime) -> None:
    """Somebody wants a letter to the address typed. The caller commits."""
    jobs.enqueue(session, KIND, f"{KIND}:{secrets.token_hex(12)}", {"identity": text, "language": lang}, at)


def answer(job: Job) -> None:
    """The handler of work kind "account.reset": at most three letters an hour to one account."""
    session, at = job.session, job.at
    user = identity.user_by_identity(session, str(job.payload["identity"]))
    if user is None or not user.email or not identity.may_enter(user, demo=current_app.config["SETTINGS"].demo):
        return
    if queries.links_since(session, user.id, "reset", at - timedelta(hours=1)) < rules.RESETS_AN_HOUR:
        emails.reset(session, user, at, str(job.payload["language"]))
