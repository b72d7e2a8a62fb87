import os
import socket
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.kernel import clock, instance
from tests.conftest import make_settings

pytestmark = pytest.mark.outside

ROOT = Path(__file__).parents[2]


def flask(tmp_path, *args, **env):
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *args]
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PORTAL_", "DATABASE_URL"))}
    clean.update(PORTAL_INSTANCE=str(tmp_path), **env)
    return subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, check=False)


def test_the_secret_is_made_once_and_is_ours_alone(tmp_path):
    first = instance.prepare(make_settings(tmp_path, secret=""))
    assert len(first.secret) >= 48
    assert instance.prepare(make_settings(tmp_path, secret="")).secret == first.secret
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


def test_a_damaged_secret_is_said(tmp_path):
    (tmp_path / "secret").write_text("x")
    with pytest.raises(instance.InstanceError, match="damaged"):
        instance.prepare(make_settings(tmp_path))


def test_a_taken_port_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(instance.InstanceError, match=str(port)):
            instance.check_port("127.0.0.1", port)


def test_a_second_server_is_refused(tmp_path):
    held = instance.lock(tmp_path)
    with pytest.raises(instance.InstanceError, match="Another server"):
        instance.lock(tmp_path)
    os.close(held)
    os.close(instance.lock(tmp_path))


def test_a_folder_that_takes_no_lock_is_said_in_words(tmp_path):
    with pytest.raises(instance.InstanceError, match="cannot be written"):
        instance.lock(tmp_path / "nowhere")


def test_the_shift_is_fixed_once_and_shared(tmp_path):
    wanted = datetime.now(UTC) + timedelta(days=3)
    shift = clock.shared_shift(tmp_path, wanted, fresh=True)
    assert abs(shift - timedelta(days=3)) < timedelta(seconds=5)
    assert clock.shared_shift(tmp_path, wanted, fresh=False) == shift
    assert clock.shared_shift(tmp_path, None, fresh=False) == timedelta(0)
    assert clock.shared_shift(tmp_path, wanted + timedelta(days=1), fresh=False) != shift


@pytest.mark.parametrize(
    ("env", "word"),
    [
        ({"PORTAL_COLOUR": "red"}, "PORTAL_COLOUR"),
        ({"PORTAL_PORT": "many"}, "PORTAL_PORT"),
        ({"PORTAL_CITY": "atlantis"}, "atlantis"),
        ({"DATABASE_URL": "oracle://x"}, "DATABASE_URL"),
    ],
)
def test_a_broken_setting_stops_every_command_with_one_line(tmp_path, env, word):
    done = flask(tmp_path, "seed", **env)
    assert done.returncode == 1
    assert word in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    done = flask(tmp_path / "file" / "below", "seed")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_broken_database_is_one_line_and_stops_the_start(tmp_path):
    (tmp_path / "portal.db").write_bytes(os.urandom(4096))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    done = flask(tmp_path, "up", PORTAL_PORT=str(port))
    assert done.returncode == 1
    assert "portal.db" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_good_database_passes(tmp_path):
    sqlite3.connect(tmp_path / "portal.db").execute("create table t (x)")
    instance.check_database(make_settings(tmp_path))
