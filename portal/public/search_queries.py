"""Reads what a search found, and what helps where it found nothing."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, Row, Select, String, bindparam, select

from portal.kernel.db import Source
from portal.kernel.prepared import rows
from portal.public.columns import CARD_COLUMNS, RUBRICS, STILL_PUBLIC, WARDS, rubric, story, ward
from portal.public.queries import Listed
from portal.stories import cards as stories
from portal.stories.lifecycle import GONE, PUBLIC


@lru_cache
def _found() -> Select[Any]:
    ids = bindparam("ids", expanding=True, type_=Integer)
    return select(*CARD_COLUMNS, story.body_html, story.changed_at).where(STILL_PUBLIC, story.id.in_(ids))


def found(source: Source, story_ids: Sequence[int]) -> list[Listed]:
    """Public stories with their text, in the order of these numbers; whatever is not public is left out."""
    if not story_ids:
        return []
    listed = {row.id: Listed(*row) for row in rows(source, _found(), ids=list(story_ids))}
    missing = [each.id for each in listed.values() if each.card is None]
    drawn = stories.draw(source, missing) if missing else {}
    whole = {of: each if each.card else each._replace(card=drawn[of]) for of, each in listed.items()}
    return [whole[of] for of in story_ids if of in whole]


@lru_cache
def _wards() -> Select[Any]:
    return (
        select(ward.id, ward.name, ward.slug, ward.aliases, ward.column, ward.row)
        .order_by(ward.name)
        .select_from(WARDS)
    )


def wards(source: Source) -> Sequence[Row[Any]]:
    """All wards by name, with their spellings and their place on the tile map."""
    return rows(source, _wards())


@lru_cache
def _rubrics() -> Select[Any]:
    return select(rubric.id, rubric.slug, rubric.name, rubric.name_en).order_by(rubric.position).select_from(RUBRICS)


def rubrics(source: Source) -> Sequence[Row[Any]]:
    """All sections in their order."""
    return rows(source, _rubrics())


@lru_cache
def _coded() -> Select[Any]:
    shown = story.status.in_((*PUBLIC, *GONE)) & story.published_at.is_not(None)
    return select(story.slug).where(story.code == bindparam("code", type_=String), shown)


def slug_of(source: Source, code: str) -> str | None:
    """The slug of a story that is or was public, by its canonical code; its page says what became of it."""
    return next((row.slug for row in rows(source, _coded(), code=code)), None)
