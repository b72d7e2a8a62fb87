"""What the two pages cost and how they count, whatever waits."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event, insert

from portal.kernel import clock, codes
from portal.kernel.db import db
from portal.moderation import pages, queries
from portal.moderation.queries import WardRow
from portal.moderation.rules import Filter
from portal.staff import queries as staff
from portal.stories.lifecycle import Status
from portal.stories.models import Revision, Story
from tests.factories import accounts, photos, stories
from tests.factories import moderation as made

pytestmark = pytest.mark.dated

MOST = 6  # statements, bar P2


@pytest.fixture
def statements(app):
    """Every SELECT that ran since the last clear()."""
    seen = []
    with app.app_context():
        engine = db.engine

    def note(_conn, _cursor, statement, _parameters, _context, _many):
        if not statement.startswith(("BEGIN", "SAVEPOINT", "PRAGMA")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def crowd(session, count, **changes):
    """Many stories at once, each with a text, every third sent again, some with a picture."""
    like = stories.story(session, **changes)
    columns = {column.name: getattr(like, column.name) for column in Story.__table__.columns}
    rows, texts = [], []
    for n in range(1, count):
        number = like.id + n
        due = like.due_at + timedelta(minutes=n)
        rows.append(
            columns
            | {"id": number, "code": codes.new(), "submission_key": f"k{number}", "title": f"Judul {n}", "due_at": due}
        )
        about = {
            "story_id": number,
            "title": "x",
            "body": "x",
            "made_by_id": like.author_id,
            "made_at": like.created_at,
        }
        texts += [about | {"number": each} for each in range(1, 3 if n % 3 == 0 else 2)]
    session.execute(insert(Story.__table__), rows)
    session.execute(insert(Revision.__table__), texts)
    session.commit()
    return like


@pytest.mark.parametrize("path", ["/meja", "/meja?saring=ulang", "/meja?saring=baru", "/en/meja?saring=penulis"])
def test_the_queue_takes_at_most_six_statements_with_two_hundred_waiting(client, session, director, statements, path):
    author = accounts.user(session)
    for n in range(15):
        stories.story_photo(session, stories.story(session, author), photos.photo(session, author), n)
    crowd(session, 200)
    made.sign_in(client, session, director)
    client.get(path)
    statements.clear()
    page = client.get(path)
    assert page.status_code == 200
    assert 0 < len(statements) <= MOST, statements


def test_one_story_or_two_hundred_cost_the_same_statements(client, session, director, statements):
    made.sign_in(client, session, director)
    stories.story(session)
    session.commit()
    client.get("/meja")
    statements.clear()
    client.get("/meja")
    few = len(statements)
    crowd(session, 200)
    statements.clear()
    assert 'rel="next"' in client.get("/meja").text
    assert len(statements) == few


def test_humas_with_all_wards_and_escalations_takes_no_more(client, session, humas, director, statements):
    crowd(session, 100, ward="tirto")
    crowd(session, 100, ward="medono", escalated_at=clock.now())
    made.sign_in(client, session, humas)
    client.get("/meja")
    statements.clear()
    page = client.get("/meja")
    assert page.text.count('data-test="queue-item"') == queries.PAGE
    assert len(statements) <= MOST, statements


def test_the_review_does_not_grow_with_the_pictures(client, session, director, statements):
    made.sign_in(client, session, director)
    author = accounts.user(session)
    story = stories.story(session, author)
    counts = []
    for n in range(2):
        for m in range(1 + 4 * n):
            stories.story_photo(session, story, photos.photo(session, author), 10 * n + m)
        session.commit()
        client.get(made.address(story))
        statements.clear()
        assert client.get(made.address(story)).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


# ---- numbers ------------------------------------------------------------------------------------------------------


def ward(**counts):
    return WardRow(
        **{"id": 1, "name": "Medono", "waiting": 0, "late": 0, "resent": 0, "held": 0, "returned": 0} | counts
    )


@pytest.mark.parametrize(
    ("waiting", "late", "words"),
    [
        ("0", "0", "Tidak ada kiriman yang menunggu Anda"),
        ("1", "0", "1 kiriman menunggu"),
        ("7", "1", "7 kiriman menunggu, 1 lewat tenggat"),
        ("300+", "12", "300+ kiriman menunggu, 12 lewat tenggat"),
        ("0", "2", "0 kiriman menunggu, 2 lewat tenggat"),
    ],
)
def test_the_headline_counts_what_waits_and_what_is_late(app, waiting, late, words):
    with app.test_request_context("/meja"):
        assert pages._headline(waiting, late) == words


def test_filters_add_up_over_wards_and_say_when_they_stopped_counting(app):
    rows = [ward(waiting=5, resent=2, held=1, returned=3), ward(waiting=4, late=4)]
    with app.test_request_context("/meja"):
        found = {words: number for _url, words, _current, number in pages._filters(rows, 10, Filter.NEW)}
        assert found == {"Semua": "13", "Baru": "7", "Dikirim ulang": "2", "Menunggu penulis": "3", "Ditahan": "1"}
        capped = pages._filters(rows, 5, Filter.ALL)
    assert [number for *_rest, number in capped] == ["13+", "7+", "2+", "3+", "1+"]


def test_numbers_that_stopped_counting_say_so_whoever_wrote_what_was_counted(app):
    rows = [ward(waiting=3, own=2, late=4, own_late=1)]
    assert [pages._number(rows, name, 5) for name in ("waiting", "late")] == ["3+", "4+"]
    assert [pages._number(rows, name, 6) for name in ("waiting", "late")] == ["3", "4"]
    with app.test_request_context("/meja"):
        assert [number for *_rest, number in pages._filters(rows, 5, Filter.ALL)][:2] == ["5+", "5+"]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["Medono"], "Kelurahan Medono"),
        (["Klego", "Medono"], "Klego, Medono"),
        (["A", "B", "C", "D"], "4 kelurahan"),
    ],
)
def test_the_desk_says_where_it_stands(app, names, words):
    rows = [ward(id=n + 1, name=name) for n, name in enumerate(names)]
    with app.test_request_context("/meja"):
        assert pages._place([*rows, ward(id=0, name="")]) == words, "escalations are no ward"


def test_returned_stories_are_not_counted_as_waiting(client, session, director):
    stories.story(session, status=Status.RETURNED)
    made.sign_in(client, session, director)
    page = client.get("/meja")
    assert "Tidak ada kiriman yang menunggu Anda" in page.text
    assert "Menunggu penulis 1" in page.text


def test_an_own_story_is_listed_and_waits_for_others(client, session, director):
    at = clock.now()
    for author in (director, None):
        stories.story(session, author, at=at)
    made.sign_in(client, session, director)
    page = client.get("/meja").text
    assert "1 kiriman menunggu" in page
    assert "Semua 2" in page
    assert "Baru 2" in page
    assert waiting_for(session, director) == 1


def test_an_own_story_does_not_hide_that_more_wait_than_are_counted(client, session, director, monkeypatch):
    monkeypatch.setattr(queries, "COUNTED", 4)
    stories.story(session, director, at=clock.now() - timedelta(hours=1))
    for _ in range(6):
        stories.story(session, at=clock.now())
    made.sign_in(client, session, director)
    page = client.get("/meja").text
    found = re.search(r"<h1>(\d)(\+?) kiriman menunggu", page)
    assert found is not None
    assert found[2] == "+"


def waiting_for(session, user):
    """The number at the desk on every other page."""
    return staff.waiting(session, made.rights(user), clock.now()).stories
