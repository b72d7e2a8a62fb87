import pytest

from portal.kernel.db import db


@pytest.fixture
def room(app):
    """A session inside an open app context, for services; tests with a client must not use it."""
    with app.app_context():
        yield db.session()
        db.session.rollback()
