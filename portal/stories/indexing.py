"""What search knows of a story from the day it is sent: its words, place and rubric, and whether everybody may find it.

A public story is also found by its ward and by the name it is signed with, if it is signed in full.

A move that changes either writes the index in its own transaction, so a story that was taken down is not found either,
whatever stops the machine in between. Places and topics of the index are wards and rubrics.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.kernel import html, jobs, search, search_vocabulary
from portal.kernel.search_words import words
from portal.stories.lifecycle import PUBLIC, Action, Status
from portal.stories.models import Credit, Rubric, Story
from portal.wards.models import Ward
from portal.wards.spelling import Spellings

KIND = "search.fill"
RENAME = "search.rename"
BATCH = 100  # stories that are indexed in one piece of work, so that nothing else waits long for its turn
WRITTEN = frozenset((Action.SUBMIT, Action.ESCALATE, Action.PUBLISH, Action.HIDE, Action.RESTORE))
REMOVED = frozenset((Action.WITHDRAW, Action.RETRACT, Action.EXPIRE))  # taken back or a draft again: nobody finds it
FOUND = frozenset(Status) - {Status.DRAFT, Status.WITHDRAWN}

MENTIONS = "m{}"  # the story of another ward names this one
OUT = "out"  # it has been public, so the newsroom has its posts
ESCALATED = "esc"

_S: Any = Story.__table__
_STORIES = select(
    *(_S.c[name] for name in ("id", "status", "title", "body_html", "place", "ward_id", "rubric_id")),
    *(_S.c[name] for name in ("credit", "author_name", "submitted_at", "published_at", "escalated_at")),
)
_RUBRICS = select(Rubric.id, Rubric.name, Rubric.name_en)


def keep(session: Session, story: Story, action: Action, before: Status) -> None:
    """After a move: write what may be found from now on, or forget it. The caller commits."""
    if action in REMOVED:
        search.remove(session, story.id)
    elif action in WRITTEN:
        public = story.status in PUBLIC
        names = names_now(session) if public else Names(Spellings(()), {})
        search.put(session, story.id, document(story, names))
        if public and before not in PUBLIC:
            search_vocabulary.add(session, search_vocabulary.counted([words_of(story, names)]))
    if before in PUBLIC and story.status not in PUBLIC:
        search_vocabulary.subtract(session, search_vocabulary.counted([words_of(story, names_now(session))]))


class Names(NamedTuple):
    """How wards and rubrics are called, the latter by their numbers."""

    spellings: Spellings
    rubrics: Mapping[int, str]


class Called(NamedTuple):
    """A ward as `Spellings` wants it."""

    id: int
    name: str
    aliases: tuple[str, ...]


def names_now(session: Session) -> Names:
    """How wards and rubrics are called today, an admin's own spellings included."""
    wards = session.connection().execute(select(Ward.id, Ward.name, Ward.aliases).order_by(Ward.id))
    spellings = _spellings(tuple(Called(row.id, row.name, tuple(row.aliases)) for row in wards))
    rubrics = session.connection().execute(_RUBRICS)
    return Names(spellings, {row.id: f"{row.name}\n{row.name_en}" for row in rubrics})


@lru_cache(maxsize=4)
def _spellings(wards: tuple[Called, ...]) -> Spellings:
    """Kept while nothing changes: its table of names costs more than a search in it."""
    return Spellings(wards)


def document(story: Story | Row[Any], names: Names) -> search.Document:
    """The document of a sent story. A public one is also found by the wards it mentions."""
    public = story.status in PUBLIC
    text = words_of(story, names)
    tags = [OUT] if story.published_at else []
    tags += [ESCALATED] if story.escalated_at else []
    if public:
        named = {found.ward.id for found in names.spellings.named(words(_own_words(story)))} - {story.ward_id}
        tags += [MENTIONS.format(ward_id) for ward_id in sorted(named)]
    at = story.published_at or story.submitted_at
    if at is None:
        raise ValueError(f"story {story.id} was never sent")
    return search.Document(at, text, public, story.ward_id, story.rubric_id, tags)


def words_of(story: Story | Row[Any], names: Names) -> str:
    """Everything a story may be found by; the names of what surrounds it only where everybody sees them."""
    parts = [_own_words(story), story.place]
    if story.status in PUBLIC or story.published_at:
        parts += [ward.name for ward in names.spellings.wards if ward.id == story.ward_id]
        parts += [names.rubrics.get(story.rubric_id or 0, "")]
        parts += [story.author_name or ""] if story.credit == Credit.FULL else []
    return "\n".join(parts)


def _own_words(story: Story | Row[Any]) -> str:
    return f"{story.title}\n{html.words_of(story.body_html)}"


def fill_next(session: Session, after: int, size: int = BATCH) -> int | None:
    """Index the stories whose numbers follow `after` anew; the last number, or None when there are no more."""
    rows = _next(session, after, size)
    if not rows:
        return None
    names = names_now(session)
    search.remove_between(session, after, rows[-1].id)
    found = {row.id: document(row, names) for row in rows if _is_known(row)}
    search.put_new(session, found)
    if not after:
        search_vocabulary.clear(session)
    search_vocabulary.add(session, search_vocabulary.counted(each.text for each in found.values() if each.public))
    return int(rows[-1].id)


def _next(session: Session, after: int, size: int, *only: Any) -> Sequence[Row[Any]]:
    """Rows are locked meanwhile, so that a take-down either comes first and is seen or comes after and wins."""
    query = _STORIES.where(_S.c.id > after, *only).order_by(_S.c.id).limit(size).with_for_update()
    return session.connection().execute(query).all()


def _is_known(row: Row[Any]) -> bool:
    return row.status in FOUND and row.submitted_at is not None


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
    _go_on(job, KIND, fill_next(job.session, int(job.payload.get("after", 0))))


def rename_author(session: Session, author_id: int, former: str, name: str, at: datetime) -> None:
    """Find an author's stories by the new name and no longer by the former one. The caller commits."""
    signed = (_S.c.author_id == author_id, _S.c.credit == Credit.FULL, _S.c.status.in_(PUBLIC))
    stories = session.connection().scalar(select(func.count()).where(*signed)) or 0
    if stories:
        search_vocabulary.subtract(session, dict.fromkeys(search_vocabulary.counted([former]), stories))
        search_vocabulary.add(session, dict.fromkeys(search_vocabulary.counted([name]), stories))
    jobs.enqueue(session, RENAME, f"{RENAME}:{author_id}-{at.timestamp():.0f}:0", {"author": author_id}, at)


def rename_on(job: jobs.Job) -> None:
    """The handler of RENAME: one batch of the author's stories, then the next as work of its own."""
    author = int(job.payload["author"])
    rows = _next(job.session, int(job.payload.get("after", 0)), BATCH, _S.c.author_id == author)
    names = names_now(job.session)
    for row in filter(_is_known, rows):
        search.put(job.session, row.id, document(row, names))
    _go_on(job, RENAME, rows[-1].id if rows else None)


def _go_on(job: jobs.Job, kind: str, last: int | None) -> None:
    if last is not None:
        run, _, _ = job.key.rpartition(":")
        jobs.enqueue(job.session, kind, f"{run}:{last}", {**job.payload, "after": last}, job.at)
