"""Name changes of published authors: the author requests, humas reviews. Nothing here commits.

Authors without published stories change their name at once. Package `stories` updates bylines after an accepted change.
"""

import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.accounts import queries
from portal.accounts.models import FormerHandle, NameChange, User
from portal.audit import service as audit
from portal.kernel import events
from portal.kernel.db import changed
from portal.kernel.text import slugify

ACCEPTED: Final = "accepted"
REFUSED: Final = "refused"
CANCELLED: Final = "cancelled"
ADDRESS_KEPT = timedelta(days=365)  # how long the address of an author page leads to the new one
TOLD_EVERY = timedelta(days=1)  # humas hears of one person's wishes at most so often; all of them stand in the list

# Filled by wiring: whether readers know this person's name (session, user id).
IS_KNOWN: list[Callable[[Session, int], bool]] = []


class Answered(Exception):
    """The request was answered or cancelled meanwhile."""


def is_known(session: Session, user_id: int) -> bool:
    """Return whether a new name of this person must be reviewed."""
    return any(known(session, user_id) for known in IS_KNOWN)


def waiting(session: Session, user_id: int) -> NameChange | None:
    """Return this person's open request."""
    return session.scalar(select(NameChange).where(NameChange.user_id == user_id, NameChange.outcome.is_(None)))


def last_refused(session: Session, user_id: int) -> NameChange | None:
    """The person's latest request, if humas refused it."""
    latest = select(NameChange).where(NameChange.user_id == user_id).order_by(NameChange.id.desc()).limit(1)
    found = session.scalar(latest)
    return found if found is not None and found.outcome == REFUSED else None


def submit(session: Session, user: User, name: str, at: datetime, *, all_stories: bool = False) -> bool:
    """Take a name from the profile form. Return False if it may be used at once, True if it waits for humas.

    The name that stands now cancels an open request. The person's row is locked, so two forms at once make one.
    """
    session.execute(select(User.id).where(User.id == user.id).with_for_update())
    open_one = waiting(session, user.id)
    if open_one and (open_one.name, open_one.all_stories) == (name, all_stories):
        return True
    if open_one:
        open_one.outcome, open_one.answered_at = CANCELLED, at
        session.flush()  # before the next one: only one may be open
    if name == user.name or not is_known(session, user.id):
        return False
    lately = select(NameChange.id).where(NameChange.user_id == user.id, NameChange.asked_at > at - TOLD_EVERY)
    is_told = session.scalar(lately.limit(1)) is not None
    asked = NameChange(user_id=user.id, former_name=user.name, name=name, all_stories=all_stories, asked_at=at)
    session.add(asked)
    session.flush()
    if not is_told:
        events.publish(session, "name.asked", {"change": asked.id})
    return True


def answer(session: Session, change: NameChange, by_id: int, at: datetime, *, accept: bool, note: str = "") -> None:
    """Accept or refuse, with a line in the audit log and news for the person. Raises Answered."""
    outcome = ACCEPTED if accept else REFUSED
    still_open = update(NameChange).where(NameChange.id == change.id, NameChange.outcome.is_(None))
    values = {"outcome": outcome, "answered_at": at, "answered_by_id": by_id, "note": note}
    if changed(session, still_open.values(values)) != 1:
        raise Answered(change.id)
    session.refresh(change)
    if accept:
        rename(session, change.user, change.name, at, keep_address=True)
    said = {"former_name": change.former_name, "name": change.name, "all_stories": change.all_stories, "note": note}
    audit.record(session, by_id, f"name.{outcome}", f"person:{change.user_id}", at, **said)
    events.publish(session, "name.answered", {"change": change.id})


def rename(session: Session, user: User, name: str, at: datetime, *, keep_address: bool = False) -> None:
    """Change the name and the handle now; with `keep_address` the old author page redirects to the new one."""
    events.publish(session, "public.changed", {"what": "person"})  # the author page, and who leads a ward
    former, handle = user.handle, _handle_for(session, user, name, at)
    user.name, user.handle, user.update_datetime = name, handle, at
    session.flush()
    if handle == former:
        return
    session.execute(delete(FormerHandle).where(FormerHandle.handle.in_((former, handle))))
    if keep_address:
        session.add(FormerHandle(handle=former, user_id=user.id, until=at + ADDRESS_KEPT))
        session.flush()


def _handle_for(session: Session, user: User, name: str, at: datetime) -> str:
    """The handle of a new name; the same one if it already says so."""
    base = _base(name)
    if re.fullmatch(rf"{base}(?:-[0-9a-f]{{4}})?", user.handle):
        return user.handle
    return free_handle(session, name, at, for_id=user.id)


def free_handle(session: Session, name: str, at: datetime, for_id: int | None = None) -> str:
    """A handle nobody has and, but for the person `for_id`, nobody had within ADDRESS_KEPT."""
    base = handle = _base(name)
    while queries.handle_taken(session, handle, at, for_id):
        handle = f"{base}-{secrets.token_hex(2)}"
    return handle


def _base(name: str) -> str:
    return slugify(name, 30, "warga")


def tidy(session: Session, at: datetime) -> None:
    """Delete former handles after their reservation has ended. The caller commits."""
    session.execute(delete(FormerHandle).where(FormerHandle.until <= at))
