"""Story, its text versions, its pictures in order, and what happened to it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.kernel.db import Base
from portal.photos.models import Photo
from portal.stories.lifecycle import RecusalKind, Status
from portal.wards.models import Ward

ESCALATED = text("escalated_at IS NOT NULL")
OPEN = text("ended_at IS NULL")
CARDLESS = text("card IS NULL AND status = 'published'")
ESCALATED_ONLY = ("status", "due_at", "id", "ward_id", "escalated_at")


class Credit(StrEnum):
    """How the author wants to be named, per story."""

    FULL = "full"
    INITIALS = "initials"
    ANONYMOUS = "anonymous"


class Rubric(Base):
    __tablename__ = "rubric"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(60))
    tone: Mapped[str] = mapped_column(String(12))  # the kicker's colour: soga, daun, mengkudu, laut, nila
    position: Mapped[int]


class Story(Base):
    """A resident's story, from draft to the day it is withdrawn. One code names it everywhere."""

    __tablename__ = "story"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)  # six letters, without BW-
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    submission_key: Mapped[str] = mapped_column(String(36))
    status: Mapped[Status] = mapped_column(default=Status.DRAFT, active_history=True)
    version: Mapped[int] = mapped_column()
    # a draft may lack anything but its key
    ward_id: Mapped[int | None] = mapped_column(ForeignKey("ward.id"), active_history=True)
    rubric_id: Mapped[int | None] = mapped_column(ForeignKey("rubric.id"))
    title: Mapped[str] = mapped_column(String(120), default="")
    slug: Mapped[str] = mapped_column(String(80), default="")
    body: Mapped[str] = mapped_column(Text, default="")  # Markdown as typed, LF
    body_html: Mapped[str] = mapped_column(Text, default="")  # rendered and sanitised when saved
    excerpt: Mapped[str] = mapped_column(String(240), default="")
    event_date: Mapped[date | None]
    place: Mapped[str] = mapped_column(String(160), default="")
    source: Mapped[str] = mapped_column(String(400), default="")
    credit: Mapped[Credit] = mapped_column(default=Credit.FULL)
    # the author's name as it was approved, whatever they call themselves later; none before the first approval
    author_name: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]  # of whoever must move next
    due_code: Mapped[str | None] = mapped_column(String(24))  # the deadline's code in data/deadlines.json
    escalated_at: Mapped[datetime | None]
    # only while it is approved: the state it was approved from, and when it becomes public unless that is undone
    approved_from: Mapped[Status | None]
    publish_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None] = mapped_column(active_history=True)
    shared_at: Mapped[datetime | None]  # first time a channel carried it
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    claimed_until: Mapped[datetime | None]
    # what lists and the story's page show beside its words, as `stories.cards` writes it; none until it is drawn again
    card: Mapped[str | None] = mapped_column(Text, deferred=True)

    author: Mapped[User] = relationship(foreign_keys=[author_id])

    @property
    def signed_name(self) -> str:
        """The name this story is signed with, before `credit` shortens or hides it."""
        return self.author_name or self.author.name

    ward: Mapped[Ward | None] = relationship()
    rubric: Mapped[Rubric | None] = relationship()
    photos: Mapped[list["StoryPhoto"]] = relationship(order_by="StoryPhoto.position", cascade="all, delete-orphan")

    # two people deciding at once: the second gets StaleDataError instead of a silent overwrite
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("author_id", "submission_key"),
        Index("ix_story_public", "status", "published_at", "id"),
        Index("ix_story_rubric_public", "rubric_id", "status", "published_at", "id"),
        Index("ix_story_ward_public", "ward_id", "status", "published_at", "id"),
        Index("ix_story_queue", "ward_id", "status", "due_at", "id"),
        Index("ix_story_author", "author_id", "created_at", "id"),
        Index("ix_story_author_public", "author_id", "status", "published_at", "id"),
        Index("ix_story_due", "status", "due_at", "id", "ward_id"),  # what runs out by itself, over all wards
        # what humas finds on its desk, of any ward; with all it needs inside, or SQLite takes ix_story_due instead
        Index("ix_story_escalated", *ESCALATED_ONLY, sqlite_where=ESCALATED, postgresql_where=ESCALATED),
        Index("ix_story_cardless", "id", sqlite_where=CARDLESS, postgresql_where=CARDLESS),  # whose card is to be drawn
    )


class WardDay(Base):
    """How many of the stories a ward published on one day (WIB) are public now, so that the map counts nothing."""

    __tablename__ = "ward_day"

    # the day first: the map adds up the last of them, and must not go through all
    day: Mapped[date] = mapped_column(primary_key=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"), primary_key=True)
    stories: Mapped[int]


class Revision(Base):
    """The words as they were sent, one row a sending; rows are added, never changed."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("story.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("story_id", "number"),)


class ChangeRequest(Base):
    """One return of a story to its author: what was returned, the clock it stopped, and what the author ticked off."""

    __tablename__ = "change_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("story.id"), index=True)
    made_at: Mapped[datetime]
    fingerprint: Mapped[str] = mapped_column(String(64))  # rules.fingerprint of the returned version
    due_code: Mapped[str | None] = mapped_column(String(24))  # the review's deadline at that moment
    due_at: Mapped[datetime | None]
    done: Mapped[list[str]]  # codes of the reasons, and rules.NOTE for the note
    unchanged: Mapped[bool] = mapped_column(default=False)  # sent again as it was, after the author was asked


class StoryPhoto(Base):
    """A picture in a story: its place in the order and the words that go with it."""

    __tablename__ = "story_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("story.id"), index=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id"), unique=True)
    position: Mapped[int]
    caption: Mapped[str] = mapped_column(String(300), default="")
    alt: Mapped[str] = mapped_column(String(250), default="")
    credit: Mapped[str] = mapped_column(String(120), default="")
    consent: Mapped[bool] = mapped_column(default=False)

    photo: Mapped[Photo] = relationship(lazy="joined")


class TimelineEntry(Base):
    """What the author (and where `public`, everybody) sees of a story's way. Higher packages append through service."""

    __tablename__ = "timeline_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("story.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))  # submitted, in_review, returned, …, shared
    at: Mapped[datetime]
    public: Mapped[bool] = mapped_column(default=False)
    detail: Mapped[dict[str, Any]]
    key: Mapped[str | None] = mapped_column(String(64), unique=True)  # makes a subscriber's entry unique


class Recusal(Base):
    """Somebody of staff takes no part in the decisions on a story; rows are added, never changed or deleted."""

    __tablename__ = "recusal"

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("story.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[RecusalKind]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]

    # lists ask it for each of their rows: the index answers alone
    __table_args__ = (UniqueConstraint("story_id", "user_id", "kind"),)


class LeadChoice(Base):
    """A story that humas put on top of the front page, until a time; at most one row has not ended."""

    __tablename__ = "lead_choice"

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("story.id"), index=True)
    until: Mapped[datetime]
    chosen_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    chosen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # taken back, or replaced by another choice

    __table_args__ = (
        Index("uq_lead_choice_open", text("(ended_at IS NULL)"), unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )


class RetentionRun(Base):
    """What one day's retention did (`stories.retention`); the numbers grow while it runs."""

    __tablename__ = "retention_run"

    day: Mapped[date] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    positions: Mapped[int]  # pictures whose position was made coarse
    originals: Mapped[int]  # originals that were deleted


class ParkedWords(Base):
    """What a visitor typed before signing in, kept for a day under a random key only that browser knows."""

    __tablename__ = "parked_words"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    fields: Mapped[dict[str, Any]]
    made_at: Mapped[datetime] = mapped_column(index=True)
    client: Mapped[str] = mapped_column(String(64))  # a keyed hash of where it came from
    size: Mapped[int]  # characters of `fields` as JSON in ASCII

    # counted and summed without reading the words
    __table_args__ = (Index("ix_parked_words_client", "client", "made_at", "size"),)


class Autosave(Base):
    """What a signed-in person has typed into a story form and not yet saved or sent, under the form's key."""

    __tablename__ = "autosave"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    submission_key: Mapped[str] = mapped_column(String(36))
    fields: Mapped[dict[str, Any]]  # as a browser sends them: name to values
    page: Mapped[str] = mapped_column(String(36))  # the browser tab that wrote it last
    version: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("author_id", "submission_key"),)


class AutosavedPhoto(Base):
    """A finished upload named by an autosave, which keeps it from being swept away."""

    __tablename__ = "autosaved_photo"

    autosave_id: Mapped[int] = mapped_column(ForeignKey("autosave.id", ondelete="CASCADE"), primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True, index=True)
