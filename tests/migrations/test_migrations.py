"""Every migration up and down, with rows in place, on both databases; and what they make equals the models."""

import datetime as dt

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade

from portal import create_app, seeding
from portal.kernel.db import Base, db
from tests.conftest import make_settings


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
    assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade()


def test_a_migrated_database_equals_the_models(bare):
    upgrade()
    tables = set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}
    assert tables == set(Base.metadata.tables)
    for name, table in Base.metadata.tables.items():
        columns = {c["name"]: c["nullable"] for c in sa.inspect(db.engine).get_columns(name)}
        assert columns == {c.name: c.nullable for c in table.columns}, name


def test_a_migrated_database_takes_the_seed_twice(bare):
    upgrade()
    for _ in range(2):
        seeding.seed(db.session(), bare.extensions["portal.city"])
        db.session.commit()
    with db.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM ward")) == 27


def _fill_every_table() -> None:
    """One row in each table, made from the columns alone, so that a new table is covered by itself."""
    reflected = sa.MetaData()
    with db.engine.begin() as connection:
        reflected.reflect(connection)
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
    if isinstance(kind, sa.JSON):
        return "{}" if isinstance(column.type, sa.Text) else {}
    python = column.type.python_type
    if python is dt.datetime:
        at = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
        return at if getattr(column.type, "timezone", False) else at.replace(tzinfo=None)
    values = {int: 1, bool: True, str: "x", dt.date: dt.date(2026, 11, 24)}
    return values[python]


def _counts() -> dict[str, int]:
    with db.engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        return {n: connection.scalar(sa.text(f'SELECT count(*) FROM "{n}"')) for n in names if n != "alembic_version"}
