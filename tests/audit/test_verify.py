"""Whatever is done to the log: one line in words that names the row, and exit 1."""

import os
import re
import time

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.audit import anchor, service
from portal.audit.anchor import Head
from portal.audit.models import AuditAnchor, AuditEntry
from portal.audit.verify import verify
from portal.kernel.db import db
from tests.audit.conftest import AT, act

COLUMNS = ("at", "actor_id", "action", "object", "detail", "previous", "hash")


def sqlite(session):
    return session.get_bind().dialect.name == "sqlite"


def test_a_whole_log_is_believed(chain):
    assert verify() is None


def test_an_empty_log_is_whole(app):
    with app.app_context():
        assert verify() is None


@pytest.mark.parametrize(
    "change", [{"action": "story.reject"}, {"actor_id": 8}, {"actor_id": None}, {"detail": {"n": 3}}, {"object": "x"}]
)
def test_a_changed_row_is_named(chain, change):
    chain.execute(sa.update(AuditEntry).where(AuditEntry.id == 3).values(**change))
    chain.commit()
    assert verify() == "audit_entry 3: its content was changed"


def test_a_removed_row_is_noticed(chain):
    chain.execute(sa.delete(AuditEntry).where(AuditEntry.id == 3))
    chain.commit()
    assert "audit_entry 4" in verify()


def test_a_removed_last_row_is_noticed(chain):
    chain.execute(sa.delete(AuditEntry).where(AuditEntry.id == 5))
    chain.commit()
    assert "audit_entry 5" in verify()


def test_an_inserted_row_is_noticed(chain):
    chain.execute(sa.update(AuditEntry).where(AuditEntry.id == 5).values(id=9))
    row = chain.execute(sa.select(AuditEntry.__table__).where(AuditEntry.id == 4)).one()._asdict()
    chain.execute(sa.insert(AuditEntry.__table__).values(**row | {"id": 6}))
    chain.commit()
    assert verify() == "audit_entry 6: a row before it is missing or was changed"


def test_swapped_rows_are_noticed(chain):
    for old, new in ((2, 90), (3, 2), (90, 3)):
        chain.execute(sa.update(AuditEntry).where(AuditEntry.id == old).values(id=new))
    chain.commit()
    assert "audit_entry 2" in verify()


def test_a_cut_off_tail_with_a_matching_anchor_is_noticed_by_the_signature(chain):
    fourth = chain.get(AuditEntry, 4)
    chain.execute(sa.delete(AuditEntry).where(AuditEntry.id == 5))
    chain.execute(sa.update(AuditAnchor).values(count=4, last_id=4, last_hash=fourth.hash))
    chain.commit()
    assert "signature" in verify()


def test_an_older_state_put_back_whole_is_noticed_by_the_file(chain):
    """Rows and anchor as they once were, with a signature that is ours."""
    old = chain.execute(sa.select(AuditAnchor.__table__)).one()._asdict()
    for n in (6, 7):
        act(chain, n)
        chain.commit()
    chain.execute(sa.delete(AuditEntry).where(AuditEntry.id > 5))
    chain.execute(sa.update(AuditAnchor.__table__).values(**old))
    chain.commit()
    assert verify() == "audit_entry 7: the end of the log is missing; audit.anchor remembers 7 acts, 5 are there"


@pytest.mark.parametrize("afterwards", [0, 3, 9])
def test_a_wiped_log_is_noticed_also_when_it_was_begun_anew(chain, afterwards):
    chain.execute(sa.delete(AuditEntry))
    chain.execute(sa.delete(AuditAnchor))
    chain.commit()
    for n in range(afterwards):
        act(chain, n)
        chain.commit()
    assert "audit_entry" in verify()


def test_a_wiped_anchor_is_noticed(chain):
    chain.execute(sa.delete(AuditAnchor))
    chain.commit()
    assert verify() == "audit_entry 6: the end of the log is missing, and so is audit_anchor"


def test_a_log_wiped_together_with_its_file_is_noticed(chain):
    chain.execute(sa.delete(AuditEntry))
    chain.execute(sa.delete(AuditAnchor))
    chain.commit()
    (service.folder() / anchor.FILE).unlink()
    assert verify()
    act(chain, 1)
    chain.commit()
    assert "audit.anchor" in verify()


def test_a_file_that_lags_behind_is_believed_and_one_that_leads_is_not(chain):
    """A process killed between its commit and the file; and a database that lost what it had acknowledged."""
    folder, key = service.folder(), service.key()
    third = chain.get(AuditEntry, 3)
    anchor.write(folder, Head(3, 3, third.hash), key)
    assert verify() is None
    anchor.write(folder, Head(4, 3, third.hash), key)
    assert "audit_entry 4" in verify()
    anchor.write(folder, Head(6, 6, third.hash), key)
    assert "audit_entry 6" in verify()


@pytest.mark.parametrize("harm", ["gone", "empty", "cut", "letters", "list", "other secret"])
def test_a_damaged_file_is_one_line(chain, harm):
    file = service.folder() / anchor.FILE
    if harm == "gone":
        file.unlink()
    elif harm == "cut":
        os.truncate(file, 60)
    elif harm == "other secret":
        anchor.write(service.folder(), anchor.read(service.folder(), service.key()), b"x" * 32)
    else:
        file.write_bytes({"empty": b"", "letters": b"\xff\x00", "list": b"[1]"}[harm])
    assert re.fullmatch(r"audit\.anchor: [^\n]+", verify())


def test_every_byte_of_the_file_counts(chain):
    file = service.folder() / anchor.FILE
    whole = file.read_bytes()
    for n in range(len(whole)):
        file.write_bytes(whole[:n] + bytes([whole[n] ^ 1]) + whole[n + 1 :])
        assert verify(), n
    file.write_bytes(whole + b" ")
    assert verify()


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("value", [b"x", b"", b"\xff\xfe", None, 8, 2.5, "", "{", "2026-99-99 00:00:00.000000"])
def test_anything_in_any_column_is_named_and_never_a_trace(app, column, value):
    """SQLite takes any kind of value in any column."""
    with app.app_context():
        for n in range(3):
            act(db.session(), n)
        db.session.commit()
        connection = db.session.connection()
        connection.exec_driver_sql("PRAGMA writable_schema=ON")
        schema = "UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'audit_entry'"
        connection.exec_driver_sql(schema)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
        db.session.connection().exec_driver_sql(f"UPDATE audit_entry SET {column} = ? WHERE id = 2", (value,))
        db.session.commit()
    answer = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert answer.exit_code == 1
    assert re.fullmatch(r"audit_entry 2: [a-z_]+[^\n]*\n", answer.output), answer.output


def test_any_edited_byte_of_any_row_is_named(app):
    with app.app_context():
        for n in range(1, 5):
            act(db.session(), n)
        db.session.commit()
        columns = ", ".join(f"CAST({name} AS BLOB)" for name in COLUMNS)
        rows = db.session.connection().exec_driver_sql(f"SELECT {columns} FROM audit_entry ORDER BY id").all()
        db.session.commit()

        @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
        @given(st.integers(1, 4), st.sampled_from([name for name in COLUMNS if name != "actor_id"]), st.data())
        def edit(row, column, data):
            was = rows[row - 1][COLUMNS.index(column)]
            place = data.draw(st.integers(0, len(was) - 1))
            byte = data.draw(st.integers(0, 255).filter(lambda b: b != was[place]))
            changed = was[:place] + bytes([byte]) + was[place + 1 :]
            update = f"UPDATE audit_entry SET {column} = CAST(? AS TEXT) WHERE id = ?"
            connection = db.session.connection()
            connection.exec_driver_sql(update, (changed, row))
            try:
                assert re.match(rf"audit_entry ({row}|{row + 1}): ", verify(connection=connection) or "")
            finally:
                db.session.rollback()

        edit()
        assert verify() is None


def test_blanks_in_the_detail_count_too(chain):
    changed = """{"note": "catatan 3 \\u00e9",  "n": 3}"""
    kind = "" if sqlite(chain) else "::json"
    chain.connection().execute(sa.text(f"UPDATE audit_entry SET detail = (:d){kind} WHERE id = 3"), {"d": changed})
    chain.commit()
    assert verify() == "audit_entry 3: its content was changed"


@pytest.mark.parametrize("value", ["infinity", "-infinity", "20000-01-01", "0044-03-15 BC"])
def test_a_moment_beyond_all_calendars_is_named(chain, value):
    if sqlite(chain):
        value = value.replace("infinity", "9e999")
    kind = "" if sqlite(chain) else "::timestamptz"
    chain.connection().execute(sa.text(f"UPDATE audit_entry SET at = (:at){kind} WHERE id = 3"), {"at": value})
    chain.commit()
    assert verify().startswith("audit_entry 3: its ")


@pytest.mark.parametrize("column", ["count", "last_id", "last_hash", "signature"])
def test_a_changed_anchor_row_is_noticed(chain, column):
    value = "4" if column in ("count", "last_id") else "'f'"
    chain.connection().execute(sa.text(f"UPDATE audit_anchor SET {column} = {value}"))
    chain.commit()
    assert re.match("audit_(entry|anchor)", verify())


def test_an_end_kept_in_a_letter_is_held_against_the_log(chain):
    third = chain.get(AuditEntry, 3)
    assert verify(Head(3, 0, third.hash)) is None
    assert "audit_entry 3" in verify(Head(3, 0, "f" * 64))
    assert "the letter remembers 9 acts" in verify(Head(9, 0, "f" * 64))


def test_the_command_says_the_row_and_fails(app):
    with app.app_context():
        act(db.session(), 1)
        db.session.commit()
    runner = app.test_cli_runner()
    assert runner.invoke(args=["audit", "verify"]).exit_code == 0
    with app.app_context():
        db.session.execute(sa.update(AuditEntry).values(action="c"))
        db.session.commit()
    answer = runner.invoke(args=["audit", "verify"])
    assert answer.exit_code == 1
    assert answer.output == "audit_entry 1: its content was changed\n"


def test_a_lost_file_is_written_anew_by_a_person_and_that_stands_in_the_log(app):
    with app.app_context():
        act(db.session(), 1)
        db.session.commit()
        (service.folder() / anchor.FILE).unlink()
    runner = app.test_cli_runner()
    assert runner.invoke(args=["audit", "verify"]).output.startswith("audit.anchor: it is missing")
    assert runner.invoke(args=["audit", "remember"]).exit_code == 0
    assert runner.invoke(args=["audit", "verify"]).exit_code == 0
    with app.app_context():
        assert db.session.scalars(sa.select(AuditEntry.action)).all() == ["story.approve", "audit.remembered"]
        db.session.execute(sa.delete(AuditEntry))
        db.session.commit()
    assert runner.invoke(args=["audit", "remember"]).exit_code == 1


@pytest.mark.parametrize("ends", ["", "3", "x:y", "-1:" + "0" * 64, "1:" + "g" * 64])
def test_an_end_nobody_can_read_is_one_line(app, ends):
    answer = app.test_cli_runner().invoke(args=["audit", "verify", "--ends", ends or "x"])
    assert answer.exit_code == 1
    assert answer.output.count("\n") == 1


def test_a_long_log_is_read_in_seconds(both):
    """20,000 acts; 100,000 take five times as long."""
    with both.app_context():
        rows, previous = [], anchor.START
        for n in range(1, 20_001):
            row = {"id": n, "at": AT, "actor_id": 7, "action": "a", "object": f"story:{n}", "detail": {"n": n}}
            moment = AT.isoformat(timespec="microseconds")
            hashed = service.chain.digest(previous, n, moment, 7, "a", f"story:{n}", {"n": n})
            rows.append(row | {"previous": previous, "hash": hashed})
            previous = hashed
        db.session.execute(sa.insert(AuditEntry.__table__), rows)
        head = Head(20_000, 20_000, previous)
        values = {"count": 20_000, "last_id": 20_000, "last_hash": previous}
        db.session.execute(sa.update(AuditAnchor).values(**values, signature=anchor.sign(head, service.key())))
        db.session.commit()
        anchor.write(service.folder(), head, service.key())
        began = time.process_time()
        assert verify() is None
        assert time.process_time() - began < 5
