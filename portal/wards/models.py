from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.db import Base


class District(Base):
    """A kecamatan."""

    __tablename__ = "district"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class Ward(Base):
    """A kelurahan. `column` and `row` place it on the tile map, from 1 and 0."""

    __tablename__ = "ward"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    postal_code: Mapped[str]
    aliases: Mapped[list[str]]
    column: Mapped[int]
    row: Mapped[int]
    abbreviation: Mapped[str]
    hyphenated: Mapped[str]

    district: Mapped[District] = relationship(lazy="joined")


class Holiday(Base):
    """What an admin says about a day, over the national list: a day off that was added, or one that was moved."""

    __tablename__ = "holiday"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(unique=True)
    name: Mapped[str]
    is_working: Mapped[bool] = mapped_column(default=False)
