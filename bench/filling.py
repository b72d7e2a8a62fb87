"""What the product derives from stories – cards, the search index – filled the way the product fills it."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from portal.stories import indexing


def fill(session: Session, say: Callable[[str], None]) -> None:
    """Called once, after all rows are there and before anybody reads."""
    indexing.fill(session, lambda last: say(f"{last} stories can be searched") if last % 50_000 < 1000 else None)
