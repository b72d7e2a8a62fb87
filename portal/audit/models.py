from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base


class AuditEntry(Base):
    """One act of staff; rows are added, never changed, and each carries the hash of the one before."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    # no foreign key: the log outlives the account it speaks of
    actor_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(64))
    object: Mapped[str] = mapped_column(String(120), index=True)
    detail: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditAnchor(Base):
    """The one row that knows how the chain ends, signed with the instance's secret: a cut-off tail shows."""

    __tablename__ = "audit_anchor"

    id: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]
    last_id: Mapped[int]
    last_hash: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(64))
