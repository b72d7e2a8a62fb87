"""What is written into the index, and what a search is narrowed to. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Document:
    """`at` orders; `tags` are words of the caller's own (letters and digits) that only a Cut can ask for."""

    at: datetime
    text: str
    public: bool = False
    place: int | None = None
    topic: int | None = None
    tags: Sequence[str] = ()


@dataclass(frozen=True)
class Cut:
    """What a search is narrowed to; all of it must hold.

    `among` is the exception: any one of these places, or any one of `among_tags`.
    """

    public: bool = True
    place: int | None = None
    topic: int | None = None
    tags: Sequence[str] = ()
    among: Sequence[int] | None = None
    among_tags: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None  # not included
