"""Reads everything that lies on the table when one story is judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, String, bindparam, func, select, union_all
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.kernel import codes, prepared
from portal.kernel.plans import unindexed
from portal.moderation import evidence
from portal.moderation.models import Decision
from portal.photos.evidence import distance
from portal.photos.models import QUARTERS, Photo, quarter
from portal.stories.lifecycle import Action, Status
from portal.stories.models import Revision, Story, StoryPhoto
from portal.stories.recusals import conflicted
from portal.wards.models import Ward

SAME = 10  # differing bits of 64: the same picture, resized or recompressed
CANDIDATES = 500  # pictures whose hash agrees in a quarter; more than a city's photographers ever make
COMPARED = 40  # pictures that draw the middle of a ward
IDENTITY_OPENED = "identity.opened"
EVIDENCE_OPENED = "evidence.opened"
RECENT = 300  # decisions whose reasons are counted
UNSEEN = (Status.DRAFT,)  # only the author knows of these


class Record(NamedTuple):
    """What the portal knows of an author: stories sent, published, and how often one was returned."""

    sent: int
    published: int
    returned: int


class Sighting(NamedTuple):
    """A picture of this story that lies in another one too."""

    photo_id: int
    same_bytes: bool
    code: str
    status: Status
    ward: str
    slug: str


@dataclass(frozen=True)
class Line:
    """One decision with the name of whoever took it; empty where the clock did."""

    decision: Decision
    moderator: str


def object_name(story: Story) -> str:
    """How the audit log names a story."""
    return f"story:{codes.pretty(story.code)}"


def story(session: Session, code: str) -> Story | None:
    """A story that was ever sent, by its canonical code, with all that belongs to it."""
    return session.scalar(
        select(Story)
        .options(
            joinedload(Story.author),
            joinedload(Story.ward).lazyload(Ward.district),
            joinedload(Story.rubric),
            selectinload(Story.photos).joinedload(StoryPhoto.photo),
        )
        .where(Story.code == code, Story.status.not_in(UNSEEN), Story.submitted_at.is_not(None))
        .execution_options(populate_existing=True)
    )


def revisions(session: Session, story_id: int) -> Sequence[Revision]:
    """The text as it was last sent, and the one before."""
    query = select(Revision).where(Revision.story_id == story_id)
    return session.scalars(query.order_by(Revision.number.desc()).limit(2)).all()


def decisions(session: Session, story_id: int) -> list[Line]:
    """The moderation log of a story, latest first."""
    query = (
        select(Decision, func.coalesce(User.name, ""))
        .outerjoin(User, User.id == Decision.moderator_id)
        .where(Decision.story_id == story_id)
        .order_by(Decision.id.desc())
    )
    return [Line(*row) for row in session.execute(query)]


def reasons_given(session: Session, since: datetime) -> list[str]:
    """The codes of every reason that the desks of this city gave since then, of the latest RECENT decisions."""
    query = select(Decision.reasons).where(Decision.made_at >= since, Decision.moderator_id.is_not(None))
    query = query.order_by(Decision.id.desc()).limit(RECENT)
    return [code for codes_ in session.scalars(query) for code in codes_]


def name_of(session: Session, user_id: int | None) -> str:
    return session.scalar(select(User.name).where(User.id == user_id)) or ""


def record(session: Session, author_id: int) -> Record:
    mine = select(func.count()).select_from(Story).where(Story.author_id == author_id)
    returned = (
        select(func.count())
        .select_from(Decision)
        .join(Story, Story.id == Decision.story_id)
        .where(Story.author_id == author_id, Decision.action == Action.RETURN)
    )
    row = session.execute(
        select(
            mine.where(Story.submitted_at.is_not(None)).scalar_subquery(),
            mine.where(Story.published_at.is_not(None)).scalar_subquery(),
            returned.scalar_subquery(),
        )
    ).one()
    return Record(*row)


def opened(session: Session, story: Story, user_id: int | None, act: str) -> bool:
    """Whether this person has opened the author's name (IDENTITY_OPENED) or the pictures' evidence before.

    The audit log says so: what stands there and what was seen are the same by that.
    """
    query = select(AuditEntry.id).where(
        AuditEntry.object == object_name(story), AuditEntry.actor_id == user_id, AuditEntry.action == act
    )
    return session.scalar(query.limit(1)) is not None


def sightings(session: Session, story: Story, me: int) -> list[Sighting]:
    """Where the pictures of a story lie in others that were sent and `me` may know of, byte for byte or nearly so.

    Hashes are looked up by their quarters: two that differ in at most three bits share one for certain, up to ten
    most often.
    """
    own = [row.photo for row in story.photos]
    if not own:
        return []
    shas = {f"sha_{n}": photo.sha256 for n, photo in enumerate(own)}
    hashes = [photo.dhash for photo in own if photo.dhash]
    parts = {
        f"part_{n}_{begins}": each[begins - 1 : begins + 3] for n, each in enumerate(hashes) for begins in QUARTERS
    }
    each = CANDIDATES // (len(shas) + len(parts))
    rows = prepared.rows(session, _alike(len(shas), len(hashes)), story=story.id, each=each, me=me, **shas, **parts)
    return [
        Sighting(photo.id, photo.sha256 == row.sha256, row.code, row.status, row.ward, row.slug)
        for photo in own
        for row in rows
        if photo.sha256 == row.sha256 or (photo.dhash and row.dhash and distance(photo.dhash, row.dhash) <= SAME)
    ]


@lru_cache(maxsize=64)
def _alike(shas: int, hashes: int) -> Any:
    """Sent pictures of other stories with one of these sums, or a quarter of one of these hashes; newest first.

    Parameters: `story`, ME, `each` for the most that one sum or quarter may bring, `sha_0` …, `part_0_1` ….
    """
    tests: list[Any] = [Photo.sha256 == bindparam(f"sha_{n}", type_=String()) for n in range(shas)]
    for n in range(hashes):
        tests += [quarter(begins) == bindparam(f"part_{n}_{begins}", type_=String()) for begins in QUARTERS]
    # each along its own index: of all together SQLite would go through every picture, the newest first
    newest = [
        select(Photo.id).where(test).order_by(Photo.id.desc()).limit(bindparam("each", type_=Integer())).subquery()
        for test in tests
    ]
    return (
        select(Photo.sha256, Photo.dhash, Story.code, Story.status, Ward.name.label("ward"), Story.slug)
        .join(StoryPhoto, StoryPhoto.photo_id == Photo.id)
        .join(Story, Story.id == StoryPhoto.story_id)
        .join(Ward, Ward.id == Story.ward_id)
        .where(Photo.id.in_(union_all(*(select(each.c.id) for each in newest))))
        .where(Story.id != bindparam("story", type_=Integer()), unindexed(Story.status).not_in(UNSEEN))
        .where(~conflicted(Story.id))
        .order_by(Photo.id.desc())
    )


def places(session: Session, story: Story) -> list[evidence.Point]:
    """Where pictures of the ward's latest published stories were taken; nothing of it is ever shown."""
    query = (
        select(Photo.evidence)
        .join(StoryPhoto, StoryPhoto.photo_id == Photo.id)
        .join(Story, Story.id == StoryPhoto.story_id)
        .where(Story.ward_id == story.ward_id, Story.status == Status.PUBLISHED, Story.id != story.id)
        .order_by(Story.published_at.desc())
        .limit(COMPARED)
    )
    found = (evidence.point(kept) for kept in session.scalars(query))
    return [place for place in found if place is not None]
