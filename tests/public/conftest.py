"""Published stories for readers, and a counter of the statements a page costs."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from portal.kernel.codes import PREFIX
from portal.kernel.db import db
from portal.stories import cards
from portal.stories.lifecycle import Status
from tests import clocks
from tests.factories import accounts, stories
from tests.factories.stories import AT


@pytest.fixture(autouse=True)
def today():
    """The clock stands an hour after the factories' stories."""
    clocks.at(AT + timedelta(hours=1))


@pytest.fixture
def published(session):
    """published(...): a committed public story with, unless photos=0, one picture that may be shown."""

    def make(photos=1, **changes):
        made = stories.story(session, status=Status.PUBLISHED, **changes)
        for position in range(photos):
            stories.story_photo(session, made, position=position, consent=True)
        cards.write(session, [made.id])
        session.commit()
        return made

    return make


@pytest.fixture
def many(published, session):
    """many(n, ...): n stories, an hour apart, the newest first."""
    author = accounts.user(session, "Rizal Fahmi")

    def make(n, photos=0, **changes):
        shared = {"author": author, "photos": photos}
        return [
            published(at=AT - timedelta(hours=i), title=f"Kabar nomor {i} dari gang", **shared | changes)
            for i in range(n)
        ]

    return make


@pytest.fixture
def ask(app):
    """ask(query, ...): what a query answers, in a transaction of its own."""

    def run(query, *args, **values):
        with app.app_context():
            return query(db.session(), *args, **values)

    return run


@pytest.fixture
def statements(app):
    """with statements() as list: the SELECTs that were sent meanwhile."""

    @contextmanager
    def watch():
        with app.app_context():
            engine = db.engine
        seen = []

        def note(_connection, _cursor, statement, *_):
            if statement.lstrip().upper().startswith("SELECT"):
                seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return watch


def path_of(story, language="") -> str:
    return f"{language}/berita/{story.slug}-{PREFIX}-{story.code}"
