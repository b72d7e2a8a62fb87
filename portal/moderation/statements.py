"""The SQL of the ward desk. Each is built once and filled in for each request: building costs more than running.

Every list is cut inside the index that orders it, ward by ward, so that ten waiting stories cost what ten thousand do.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Date, Integer, and_, bindparam, exists, false, func, literal, or_, select, tuple_, union_all

from portal.accounts.models import Appointment, Role, User
from portal.kernel.db import UtcDateTime
from portal.kernel.prepared import listed
from portal.moderation.rules import SEGMENTS, WAITING, Filter, Segment
from portal.photos.models import Photo
from portal.stories.lifecycle import Status
from portal.stories.models import Revision, Rubric, Story, StoryPhoto
from portal.stories.recusals import ME, conflicted, recused
from portal.wards.models import Ward

FEW = 4  # wards, as many as a director ever has
LEADERS = (Role.DIRECTOR, Role.DEPUTY)
T: Any = Story.__table__  # tables, not classes: plain rows need none of what the ORM does for objects
S: Any = Story.__table__.alias("s")
W: Any = Ward.__table__
A: Any = Appointment.__table__
R: Any = Revision.__table__

# what a request fills in
TODAY = bindparam("today", type_=Date())
AT = bindparam("at", type_=UtcDateTime())
AFTER_AT = bindparam("after_at", type_=UtcDateTime())
AFTER_ID = bindparam("after_id", type_=Integer())
SIZE = bindparam("size", type_=Integer())
CAP = bindparam("cap", type_=Integer())


def standing(appointment: Any, on: Any) -> Any:
    """The appointments of ward directors and deputies that stand on a day (WIB)."""
    return and_(
        appointment.role.in_(LEADERS),
        appointment.ended_at.is_(None),
        appointment.starts_on <= on,
        or_(appointment.ends_on.is_(None), appointment.ends_on >= on),
    )


def led(ward_id: Any) -> Any:
    return exists(select(A.c.id).where(A.c.ward_id == ward_id, standing(A.c, TODAY)))


def _elsewhere(own_wards: int) -> Any:
    """Escalated stories of wards that are not on the desk anyway."""
    own = [S.c.ward_id.not_in(listed("own", own_wards))] if own_wards else []
    return and_(S.c.escalated_at.is_not(None), *own, led(S.c.ward_id))


def _sent_again(story_id: Any = S.c.id) -> Any:
    return exists(select(R.c.id).where(R.c.story_id == story_id, R.c.number > 1))


@lru_cache(maxsize=8)
def counts(own: int, *, humas: bool) -> Any:
    """Ward by ward: id, name, waiting, late, resent, held, returned, own, own_late; for humas also what was escalated
    elsewhere. What waits or is late is so for others than its author; `own` and `own_late` are the person's own.

    `own` wards the person directs. Parameters: `own_0` …, TODAY, AT, CAP, ME.
    """
    mine = W.c.id.in_(listed("own", own))
    if humas:
        mine = or_(mine, ~led(W.c.id)) if own else ~led(W.c.id)
    query = select(W.c.id, W.c.name, *_counts(S.c.ward_id == W.c.id)).where(mine)
    if not humas:
        return query
    return union_all(query, select(literal(0), literal(""), *_counts(_elsewhere(own))))


def _counts(where: Any) -> list[Any]:
    def few(*which: Any) -> Any:
        return select(S.c.id).where(where, *which, ~recused(S.c.id)).limit(CAP).correlate(W).subquery()

    def count(name: str, *which: Any) -> Any:
        return of(few(*which), name)

    def of(looked_at: Any, name: str, *which: Any) -> Any:
        return select(func.count()).select_from(looked_at).where(*which).scalar_subquery().label(name)

    waiting = S.c.status.in_(WAITING)
    # where few were sent again or are one's own, all that wait would be gone through for the next
    waits, late = few(waiting), few(S.c.status.in_((*WAITING, Status.HELD)), S.c.due_at < AT)
    return [
        of(waits, "waiting", ~_is_own(waits.c.id)),
        of(late, "late", ~_is_own(late.c.id)),
        of(waits, "resent", _sent_again(waits.c.id)),
        count("held", S.c.status == Status.HELD),
        count("returned", S.c.status == Status.RETURNED),
        of(waits, "own", _is_own(waits.c.id)),
        of(late, "own_late", _is_own(late.c.id)),
    ]


def _is_own(story_id: Any) -> Any:
    return exists(select(T.c.id).where(T.c.id == story_id, T.c.author_id == ME))


def waiting(own: int, *, humas: bool) -> list[Any]:
    """Selects of the ids of stories that wait for one person: of each own ward; for humas also of wards nobody leads,
    and what was escalated. Parameters: `own_0` …, ME, TODAY.
    """
    where = (S.c.status.in_(WAITING), S.c.author_id != ME, ~recused(S.c.id))
    found = [select(S.c.id).where(S.c.ward_id == ward, *where) for ward in listed("own", own)]
    if humas:
        alone = select(W.c.id).where(~led(W.c.id))
        found += [select(S.c.id).where(S.c.ward_id.in_(alone), *where)]
        found += [select(S.c.id).where(S.c.escalated_at.is_not(None), *where)]
    return found


@lru_cache(maxsize=128)
def page(wards: int, cut: Filter, after_rank: int | None, own: int, *, humas: bool) -> Any:
    """One page of the queue, each story as often as it has pictures; None when nothing can follow the cursor.

    `after_rank` is the rank of the last row seen. Parameters: `ward_0` …, `own_0` …, TODAY, AT, SIZE, ME,
    AFTER_*.
    """
    heads: list[Any] = []
    for segment in SEGMENTS[cut]:
        if after_rank is not None and segment.rank < after_rank:
            continue
        where = _segment(segment, after=segment.rank == after_rank)
        places = [*_of(wards), *([_elsewhere(own)] if humas else [])]
        rank = literal(segment.rank).label("rank")
        heads += [
            select(S.c.id, S.c.due_at, rank).where(*where, place).order_by(S.c.due_at, S.c.id).limit(SIZE)
            for place in places
        ]
    return _rows(_together(heads)) if heads else None


def _segment(segment: Segment, *, after: bool) -> list[Any]:
    where = [S.c.status == segment.status, ~recused(S.c.id)]
    if segment.late is not None:
        where.append(S.c.due_at < AT if segment.late else S.c.due_at >= AT)
    if segment.resent is not None:
        where.append(_sent_again() if segment.resent else ~_sent_again())
    if after:
        where.append(tuple_(S.c.due_at, S.c.id) > tuple_(AFTER_AT, AFTER_ID))
    return where


def _of(wards: int) -> list[Any]:
    """Conditions that together mean the desk's wards: one for each, cut in its own index, while they are few.

    Of many wards the cut is made in the index over all: the sum keeps the planner from sorting ward by ward.
    """
    places = listed("ward", wards)
    return [S.c.ward_id == place for place in places] if wards <= FEW else [(S.c.ward_id + 0).in_(places)]


def _together(heads: Sequence[Any]) -> Any:
    """Selects that each have an order and an end of their own, as one table."""
    return union_all(*(select(head.subquery()) for head in heads)).subquery()


def _rows(pool: Any) -> Any:
    # all of it stands in the indexes: the stories themselves, whose dates lie behind their texts, are read for one page
    top = select(pool.c.id, pool.c.rank).order_by(pool.c.rank, pool.c.due_at, pool.c.id).limit(SIZE).subquery()
    author, claimer = User.__table__.alias("author"), User.__table__.alias("claimer")
    rows, photo, rubric = StoryPhoto.__table__, Photo.__table__, Rubric.__table__
    number = select(func.max(R.c.number)).where(R.c.story_id == T.c.id).scalar_subquery()
    story = (
        T.c.id,
        T.c.code,
        T.c.title,
        T.c.status,
        T.c.ward_id,
        W.c.name.label("ward"),
        T.c.author_id,
        author.c.name.label("author"),
        author.c.create_datetime.label("joined_at"),
        T.c.excerpt,
        rubric.c.name.label("rubric"),
        rubric.c.name_en.label("rubric_en"),
    )
    clock = (T.c.credit, T.c.submitted_at, T.c.changed_at, T.c.due_at, T.c.due_code, T.c.escalated_at)
    claim = (
        T.c.claimed_by_id,
        T.c.claimed_until,
        claimer.c.name.label("claimer"),
        top.c.rank,
        func.coalesce(number, 1).label("revision"),
    )
    shown = (rows.c.consent, photo.c.state, photo.c.public_id, photo.c.width, photo.c.height)
    return (
        select(*story, *clock, *claim, *shown)
        .join(top, top.c.id == T.c.id)
        .join(W, W.c.id == T.c.ward_id)
        .join(author, author.c.id == T.c.author_id)
        .outerjoin(rubric, rubric.c.id == T.c.rubric_id)
        .outerjoin(claimer, claimer.c.id == T.c.claimed_by_id)
        .outerjoin(rows, rows.c.story_id == T.c.id)
        .outerjoin(photo, photo.c.id == rows.c.photo_id)
        .order_by(top.c.rank, T.c.due_at, T.c.id, rows.c.position)
    )


@lru_cache(maxsize=16)
def approved(wards: int, own: int, *, humas: bool) -> Any:
    """Stories of the desk that are approved and not public yet. Parameters: `ward_0` …, `own_0` …, ME, TODAY, SIZE."""
    places = [*_of(wards), *([_elsewhere(own)] if humas else [])]
    return (
        select(*(S.c[name] for name in ("code", "title", "slug", "version", "status", "author_id", "publish_at")))
        .where(S.c.status == Status.APPROVED, or_(*places) if places else false(), ~recused(S.c.id))
        .order_by(S.c.publish_at, S.c.id)
        .limit(SIZE)
    )


@lru_cache(maxsize=8)
def titles(wards: int) -> Any:
    """Id, ward and title of the latest waiting and published stories of these wards; SIZE from each list."""
    latest = {Status.SUBMITTED: S.c.due_at, Status.IN_REVIEW: S.c.due_at, Status.PUBLISHED: S.c.published_at}
    heads = [
        select(S.c.id, S.c.ward_id, S.c.title)
        .where(S.c.status == status, place, ~conflicted(S.c.id))
        .order_by(order.desc(), S.c.id.desc())
        for status, order in latest.items()
        for place in _of(wards)
    ]
    return select(_together([head.limit(SIZE) for head in heads]))
