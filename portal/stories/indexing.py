"""What search knows of a story: its words from the day it is sent, and whether everybody may find it.

A move that changes either writes the index in its own transaction, so a story that was taken down is not found either,
whatever stops the machine in between. Places and topics of the index are wards and rubrics.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.kernel import html, jobs, search
from portal.kernel.search_words import words
from portal.stories.lifecycle import PUBLIC, Action, Status
from portal.stories.models import Story
from portal.wards.models import Ward
from portal.wards.spelling import Spellings

KIND = "search.fill"
BATCH = 100  # stories that are indexed in one piece of work, so that nothing else waits long for its turn
WRITTEN = frozenset((Action.SUBMIT, Action.ESCALATE, Action.APPROVE, Action.HIDE, Action.RESTORE))
REMOVED = frozenset((Action.WITHDRAW, Action.RETRACT, Action.EXPIRE))  # taken back or a draft again: nobody finds it
FOUND = frozenset(Status) - {Status.DRAFT, Status.WITHDRAWN}

MENTIONS = "m{}"  # the story of another ward names this one
OUT = "out"  # it has been public, so the newsroom has its posts
ESCALATED = "esc"

_S: Any = Story.__table__
_STORIES = select(
    *(_S.c[name] for name in ("id", "status", "title", "body_html", "ward_id", "rubric_id")),
    *(_S.c[name] for name in ("submitted_at", "published_at", "escalated_at")),
)


def keep(session: Session, story: Story, action: Action) -> None:
    """After a move: write what may be found from now on, or forget it. The caller commits."""
    if action in REMOVED:
        search.remove(session, story.id)
    elif action in WRITTEN:
        spellings = spellings_now(session) if story.status in PUBLIC else Spellings(())
        search.put(session, story.id, document(story, spellings))


class Called(NamedTuple):
    """A ward as `Spellings` wants it."""

    id: int
    name: str
    aliases: tuple[str, ...]


def spellings_now(session: Session) -> Spellings:
    """How the wards are called today, an admin's own spellings included."""
    rows = session.connection().execute(select(Ward.id, Ward.name, Ward.aliases).order_by(Ward.id))
    return _spellings(tuple(Called(row.id, row.name, tuple(row.aliases)) for row in rows))


@lru_cache(maxsize=4)
def _spellings(wards: tuple[Called, ...]) -> Spellings:
    """Kept while nothing changes: its table of names costs more than a search in it."""
    return Spellings(wards)


def document(story: Story | Row[Any], spellings: Spellings) -> search.Document:
    """The document of a sent story. A public one is found by the name of its ward and by the wards it mentions."""
    public = story.status in PUBLIC
    text = f"{story.title}\n{html.words_of(story.body_html)}"
    tags = [OUT] if story.published_at else []
    tags += [ESCALATED] if story.escalated_at else []
    if public:
        named = {found.ward.id for found in spellings.named(words(text))} - {story.ward_id}
        tags += [MENTIONS.format(ward_id) for ward_id in sorted(named)]
        text += "".join(f"\n{ward.name}" for ward in spellings.wards if ward.id == story.ward_id)
    at = story.published_at or story.submitted_at
    if at is None:
        raise ValueError(f"story {story.id} was never sent")
    return search.Document(at, text, public, story.ward_id, story.rubric_id, tags)


def fill_next(session: Session, after: int, size: int = BATCH) -> int | None:
    """Index the stories whose numbers follow `after` anew; the last number, or None when there are no more.

    Their rows are locked meanwhile, so that a take-down either comes first and is seen or comes after and wins.
    """
    query = _STORIES.where(_S.c.id > after).order_by(_S.c.id).limit(size).with_for_update()
    rows: Sequence[Row[Any]] = session.connection().execute(query).all()
    if not rows:
        return None
    spellings = spellings_now(session)
    search.remove_between(session, after, rows[-1].id)
    found = {row.id: document(row, spellings) for row in rows if row.status in FOUND and row.submitted_at}
    search.put_new(session, found)
    return int(rows[-1].id)


def fill(session: Session, say: Callable[[int], None] = lambda _last: None) -> None:
    """Index every story anew, a thousand at a time. Commits."""
    last: int | None = 0
    while last is not None:
        last = fill_next(session, last, 1000)
        session.commit()
        if last is not None:
            say(last)


def fill_on(job: jobs.Job) -> None:
    """The handler of KIND: one batch, then the next as work of its own."""
    last = fill_next(job.session, int(job.payload.get("after", 0)))
    if last is not None:
        run, _, _ = job.key.rpartition(":")
        jobs.enqueue(job.session, KIND, f"{run}:{last}", {"after": last}, job.at)
