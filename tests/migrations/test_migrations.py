"""Every migration up and down, with rows in place, on both databases; and what they make equals the models."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy.dialects.postgresql import TSVECTOR

from portal import create_app, seeding
from portal.kernel import jobs, search
from portal.kernel.db import Base, db
from portal.kernel.search_query import parse
from portal.stories import recusals
from portal.stories.lifecycle import Action, RecusalKind, Status
from portal.stories.models import LeadChoice, Story
from tests.conftest import make_settings
from tests.factories import accounts, moderation, stories

pytestmark = pytest.mark.outside


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request, tmp_path):
    """The app on an empty database of each kind."""
    changes = {} if request.param == "sqlite" else {"database_url": request.getfixturevalue("postgres").database()}
    app = create_app(make_settings(tmp_path, **changes))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def revisions(app):
    script = ScriptDirectory(app.extensions["migrate"].directory)
    return [revision.revision for revision in reversed(list(script.walk_revisions()))]


def test_each_step_up_and_down_keeps_the_rows_before_it(bare):
    for revision in revisions(bare):
        upgrade(revision=revision)
        _fill_every_table()
        before = _counts()
        upgrade(revision="head")
        after = _counts()
        assert {name: after.get(name) for name in before} == before
        downgrade(revision=revision)
        assert _counts() == before
    downgrade(revision="base")
    assert set(_tables()) <= {"alembic_version"}
    assert not _virtual_tables()
    upgrade()


def test_a_migrated_database_equals_the_models(bare):
    upgrade()
    assert set(_tables()) - {"alembic_version"} == set(Base.metadata.tables)
    for name, table in Base.metadata.tables.items():
        columns = {c["name"]: c["nullable"] for c in sa.inspect(db.engine).get_columns(name)}
        assert columns == {c.name: c.nullable for c in table.columns}, name


def test_the_search_index_is_made_of_what_both_ways_agree_on(bare):
    """Models and migration write the same tables, indexes and triggers for search."""
    upgrade()
    migrated = _search_parts()
    with db.engine.begin() as connection:
        search.TABLE.drop(connection)
        search.TABLE.create(connection)
    assert _search_parts() == migrated


def _search_parts() -> set[str]:
    sqlite = "SELECT sql FROM sqlite_master WHERE name LIKE 'search%' AND name NOT LIKE 'search_index_%'"
    postgresql = "SELECT indexdef FROM pg_indexes WHERE tablename = 'search_document'"
    with db.engine.connect() as connection:
        made = connection.scalars(sa.text(sqlite if connection.dialect.name == "sqlite" else postgresql)).all()
    return {re.sub(r'[\s"]+', "", text) for text in made if text}


def test_a_database_of_before_finds_its_old_stories(bare):
    """The migration asks for the index; the worker makes it."""
    upgrade()
    seeding.seed(db.session(), bare.extensions["portal.city"])
    stories.story(db.session(), status=Status.PUBLISHED, title="Rob naik lagi di Krapyak")
    stories.story(db.session(), status=Status.DRAFT, title="Rob yang belum dikirim")
    db.session.commit()
    downgrade(revision="0003")
    upgrade()
    jobs.run_due(bare, "tests")
    ids = search.find(db.session(), search.Ask(parse("rob")))
    titles = [db.session.get_one(Story, search.item_of(found)).title for found in ids]
    assert titles == ["Rob naik lagi di Krapyak"]


def test_whoever_passed_a_story_on_before_is_out_of_it(bare):
    upgrade()
    session = db.session()
    seeding.seed(session, bare.extensions["portal.city"])
    sender, story = accounts.user(session), stories.story(session, status=Status.SUBMITTED)
    moderation.decision(session, story, sender, Action.ESCALATE, reasons=["KONFLIK_KEPENTINGAN"])
    other = stories.story(session, status=Status.SUBMITTED)
    moderation.decision(session, other, sender, Action.ESCALATE, reasons=[])
    moderation.decision(session, other, None, Action.ESCALATE, reasons=[], role="system")
    db.session.commit()
    downgrade(revision="0011")
    upgrade()
    assert recusals.kinds(session, story.id, sender.id) == {RecusalKind.DECLARED, RecusalKind.ESCALATED}
    assert recusals.kinds(session, other.id, sender.id) == {RecusalKind.ESCALATED}


def test_of_several_open_choices_of_the_lead_the_newest_stays(bare):
    upgrade()
    session = db.session()
    seeding.seed(session, bare.extensions["portal.city"])
    story = stories.story(session, status=Status.PUBLISHED)
    session.commit()
    downgrade(revision="0019")
    for hour in range(3):
        at = stories.AT + dt.timedelta(hours=hour)
        until = at + dt.timedelta(days=1)
        session.add(LeadChoice(story_id=story.id, until=until, chosen_by_id=story.author_id, chosen_at=at))
    session.commit()
    upgrade()
    session.expire_all()
    ended = session.scalars(sa.select(LeadChoice.ended_at).order_by(LeadChoice.id)).all()
    newest = stories.AT + dt.timedelta(hours=2)
    assert ended == [newest, newest, None]
    session.add(LeadChoice(story_id=story.id, until=newest, chosen_by_id=story.author_id, chosen_at=newest))
    with pytest.raises(sa.exc.IntegrityError):
        session.flush()


def test_a_migrated_database_takes_the_seed_twice(bare):
    upgrade()
    for _ in range(2):
        seeding.seed(db.session(), bare.extensions["portal.city"])
        db.session.commit()
    with db.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM ward")) == 27


def _tables() -> list[str]:
    """The tables that hold rows of ours; SQLite also lists full-text indexes and what those keep."""
    if db.engine.dialect.name != "sqlite":
        return sa.inspect(db.engine).get_table_names()
    return [name for name, kind in _listed() if kind == "table"]


def _virtual_tables() -> list[str]:
    return [name for name, kind in _listed() if kind != "table"] if db.engine.dialect.name == "sqlite" else []


def _listed() -> list[tuple[str, str]]:
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql("PRAGMA table_list").all()
    return [(row.name, row.type) for row in rows if row.schema == "main" and not row.name.startswith("sqlite_")]


def _fill_every_table() -> None:
    """One row in each table, made from the columns alone, so that a new table is covered by itself."""
    reflected, tables = sa.MetaData(), _tables()
    with db.engine.begin() as connection:
        reflected.reflect(connection, only=tables)
        for table in reflected.sorted_tables:
            if table.name == "alembic_version" or connection.scalar(sa.select(sa.func.count()).select_from(table)):
                continue
            known = Base.metadata.tables.get(table.name)
            row = {c.name: _value(c, known) for c in table.columns if not c.nullable or c.primary_key}
            connection.execute(sa.insert(table).values(row))


def _value(column, known):
    kind = known.c[column.name].type if known is not None and column.name in known.c else column.type
    if isinstance(kind, sa.Enum):
        return kind.enums[0]
    if isinstance(column.type, TSVECTOR):
        return "x"
    if isinstance(kind, sa.JSON):
        return "{}" if isinstance(column.type, sa.Text) else {}
    python = column.type.python_type
    if python is dt.datetime:
        at = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
        return at if getattr(column.type, "timezone", False) else at.replace(tzinfo=None)
    values = {int: 1, bool: True, str: "x", dt.date: dt.date(2026, 11, 24)}
    return values[python]


def _counts() -> dict[str, int]:
    names = _tables()
    with db.engine.connect() as connection:
        return {n: connection.scalar(sa.text(f'SELECT count(*) FROM "{n}"')) for n in names if n != "alembic_version"}
