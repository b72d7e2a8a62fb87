import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.kernel import clock
from portal.wards.models import Holiday
from tests import clocks
from tests.accounts.conftest import error_at
from tests.factories import accounts as made

pytestmark = pytest.mark.dated


def days(session):
    found = session.scalars(select(Holiday)).all()
    session.commit()
    return [(str(row.day), row.name, row.is_working) for row in found]


def test_27_wards_and_who_directs_them(client, admin):
    page = client.get("/admin/kelurahan")
    assert page.text.count('href="/admin/kelurahan/') >= 27
    assert "belum ada direktur (ditangani humas)" in page.text


def test_spellings_are_changed(client, post, admin, session):
    assert post("/admin/kelurahan/medono", {"aliases": "Medono Kulon\nMdono"}).location == "/admin/kelurahan/medono"
    assert "Medono Kulon" in client.get("/admin/kelurahan/medono").text
    session.expire_all()
    assert made.ward(session).aliases == ["Medono Kulon", "Mdono"]
    session.commit()
    answer = post("/admin/kelurahan/medono", {"aliases": "x" * 2001})
    assert answer.status_code == 422
    assert error_at(answer, "aliases")


@pytest.mark.parametrize("slug", ["semarang", "%00", "..", "medono'--"])
def test_another_ward_is_404(client, admin, slug):
    assert client.get(f"/admin/kelurahan/{slug}").status_code == 404


def test_the_national_days_are_shown_with_joint_leave(client, admin):
    page = client.get("/admin/libur?tahun=2026")
    assert "Hari libur 2026" in page.text
    assert "Hari Raya Natal" in page.text
    assert "Cuti Bersama" in page.text or "Cuti bersama" in page.text


def test_a_missing_decree_is_warned_about(client, session, enter):
    clocks.at(clock.datetime(2028, 2, 1, tzinfo=clock.UTC))
    user = made.staff(session, made.Role.ADMIN, is_demo=True)
    session.commit()
    enter(user)
    assert "SKB cuti bersama 2028 belum ada di daftar." in client.get("/admin/libur").text


def test_a_day_is_entered_changed_and_removed(client, post, admin, session):
    fields = {"day": "2026-12-31", "name": "Cuti bersama akhir tahun", "kind": "free"}
    assert post("/admin/libur", fields).location == "/admin/libur?tahun=2026"
    assert "Cuti bersama akhir tahun" in client.get("/admin/libur?tahun=2026").text
    post("/admin/libur", {**fields, "name": "Tetap masuk", "kind": "working"})
    assert days(session) == [("2026-12-31", "Tetap masuk", True)]
    assert post("/admin/libur/hapus", {"day": "2026-12-31"}).location == "/admin/libur?tahun=2026"
    assert days(session) == []
    assert post("/admin/libur/hapus", {"day": "2026-12-31"}).status_code == 404
    actions = [entry.action for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert actions == ["holiday.set", "holiday.set", "holiday.removed"]


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"day": "", "name": "Libur", "kind": "free"}, "day"),
        ({"day": "31/2/2026", "name": "Libur", "kind": "free"}, "day"),
        ({"day": "2026-12-31", "name": "", "kind": "free"}, "name"),
        ({"day": "2026-12-31", "name": "x" * 121, "kind": "free"}, "name"),
        ({"day": "2026-12-31", "name": "Libur", "kind": "perhaps"}, "kind"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(post, admin, session, fields, at):
    answer = post("/admin/libur", fields)
    assert answer.status_code == 422
    assert error_at(answer, at)
    assert days(session) == []


@pytest.mark.parametrize("year", ["1999", "2100", "99999999999", "-5"])
def test_years_far_off_are_404(client, admin, year):
    assert client.get(f"/admin/libur?tahun={year}").status_code == 404
