from datetime import UTC, datetime

import pytest

from portal.audit import service
from portal.kernel.db import db

AT = datetime(2026, 11, 24, 2, 0, 0, 123456, tzinfo=UTC)


def act(session, n):
    return service.record(session, 7, "story.approve", f"story:{n}", AT, note=f"catatan {n} é", n=n)


@pytest.fixture
def chain(both):
    """Five acts on a database of each kind, inside an app context."""
    with both.app_context():
        for n in range(1, 6):
            act(db.session(), n)
            db.session.commit()
        yield db.session()
