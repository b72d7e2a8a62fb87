from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from portal.stories.lifecycle import Status
from tests import clocks
from tests.factories import stories
from tests.factories.stories import AT


@pytest.fixture(autouse=True)
def now():
    """The clock stands a minute after the factories' stories, at 10.01 WIB on a Tuesday."""
    clocks.at(AT + timedelta(minutes=1))


@pytest.fixture
def at(app):
    """at(time): the clock moves there."""
    return lambda moment: clocks.at(moment)


@pytest.fixture
def inside(app):
    """An app context for a whole test that makes no request."""
    with app.app_context():
        yield


@pytest.fixture
def published(session):
    """published(...): a committed public story of Medono."""

    def make(**changes):
        made = stories.story(session, status=Status.PUBLISHED, **changes)
        session.commit()
        return made

    return make


@pytest.fixture
def box(settings):
    """box(): the letters sent so far, in the order of their names."""

    def read():
        files = sorted((settings.instance / "mail").glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=default) for file in files]

    return read


def text_of(letter) -> str:
    return letter.get_body(("plain",)).get_content()


def html_of(letter) -> str:
    return letter.get_body(("html",)).get_content()
