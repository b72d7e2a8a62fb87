from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base
from portal.notices.rules import Audience

UNWRITTEN = text("letter_due IS NOT NULL AND letter_at IS NULL")


class Notice(Base):
    """Something a person should know, shown in the account or on the desk, and mailed where there is an address."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    key: Mapped[str] = mapped_column(String(80), unique=True)  # one notice for one cause, however often it is tried
    kind: Mapped[str] = mapped_column(String(24))
    audience: Mapped[Audience] = mapped_column(default=Audience.AUTHOR)
    detail: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    letter_due: Mapped[datetime | None]  # when a letter is to tell of it; only for desks, and only with an address
    letter_at: Mapped[datetime | None]  # when that letter was written, or found to be needed no more

    __table_args__ = (
        Index("ix_notice_user", "user_id", "audience", "id"),
        Index("ix_notice_letter", "letter_due", "user_id", sqlite_where=UNWRITTEN, postgresql_where=UNWRITTEN),
    )
