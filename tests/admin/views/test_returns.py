import re

import pytest
from sqlalchemy import select

from portal.accounts.models import Consent, OneTimeLink, Role, User
from portal.accounts.service import may_send
from portal.audit.models import AuditEntry
from tests.accounts.conftest import error_at
from tests.conftest import token
from tests.factories import accounts as made

NEW = "lopis raksasa syawalan"


def test_humas_let_a_person_back_in_after_meeting(app, client, humas, post, siti, enter, session):
    page = client.get("/siar/orang?q=siti")
    assert f'href="/siar/orang/{siti.id}"' in page.text
    assert "siti@contoh.test" not in page.text
    answer = post(f"/siar/orang/{siti.id}", {"note": "KTP dilihat di loket"})
    assert (answer.status_code, answer.location) == (303, f"/siar/orang/{siti.id}")
    shown = client.get(answer.location)
    way = re.search(r'data-test="return-link">http://127.0.0.1:8000(/sandi/[\w-]+)<', shown.text)[1]
    assert "<svg viewBox" in shown.text
    assert way not in client.get(answer.location).text, "shown once"
    theirs = app.test_client()
    page = theirs.get(way)
    assert theirs.post(way, data={"csrf_token": token(page), "password": NEW}).location == "/masuk"
    assert enter(siti, NEW, to=theirs).status_code == 303
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.actor_id, entry.action, entry.object) == (humas.id, "account.return_link", f"person:{siti.id}")
    assert entry.detail == {"note": "KTP dilihat di loket"}


def test_how_the_person_was_recognised_has_to_be_written(post, humas, siti, session):
    answer = post(f"/siar/orang/{siti.id}", {"note": " "})
    assert answer.status_code == 422
    assert error_at(answer, "note")
    assert session.scalars(select(OneTimeLink)).all() == []


@pytest.mark.parametrize("role", [Role.ADMIN, Role.HUMAS, Role.DIRECTOR])
def test_no_officer_becomes_another(client, post, humas, session, role):
    other = made.staff(session, role)
    session.commit()
    assert "Tautan tidak dapat dibuat di sini." in client.get(f"/siar/orang/{other.id}").text
    assert post(f"/siar/orang/{other.id}", {"note": "KTP"}).status_code == 422
    assert session.scalars(select(OneTimeLink)).all() == []


def test_people_are_not_listed_without_asking_for_one(client, humas, siti):
    for q in ("", "s", "si"):
        assert "Siti Aminah" not in client.get("/siar/orang", query_string={"q": q}).text


def test_a_guardian_without_an_address_agrees_before_an_officer(client, humas, post, session):
    young = made.minor(session)
    session.commit()
    path = f"/siar/orang/{young.id}"
    assert "Catat persetujuan" in client.get(path).text
    assert post(f"{path}/wali", {"guardian_note": ""}).status_code == 422
    assert post(f"{path}/wali", {"guardian_note": "Ibu Ratna, KTP dan KK"}).location == path
    assert "Catat persetujuan" not in client.get(path).text
    session.expire_all()
    assert may_send(session.get_one(User, young.id))
    assert session.scalars(select(Consent)).one().code == "GUARDIAN"
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.actor_id, entry.action, entry.detail) == (
        humas.id,
        "account.guardian_met",
        {"note": "Ibu Ratna, KTP dan KK"},
    )
    session.commit()
    post(f"{path}/wali", {"guardian_note": "sekali lagi"})
    assert len(session.scalars(select(Consent)).all()) == 1
