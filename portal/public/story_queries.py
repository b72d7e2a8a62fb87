"""Reads one story for everybody: its words, its card, and who leads its ward."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, Row, Select, String, bindparam, select

from portal.kernel.db import Source
from portal.kernel.prepared import rows
from portal.moderation.models import Decision
from portal.public.columns import (
    APPOINTMENTS,
    CARD_COLUMNS,
    DIRECTOR_FIRST,
    PEOPLE,
    STANDING,
    STORIES,
    appointment,
    entry,
    fixed,
    story,
)
from portal.stories import cards
from portal.stories.lifecycle import Action

STORY_ID = bindparam("story_id", type_=Integer)


@lru_cache
def _one() -> Select[Any]:
    decision = Decision.__table__.c
    approver = (
        select(decision.role)
        .where(decision.story_id == story.id, decision.action == fixed(Action.APPROVE))
        .order_by(decision.id.desc())
        .limit(fixed(1))
        .scalar_subquery()
    )
    leader = (
        select(appointment.id)
        .where(appointment.ward_id == story.ward_id, *STANDING)
        .order_by(*DIRECTOR_FIRST)
        .limit(fixed(1))
        .scalar_subquery()
    )
    leading, leads = APPOINTMENTS.alias("leading"), PEOPLE.alias("leads")
    places = (story.ward_id, story.rubric_id)
    words = (*CARD_COLUMNS, story.status, *places, story.body_html, story.submitted_at, story.changed_at)
    named = (leads.c.name.label("leader"), leading.c.role.label("leader_role"), leading.c.ends_on.label("leads_until"))
    return (
        select(*words, *named, approver.label("approver"))
        .select_from(STORIES)
        .outerjoin(leading, leading.c.id == leader)
        .outerjoin(leads, leads.c.id == leading.c.user_id)
        .where(story.code == bindparam("code", type_=String))
    )


@lru_cache
def _way() -> Select[Any]:
    told = select(entry.kind, entry.at, entry.detail).where(entry.story_id == STORY_ID, entry.public.is_(True))
    return told.order_by(entry.at, entry.id)


def one(source: Source, code: str, today: date) -> Row[Any] | None:
    """The story of a canonical code in whatever state.

    `today` is the day in Pekalongan: `leader` is who directs the ward then. `approver` is what the approver was.
    """
    return next(iter(rows(source, _one(), code=code, today=today)), None)


def card(source: Source, row: Any) -> str:
    """The card of a row of `one`; drawn from what it is made of while none is kept."""
    return row.card or cards.draw(source, [row.id])[row.id]


def way(source: Source, story_id: int) -> Sequence[Row[Any]]:
    """What everybody may know of the story's way: `kind`, `at`, `detail`, oldest first."""
    return rows(source, _way(), story_id=story_id)
