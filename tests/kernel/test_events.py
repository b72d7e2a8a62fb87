import pytest
from sqlalchemy import func, select

from portal.kernel import events
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.jobs import Work


@pytest.fixture
def heard(monkeypatch):
    got = []
    monkeypatch.setitem(events.SUBSCRIBERS, "test.news", {})
    events.subscribe("test.news", "one", lambda session, payload, at: got.append(("one", payload["n"])))
    events.subscribe("test.news", "two", lambda session, payload, at: got.append(("two", payload["n"])))
    return got


def test_news_is_a_row_and_reaches_each_subscriber_once(app, heard, run_jobs):
    with app.app_context():
        events.publish(db.session(), "test.news", {"n": 7})
        db.session.commit()
    run_jobs()
    run_jobs()
    assert sorted(heard) == [("one", 7), ("two", 7)]


def test_a_subscriber_that_fails_keeps_no_other_waiting(app, heard, run_jobs):
    def fail(session, payload, at):
        raise ValueError

    events.subscribe("test.news", "two", fail)
    with app.app_context():
        events.publish(db.session(), "test.news", {"n": 1})
        db.session.commit()
    run_jobs()
    assert heard == [("one", 1)]
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(Work.done_at.is_(None)).select_from(Work)) == 1


def test_news_of_a_rolled_back_transaction_was_never_published(app, heard, run_jobs):
    with app.app_context():
        events.publish(db.session(), "test.news", {"n": 1})
        db.session.rollback()
    run_jobs()
    assert heard == []
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Event)) == 0
