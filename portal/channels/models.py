from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Base


class Mode(StrEnum):
    ASSISTED = "assisted"  # a person posts with a ready kit and proves it
    API = "api"


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


class ChannelLimit(Base):
    """A limit of a network that changed: an admin's dated value over the one in limits.py."""

    __tablename__ = "channel_limit"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), index=True)
    name: Mapped[str] = mapped_column(String(32))
    value: Mapped[dict[str, Any]]
    source: Mapped[str] = mapped_column(String(255))
    checked_on: Mapped[date]
