"""Who gets letters about which wards. The database holds hashes of links only, so that a copy of it opens none."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.alerts.rules import Pace
from portal.kernel.db import Base


class AlertRequest(Base):
    """A wish that its address has not confirmed yet; nothing but the question is sent for it."""

    __tablename__ = "alert_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    pace: Mapped[Pace]
    language: Mapped[str] = mapped_column(String(2))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    client: Mapped[str] = mapped_column(String(64), index=True)  # a keyed hash of where it came from
    made_at: Mapped[datetime] = mapped_column(index=True)


class Subscriber(Base):
    """An address that confirmed. `salt` makes the links in its letters, together with the portal's secret."""

    __tablename__ = "subscriber"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    pace: Mapped[Pace] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(String(2))
    salt: Mapped[str] = mapped_column(String(32))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime]
    told_until: Mapped[datetime]  # stories published up to then have been told, or were not to be

    # a number must never mean another address: work that waits names people by number
    __table_args__ = {"sqlite_autoincrement": True}


class Subscription(Base):
    """A ward that a subscriber wants to hear of."""

    __tablename__ = "subscription"

    id: Mapped[int] = mapped_column(primary_key=True)
    subscriber_id: Mapped[int] = mapped_column(ForeignKey("subscriber.id", ondelete="CASCADE"))
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    made_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("subscriber_id", "ward_id"),
        # who hears of a story: read in the order of the subscribers, batch after batch
        UniqueConstraint("ward_id", "subscriber_id"),
    )
