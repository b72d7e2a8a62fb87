"""The rows of the benchmark are what the product itself would have written."""

import pytest
import sqlalchemy as sa

from bench import data
from bench.rows import COLUMNS, City, Plan
from bench.stores import store_of
from portal.accounts.models import User
from portal.demo import seed as demo
from portal.kernel import clock, search
from portal.kernel.db import db
from portal.kernel.search import SearchDocument
from portal.stories import cards, indexing
from portal.stories.lifecycle import Status
from portal.stories.models import Story, StoryPhoto

pytestmark = pytest.mark.outside

PLAN = Plan(400, 20)
KEPT = ("id", "item_id", "public", "place", "topic", "terms")


@pytest.fixture
def city(both):
    """An app on each database, filled with PLAN."""
    with both.app_context():
        demo.register(db.session(), clock.now() - demo.AGE)
        db.session.commit()
        there = data.town()
        db.session.remove()
        url = db.engine.url
        db.engine.dispose()
        store = store_of(url)
        store.fill(City(PLAN, there, clock.now()), lambda _words: None)
        store.settle()
        yield db.session()


def documents(session):
    rows = session.execute(sa.select(*(getattr(SearchDocument, name) for name in KEPT)).order_by(SearchDocument.id))
    return [tuple(row) for row in rows]


def test_the_index_is_what_the_worker_would_fill(city):
    made = documents(city)
    indexing.fill(city)
    assert made == documents(city)
    assert len(made) > PLAN.stories * 0.9
    assert {row[2] for row in made} == {True, False}


def test_the_index_answers(city):
    # a word that has no synonyms and stands in the name of no rubric
    found = search.find(city, search.Ask(search.Query(must=(("panggung",),)), size=PLAN.stories))
    query = sa.select(sa.func.count()).select_from(Story).where(Story.status == Status.PUBLISHED)
    texts = city.scalars(query.where(sa.func.lower(Story.body + Story.title).contains("panggung"))).one()
    assert len(found) == texts > 0


def test_cards_are_what_the_sweep_would_draw(city):
    made = dict(city.execute(sa.select(Story.id, Story.card).where(Story.card.is_not(None))).all())
    assert made == cards.draw(city, list(made))
    public = city.scalars(sa.select(Story.id).where(Story.status == Status.PUBLISHED)).all()
    assert made.keys() == set(public)
    assert city.scalar(sa.select(sa.func.count()).select_from(StoryPhoto)) > 0


def test_as_many_wait_as_planned(city):
    waiting = sa.select(sa.func.count()).select_from(Story).where(Story.status.in_(("submitted", "in_review")))
    assert city.scalar(waiting) == PLAN.waiting


def test_rows_go_on_after_the_last(city):
    last = city.scalar(sa.select(sa.func.max(User.id)))
    own = {"id": None, "email": "x@contoh.test", "fs_uniquifier": "x", "handle": "x"}
    some = city.get(User, last)
    values = {each.key: getattr(some, each.key) for each in sa.inspect(User).column_attrs} | own
    new = User(**{name: value for name, value in values.items() if name != "id"})
    city.add(new)
    city.flush()
    assert new.id == last + 1


def test_indexes_are_all_there_again(city):
    wanted = {name: {index.name for index in Story.metadata.tables[name].indexes} for name in COLUMNS}
    sqlite = city.get_bind().dialect.name == "sqlite"
    # asked of the database itself: SQLAlchemy does not see SQLite's indexes of expressions
    every = "SELECT tbl_name, name FROM sqlite_master" if sqlite else "SELECT tablename, indexname FROM pg_indexes"
    found = city.execute(sa.text(every)).all()
    for name, indexes in wanted.items():
        here = {index for table, index in found if table == name}
        if sqlite:
            indexes = {each for each in indexes if not each.startswith("ix_search_document")}
        assert indexes <= here, name
