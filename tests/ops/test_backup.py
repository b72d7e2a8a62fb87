import tarfile
import threading

import pytest
import sqlalchemy as sa

from portal import create_app, seeding
from portal.audit import service as audit
from portal.audit.verify import verify
from portal.kernel import clock, instance, modes
from portal.kernel.db import Base, db
from portal.kernel.instance import InstanceError
from portal.ops import backup
from tests.conftest import make_settings

pytestmark = pytest.mark.outside


def migrated(folder, url=None):
    """A migrated, seeded app on an instance of its own."""
    settings = instance.prepare(make_settings(folder, **({"database_url": url} if url else {})))
    app = create_app(settings)
    with app.app_context():
        backup.upgrade()
        seeding.seed(db.session(), app.extensions["portal.city"])
        for n in range(3):
            audit.record(db.session(), n, "test", f"thing:{n}", clock.now(), note="é")
        db.session.commit()
    app.extensions["portal.storage"].put("originals/ab/picture", b"\xff\xd8picture")
    return app


def empty(folder, url=None):
    return create_app(instance.prepare(make_settings(folder, **({"database_url": url} if url else {}))))


def content(app):
    with app.app_context(), db.engine.connect() as connection:
        rows = {}
        for table in (each for each in Base.metadata.sorted_tables if not each.info.get("derived")):
            found = connection.execute(sa.select(table).order_by(*table.primary_key.columns)).all()
            rows[table.name] = [tuple(row) for row in found]
        connection.rollback()
    return rows


@pytest.mark.parametrize("way", ["sqlite>sqlite", "sqlite>postgresql", "postgresql>sqlite", "postgresql>postgresql"])
def test_everything_comes_back_on_either_database(tmp_path, request, way):
    urls = [request.getfixturevalue("postgres").database() if kind == "postgresql" else None for kind in way.split(">")]
    source = migrated(tmp_path / "a", urls[0])
    counts = backup.write(source, tmp_path / "all.tar")
    target = empty(tmp_path / "b", urls[1])
    assert backup.restore(target, tmp_path / "all.tar", force=False) == counts
    assert content(target) == content(source)
    assert (tmp_path / "b/media/originals/ab/picture").read_bytes() == b"\xff\xd8picture"
    assert (tmp_path / "b/secret").read_text() == (tmp_path / "a/secret").read_text()
    assert (tmp_path / "b/secret").stat().st_mode & 0o077 == 0
    with target.app_context():
        # new rows get new numbers, also where PostgreSQL counts for itself
        audit.record(db.session(), None, "after", "restore", clock.now())
        db.session.commit()


def test_an_instance_in_use_is_kept(tmp_path):
    source = migrated(tmp_path / "a")
    backup.write(source, tmp_path / "all.tar")
    target = migrated(tmp_path / "b")
    with pytest.raises(InstanceError, match="not empty"):
        backup.restore(target, tmp_path / "all.tar", force=False)


def test_force_replaces(tmp_path):
    source = migrated(tmp_path / "a")
    backup.write(source, tmp_path / "all.tar")
    target = migrated(tmp_path / "b")
    target.extensions["portal.storage"].put("originals/zz/other", b"x")
    backup.restore(target, tmp_path / "all.tar", force=True)
    assert content(target) == content(source)
    assert not (tmp_path / "b/media/originals/zz/other").exists()


def test_a_running_server_refuses_the_restore(tmp_path):
    source = migrated(tmp_path / "a")
    backup.write(source, tmp_path / "all.tar")
    target = empty(tmp_path / "b")
    instance.lock(tmp_path / "b")
    with pytest.raises(InstanceError, match="Another server"):
        backup.restore(target, tmp_path / "all.tar", force=True)


@pytest.mark.parametrize("damage", ["no tar", "cut", "no manifest"])
def test_a_damaged_file_is_one_line(tmp_path, damage):
    file = tmp_path / "all.tar"
    backup.write(migrated(tmp_path / "a"), file)
    if damage == "no tar":
        file.write_bytes(b"hello")
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:6000])
    else:
        with tarfile.open(file, "w"):
            pass
    target = migrated(tmp_path / "b")
    before = content(target)
    with pytest.raises(InstanceError, match="no whole backup"):
        backup.restore(target, file, force=True)
    assert content(target) == before, "a damaged backup costs nothing, even with --force"


def test_a_backup_while_writing_holds_every_row_acknowledged_before_it_began(tmp_path):
    app = migrated(tmp_path / "a")
    stop, acknowledged = threading.Event(), []

    def write():
        while not stop.is_set():
            with app.app_context():
                entry = audit.record(db.session(), 1, "write", "x", clock.now())
                db.session.commit()
                acknowledged.append(entry.id)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(acknowledged) < 20:
            pass
        before = set(acknowledged)
        backup.write(app, tmp_path / "all.tar")
    finally:
        stop.set()
        writer.join()
    target = empty(tmp_path / "b")
    backup.restore(target, tmp_path / "all.tar", force=False)
    assert before <= {row[0] for row in content(target)["audit_entry"]}
    with target.app_context():
        target.config["SECRET_KEY"] = app.config["SECRET_KEY"]
        assert verify(connection=db.session().connection()) is None


def test_no_half_file_stays_when_the_disk_refuses(tmp_path):
    app = migrated(tmp_path / "a")
    with pytest.raises(InstanceError, match="cannot be written"):
        backup.write(app, tmp_path / "missing" / "all.tar")
    assert not (tmp_path / "missing").exists()


def test_only_its_owner_may_read_a_backup(tmp_path):
    target = tmp_path / "all.tar"
    (tmp_path / ".all.tar.part").write_text("left by a killed backup")
    backup.write(migrated(tmp_path / "a"), target)
    assert target.stat().st_mode & 0o077 == 0


def test_what_is_no_backup_is_said_in_one_line(tmp_path):
    (tmp_path / "letter.txt").write_text("x" * 20_000)
    with pytest.raises(InstanceError) as error:
        backup.restore(migrated(tmp_path / "a"), tmp_path / "letter.txt", force=True)
    assert "\n" not in str(error.value)
    assert "no whole backup" in str(error.value)


def test_the_log_of_staff_acts_is_whole_after_a_restore_and_what_it_lost_is_said(tmp_path):
    source = migrated(tmp_path / "a")
    backup.write(source, tmp_path / "all.tar")
    with source.app_context():
        for n in range(4):
            audit.record(db.session(), n, "later", f"thing:{n}", clock.now())
        db.session.commit()
        assert verify() is None
        db.session.remove()
        db.engine.dispose()
    answer = source.test_cli_runner().invoke(args=["restore", str(tmp_path / "all.tar"), "--force"])
    assert answer.exit_code == 0
    assert "the chain is whole and has 3 acts" in answer.output
    assert "the log that was here before had 7 acts" in answer.output
    assert source.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0


def test_a_backup_of_another_instance_brings_its_own_secret_and_a_log_that_fits(tmp_path):
    source = migrated(tmp_path / "a")
    (tmp_path / "a/secret").write_text("another-secret-of-at-least-32-letters")
    source.config["SECRET_KEY"] = "another-secret-of-at-least-32-letters"
    with source.app_context():
        audit.record(db.session(), 1, "signed", "with it", clock.now())
        db.session.commit()
        audit.renew(db.session())
    backup.write(source, tmp_path / "all.tar")
    target = empty(tmp_path / "b")
    answer = target.test_cli_runner().invoke(args=["restore", str(tmp_path / "all.tar")])
    assert answer.exit_code == 0
    assert "the chain is whole and has 4 acts" in answer.output


def test_everything_restored_is_its_owners_alone(tmp_path):
    backup.write(migrated(tmp_path / "a"), tmp_path / "all.tar")
    backup.restore(empty(tmp_path / "b"), tmp_path / "all.tar", force=False)
    assert list(modes.loose(tmp_path / "b")) == []
