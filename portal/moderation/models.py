from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.kernel.db import Base
from portal.stories.lifecycle import Action, Status
from portal.stories.models import Story


class Decision(Base):
    """One line of a story's moderation log; rows are added, never changed. Without a moderator the clock decided."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("story.id"))
    moderator_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))  # what the moderator was that day: director, deputy, humas, system
    action: Mapped[Action]
    before: Mapped[Status]
    after: Mapped[Status]
    revision: Mapped[int]  # the number of the text that was judged
    reasons: Mapped[list[str]]  # codes of data/reasons.json
    note: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]

    story: Mapped[Story] = relationship()
    moderator: Mapped[User | None] = relationship()

    __table_args__ = (Index("ix_decision_story", "story_id", "id"),)
