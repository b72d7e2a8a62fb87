from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, Row, Select, bindparam, func, select, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.accounts.models import Appointment, Role, User
from portal.channels.models import Channel, Mode
from portal.kernel import prepared
from portal.kernel.i18n import language
from portal.newsroom import ranking
from portal.newsroom.lifecycle import CARRIED, KIT, WHOLE_STORY, PostAction, PostState
from portal.newsroom.models import BoardRow, Post, PostEvent
from portal.newsroom.ranking import BY_STATE, Filter
from portal.photos.models import Photo, PhotoState
from portal.stories.models import Rubric, Story, StoryPhoto
from portal.wards.models import Ward

PAGE = 20  # stories
RARE = 500  # posts of one story or another in a state that is rare: more of them are listed as they are dealt with
COUNTED = 100  # a longer list is said to be "99+": counting a million rows for a number is waste
EVENTS = 30
FLAGS = {
    Filter.ACT: BoardRow.act,
    Filter.SCHEDULED: BoardRow.scheduled,
    Filter.PUBLISHED: BoardRow.published,
    Filter.SKIPPED: BoardRow.skipped,
}


@dataclass
class Group:
    """One story on the board, with those of its posts the list is about."""

    story_id: int
    code: str
    title: str
    status: str
    ward: str
    rubric: str
    tone: str
    photo: dict[str, Any] | None  # id, width, height
    posts: list[Row[Any]] = field(default_factory=list)  # of `_lines`

    @property
    def waiting(self) -> bool:
        """Whether any of them is what "all channels" of the story means."""
        return any(post.state in WHOLE_STORY for post in self.posts)

    @property
    def preparable(self) -> bool:
        """Whether a kit can be asked for on any channel by hand."""
        return any(
            post.mode is Mode.ASSISTED
            and (post.state is PostState.QUEUED or (post.state is PostState.HELD and post.fault))
            for post in self.posts
        )

    @property
    def walking(self) -> bool:
        """Whether a kit waits to be posted."""
        return any(post.state in KIT for post in self.posts)

    @property
    def next_due(self) -> Row[Any] | None:
        """The post that goes out next, or is late."""
        timed = [post for post in self.posts if post.due_at and post.state in (PostState.SCHEDULED, *KIT, *CARRIED)]
        return min(timed, key=lambda post: post.due_at, default=None)


@dataclass(frozen=True)
class Page:
    groups: list[Group]
    next: str | None  # the cursor of the next page

    @property
    def states(self) -> list[str]:
        """Every state a post on this page is in, in the order of the lifecycle."""
        met = {post.state for group in self.groups for post in group.posts}
        return [str(state) for state in PostState if state in met]


# ---- the board ----------------------------------------------------------------------------------------------------


def board(session: Session, chosen: Filter, after: tuple[int, int, int] | None, size: int = PAGE) -> Page:
    """A page of the board in two statements, however long it is. `after` is a decoded cursor."""
    query = _rows(chosen, later=after is not None, english=language() == "en")
    place = dict(zip(("bucket", "position", "story"), after, strict=True)) if after else {}
    rows = prepared.fitting(session, query, {"size": size + 1, "rare": RARE, **place})
    groups = {row.story_id: _group(row) for row in rows[:size]}
    for post in prepared.rows(session, _lines(len(groups)), **prepared.filled("story", groups)) if groups else ():
        if ranking.in_filter(chosen, post.state, post.owes_since is not None):
            groups[post.story_id].posts.append(post)
    last = rows[size - 1] if len(rows) > size else None
    return Page(list(groups.values()), ranking.encode(last.bucket, last.position, last.story_id) if last else None)


@lru_cache(maxsize=64)
def _rows(chosen: Filter, *, later: bool, english: bool) -> Select[Any]:
    """Parameters: `size`; `bucket`, `position` and `story` of the cursor where `later`; `rare` for a rare state."""
    cover = (
        select(Photo.id)
        .join(StoryPhoto, StoryPhoto.photo_id == Photo.id)
        .where(StoryPhoto.story_id == Story.id, Photo.state == PhotoState.READY)
        .order_by(StoryPhoto.position)
        .limit(1)
        .scalar_subquery()
    )
    order = (BoardRow.bucket, BoardRow.position, BoardRow.story_id)
    rubric = Rubric.name_en if english else Rubric.name
    query = (
        select(*order, Story.code, Story.title, Story.status, Ward.name.label("ward"))
        .add_columns(rubric.label("rubric"), Rubric.tone, Photo.public_id, Photo.width, Photo.height)
        .join(Story, Story.id == BoardRow.story_id)
        .outerjoin(Ward, Ward.id == Story.ward_id)
        .outerjoin(Rubric, Rubric.id == Story.rubric_id)
        .outerjoin(Photo, Photo.id == cover)
        .order_by(*order)
        .limit(bindparam("size", type_=Integer()))
    )
    if chosen in FLAGS:
        query = query.where(FLAGS[chosen])
    elif chosen in BY_STATE:
        query = query.where(BoardRow.story_id.in_(_rare(chosen)))
    place = [
        bindparam(name, type_=each.type) for name, each in zip(("bucket", "position", "story"), order, strict=True)
    ]
    return query.where(tuple_(*order) > tuple_(*place)) if later else query


def _rare(chosen: Filter) -> Select[Any]:
    """The stories of a rare state, found by its index: the board has no flag for it."""
    return select(Post.story_id).where(Post.state.in_(BY_STATE[chosen])).limit(bindparam("rare", type_=Integer()))


@lru_cache(maxsize=64)
def _lines(stories: int) -> Select[Any]:
    """What the board says of a post and its channel: sixty of them as rows cost a quarter of sixty whole posts."""
    return (
        select(Post.id, Post.story_id, Post.state, Post.version, Post.reason, Post.due_at, Post.owes_since)
        .add_columns(Post.claimed_until, Post.approved_at, User.name.label("claimed_by"))
        .add_columns(Channel.code, Channel.kind, Channel.name, Channel.handle, Channel.address, Channel.needs_approval)
        .add_columns(Channel.mode, Post.fault)
        .join(Channel, Channel.id == Post.channel_id)
        .outerjoin(User, User.id == Post.claimed_by_id)
        .where(Post.story_id.in_(prepared.listed("story", stories)))
        .order_by(Post.channel_id, Post.round)
    )


def _group(row: Row[Any]) -> Group:
    photo = {"id": row.public_id, "width": row.width, "height": row.height} if row.public_id else None
    return Group(row.story_id, row.code, row.title, row.status, row.ward or "", row.rubric or "", row.tone or "", photo)


def counts(session: Session) -> dict[Filter, int]:
    """How long each list is, up to COUNTED, in one statement."""
    (row,) = prepared.rows(session, _counts(), most=COUNTED, rare=RARE)
    return {chosen: min(number, COUNTED) for chosen, number in zip((*FLAGS, *BY_STATE), row, strict=True)}


@lru_cache
def _counts() -> Select[Any]:
    """Parameters: `most` and `rare`."""
    most = bindparam("most", type_=Integer())
    numbers = [
        select(func.count())
        .select_from(select(BoardRow.story_id).where(flag).limit(most).subquery())
        .scalar_subquery()
        .label(chosen.name)
        for chosen, flag in FLAGS.items()
    ]
    for chosen in BY_STATE:
        rare = _rare(chosen).subquery()
        numbers.append(select(func.count(rare.c.story_id.distinct())).scalar_subquery().label(chosen.name))
    return select(*numbers)


# ---- posts --------------------------------------------------------------------------------------------------------


def _posts() -> Select[Post]:
    return select(Post).options(joinedload(Post.claimed_by)).order_by(Post.channel_id, Post.round)


def post(session: Session, post_id: int) -> Post | None:
    """A post with its story, ward, author and pictures."""
    story = joinedload(Post.story, innerjoin=True)
    return session.scalar(
        _posts()
        .options(story.joinedload(Story.ward), story.joinedload(Story.rubric), story.joinedload(Story.author))
        .options(story.selectinload(Story.photos))
        .where(Post.id == post_id)
    )


def of_story(session: Session, story_id: int) -> Sequence[Post]:
    """All posts of a story, in the order of the channels."""
    story = joinedload(Post.story, innerjoin=True)
    return session.scalars(_posts().options(story.selectinload(Story.photos)).where(Post.story_id == story_id)).all()


def story(session: Session, code: str) -> Story | None:
    """A story that has been published, with everything captions speak of."""
    return session.scalar(
        select(Story)
        .options(joinedload(Story.author), joinedload(Story.ward), joinedload(Story.rubric))
        .options(selectinload(Story.photos))
        .where(Story.code == code, Story.published_at.is_not(None))
    )


def stopped_last(session: Session, post_ids: Sequence[int]) -> set[int]:
    """Those posts whose latest event is that their story went away."""
    latest = select(func.max(PostEvent.id)).where(PostEvent.post_id.in_(post_ids)).group_by(PostEvent.post_id)
    query = select(PostEvent.post_id).where(PostEvent.id.in_(latest), PostEvent.action == PostAction.STOP)
    return set(session.scalars(query))


def url_taken(session: Session, url: str) -> bool:
    """Whether an address already proves a post."""
    query = select(Post.id).where((Post.remote_url == url) | (Post.share_link == url))
    return session.scalar(query.limit(1)) is not None


def events(session: Session, post_id: int) -> Sequence[PostEvent]:
    """What happened to a post, latest first."""
    query = select(PostEvent).options(joinedload(PostEvent.actor)).where(PostEvent.post_id == post_id)
    return session.scalars(query.order_by(PostEvent.id.desc()).limit(EVENTS)).all()


def humas(session: Session, today: date) -> Sequence[User]:
    """The public-relations officers appointed on a day (WIB)."""
    standing = select(Appointment.user_id).where(
        Appointment.role == Role.HUMAS,
        Appointment.ended_at.is_(None),
        Appointment.starts_on <= today,
        Appointment.ends_on.is_(None) | (Appointment.ends_on >= today),
    )
    return session.scalars(select(User).where(User.id.in_(standing), User.active).order_by(User.id)).all()


def name_of(session: Session, user_id: int) -> str:
    return session.scalar(select(User.name).where(User.id == user_id)) or ""


def owing(session: Session, story_ids: Sequence[int]) -> set[int]:
    """Those of these stories with a post that owes a correction."""
    query = select(Post.story_id).where(Post.story_id.in_(story_ids), Post.owes_since.is_not(None))
    return set(session.scalars(query))


def proofs(session: Session, photo_ids: Sequence[int]) -> set[int]:
    """Those of these pictures that prove a post."""
    query = select(Post.proof_photo_id).where(Post.proof_photo_id.in_(photo_ids))
    return {photo_id for photo_id in session.scalars(query) if photo_id is not None}
