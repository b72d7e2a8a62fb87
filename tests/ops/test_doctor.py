import os

import pytest
import sqlalchemy as sa

from portal import create_app
from portal.kernel import modes
from portal.kernel.db import db
from portal.ops import doctor
from tests.conftest import make_settings
from tests.ops.test_backup import empty, migrated


@pytest.fixture(autouse=True)
def private(tmp_path):
    """As wsgi.py says it for every process."""
    before = os.umask(modes.UMASK)
    tmp_path.chmod(modes.PASSED)
    yield
    os.umask(before)


def test_a_healthy_machine_has_no_fault_and_the_database_is_named(tmp_path):
    found, faults = doctor.examine(migrated(tmp_path))
    assert faults == []
    assert any(str(tmp_path / "portal.db") in line for line in found)


def test_each_fault_is_one_line(tmp_path):
    app = migrated(tmp_path)
    app.config["SETTINGS"] = make_settings(tmp_path, smtp_url="smtp://127.0.0.1:9")
    _, faults = doctor.examine(app)
    assert len(faults) == 1
    assert "SMTP_URL" in faults[0]


def test_an_unmigrated_database_is_said(tmp_path):
    _, faults = doctor.examine(empty(tmp_path))
    assert [fault.split(":")[0] for fault in faults] == ["schema"]


def test_a_broken_database_is_said_once(tmp_path):
    (tmp_path / "portal.db").write_bytes(os.urandom(4096))
    _, faults = doctor.examine(empty(tmp_path))
    assert [fault.split(":")[0] for fault in faults] == ["database"]


def test_no_active_channel_is_a_fault(tmp_path):
    app = migrated(tmp_path)
    with app.app_context():
        db.session.execute(sa.text("UPDATE channel SET active = 0"))
        db.session.commit()
    assert [fault.split(":")[0] for fault in doctor.examine(app)[1]] == ["channels"]


@pytest.mark.parametrize(
    ("health", "words"),
    [("down", "down"), ("reauth", "refusing our credentials"), ("blocked", "restricting our account")],
)
def test_a_channel_in_trouble_is_one_line_and_one_served_by_people_none(tmp_path, health, words):
    app = migrated(tmp_path)
    with app.app_context():
        trouble = sa.text("UPDATE channel SET health = :health, health_code = 'slow', down_since = '2026-11-24 05:00'")
        db.session.execute(trouble.bindparams(health=health))
        db.session.execute(sa.text("UPDATE channel SET mode = 'api' WHERE code = 'telegram'"))
        db.session.commit()
    line = f"channels: telegram is {words} since 2026-11-24 05:00 UTC (slow)"
    assert doctor.examine(app)[1] == [line]


def test_unreachable_redis_is_said_without_its_password(tmp_path):
    app = migrated(tmp_path)
    app = create_app(make_settings(tmp_path, redis_url="redis://:geheim@127.0.0.1:9/0"))
    faults = doctor.examine(app)[1]
    assert len(faults) == 1
    assert "geheim" not in faults[0]


@pytest.mark.parametrize(("broken", "code"), [(False, 0), (True, 1)])
def test_the_command_exits_by_the_verdict(tmp_path, broken, code):
    app = migrated(tmp_path)
    if broken:
        app.config["SETTINGS"] = make_settings(tmp_path, smtp_url="smtp://127.0.0.1:9")
    assert app.test_cli_runner().invoke(args=["doctor"]).exit_code == code


def test_files_others_can_read_are_said_in_one_line(tmp_path):
    app = migrated(tmp_path)
    (tmp_path / "portal.db").chmod(0o644)
    (fault,) = doctor.examine(app)[1]
    assert fault.startswith("files: other users of this machine can read or change 1 files and folders of the instance")
    assert "portal.db" in fault
