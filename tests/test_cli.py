"""Commands as an operator sees them: what is printed, and with which exit code they end."""

import pytest
import sqlalchemy as sa

from portal import cli, create_app
from portal.demo import seed as demo_seed
from portal.kernel.db import db
from portal.stories.models import Rubric
from portal.wards.models import Ward
from tests.conftest import make_settings


@pytest.fixture
def run(app):
    return lambda *args, **more: app.test_cli_runner().invoke(args=list(args), **more)


def test_seed_may_be_repeated(app, run):
    for _ in range(2):
        assert run("seed").exit_code == 0
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Ward)) == 27
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Rubric)) == 14


def test_demo_needs_demo_mode(tmp_path, empty_database):
    (tmp_path / "portal.db").write_bytes(empty_database.read_bytes())
    app = create_app(make_settings(tmp_path, demo=False))
    answer = app.test_cli_runner().invoke(args=["demo"])
    assert answer.exit_code == 1
    assert "PORTAL_DEMO" in answer.output


def test_demo_leaves_a_database_with_people_alone(app, run, monkeypatch):
    monkeypatch.setattr(demo_seed, "is_empty", lambda session: False)
    answer = run("demo")
    assert answer.exit_code == 0
    assert "nothing was added" in answer.output


def test_guards_lists_every_route_with_who_may_reach_it(run):
    lines = run("guards").output.splitlines()
    assert "GET /meja -> director of the ward" in lines
    assert not any("NOBODY" in line for line in lines)


def test_every_command_of_the_contract_exists(app):
    names = set(app.cli.commands)
    assert {"seed", "demo", "serve", "work", "up", "appoint", "user", "backup", "restore", "doctor", "audit"} <= names
    assert {command.name for command in cli.COMMANDS} <= names


@pytest.mark.parametrize("command", ["serve", "up"])
def test_a_server_that_cannot_start_says_why_in_one_line(run, monkeypatch, command):
    def refuse(app):
        raise cli.InstanceError("Port 8000 is taken.")

    monkeypatch.setattr(cli.supervisor, command, refuse)
    answer = run(command)
    assert answer.exit_code == 1
    assert answer.output.strip() == "Port 8000 is taken."
