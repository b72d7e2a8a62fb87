"""Reads one story for everybody: the story with its place and its ward's director, its pictures, its way."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, Row, Select, bindparam, select
from sqlalchemy.orm import Session

from portal.moderation.models import Decision
from portal.public.columns import (
    APPOINTMENTS,
    DIRECTOR_FIRST,
    PEOPLE,
    PHOTO_COLUMNS,
    PHOTOS,
    PLACE_COLUMNS,
    RUBRICS,
    SHOWN,
    STANDING,
    WARDS,
    appointment,
    entry,
    person,
    photo,
    rows,
    rubric,
    story,
    story_photo,
    ward,
)
from portal.stories.lifecycle import Action

STORY_ID = bindparam("story_id", type_=Integer)
PRIVATE = ("body", "submission_key", "source", "version", "claimed_by_id", "claimed_until", "due_at", "due_code")


@lru_cache
def _one() -> Select[Any]:
    decision = Decision.__table__.c
    approver = (
        select(decision.role)
        .where(decision.story_id == story.id, decision.action == Action.APPROVE)
        .order_by(decision.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    leader = (
        select(appointment.id)
        .where(appointment.ward_id == story.ward_id, *STANDING)
        .order_by(*DIRECTOR_FIRST)
        .limit(1)
        .scalar_subquery()
    )
    leading, leads = APPOINTMENTS.alias("leading"), PEOPLE.alias("leads")
    words = [column for name, column in story.items() if name not in PRIVATE]
    named = (leads.c.name.label("leader"), leading.c.role.label("leader_role"), leading.c.ends_on.label("leads_until"))
    return (
        select(*words, *PLACE_COLUMNS, *named, approver.label("approver"))
        .join(PEOPLE, person.id == story.author_id)
        .outerjoin(WARDS, ward.id == story.ward_id)
        .outerjoin(RUBRICS, rubric.id == story.rubric_id)
        .outerjoin(leading, leading.c.id == leader)
        .outerjoin(leads, leads.c.id == leading.c.user_id)
        .where(story.code == bindparam("code"))
    )


@lru_cache
def _photos() -> Select[Any]:
    return (
        select(*PHOTO_COLUMNS)
        .join(PHOTOS, photo.id == story_photo.photo_id)
        .where(story_photo.story_id == STORY_ID, *SHOWN)
        .order_by(story_photo.position)
    )


@lru_cache
def _way() -> Select[Any]:
    told = select(entry.kind, entry.at, entry.detail).where(entry.story_id == STORY_ID, entry.public.is_(True))
    return told.order_by(entry.at, entry.id)


def one(session: Session, code: str, today: date) -> Row[Any] | None:
    """The story of a canonical code in whatever state. Its author's name goes through `bylines` before it is shown.

    `today` is the day in Pekalongan: `leader` is who directs the ward then. `approver` is what the approver was.
    """
    return next(iter(rows(session, _one(), code=code, today=today)), None)


def photos(session: Session, story_id: int) -> Sequence[Row[Any]]:
    """The story's pictures that may be shown, in order."""
    return rows(session, _photos(), story_id=story_id)


def way(session: Session, story_id: int) -> Sequence[Row[Any]]:
    """What everybody may know of the story's way: `kind`, `at`, `detail`, oldest first."""
    return rows(session, _way(), story_id=story_id)
