import pytest
from sqlalchemy import select

from portal.accounts import factor
from portal.accounts.models import Appointment, PendingAppointment, Role, User
from portal.audit.models import AuditEntry
from tests.accounts.conftest import fresh_token
from tests.factories import accounts as made


def test_the_administration_begins_with_people(client, admin):
    assert client.get("/admin").location == "/admin/orang"
    page = client.get("/admin/orang")
    assert page.status_code == 200
    assert "Budi Admin" in page.text
    assert 'aria-current="page"' in page.text


def test_a_long_list_is_walked_by_its_cursor(client, admin, session):
    for number in range(40):
        made.user(session, f"Warga {number}")
    session.commit()
    first = client.get("/admin/orang")
    older = first.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(older)
    assert second.status_code == 200
    assert 'rel="next"' not in second.text
    assert client.get("/admin/orang?sebelum=palsu").status_code == 404


@pytest.mark.parametrize("q", ["siti@contoh.test", "081234567890", "siti a", "  SITI "])
def test_a_person_is_searched(client, admin, siti, q):
    page = client.get("/admin/orang", query_string={"q": q})
    assert "Siti Aminah" in page.text
    assert "Budi Admin</a>" not in page.text


@pytest.mark.parametrize("q", ["tidak ada", "%", "a\x00b", "<script>", "x" * 3000])
def test_a_search_may_find_nobody(client, admin, siti, q):
    page = client.get("/admin/orang", query_string={"q": q})
    assert page.status_code == 200
    assert "Siti Aminah" not in page.text


def test_a_person_is_shown_without_a_contact_in_full(client, admin, siti):
    page = client.get(f"/admin/orang/{siti.id}")
    assert "s•••@contoh.test" in page.text
    for hidden in ("siti@contoh.test", "81234567890"):
        assert hidden not in page.text


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999"])
def test_nobody_there_is_404(client, admin, number):
    assert client.get(f"/admin/orang/{number}").status_code == 404


def test_closing_an_account_ends_it_at_once(app, client, admin, post, siti, enter, session):
    theirs = app.test_client()
    enter(siti, to=theirs)
    assert post(f"/admin/orang/{siti.id}", {"action": "close"}).status_code == 303
    assert theirs.get("/akun").status_code == 303
    assert enter(siti, to=theirs).status_code == 422
    assert "Akun ditutup" in client.get(f"/admin/orang/{siti.id}").text
    post(f"/admin/orang/{siti.id}", {"action": "reopen"})
    assert enter(siti, to=theirs).status_code == 303
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.actor_id, entry.action) for entry in entries] == [
        (admin.id, "account.close"),
        (admin.id, "account.reopen"),
    ]


def test_signing_out_everywhere(app, admin, post, siti, enter):
    theirs = app.test_client()
    enter(siti, to=theirs)
    post(f"/admin/orang/{siti.id}", {"action": "sign_out"})
    assert theirs.get("/akun").status_code == 303
    assert enter(siti, to=theirs).status_code == 303


def test_a_lost_phone_is_forgotten_and_set_up_anew(app, admin, post, enter, session):
    user = made.staff(session, Role.HUMAS)
    with app.test_request_context():
        factor.turn_on(user, factor.new_secret(), factor.Proof(1))
    session.commit()
    post(f"/admin/orang/{user.id}", {"action": "reset_factor"})
    session.expire_all()
    assert not factor.is_on(session.get_one(User, user.id))
    session.commit()
    assert enter(user, to=app.test_client()).location == "/masuk/pasang"


@pytest.mark.parametrize("action", ["", "promote", "close "])
def test_an_unknown_act_is_said(post, admin, siti, action):
    assert post(f"/admin/orang/{siti.id}", {"action": action}).status_code == 422


def test_the_own_account_is_somebody_elses(client, post, admin):
    assert "Ini akun Anda sendiri" in client.get(f"/admin/orang/{admin.id}").text
    assert post(f"/admin/orang/{admin.id}", {"action": "close"}).status_code == 422
    assert client.get("/admin/orang").status_code == 200


def test_an_old_page_does_nothing_until_it_is_sent_again(app, client, admin, siti, session):
    with client.session_transaction() as cookie:
        cookie.pop("csrf_token")
    fields = {"csrf_token": fresh_token(app.test_client()), "action": "close"}
    assert client.post(f"/admin/orang/{siti.id}", data=fields).status_code == 422
    session.refresh(siti)
    assert siti.active


def test_a_number_is_confirmed_by_a_person_and_the_appointment_takes_effect(client, admin, post, session):
    user = made.user(session, "Budi Santoso", email=None, us_phone_number="+6281234567899")
    session.commit()
    path = f"/admin/orang/{user.id}"
    page = client.get(path)
    assert "Belum dibuktikan" in page.text
    fields = {"role": "director", "ward": "medono", "decree": "SK 9", "starts_on": "2026-01-01"}
    assert post(f"{path}/penunjukan", fields).status_code == 303
    page = client.get(path)
    assert "berlaku sesudah kontaknya dibuktikan" in page.text
    assert session.scalars(select(Appointment).where(Appointment.user_id == user.id)).all() == []
    session.commit()
    assert post(path, {"action": "prove_phone"}).status_code == 303
    page = client.get(path)
    assert "Belum dibuktikan" not in page.text
    assert "berlaku sesudah kontaknya dibuktikan" not in page.text
    session.expire_all()
    made_now = session.scalars(select(Appointment).where(Appointment.user_id == user.id)).one()
    assert (made_now.decree, made_now.made_by_id) == ("SK 9", admin.id)
    acts = [(entry.actor_id, entry.action) for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert acts == [
        (admin.id, "appointment.pending"),
        (admin.id, "account.phone_proven"),
        (admin.id, "appointment.made"),
    ]
    session.commit()
    assert post(path, {"action": "prove_phone"}).status_code == 422, "once"


def test_a_waiting_appointment_can_be_dropped(client, admin, post, session):
    user = made.user(session, "Budi Santoso", confirmed_at=None)
    session.commit()
    fields = {"role": "director", "ward": "medono", "decree": "SK 9", "starts_on": "2026-01-01"}
    post(f"/admin/orang/{user.id}/penunjukan", fields)
    row = session.scalars(select(PendingAppointment)).one()
    session.commit()
    path = f"/admin/penunjukan/tunda/{row.id}/cabut"
    assert post(path).location == f"/admin/orang/{user.id}"
    assert post(path).status_code == 404
    session.expire_all()
    assert session.scalars(select(PendingAppointment)).all() == []
    assert [entry.action for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))][-1] == (
        "appointment.cancelled"
    )


def test_all_accounts_that_gave_a_number_are_found_by_it(client, admin, siti, session):
    made.user(session, "Penyerobot", email=None, claimed_phone="+6281234567890")
    session.commit()
    page = client.get("/admin/orang?q=081234567890")
    assert "Siti Aminah" in page.text
    assert "Penyerobot" in page.text


def test_taking_the_second_step_off_is_told_to_its_owner(admin, post, siti, session, in_request, letters):
    factor.turn_on(siti, factor.new_secret(), factor.Proof(1))
    session.commit()
    post(f"/admin/orang/{siti.id}", {"action": "reset_factor"})
    assert [letter["Subject"] for letter in letters()] == ["Verifikasi dua langkah akun Anda dinonaktifkan"]
