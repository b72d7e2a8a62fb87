import errno

import click
import pytest
from click.testing import CliRunner
from sqlalchemy.exc import DatabaseError, IntegrityError, InterfaceError, OperationalError

from portal import create_app
from portal.kernel import commands
from tests.conftest import make_settings

REFUSED = 'connection to server at "10.0.0.1", port 5432 failed: Connection refused\n\tIs the server running there?'


def raising(error):
    def boom():
        raise error

    return click.Command("boom", callback=boom)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OperationalError("SELECT 1", {"p": "secret"}, Exception(REFUSED)), f"used: {REFUSED.splitlines()[0]}."),
        (InterfaceError("SELECT 1", {}, Exception("the connection is closed")), "used: the connection is closed."),
        (DatabaseError("PRAGMA x", {}, Exception("file is not a database")), "used: file is not a database."),
        (OperationalError("SELECT 1", {}, Exception("no such table: ward")), "db upgrade"),
        (DatabaseError("SELECT 1", {}, Exception('relation "ward" does not exist\nLINE 1')), "db upgrade"),
        (OSError(errno.EROFS, "Read-only file system", "portal.db"), "portal.db: Read-only file system."),
        (OSError(errno.ENOSPC, "No space left on device"), "The disk: No space left on device."),
    ],
)
def test_a_fault_of_the_machine_is_one_line_and_exit_1(error, line):
    answer = CliRunner().invoke(commands.plain(raising(error)))
    assert answer.exit_code == 1
    assert isinstance(answer.exception, SystemExit)
    assert line in answer.output
    assert len(answer.output.strip().splitlines()) == 1
    assert "secret" not in answer.output


@pytest.mark.parametrize("error", [IntegrityError("INSERT", {}, Exception("UNIQUE")), FileNotFoundError(2, "x")])
def test_a_mistake_of_our_own_keeps_its_trace(error):
    assert CliRunner().invoke(commands.plain(raising(error))).exception is error


def test_every_command_of_a_group_is_wrapped_and_only_once():
    below = raising(OSError(errno.EROFS, "Read-only file system"))
    group = click.Group("group", commands={"boom": below})
    commands.plain(group)
    wrapped = below.callback
    commands.plain(group)
    assert below.callback is wrapped
    assert CliRunner().invoke(group, ["boom"]).exit_code == 1


@pytest.mark.parametrize(
    "args",
    [
        ["seed"],
        ["demo"],
        ["audit", "verify"],
        ["appoint", "siti@contoh.test", "medono"],
        ["user", "link", "siti@contoh.test"],
        ["backup", "all.tar"],
    ],
)
def test_a_database_without_tables_is_said_in_one_line(tmp_path, monkeypatch, args):
    monkeypatch.chdir(tmp_path)
    answer = create_app(make_settings(tmp_path)).test_cli_runner().invoke(args=args)
    assert (answer.exit_code, answer.output) == (1, commands.NO_TABLES + "\n")


@pytest.mark.parametrize("args", [["seed"], ["db", "upgrade"]])
def test_a_file_that_is_no_database_is_said_in_one_line(tmp_path, args):
    (tmp_path / "portal.db").write_bytes(b"no database " * 500)
    answer = create_app(make_settings(tmp_path)).test_cli_runner().invoke(args=args)
    assert (answer.exit_code, answer.output) == (1, "The database cannot be used: file is not a database.\n")
