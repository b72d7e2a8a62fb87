import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, PendingRollbackError, StatementError

from portal.kernel import jobs
from portal.kernel.db import Base, connection_of, db, end_reading, reader, writing
from portal.kernel.jobs import Work
from portal.stories.models import Rubric
from portal.wards.models import Ward

AT = datetime(2026, 11, 24, 13, 30, 1, 250, tzinfo=timezone(timedelta(hours=7)))


def work(key, **more):
    return Work(kind="x", key=key, payload={"n": 1}, created_at=AT, due_at=AT, **more)


def test_times_come_back_aware_and_equal_on_both_databases(both):
    with both.app_context():
        db.session.add(work("a"))
        db.session.commit()
        db.session.expire_all()
        kept = db.session.scalars(sa.select(Work)).one()
        assert kept.due_at == AT
        assert kept.due_at.tzinfo is UTC
        assert kept.payload == {"n": 1}


def test_a_time_without_zone_is_refused(app):
    with app.app_context():
        db.session.add(Work(kind="x", key="a", payload={}, created_at=AT, due_at=AT.replace(tzinfo=None)))
        with pytest.raises(StatementError, match="naive"):
            db.session.flush()


def test_a_state_nobody_knows_is_refused_by_the_database_itself(both):
    with both.app_context():
        with pytest.raises(IntegrityError):
            db.session.execute(
                sa.text(
                    "INSERT INTO channel (code, kind, name, handle, address, mode, active, position)"
                    " VALUES ('a', 'x', 'n', '', '', :mode, true, 1)"
                ),
                {"mode": "by pigeon"},
            )


def test_foreign_keys_hold(both):
    with both.app_context():
        with pytest.raises(IntegrityError):
            db.session.execute(sa.update(Ward).values(district_id=99999))


def test_sqlite_keeps_what_was_acknowledged(app):
    with app.app_context(), db.engine.connect() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragma == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_eight_that_read_and_then_write_all_get_through(app):
    """With a plain BEGIN most of them would be told "database is locked" at once."""
    faults = []

    def read_then_write(number):
        try:
            with app.app_context():
                for turn in range(5):
                    db.session.scalar(sa.select(sa.func.count()).select_from(Work))
                    db.session.add(work(f"{number}-{turn}"))
                    db.session.commit()
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=read_then_write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Work)) == 40


def test_a_get_begins_plainly_and_a_post_takes_the_lock(app):
    begun = []
    with app.app_context():
        engine = db.engine
    engine.dispose()

    @sa.event.listens_for(engine, "connect")
    def listen(connection, _record):
        connection.set_trace_callback(lambda statement: statement.startswith("BEGIN") and begun.append(statement))

    def view():
        db.session.scalar(sa.select(Rubric.id).limit(1))
        return "x"

    view.guard, view.token_exempt = "anyone", True
    app.add_url_rule("/begin", "begin", view, methods=["GET", "POST"])
    client = app.test_client()
    client.get("/begin")
    client.post("/begin")
    assert begun == ["BEGIN", "BEGIN IMMEDIATE"]


def test_a_page_that_writes_takes_the_lock_for_that_and_reads_on_plainly(app):
    begun = []
    with app.app_context():
        engine = db.engine
    engine.dispose()

    @sa.event.listens_for(engine, "connect")
    def listen(connection, _record):
        connection.set_trace_callback(lambda statement: statement.startswith("BEGIN") and begun.append(statement))

    def view():
        db.session.scalar(sa.select(Rubric.id).limit(1))
        with writing() as session:
            session.add(work("a"))
        return str(db.session.scalar(sa.select(Work.key)))

    view.guard, view.token_exempt = "anyone", True
    app.add_url_rule("/writes", "writes", view)
    assert app.test_client().get("/writes").text == "a"
    assert begun == ["BEGIN", "BEGIN IMMEDIATE", "BEGIN"]


def test_a_page_whose_write_fails_keeps_nothing_of_it(app):
    def failing():
        with writing() as session:
            session.add(work("a"))
            session.flush()
            raise ZeroDivisionError

    with app.app_context():
        with pytest.raises(ZeroDivisionError):
            failing()
        assert db.session.scalars(sa.select(Work.key)).all() == []


def test_a_lock_that_is_held_too_long_is_told_as_every_other_fault_of_the_database(app):
    with app.app_context():
        engine = db.engine

        @sa.event.listens_for(engine, "connect")
        def hurry(connection, _record):
            connection.execute("PRAGMA busy_timeout=50")

        engine.dispose()
        holder = engine.raw_connection()
        holder.driver_connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(sa.exc.OperationalError, match="locked") as caught:
            db.session.scalar(sa.select(Rubric.id).limit(1))
        assert caught.value.statement == "BEGIN IMMEDIATE"
        db.session.remove()
        holder.close()
        assert db.session.scalar(sa.select(Rubric.id).limit(1))


def test_a_reader_is_one_connection_of_its_request_and_a_plain_one(app):
    with app.test_request_context("/"):
        app.preprocess_request()
        read = reader()
        assert read is reader()
        assert connection_of(read) is read
        assert connection_of(db.session()) is db.session.connection()
        assert read.scalar(sa.select(sa.func.count()).select_from(Work)) == 0
    assert read.closed


def test_a_session_gives_the_connection_of_its_transaction_and_of_no_earlier_one(both):
    with both.app_context():
        session = db.session()
        first = connection_of(session)
        with session.begin_nested():
            assert connection_of(session) is first
        session.commit()
        second = connection_of(session)
        assert second is session.connection()
        assert second.in_transaction()
        assert first.closed
        session.rollback()
        assert connection_of(session) is session.connection()


def test_a_transaction_that_failed_is_not_gone_on_with(app):
    with app.app_context():
        session = db.session()
        connection_of(session)
        session.add_all([work("a"), work("a")])
        with pytest.raises(IntegrityError):
            session.flush()
        with pytest.raises(PendingRollbackError):
            connection_of(session)


def test_whoever_works_long_ends_reading_first(app):
    with app.test_request_context("/"):
        before = reader()
        end_reading()
        assert before.closed
        assert reader() is not before
        end_reading()
        end_reading()


def test_two_columns_of_one_type_have_constraints_of_their_own():
    names = [c.name for c in Base.metadata.tables["decision"].constraints if isinstance(c, sa.CheckConstraint)]
    assert len(set(names)) == len(names)
    assert {"ck_decision_before", "ck_decision_after"} <= set(names)


def test_a_commit_tells_the_waker_only_what_it_caused(app):
    heard = []
    jobs.set_waker(lambda kind, due_at, number: heard.append(kind))
    with app.app_context():
        jobs.enqueue(db.session(), "a", "1", {}, AT)
        db.session.rollback()
        jobs.enqueue(db.session(), "b", "2", {}, AT)
        db.session.commit()
    assert heard == ["b"]
