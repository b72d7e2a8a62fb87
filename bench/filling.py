"""What the product derives from stories – cards, the search index – filled the way the product fills it."""

from collections.abc import Callable

from sqlalchemy.orm import Session


def fill(session: Session, say: Callable[[str], None]) -> None:
    """Called once, after all rows are there and before anybody reads."""
