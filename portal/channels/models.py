from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base


class Mode(StrEnum):
    ASSISTED = "assisted"  # a person posts with a ready kit and proves it
    API = "api"


class Health(StrEnum):
    """What is known of the connection to the network."""

    UNTESTED = "untested"
    OK = "ok"
    DOWN = "down"  # did not answer or answered with an error of its own
    REAUTH = "reauth"  # the credentials are refused: everything waits for new ones
    BLOCKED = "blocked"  # the network restricts the account


class Channel(Base):
    """One account or site of the city's public-relations office. Unknown handles stay empty: nothing is made up."""

    __tablename__ = "channel"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(16))  # website, facebook, instagram, x, telegram, whatsapp, …
    name: Mapped[str] = mapped_column(String(80))
    handle: Mapped[str] = mapped_column(String(80), default="")
    address: Mapped[str] = mapped_column(String(255), default="")  # https://… of the account or site
    mode: Mapped[Mode] = mapped_column(default=Mode.ASSISTED)
    active: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    # the connection; `secret` is a token of channels.vault, never the plain word
    username: Mapped[str] = mapped_column(String(120), default="")
    secret: Mapped[str] = mapped_column(Text, default="")
    needs_approval: Mapped[bool] = mapped_column(default=False)  # a second officer reads every post first
    health: Mapped[Health] = mapped_column(default=Health.UNTESTED)
    health_code: Mapped[str] = mapped_column(String(40), default="")  # sentence in channels.failures
    health_said: Mapped[str] = mapped_column(String(300), default="")  # the network's own words
    health_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)  # in a row; one alert when the network stays down
    down_since: Mapped[datetime | None]  # the first of them
    paused_until: Mapped[datetime | None]  # a rate limit or quota: nothing is sent before
    next_at: Mapped[datetime | None]  # the next free moment in the pace of the network
    # name, picture and link compared with those of the other channels: once a month is enough
    identity_checked_at: Mapped[datetime | None]
    identity_checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ChannelLimit(Base):
    """A limit of a network that changed: an admin's dated value over the one in limits.py."""

    __tablename__ = "channel_limit"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), index=True)
    name: Mapped[str] = mapped_column(String(32))
    value: Mapped[dict[str, Any]]
    source: Mapped[str] = mapped_column(String(255))
    checked_on: Mapped[date]
