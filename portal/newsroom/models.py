from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.channels.models import Channel
from portal.kernel.db import Base
from portal.newsroom.lifecycle import DeliveryState, PostAction, PostState
from portal.photos.models import Photo
from portal.stories.models import Story

OWES = text("owes_since IS NOT NULL")


class Post(Base):
    """A story on one channel: its text and pictures there, when it goes out, and the proof that it did."""

    __tablename__ = "post"

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("story.id"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), index=True)
    round: Mapped[int] = mapped_column(default=1)  # a second publication is a new round a person asked for
    state: Mapped[PostState] = mapped_column(default=PostState.QUEUED)
    version: Mapped[int] = mapped_column()
    text: Mapped[str] = mapped_column(Text)
    pictures: Mapped[list[Any]]  # positions of the story's photos, in order
    notes: Mapped[list[str]]  # what fitting left out, until a person edits the text
    edited: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")  # why a person holds or skips it
    fault: Mapped[str] = mapped_column(String(32), default="")  # code of what the machine holds it for
    created_at: Mapped[datetime]
    entered_at: Mapped[datetime]  # since when it is in its state
    changed_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    claimed_until: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    remote_url: Mapped[str | None] = mapped_column(String(500), unique=True)  # canonical: one post, one address
    # a link the app gave that only leads on to the post, and what became of it: see newsroom.share_links
    share_link: Mapped[str | None] = mapped_column(String(500))
    share_outcome: Mapped[str] = mapped_column(String(16), default="")
    proof_photo_id: Mapped[int | None] = mapped_column(
        ForeignKey("photo.id"), index=True
    )  # a screenshot, where there is none
    owes_since: Mapped[datetime | None]  # a correction is due on the channel: its story was taken down
    follows: Mapped[bool] = mapped_column(default=True)  # its text comes from the master; False: it diverges
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # who wrote its words last
    remote_id: Mapped[str | None] = mapped_column(String(200))  # the network's own name for it
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]
    approved_hash: Mapped[str | None] = mapped_column(String(64))  # of text and pictures as they were approved

    story: Mapped[Story] = relationship()
    channel: Mapped[Channel] = relationship(lazy="joined", innerjoin=True)
    claimed_by: Mapped[User | None] = relationship(foreign_keys=[claimed_by_id])
    proof_photo: Mapped[Photo | None] = relationship()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("story_id", "channel_id", "round"),
        Index("ix_post_due", "state", "due_at", "id"),
        Index("ix_post_share_link", "share_link", unique=True),
        Index("ix_post_claim", "state", "claimed_until", "id"),
        Index("ix_post_owes", "owes_since", "id", sqlite_where=OWES, postgresql_where=OWES),
    )


class PostEvent(Base):
    """What happened to a post; rows are added, never changed. `version` is the post's after it."""

    __tablename__ = "post_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    action: Mapped[PostAction]
    before: Mapped[PostState]
    after: Mapped[PostState]
    version: Mapped[int]
    detail: Mapped[dict[str, Any]]

    actor: Mapped[User | None] = relationship()


class Master(Base):
    """The text all channels of a story follow, once somebody has edited it; until then it is the story's own."""

    __tablename__ = "master"

    story_id: Mapped[int] = mapped_column(ForeignKey("story.id"), primary_key=True)
    version: Mapped[int] = mapped_column()
    text: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    changed_by: Mapped[User] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Delivery(Base):
    """What the machine does to bring a post to its channel, under a fenced lease.

    `key` is what the network may keep of ours and is the same for all deliveries of a post's round: a channel that can
    be asked for it finds what an earlier one made. `step` is what was prepared so far. Every write of a worker names
    the `fence` it got with the lease: a worker that slept through its lease writes nothing any more.
    """

    __tablename__ = "delivery"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    number: Mapped[int]  # 1, 2, …: a new one is what a person asked for
    key: Mapped[str] = mapped_column(String(64))
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.QUEUED)
    step: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]  # not before
    attempts: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None] = mapped_column(String(120))
    lease_until: Mapped[datetime | None]
    fence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    armed_at: Mapped[datetime | None]
    asked: Mapped[int] = mapped_column(default=0)  # how often the channel was asked whether the post exists
    ended_at: Mapped[datetime | None]
    remote_id: Mapped[str | None] = mapped_column(String(200))
    remote_url: Mapped[str | None] = mapped_column(String(500))
    failure: Mapped[dict[str, Any]]  # the last one: kind, code, field, status, said
    request_hash: Mapped[str | None] = mapped_column(String(64))  # of what was sent

    post: Mapped[Post] = relationship()

    __table_args__ = (
        UniqueConstraint("post_id", "number"),
        Index("ix_delivery_due", "state", "due_at", "id"),
    )


class DeliveryEvent(Base):
    """What happened to a delivery; rows are added, never changed. `detail` holds no secret."""

    __tablename__ = "delivery_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    before: Mapped[DeliveryState]
    after: Mapped[DeliveryState]
    phase: Mapped[str] = mapped_column(String(12), default="")
    status: Mapped[int | None]
    retry_at: Mapped[datetime | None]
    detail: Mapped[dict[str, Any]]


class BoardRow(Base):
    """Where a story stands on the board, kept up with every move, so that page 10,000 costs what page 1 costs.

    The order is (bucket, position, story_id). Position is in microseconds since 1970: the earliest moment somebody
    waits for, and negative for what is done, newest first.
    """

    __tablename__ = "board_row"

    story_id: Mapped[int] = mapped_column(ForeignKey("story.id"), primary_key=True)
    bucket: Mapped[int]  # see newsroom.board.Bucket
    position: Mapped[int] = mapped_column(BigInteger)
    act: Mapped[bool] = mapped_column(default=False)
    scheduled: Mapped[bool] = mapped_column(default=False)
    published: Mapped[bool] = mapped_column(default=False)
    skipped: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        Index("ix_board_all", "bucket", "position", "story_id"),
        Index("ix_board_act", "act", "bucket", "position", "story_id"),
        Index("ix_board_scheduled", "scheduled", "bucket", "position", "story_id"),
        Index("ix_board_published", "published", "bucket", "position", "story_id"),
        Index("ix_board_skipped", "skipped", "bucket", "position", "story_id"),
    )
