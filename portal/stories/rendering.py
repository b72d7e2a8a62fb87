"""Render stories to HTML when they are saved, and again when a release changes the Markdown profile."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from portal.kernel import html, jobs, pages, search, text
from portal.stories import indexing
from portal.stories.lifecycle import PUBLIC
from portal.stories.models import Story

KIND: Final = "text.render"
BATCH: Final = 100  # stories in one piece of work, so that nothing else waits long for its turn
EXCERPT: Final = 200  # characters

_S: Any = Story.__table__


def drawn(body: str) -> dict[str, str]:
    """The columns that are derived from a story's Markdown."""
    rendered = html.render(body)
    return {"body_html": str(rendered), "excerpt": text.excerpt(html.words_of(rendered), EXCERPT)}


def ask(session: Session, at: datetime) -> None:
    """Ask for every story to be drawn anew where its HTML is not what the profile makes of it; safe to repeat.

    The key holds the profile's number, so a release that raises it asks again. The caller commits.
    """
    if session.scalar(select(_S.c.id).limit(1)) is not None:
        jobs.enqueue(session, KIND, f"{KIND}:{html.PROFILE}:0", {"after": 0}, at)


def draw_next(session: Session, after: int, size: int = BATCH) -> int | None:
    """Draw the stories whose numbers follow `after` anew; the last number, or None when there are no more.

    Their version stays: what somebody types meanwhile must not collide with a release. The rows are locked instead.
    """
    query = select(_S).where(_S.c.id > after).order_by(_S.c.id).limit(size).with_for_update()
    rows: Sequence[Row[Any]] = session.connection().execute(query).all()
    if not rows:
        return None
    changed = [row.id for row in rows if row.body and _draw(session, row)]
    if changed:
        _follow(session, changed)
    return int(rows[-1].id)


def _draw(session: Session, row: Row[Any]) -> bool:
    new = drawn(row.body)
    if (row.body_html, row.excerpt) == (new["body_html"], new["excerpt"]):
        return False
    session.connection().execute(update(_S).where(_S.c.id == row.id).values(**new))
    return True


def _follow(session: Session, changed: Sequence[int]) -> None:
    """Search finds the new words, and kept pages are dropped where readers see them."""
    rows = session.connection().execute(select(_S).where(_S.c.id.in_(changed))).all()
    names = indexing.names_now(session)
    for row in rows:
        if row.status in indexing.FOUND and row.submitted_at:
            search.put(session, row.id, indexing.document(row, names))
    if any(row.status in PUBLIC for row in rows):
        pages.drop(session)


def draw_on(job: jobs.Job) -> None:
    """Handle a job of KIND: render one batch and queue the next."""
    last = draw_next(job.session, int(job.payload.get("after", 0)))
    if last is not None:
        run, _, _ = job.key.rpartition(":")
        jobs.enqueue(job.session, KIND, f"{run}:{last}", {"after": last}, job.at)
