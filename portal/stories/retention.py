"""Retention of photos: round exact positions, later delete originals.

Both periods are settings (`PORTAL_KEEP_POSITIONS`, `PORTAL_KEEP_ORIGINALS`). One run a day, in batches that are
committed one by one; an interrupted run resumes, and a run with nothing due changes nothing.
"""

import calendar
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from flask import current_app
from sqlalchemy import and_, func, or_, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.audit import service as audit
from portal.kernel import clock, jobs
from portal.kernel.jobs import Job
from portal.photos import evidence
from portal.photos import jobs as photo_jobs
from portal.photos.models import Photo, PhotoState
from portal.settings import Settings
from portal.stories.lifecycle import Status
from portal.stories.models import RetentionRun, Story, StoryPhoto

KIND: Final = "retention"
PIECE: Final = 200  # pictures changed in one transaction
COUNTED: Final = 500  # pictures looked at for a number on a page
OVER: Final = (Status.REJECTED, Status.WITHDRAWN, Status.DRAFT)  # nobody will ask about their pictures any more

# Which of these stories has something open that its originals may be needed for? Wiring fills it.
OPEN: list[Callable[[Session, Sequence[int]], set[int]]] = []


class Terms(NamedTuple):
    """How long is kept: exact positions in days from arrival, originals in months from publication."""

    position_days: int
    original_months: int


STANDARD: Final = Terms(Settings.position_days, Settings.original_months)


class Overview(NamedTuple):
    """Numbers for the administration's page; `due` and `held` stop at COUNTED."""

    exact: int  # pictures whose exact position is still there
    originals: int  # pictures whose original is still there
    due: int  # originals that go with the next run
    held: int  # originals past their term whose story is open
    runs: Sequence[RetentionRun]  # latest first


def terms() -> Terms:
    settings: Settings = current_app.config["SETTINGS"]
    return Terms(settings.position_days, settings.original_months)


def months_before(at: datetime, months: int) -> datetime:
    """The same day and time so many months earlier; the last day of a shorter month."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, calendar.monthrange(year, month + 1)[1]))


def sweep(session: Session, at: datetime) -> None:
    """Queue today's run once (days in WIB). The caller commits."""
    day = at.astimezone(clock.WIB).date()
    if session.get(RetentionRun, day) is not None:
        return
    try:
        with session.begin_nested():
            session.add(RetentionRun(day=day, began_at=at, positions=0, originals=0))
    except IntegrityError:  # another worker asked this very moment
        return
    jobs.enqueue(session, KIND, f"{KIND}:{day.isoformat()}", {"day": day.isoformat()}, at)


def apply(job: Job) -> None:
    """Handle a job of kind "retention": one day's run."""
    session, day = job.session, date.fromisoformat(job.payload["day"])
    run = session.get(RetentionRun, day)
    if run is None or run.ended_at is not None:
        return
    kept = terms()
    while done := _blur(session, job.at - timedelta(days=kept.position_days), job.at):
        run.positions += done
        job.renew()  # commits
    place: tuple[datetime, int] | None = None
    while rows := due(session, months_before(job.at, kept.original_months), PIECE, after=place):
        run.originals += _let_go(session, rows, day, job.at)
        place = (rows[-1][0].received_at, rows[-1][0].id)
        job.renew()
    run.ended_at = clock.now()
    if run.positions or run.originals:
        numbers = {"positions": run.positions, "originals": run.originals}
        audit.record(session, None, "retention.applied", f"day:{day.isoformat()}", job.at, **numbers)


def _blur(session: Session, before: datetime, at: datetime) -> int:
    """Take the exact position from some pictures that arrived before then; how many had one or might have."""
    query = select(Photo).where(Photo.blurred_at.is_(None), Photo.received_at < before)
    query = query.where(Photo.state != PhotoState.RECEIVED).order_by(Photo.received_at, Photo.id).limit(PIECE)
    photos = session.scalars(query).all()
    for photo in photos:
        photo.evidence, photo.blurred_at = evidence.blurred(photo.evidence), at
    return len(photos)


def due(
    session: Session, before: datetime, limit: int, *, after: tuple[datetime, int] | None = None
) -> list[tuple[Photo, int]]:
    """Pictures, each with the number of its story, whose originals are past their term, open stories among them."""
    query: Any = (
        select(Photo, Story.id)
        .join(StoryPhoto, StoryPhoto.photo_id == Photo.id)
        .join(Story, Story.id == StoryPhoto.story_id)
        .where(Photo.original_gone_at.is_(None), Photo.received_at < before, Photo.state != PhotoState.RECEIVED)
        .where(
            or_(
                and_(Story.status == Status.PUBLISHED, Story.published_at < before),
                and_(Story.status.in_(OVER), Story.changed_at < before),
            )
        )
    )
    if after:
        query = query.where(tuple_(Photo.received_at, Photo.id) > after)
    rows = session.execute(query.order_by(Photo.received_at, Photo.id).limit(limit))
    return [(photo, story_id) for photo, story_id in rows]


def _let_go(session: Session, rows: Sequence[tuple[Photo, int]], day: date, at: datetime) -> int:
    """Mark the pictures whose story has nothing open, and have their originals taken away; how many those are."""
    waits = open_stories(session, [story_id for _photo, story_id in rows])
    going = [photo for photo, story_id in rows if story_id not in waits]
    for photo in going:
        photo.original_gone_at = at
    if going:
        names = [photo.public_id for photo in going]
        jobs.enqueue(session, photo_jobs.SHED, f"{photo_jobs.SHED}:{day.isoformat()}:{names[0]}", {"photos": names}, at)
    return len(going)


def open_stories(session: Session, story_ids: Sequence[int]) -> set[int]:
    """Those of these stories that something is open about."""
    return set().union(*(asked(session, story_ids) for asked in OPEN))


def overview(session: Session, at: datetime) -> Overview:
    before = months_before(at, terms().original_months)
    rows = due(session, before, COUNTED)
    waits = open_stories(session, [story_id for _photo, story_id in rows])
    held = sum(story_id in waits for _photo, story_id in rows)
    past = select(Photo.id).where(Photo.original_gone_at.is_(None), Photo.received_at < before)
    hidden = past.join(StoryPhoto, StoryPhoto.photo_id == Photo.id).join(Story, Story.id == StoryPhoto.story_id)
    hidden = hidden.where(Story.status.not_in((Status.PUBLISHED, *OVER))).limit(COUNTED)
    return Overview(
        exact=_count(session, Photo.blurred_at.is_(None)),
        originals=_count(session, Photo.original_gone_at.is_(None)),
        due=len(rows) - held,
        held=held + len(session.scalars(hidden).all()),
        runs=session.scalars(select(RetentionRun).order_by(RetentionRun.day.desc()).limit(14)).all(),
    )


def _count(session: Session, test: Any) -> int:
    return session.scalar(select(func.count()).select_from(Photo).where(test)) or 0
