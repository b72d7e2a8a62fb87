from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.kernel.db import Base


class PhotoState(StrEnum):
    RECEIVED = "received"  # the original is stored, the renditions are not made yet
    READY = "ready"
    FAILED = "failed"


SHARP = text("blurred_at IS NULL")
KEPT = text("original_gone_at IS NULL")
QUARTERS = (1, 5, 9, 13)  # where the quarters of a dhash begin, four digits each


def quarter(begins: int) -> Any:
    """A quarter of `Photo.dhash` as the indexes spell it; a parameter in its place would find none."""
    return literal_column(f"substr(photo.dhash, {begins}, 4)", String)


class Photo(Base):
    """One picture. `public_id` is random and the only name outsiders see; the original is never served."""

    __tablename__ = "photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    original_key: Mapped[str] = mapped_column(String(120))
    original_name: Mapped[str] = mapped_column(String(120))  # as the phone called it, to name it in messages
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]  # bytes of the original
    kind: Mapped[str] = mapped_column(String(8))  # jpeg, png, webp
    width: Mapped[int | None]  # of the upright picture
    height: Mapped[int | None]
    state: Mapped[PhotoState] = mapped_column(default=PhotoState.RECEIVED)
    failure: Mapped[str | None] = mapped_column(String(32))
    dhash: Mapped[str | None] = mapped_column(String(16))
    colour: Mapped[str | None] = mapped_column(String(7))
    evidence: Mapped[dict[str, Any]]  # private: time and place of the picture, camera
    received_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    blurred_at: Mapped[datetime | None]  # since when its position is no finer than a ward
    original_gone_at: Mapped[datetime | None]  # since when only the renditions are kept

    owner: Mapped[User] = relationship()

    __table_args__ = (
        # hashes that differ little meet in a quarter, see moderation.dossiers. Alembic's batches do not see indexes of
        # expressions: whoever rebuilds this table on SQLite makes them again
        *(Index(f"ix_photo_dhash_{begins}", text(f"substr(dhash, {begins}, 4)"), "id") for begins in QUARTERS),
        # what retention has still to do
        Index("ix_photo_sharp", "received_at", "id", sqlite_where=SHARP, postgresql_where=SHARP),
        Index("ix_photo_kept", "received_at", "id", sqlite_where=KEPT, postgresql_where=KEPT),
        # a deleted picture's number must never name another one: agreements and the audit log point to it
        {"sqlite_autoincrement": True},
    )


class TusUpload(Base):
    """A picture on its way. Its bytes are a file whose size is the offset; `id` becomes the photo's public id."""

    __tablename__ = "tus_upload"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    length: Mapped[int]  # bytes it will have
    name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
