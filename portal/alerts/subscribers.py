"""From a publication, or from six in the morning, to one letter each. Every step may be killed and run again.

A batch writes its letters and the next batch in one transaction, under keys that exist once. A letter is written when
it is sent: what was hidden, withdrawn or unsubscribed meanwhile is not in it.
"""

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal.alerts import letters, queries, service
from portal.alerts.models import Subscriber
from portal.alerts.rules import BATCH, DIGESTS, Pace, day_name, slot
from portal.kernel import clock, jobs, mail
from portal.kernel.jobs import Job, Work
from portal.stories.lifecycle import Status
from portal.stories.models import Story

FAN: Final = "alerts.fan"
DIGEST: Final = "alerts.digest"
LETTER: Final = "alerts.letter"
LATE: Final = timedelta(days=2)  # a story that waited longer for its letters is no news any more


def on_published(session: Session, payload: dict[str, Any], at: datetime) -> None:
    """The first batch of those who hear of each story at once."""
    story_id = payload["story"]
    jobs.enqueue(session, FAN, f"alerts:{story_id}:0", {"story": story_id, "after": 0}, at)


def fan(job: Job) -> None:
    """One batch of a story's readers. Handler of work kind "alerts.fan"."""
    session, story_id = job.session, job.payload["story"]
    story = session.get(Story, story_id)
    if story is None or story.ward_id is None or story.status != Status.PUBLISHED:
        return
    found = queries.at_once(session, story.ward_id, job.payload["after"], BATCH)
    _letters(session, [(f"alert:{story_id}:{each}", {"subscriber": each, "story": story_id}) for each in found], job.at)
    if len(found) == BATCH:
        more = {"story": story_id, "after": found[-1]}
        jobs.enqueue(session, FAN, f"alerts:{story_id}:{found[-1]}", more, job.at)


def sweep(session: Session, at: datetime) -> None:
    """Every minute: forget what nobody confirmed, and begin the digests that are due."""
    service.tidy(session, at)
    for pace in DIGESTS:
        due = slot(pace, at)
        if queries.digest(session, pace, due, 0, 1):
            first = {"pace": pace.value, "until": due.isoformat(), "after": 0}
            jobs.enqueue(session, DIGEST, f"alerts:{pace}:{day_name(due)}:0", first, at)


def digest(job: Job) -> None:
    """One batch of those who get a digest. Handler of work kind "alerts.digest"."""
    session, pace, until = job.session, Pace(job.payload["pace"]), job.payload["until"]
    found = queries.digest(session, pace, datetime.fromisoformat(until), job.payload["after"], BATCH)
    day = day_name(datetime.fromisoformat(until))
    _letters(session, [(f"alert:{pace}:{day}:{each}", {"subscriber": each, "until": until}) for each in found], job.at)
    if len(found) == BATCH:
        more = {"pace": pace.value, "until": until, "after": found[-1]}
        jobs.enqueue(session, DIGEST, f"alerts:{pace}:{day}:{found[-1]}", more, job.at)


def _letters(session: Session, wanted: Sequence[tuple[str, dict[str, Any]]], at: datetime) -> None:
    """Work rows for a batch in two statements; those that exist already stay as they are."""
    had = set(session.scalars(select(Work.key).where(Work.key.in_([key for key, _payload in wanted]))))
    rows = [
        {"kind": LETTER, "key": key, "payload": payload, "created_at": clock.now(), "due_at": at, "attempts": 0}
        for key, payload in wanted
        if key not in had
    ]
    if rows:
        session.execute(insert(Work), rows)
        jobs.wake_after_commit(session, LETTER, at)


def letter(job: Job) -> None:
    """One letter to one address, written now. Handler of work kind "alerts.letter"."""
    session = job.session
    person = session.get(Subscriber, job.payload["subscriber"])
    if person is None:  # stopped meanwhile
        return
    until, rows = _told(session, person, job)
    if rows:
        ready = letters.news(person, rows)
        mail.deliver(dataclasses.replace(job, payload=ready))
    _note(session, person.id, until)


def _told(session: Session, person: Subscriber, job: Job) -> tuple[datetime, Sequence[Any]]:
    """Up to when somebody will have been told, and what there is to tell."""
    if "until" in job.payload:
        until = datetime.fromisoformat(job.payload["until"])
        return until, queries.stories(session, person.id, person.told_until, until)
    rows = queries.one_story(session, person.id, job.payload["story"])
    fresh = [row for row in rows if row.published_at > job.at - LATE]
    return max((row.published_at for row in rows), default=person.told_until), fresh


def _note(session: Session, person_id: int, until: datetime) -> None:
    # by statement: whoever stopped while the letter was on its way has no row any more, and told_until never falls
    behind = (Subscriber.id == person_id, Subscriber.told_until < until)
    session.execute(
        update(Subscriber).where(*behind).values(told_until=until).execution_options(synchronize_session=False)
    )
