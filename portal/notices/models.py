from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base


class Notice(Base):
    """Something a person should know, shown in the account and mailed where there is an address."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    key: Mapped[str] = mapped_column(String(80), unique=True)  # one notice for one cause, however often it is tried
    kind: Mapped[str] = mapped_column(String(24))
    detail: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_notice_user", "user_id", "id"),)
