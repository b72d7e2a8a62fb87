from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from portal.accounts.models import Appointment
from portal.kernel import prepared
from portal.kernel.db import db, end_reading, reader
from portal.kernel.jobs import Work
from portal.kernel.pages import PageGeneration
from portal.wards.models import Ward

AT = datetime(2026, 11, 24, 6, 30, 1, 250, tzinfo=UTC)
WORKS = (
    sa.select(Work.key, Work.payload, Work.due_at, Work.kind, (Work.key == "a").label("first"))
    .where(Work.due_at >= sa.bindparam("since", type_=Work.due_at.type))
    .order_by(Work.key)
    .limit(sa.bindparam("size", type_=sa.Integer))
)
KINDS = sa.select(Work.key).where(Work.kind.in_(sa.bindparam("kinds", expanding=True)))
OF_OURS = sa.select(Work.key, Work.due_at).where(
    Work.kind.in_(["x", "z"]), Work.due_at.in_([AT]), Work.key != sa.bindparam("but"), Work.kind.not_in([])
)
DAYS = sa.select(PageGeneration.day, PageGeneration.number).where(PageGeneration.day == sa.bindparam("day"))
TERMS = sa.select(Appointment.role, Appointment.starts_on, Appointment.ended_at, Ward.name, Ward.aliases).join(Ward)


@pytest.fixture
def filled(both):
    with both.app_context():
        for key in ("b", "a", "c"):
            db.session.add(Work(kind="x", key=key, payload={"n": [1, "é"]}, created_at=AT, due_at=AT))
        db.session.merge(PageGeneration(id=1, number=7, day=date(2026, 11, 24)))
        db.session.commit()
    with both.test_request_context("/"):
        both.preprocess_request()  # a GET, which takes no lock
        yield both


@pytest.mark.parametrize(
    ("statement", "values", "least"),
    [
        (WORKS, {"since": AT, "size": 2}, 2),
        (WORKS, {"since": AT.replace(year=2030), "size": 2}, 0),
        (KINDS, {"kinds": ["x", "y"]}, 3),
        (OF_OURS, {"but": "a"}, 2),
        (DAYS, {"day": date(2026, 11, 24)}, 1),
        (TERMS, {}, 0),
    ],
)
def test_rows_are_those_of_sqlalchemy_on_both_databases(filled, statement, values, least):
    wanted = [row._asdict() for row in db.session.execute(statement, values)]
    for source in (reader(), db.session()):
        assert [row._asdict() for row in prepared.rows(source, statement, **values)] == wanted
    assert len(wanted) >= least


def test_values_have_the_types_of_the_columns(filled):
    first, second = prepared.rows(reader(), WORKS, since=AT, size=2)
    assert (first.due_at, first.payload, first.first, second.first) == (AT, {"n": [1, "é"]}, True, False)
    assert first.due_at.tzinfo is UTC
    (day,) = prepared.rows(reader(), DAYS, day=date(2026, 11, 24))
    assert day == (date(2026, 11, 24), 7)


def test_a_statement_is_made_once(filled):
    before = prepared._prepared.cache_info().misses
    for _ in range(3):
        prepared.rows(reader(), WORKS, since=AT, size=1)
    assert prepared._prepared.cache_info().misses - before <= 1


def test_a_list_that_never_changes_is_part_of_the_statement(filled):
    assert prepared._prepared(OF_OURS, reader().dialect) is not None
    assert prepared._prepared(KINDS, reader().dialect) is None
    assert len(prepared.fitting(reader(), OF_OURS, {"but": "b", "nobody": 1})) == 2
    assert len(prepared.fitting(reader(), KINDS, {"kinds": ["x"]})) == 3


def test_whoever_listens_hears_it_as_any_other(filled):
    heard = []
    note = lambda _conn, _cursor, statement, *_rest: heard.append(statement)  # noqa: E731
    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        prepared.rows(reader(), WORKS, since=AT, size=1)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    assert [each.split()[0] for each in heard] == ["SELECT"]
    assert "FROM work" in " ".join(heard[0].split())


def test_what_a_session_has_not_committed_is_seen_by_itself_only(filled):
    db.session.add(Work(kind="x", key="d", payload={}, created_at=AT, due_at=AT))
    db.session.flush()
    seen = [len(prepared.rows(source, WORKS, since=AT, size=9)) for source in (db.session(), reader())]
    assert seen == [4, 3]


def test_a_fault_has_the_name_sqlalchemy_gives_it(filled):
    broken = sa.select(sa.column("nothing")).select_from(sa.table("nowhere"))
    with pytest.raises(sa.exc.DBAPIError, match="nowhere") as caught:
        prepared.rows(reader(), broken)
    end_reading()
    with pytest.raises(type(caught.value), match="nowhere"):
        reader().execute(broken)
    assert "nowhere" in caught.value.statement


@pytest.mark.parametrize("both", ["postgresql"], indirect=True)  # SQLite has no server to lose
def test_a_connection_that_was_lost_is_given_up(filled):
    read = reader()
    number = read.scalar(sa.text("SELECT pg_backend_pid()"))
    db.session.execute(sa.text("SELECT pg_terminate_backend(:number)"), {"number": number})
    with pytest.raises(OperationalError) as caught:
        prepared.rows(read, WORKS, since=AT, size=1)
    assert caught.value.connection_invalidated
    assert read.invalidated
    end_reading()
    assert len(prepared.rows(reader(), WORKS, since=AT, size=9)) == 3


def test_an_insert_says_its_number_and_keeps_what_nobody_said(filled):
    row = {"kind": "y", "key": "new", "payload": {"n": None}, "created_at": AT, "due_at": AT}
    number = prepared.insert(db.session(), Work.__table__, row)
    kept = db.session.get_one(Work, number)
    assert (kept.key, kept.payload, kept.due_at, kept.attempts) == ("new", {"n": None}, AT, 0)
    with pytest.raises(sa.exc.IntegrityError):
        prepared.insert(db.session(), Work.__table__, row)


def test_many_rows_are_added_in_one_go_or_none_of_them_as_their_transaction_ends(filled):
    row = {"kind": "y", "payload": {}, "created_at": AT, "due_at": AT}
    prepared.insert_all(db.session(), Work.__table__, [])
    prepared.insert_all(db.session(), Work.__table__, [row | {"key": "e"}, row | {"key": "f", "payload": {"n": "é"}}])
    added = db.session.scalars(sa.select(Work).where(Work.kind == "y").order_by(Work.key)).all()
    assert [(each.key, each.payload, each.attempts) for each in added] == [("e", {}, 0), ("f", {"n": "é"}, 0)]
    db.session.commit()
    with pytest.raises(sa.exc.IntegrityError):
        prepared.insert_all(db.session(), Work.__table__, [row | {"key": "g"}, row | {"key": "f"}])
    db.session.rollback()
    assert "g" not in db.session.scalars(sa.select(Work.key)).all()


def test_the_session_holds_the_object_of_a_row_as_if_it_had_loaded_it(filled):
    read = sa.select(*Work.__table__.c).where(Work.key == "a")
    (row,) = prepared.rows(db.session(), read)
    ours = prepared.held(db.session(), Work, row._asdict())
    loaded = db.session.scalar(sa.select(Work).where(Work.key == "a"))
    assert loaded is ours
    assert not db.session.dirty
    assert prepared.held(db.session(), Work, row._asdict()) is ours
    ours.payload = {"n": 2}
    assert ours in db.session.dirty
    db.session.commit()
    assert prepared.rows(db.session(), read)[0].payload == {"n": 2}


def test_an_object_the_session_holds_keeps_what_was_changed_in_it(filled):
    mine = db.session.scalar(sa.select(Work).where(Work.key == "a"))
    mine.kind = "changed"
    (row,) = prepared.rows(db.session(), sa.select(*Work.__table__.c).where(Work.key == "a"))
    assert prepared.held(db.session(), Work, row._asdict()) is mine
    assert mine.kind == "changed"


@pytest.mark.parametrize("values", [{"since": AT, "size": 1, "colour": "red"}, {"since": AT}])
def test_values_that_are_unknown_or_missing_are_refused(filled, values):
    with pytest.raises(TypeError, match="wanted"):
        prepared.rows(reader(), WORKS, **values)


def test_a_default_that_is_computed_must_be_said():
    table = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True))
    table.append_column(sa.Column("made", sa.Integer, default=lambda: 1))
    table.append_column(sa.Column("n", sa.Integer))
    with pytest.raises(TypeError, match="made"):
        prepared._inserting(table, ("n",))
    assert prepared._inserting(table, ("n", "made")) is prepared._inserting(table, ("n", "made"))


def test_what_changes_rows_and_returns_none_may_be_said_too(filled):
    gone = sa.delete(Work).where(Work.key == sa.bindparam("key"))
    assert list(prepared.rows(db.session(), gone, key="a")) == []
    assert [row.key for row in prepared.rows(db.session(), WORKS, since=AT, size=9)] == ["b", "c"]
