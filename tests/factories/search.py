"""Documents of the search index. Nothing is committed."""

from datetime import UTC, datetime, timedelta

from portal.kernel import search
from portal.stories import indexing

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def put(session, texts, **changes) -> list[int]:
    """One document for each text, an hour apart, the newest first; items are numbered from 1."""
    for number, text in enumerate(texts, 1):
        values = {"at": AT - timedelta(hours=number), "public": True, "place": 1, "topic": 1}
        search.put(session, number, search.Document(**values | {"text": text} | changes))
    return list(range(1, len(texts) + 1))


def index(session) -> None:
    """Index every story that is there, as the worker does after an upgrade; factories write rows alone."""
    last = 0
    while last is not None:
        last = indexing.fill_next(session, last)
