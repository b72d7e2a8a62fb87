import pytest
from sqlalchemy import select

from portal.accounts.models import Appointment, Role
from portal.audit.models import AuditEntry
from portal.kernel import clock
from tests.accounts.conftest import error_at
from tests.factories import accounts as made

GOOD = {"role": "director", "ward": "medono", "decree": "800/12/2026", "starts_on": "2026-01-01", "ends_on": ""}


@pytest.fixture
def appoint(post, admin, siti):
    return lambda **changes: post(f"/admin/orang/{siti.id}/penunjukan", {**GOOD, **changes})


def rows(session):
    found = session.scalars(select(Appointment).where(Appointment.role != Role.ADMIN)).all()
    session.commit()
    return found


def test_a_director_is_appointed(client, appoint, admin, siti, session):
    assert appoint(ends_on="2028-01-01").location == f"/admin/orang/{siti.id}"
    (row,) = rows(session)
    assert (row.user_id, row.role, row.ward.slug, row.decree) == (siti.id, Role.DIRECTOR, "medono", "800/12/2026")
    assert (str(row.starts_on), str(row.ends_on), row.made_by_id) == ("2026-01-01", "2028-01-01", admin.id)
    assert "800/12/2026" in client.get(f"/admin/orang/{siti.id}").text
    assert "800/12/2026" in client.get("/admin/penunjukan").text
    assert "Siti Aminah" in client.get("/admin/kelurahan").text
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.actor_id, entry.action) == (admin.id, "appointment.made")


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"role": ""}, "role"),
        ({"role": "king"}, "role"),
        ({"ward": ""}, "ward"),
        ({"ward": "semarang"}, "ward"),
        ({"role": "humas"}, "ward"),
        ({"decree": " "}, "decree"),
        ({"decree": "x" * 121}, "decree"),
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "kemarin"}, "starts_on"),
        ({"ends_on": "2025-12-31"}, "ends_on"),
        ({"ends_on": "31/2/2027"}, "ends_on"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(appoint, session, changes, at):
    answer = appoint(**changes)
    assert answer.status_code == 422
    assert error_at(answer, at)
    assert rows(session) == []
    if "decree" not in changes:
        assert 'value="800/12/2026"' in answer.text


def test_who_moderates_cannot_administer(appoint, session):
    appoint()
    answer = appoint(role="admin", ward="")
    assert answer.status_code == 422
    assert "Pengelola portal tidak meninjau" in error_at(answer, "role")
    assert len(rows(session)) == 1


def test_a_recalled_role_is_gone_at_the_persons_next_request(app, client, appoint, post, siti, enter, session):
    appoint()
    theirs = app.test_client()
    assert enter(siti, to=theirs).location == "/meja"
    (row,) = rows(session)
    assert post(f"/admin/penunjukan/{row.id}/cabut").location == f"/admin/orang/{siti.id}"
    assert theirs.get("/akun").status_code == 303
    assert "dicabut" in client.get(f"/admin/orang/{siti.id}").text
    assert post(f"/admin/penunjukan/{row.id}/cabut").status_code == 409
    assert post("/admin/penunjukan/999999/cabut").status_code == 404


def test_the_list_says_what_has_not_begun_and_what_is_over(client, admin, session):
    today = clock.now().astimezone(clock.WIB).date()
    made.appointment(session, made.user(session), starts_on=today + clock.timedelta(days=3))
    made.appointment(session, made.user(session), slug="kauman", ends_on=today - clock.timedelta(days=3))
    session.commit()
    page = client.get("/admin/penunjukan").text
    assert "belum mulai" in page
    assert "masa habis" in page
