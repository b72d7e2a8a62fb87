"""Every page of the administration × every role × every method: one table, and a route without a row fails."""

import pytest

from portal.accounts.models import Role
from tests.accounts.conftest import fresh_token
from tests.conftest import token
from tests.factories import accounts as made

ROUTES = {
    "/admin": "admin",
    "/admin/orang": "admin",
    "/admin/orang/<row:user_id>": "admin",
    "/admin/orang/<row:user_id>/penunjukan": "admin",
    "/admin/penunjukan": "admin",
    "/admin/penunjukan/<row:appointment_id>/cabut": "admin",
    "/admin/penunjukan/tunda/<row:pending_id>/cabut": "admin",
    "/admin/kelurahan": "admin",
    "/admin/kelurahan/<slug>": "admin",
    "/admin/libur": "admin",
    "/admin/libur/hapus": "admin",
    "/admin/audit": "admin",
    "/admin/masa-simpan": "admin",
    "/siar/orang": "humas",
    "/siar/orang/<row:user_id>": "humas",
    "/siar/orang/<row:user_id>/wali": "humas",
}
WHO = ("visitor", "resident", Role.DIRECTOR, Role.DEPUTY, Role.HUMAS, Role.ADMIN)


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("admin.")]


def test_every_route_has_its_row(app):
    assert {rule.rule for rule in rules(app)} == set(ROUTES)


@pytest.mark.parametrize("who", WHO)
def test_nobody_gets_in_but_whom_the_table_names(app, client, session, enter, who):
    target = made.user(session)
    row = made.appointment(session, made.user(session), slug="kauman")
    if who != "visitor":
        person = made.user(session) if who == "resident" else made.staff(session, who, is_demo=True)
        session.commit()
        enter(person)
    session.commit()
    for rule in rules(app):
        path = rule.rule
        for part, value in (
            ("<row:user_id>", target.id),
            ("<row:appointment_id>", row.id),
            ("<row:pending_id>", 1),
            ("<slug>", "medono"),
        ):
            path = path.replace(part, str(value))
        allowed = who == ROUTES[rule.rule]
        for method in rule.methods & {"GET", "POST"}:
            key = fresh_token(client) if who != "visitor" else token(client.get("/masuk"))
            answer = client.open(path, method=method, data={"csrf_token": key} if method == "POST" else None)
            if allowed:
                assert answer.status_code in (200, 303, 404, 422), (method, path)
            else:
                assert answer.status_code == (303 if who == "visitor" else 403), (method, path)
                assert who != "visitor" or answer.location.startswith("/masuk")


@pytest.mark.parametrize("path", sorted(ROUTES))
def test_nothing_changes_without_a_token(client, admin, session, siti, path):
    path = path.replace("<row:user_id>", str(siti.id)).replace("<slug>", "medono")
    path = path.replace("<row:appointment_id>", "1").replace("<row:pending_id>", "1")
    answer = client.post(path, data={"action": "close", "day": "2026-12-24", "aliases": "x"})
    assert answer.status_code in (400, 405)
    session.refresh(siti)
    assert siti.active
