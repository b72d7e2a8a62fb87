from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.channels.models import Channel
from portal.kernel.db import Base
from portal.newsroom.lifecycle import PostState
from portal.stories.models import Story


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
    edited: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")  # why it is held or skipped
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    claimed_until: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    remote_url: Mapped[str | None] = mapped_column(String(500), unique=True)  # canonical: one post, one address
    proof_key: Mapped[str | None] = mapped_column(String(120))  # a screenshot in storage, where there is no address

    story: Mapped[Story] = relationship()
    channel: Mapped[Channel] = relationship(lazy="joined")
    claimed_by: Mapped[User | None] = relationship(foreign_keys=[claimed_by_id])

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("story_id", "channel_id", "round"),
        Index("ix_post_board", "state", "due_at", "id"),
    )


class PostEvent(Base):
    """What happened to a post; rows are added, never changed."""

    __tablename__ = "post_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    action: Mapped[str] = mapped_column(String(24))
    before: Mapped[PostState]
    after: Mapped[PostState]
    detail: Mapped[dict[str, Any]]
