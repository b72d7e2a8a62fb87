import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.kernel import clock, events, pages
from portal.kernel.db import db
from portal.kernel.pages import PageGeneration
from portal.supervisor import new_pages
from tests import clocks


def number():
    return db.session.scalar(select(PageGeneration.number)) or 0


def shown(app):
    return int(app.extensions["portal.pages"].generation() or 0)


@pytest.fixture
def store(both):
    """The app on each database, with its store open and an app context around the test."""
    new_pages(both)
    with both.app_context():
        yield both


def test_the_number_rises_with_the_commit_and_not_before(store):
    before = shown(store)
    pages.drop(db.session())
    assert shown(store) == before
    db.session.commit()
    assert shown(store) == before + 1 == number()


def test_a_rolled_back_change_drops_nothing(store):
    before = shown(store)
    pages.drop(db.session())
    db.session.rollback()
    db.session.commit()
    assert shown(store) == before == number()
    pages.drop(db.session())
    db.session.commit()
    assert shown(store) == before + 1


def test_a_savepoint_shows_nothing_before_the_whole_is_committed(store):
    before = shown(store)
    with db.session.begin_nested():
        pages.drop(db.session())
    assert shown(store) == before
    db.session.commit()
    assert shown(store) == before + 1 == number()


def test_a_drop_in_a_savepoint_that_failed_confuses_nobody(store):
    before = shown(store)
    savepoint = db.session.begin_nested()
    pages.drop(db.session())
    savepoint.rollback()
    db.session.commit()
    assert shown(store) == before == number()
    pages.drop(db.session())
    db.session.commit()
    assert shown(store) == before + 1 == number()


def test_many_at_once_each_get_a_number_of_their_own(store):
    before, barrier = shown(store), threading.Barrier(8)

    def drop():
        with store.app_context():
            barrier.wait()
            pages.drop(db.session())
            db.session.commit()

    threads = [threading.Thread(target=drop) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shown(store) == number() == before + 8


def test_news_that_readers_see_drops_in_the_same_transaction(store):
    before = shown(store)
    events.publish(db.session(), "public.changed", {"what": "test"})
    db.session.rollback()
    assert shown(store) == before
    events.publish(db.session(), "story.submitted", {"story": 1})
    db.session.commit()
    assert shown(store) == before
    events.publish(db.session(), "public.changed", {"what": "test"})
    db.session.commit()
    assert shown(store) == before + 1


def test_what_a_crash_left_unshown_the_sweep_shows(store, monkeypatch):
    before = shown(store)
    with monkeypatch.context() as crash:
        crash.setattr(pages, "catch_up", lambda: None)
        pages.drop(db.session())
        db.session.commit()
    assert (shown(store), number()) == (before, before + 1)
    pages.sweep(db.session(), clock.now())
    db.session.commit()
    assert shown(store) == before + 1


def test_what_a_crash_left_unshown_the_next_process_shows(store, monkeypatch):
    before = shown(store)
    with monkeypatch.context() as crash:
        crash.setattr(pages, "catch_up", lambda: None)
        pages.drop(db.session())
        db.session.commit()
    store.wsgi_app._looked = float("-inf")  # a process that has just begun
    assert store.test_client().get("/tentang").status_code == 200
    assert shown(store) == before + 1


def test_a_number_that_cannot_be_shown_closes_the_store_until_it_can(store, monkeypatch):
    before, folder = shown(store), store.extensions["portal.pages"]

    def full(_number):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(folder, "show", full)
        pages.drop(db.session())
        db.session.commit()
        assert folder.generation() == ""
    store.wsgi_app._looked = 0.0
    assert store.test_client().get("/tentang").status_code == 200
    assert shown(store) == before + 1


def test_a_start_is_a_new_number_above_any_this_folder_has_seen(store):
    before = shown(store)
    (store.extensions["portal.pages"].root / str(before + 40)).mkdir()
    pages.renew(db.session())
    db.session.commit()
    assert shown(store) == before + 41 == number()


def test_a_folder_that_cannot_be_made_stops_no_start(app):
    root = app.extensions["portal.pages"].root
    root.write_text("in the way")
    new_pages(app)
    assert app.test_client().get("/tentang").status_code == 200
    assert root.read_text() == "in the way"


def test_a_database_that_is_away_stops_no_start_and_keeps_nothing(app, monkeypatch):
    new_pages(app)
    monkeypatch.setattr(pages, "_RAISE", select(PageGeneration.__table__.c.number).where(db.text("no_such_column")))
    new_pages(app)
    assert app.extensions["portal.pages"].generation() == ""


@pytest.mark.dated
def test_a_new_day_in_pekalongan_is_a_new_number(store):
    before = shown(store)
    midnight = clock.now().astimezone(clock.WIB).replace(hour=0, minute=0, second=5) + timedelta(days=1)
    for at, rises in ((midnight - timedelta(seconds=10), 0), (midnight, 1), (midnight, 0)):
        clocks.at(at)
        was = shown(store)
        pages.sweep(db.session(), clock.now())
        db.session.commit()
        assert shown(store) == was + rises
    assert shown(store) == before + 1


def test_without_a_folder_nothing_is_shown_and_nothing_breaks(app):
    with app.app_context():
        pages.drop(db.session())
        db.session.commit()
        pages.sweep(db.session(), clock.now())
        pages.tidy(db.session(), clock.now())
        db.session.commit()
    assert not app.extensions["portal.pages"].root.exists()


@pytest.mark.parametrize("name", ["masuk", "remember_token"])
def test_who_may_be_signed_in_is_known_by_the_cookie(app, name):
    names = pages.cookie_names(app)
    assert name in names
    assert pages.knows_reader(f"a=1; {name}=x", names)
    assert not pages.knows_reader("a=1; _ga=2", names)
    assert not pages.knows_reader(None, names)


def test_every_public_page_is_open_to_anyone(app):
    marked = {name: view for name, view in app.view_functions.items() if getattr(view, "public_page", False)}
    assert {"public.front", "public.story", "public.ward"} <= set(marked)
    assert {view.guard for view in marked.values()} == {"anyone"}
