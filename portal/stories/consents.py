"""Keeps proof of what an author agreed to: one row for each agreement, and a date when one is taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import agreements
from portal.accounts.models import Consent
from portal.kernel import prepared
from portal.stories.models import Story
from portal.stories.rules import PhotoWords, Sheet

ORIGINAL, LICENSE, CREDIT, SUBJECT_CONSENT = "ORIGINAL", "LICENSE", "CREDIT", "SUBJECT_CONSENT"
CONSENTS: Any = Consent.__table__
OURS = (ORIGINAL, LICENSE, CREDIT, SUBJECT_CONSENT)


@dataclass(frozen=True)
class Wanted:
    """One agreement that should stand: which text, about what, and what was chosen."""

    code: str
    subject: str
    choice: str = "yes"


def wanted(story_id: int, sheet: Sheet, *, sending: bool) -> set[Wanted]:
    """What should stand after the form was saved or sent; the choice of name counts only when it is sent."""
    about = f"story:{story_id}"
    found = {Wanted(SUBJECT_CONSENT, f"photo:{photo.photo_id}") for photo in sheet.photos if photo.consent}
    if sheet.original:
        found.add(Wanted(ORIGINAL, about))
    if sheet.license:
        found.add(Wanted(LICENSE, about))
    if sending:
        found.add(Wanted(CREDIT, about, sheet.credit))
    return found


def keep(
    session: Session,
    story: Story,
    sheet: Sheet,
    at: datetime,
    language: str,
    *,
    sending: bool = False,
    new: bool = False,
) -> None:
    """Add what is newly agreed to, date what was taken back, leave what stands; nothing stands for a `new` story."""
    missing = wanted(story.id, sheet, sending=sending)
    subjects = [f"story:{story.id}", *(f"photo:{photo.photo_id}" for photo in sheet.photos)]
    for row in [] if new and not sheet.photos else standing(session, story.author_id, subjects):
        same = Wanted(row.code, row.subject, row.choice)
        if same in missing and row.text_version == agreements.agreement(row.code).version:
            missing.discard(same)
        elif sending or row.code != CREDIT:
            row.withdrawn_at = at
    given = sorted(missing, key=lambda each: (each.subject, each.code))
    prepared.insert_all(session, CONSENTS, [_row(story.author_id, each, language, at) for each in given])


def keep_for_photos(
    session: Session, author_id: int, words: Sequence[PhotoWords], before: Sequence[int], at: datetime, language: str
) -> None:
    """The same for the photos of a story alone; what stands about one that was taken out is dated."""
    missing = {Wanted(SUBJECT_CONSENT, f"photo:{photo.photo_id}") for photo in words if photo.consent}
    subjects = {f"photo:{number}" for number in before} | {each.subject for each in missing}
    for row in standing(session, author_id, sorted(subjects)):
        same = Wanted(row.code, row.subject, row.choice)
        if same in missing and row.text_version == agreements.agreement(row.code).version:
            missing.discard(same)
        else:
            row.withdrawn_at = at
    given = sorted(missing, key=lambda each: each.subject)
    prepared.insert_all(session, CONSENTS, [_row(author_id, each, language, at) for each in given])


def _row(user_id: int, given: Wanted, language: str, at: datetime) -> dict[str, Any]:
    read = agreements.record(given.code, language)
    text = {"text_version": read.version, "text_hash": read.sha256, "language": language}
    about = {"code": given.code, "subject": given.subject, "choice": given.choice}
    return {"user_id": user_id, "given_at": at, **about, **text}


def standing(session: Session, user_id: int, subjects: list[str]) -> list[Consent]:
    """The agreements about these subjects that were not taken back."""
    query = select(Consent).where(
        Consent.subject.in_(subjects),
        Consent.code.in_(OURS),
        Consent.user_id == user_id,
        Consent.withdrawn_at.is_(None),
    )
    return list(session.scalars(query))


def ticked(session: Session, story: Story) -> set[str]:
    """The codes ticked for a story, so that a saved draft comes back as it was left."""
    return {row.code for row in standing(session, story.author_id, [f"story:{story.id}"])}
