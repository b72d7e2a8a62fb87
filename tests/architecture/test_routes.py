"""Who may reach what: every rule, its methods and its guard, against a reviewed list."""

import json
import re
from pathlib import Path

import pytest

from portal.accounts import guards
from portal.accounts.rights import PERMISSIONS
from portal.kernel import clock
from portal.kernel.db import db
from portal.kernel.events import Event
from tests.architecture import source

ROUTES = Path(__file__).with_name("routes.json")


def routes(app):
    for rule in app.url_map.iter_rules():
        methods = "|".join(sorted(rule.methods - {"HEAD", "OPTIONS"}))
        view = app.view_functions[rule.endpoint]
        guard = "anyone" if rule.endpoint == "static" else getattr(view, "guard", "NOBODY DECIDED")
        yield f"{methods} {rule.rule} -> {guard}"


def test_every_route_says_who_may_reach_it(app):
    assert [line for line in routes(app) if line.endswith("NOBODY DECIDED")] == []


def test_every_guard_is_a_row_of_the_permission_table(app):
    assert {line.split(" -> ")[1] for line in routes(app)} <= set(PERMISSIONS)


def test_routes_change_only_on_purpose(app):
    """After a change on purpose: `flask --app wsgi guards --snapshot > tests/architecture/routes.json`."""
    assert sorted(routes(app)) == json.loads(ROUTES.read_text())


WRITE_ON_GET = {
    # what a page writes while it is read, and why; the test client finds every other write (tests/conftest.py)
    "public/tracking_views.py": "wrong codes are counted, or they could be guessed",
}


def test_only_those_with_a_reason_write_on_get():
    callers = {source.name(path) for path in source.files() if "portal.kernel.db.writing" in source.imports(path)}
    assert callers == set(WRITE_ON_GET)


def test_a_write_on_get_is_noticed(app, client):
    @app.get("/writes")
    @guards.anyone
    def writes():
        db.session.add(Event(name="probe", payload={}, at=clock.now()))
        db.session.flush()
        return "written"

    with pytest.raises(AssertionError, match="GET /writes changes the database"):
        client.get("/writes")


def test_head_is_never_taken_for_a_post(app):
    """A view that asks for `== "GET"` sends HEAD down the branch that saves, past the token."""
    for path in sorted((Path(app.root_path)).rglob("*.py")):
        assert not re.search(r'request\.method [!=]= "GET"', path.read_text()), f"{path.name}: use kernel.db.READING"


@pytest.mark.parametrize("path", ["/masuk", "/daftar", "/lupa", "/kirim", "/kirim/berita"])
def test_head_answers_like_get(client, path):
    read, head = client.get(path), client.head(path)
    assert (head.status_code, head.data) == (read.status_code, b"")


@pytest.mark.parametrize("path", ["/kelurahan//medono", "/static//css/tokens.css", "/en//berita", "/berita/"])
def test_no_redirect_leads_to_the_host_a_request_names(client, path):
    answer = client.get(path, headers={"Host": "evil.example"})
    assert "evil.example" not in answer.headers.get("Location", "") + answer.text
