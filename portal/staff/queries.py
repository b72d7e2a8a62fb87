"""How much waits on each desk of a person, in one statement that is made once."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import exists, func, literal, select, union
from sqlalchemy.orm import Session

from portal.accounts.desks import Waiting
from portal.accounts.models import NameChange
from portal.accounts.rights import Rights
from portal.kernel import clock, prepared
from portal.moderation import statements
from portal.moderation.withdrawals import DUE
from portal.newsroom.lifecycle import KIT, PostState
from portal.newsroom.models import Post
from portal.notices.models import Notice
from portal.notices.rules import Audience
from portal.stories.lifecycle import Status
from portal.stories.models import Story
from portal.stories.recusals import ME, conflicted, recused

COUNTED = 100  # one more than is shown: what is longer is said to be "99+"
TO_POST = (*KIT, PostState.CHECK_BY_HAND, PostState.FAILED)
P: Any = Post.__table__
N: Any = Notice.__table__
C: Any = NameChange.__table__
S: Any = Story.__table__


def waiting(session: Session, rights: Rights, at: datetime) -> Waiting:
    """What waits for this person, each number at most COUNTED."""
    wards = sorted(rights.wards)
    query = _numbers(len(wards), humas="humas" in rights.roles)
    values = {"me": rights.user_id, "today": at.astimezone(clock.WIB).date(), **prepared.filled("own", wards)}
    (row,) = prepared.fitting(session, query, values)
    return Waiting(*row)


@lru_cache(maxsize=16)
def _numbers(wards: int, *, humas: bool) -> Any:
    """In the order of `Waiting`. Parameters: `me`, `today`, `own_0` …"""
    none = literal(0)
    unread = select(N.c.id).where(N.c.user_id == ME, N.c.audience == Audience.DESK, N.c.read_at.is_(None))
    stories = statements.waiting(wards, humas=humas)
    hidden = select(S.c.id).where(
        S.c.status == Status.HIDDEN, S.c.due_code == DUE, S.c.author_id != ME, ~recused(S.c.id)
    )
    out = exists(select(S.c.id).where(S.c.author_id == C.c.user_id, conflicted(S.c.id)))
    names = select(C.c.id).where(C.c.outcome.is_(None), C.c.user_id != ME, ~out)
    return select(
        (_count(stories) if stories else none).label("stories"),
        (_count(_posts()) if humas else none).label("posts"),
        (_count([hidden]) if humas else none).label("removals"),
        (_count([names]) if humas else none).label("names"),
        _count([unread]).label("notices"),
    )


def _posts() -> list[Any]:
    """The stories with a kit whose time has come, a post that failed or nobody knows of, or a correction to make."""
    which = (*(P.c.state == state for state in TO_POST), P.c.owes_since.is_not(None))
    return [select(P.c.story_id).where(each).distinct() for each in which]


def _count(parts: Sequence[Any]) -> Any:
    """How many rows these selects of ids have together, each looked at up to COUNTED."""
    if len(parts) == 1:
        few = parts[0].limit(COUNTED).subquery()
    else:
        few = union(*(select(each.limit(COUNTED).subquery()) for each in parts)).limit(COUNTED).subquery()
    return select(func.count()).select_from(few).scalar_subquery()
