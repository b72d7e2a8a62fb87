import hashlib
import secrets

import pytest

from portal.accounts.models import LoginSession
from portal.kernel import clock
from portal.photos import access, service
from tests.factories.stories import person


@pytest.fixture
def app(app, monkeypatch):
    """With empty registries, so that no other package decides in these tests."""
    monkeypatch.setattr(access, "MAY_SEE", [])
    monkeypatch.setattr(service, "USED_BY", [])
    monkeypatch.setattr(service, "SENT", [])
    return app


@pytest.fixture
def here(app):
    """Services find their storage."""
    with app.app_context():
        yield


@pytest.fixture
def resident(session):
    return kept(session, person(session))


@pytest.fixture
def other(session):
    return kept(session, person(session, "Bayu Pratama"))


def kept(session, thing):
    session.commit()
    return thing


@pytest.fixture
def browser(app, session):
    """`browser(user)`: a client in which that person is signed in."""

    def make(user):
        client, key, at = app.test_client(), secrets.token_urlsafe(16), clock.now()
        row = LoginSession(key_hash=hashlib.sha256(key.encode()).hexdigest(), user_id=user.id, created_at=at)
        row.seen_at, row.standing, row.agent = at, [], "tests"
        session.add(row)
        session.commit()
        with client.session_transaction() as cookie:
            cookie["sid"], cookie["_user_id"], cookie["_fresh"] = key, user.fs_uniquifier, True
        return client

    return make


@pytest.fixture
def media(settings):
    return settings.instance / "media"
