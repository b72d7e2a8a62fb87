import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from portal.accounts import agreements, service
from portal.accounts.models import Consent, User
from portal.kernel import clock
from tests.accounts.conftest import error_at, fresh_token, link_in
from tests.conftest import token
from tests.factories import accounts as made


@pytest.fixture
def dimas(session, enter):
    user = made.minor(session)
    session.commit()
    enter(user)
    return user


def link_on(page) -> str:
    found = re.search(r'data-test="guardian-link">https?://[^/]+(/wali/[\w-]+)<', page.text)
    return found[1] if found else ""


def test_the_page_says_what_is_missing_and_the_account_points_to_it(client, dimas):
    assert "Tinggal satu langkah" in client.get("/akun").text
    page = client.get("/akun/wali")
    assert page.status_code == 200
    assert "Orang tua atau wali Anda perlu setuju" in page.text
    assert link_on(page) == ""


def test_adults_are_not_asked(client, session, enter):
    user = made.user(session)
    session.commit()
    enter(user)
    assert client.get("/akun/wali").location == "/akun"


def test_a_link_to_pass_on_and_the_guardians_consent(app, client, post, dimas, session):
    assert post("/akun/wali", {"action": "link"}).location == "/akun/wali"
    page = client.get("/akun/wali")
    way = link_on(page)
    assert "wa.me/?text=" in page.text
    assert link_on(client.get("/akun/wali")) == "", "shown once"
    guardian = app.test_client()
    theirs = guardian.get(way)
    assert agreements.text("GUARDIAN") in unescape(theirs.text)
    assert "Dimas Pratama" in theirs.text
    answer = guardian.post(way, data={"csrf_token": token(theirs), "name": "Ibu Ratna", "agree": "y"})
    assert (answer.status_code, answer.location) == (303, "/wali/terima-kasih")
    assert guardian.get("/wali/terima-kasih").status_code == 200
    session.expire_all()
    assert service.may_send(session.get_one(User, dimas.id))
    assert session.scalars(select(Consent).where(Consent.code == "GUARDIAN")).one().given_at
    session.commit()
    assert guardian.get(way).status_code == 410
    assert "Tinggal satu langkah" not in client.get("/akun").text


def test_a_letter_to_the_guardian(client, post, dimas, letters):
    answer = post("/akun/wali", {"email": "Ibu@Contoh.test", "action": "letter"})
    assert answer.status_code == 303
    assert "ibu@contoh.test" in client.get("/akun/wali").text
    (letter,) = letters()
    assert letter["To"] == "ibu@contoh.test"
    assert "Dimas Pratama" in letter["Subject"]
    assert client.get(link_in(letter, "/wali/")).status_code == 200


def test_a_newer_link_replaces_the_older(app, client, post, dimas):
    post("/akun/wali", {"action": "link"})
    old = link_on(client.get("/akun/wali"))
    post("/akun/wali", {"action": "link"})
    new = link_on(client.get("/akun/wali"))
    assert app.test_client().get(old).status_code == 410
    assert app.test_client().get(new).status_code == 200


def test_not_more_than_five_a_day(client, post, dimas, letters):
    for _ in range(7):
        post("/akun/wali", {"email": "ibu@contoh.test", "action": "letter"})
    assert len(letters()) == 5
    assert "lima tautan hari ini" in client.get("/akun/wali").text


@pytest.mark.parametrize("email", ["", "ibu", "ibu@"])
def test_an_unfinished_address_is_said(post, dimas, email):
    answer = post("/akun/wali", {"email": email, "action": "letter"})
    assert answer.status_code == 422
    assert error_at(answer, "email")


def test_the_young_person_cannot_agree_in_the_own_name(client, session, dimas):
    made.one_time_link(session, dimas, purpose="guardian")
    session.commit()
    page = client.get("/wali/kunci")
    assert "Halaman ini untuk orang tua atau wali Anda" in page.text
    fields = {"csrf_token": fresh_token(client), "name": "Ibu Ratna", "agree": "y"}
    assert client.post("/wali/kunci", data=fields).status_code == 422
    session.expire_all()
    assert not service.may_send(session.get_one(User, dimas.id))


@pytest.mark.parametrize(("field", "value"), [("name", ""), ("name", "1"), ("agree", "")])
def test_name_and_tick_are_both_needed(app, session, field, value):
    user = made.minor(session)
    made.one_time_link(session, user, purpose="guardian")
    session.commit()
    guardian = app.test_client()
    fields = {"csrf_token": token(guardian.get("/wali/kunci")), "name": "Ibu Ratna", "agree": "y", field: value}
    answer = guardian.post("/wali/kunci", data=fields)
    assert answer.status_code == 422
    assert error_at(answer, field)
    session.expire_all()
    assert session.get_one(User, user.id).guardian_confirmed_at is None


def test_the_link_ends_after_two_weeks(client, session):
    user = made.minor(session)
    made.one_time_link(session, user, purpose="guardian", life=timedelta(days=14))
    session.commit()
    clock.set_shift(timedelta(days=14, seconds=1))
    assert client.get("/wali/kunci").status_code == 410


def test_opening_the_link_alone_agrees_to_nothing(client, session):
    user = made.minor(session)
    made.one_time_link(session, user, purpose="guardian")
    session.commit()
    client.get("/wali/kunci")
    client.head("/wali/kunci")
    session.expire_all()
    assert session.get_one(User, user.id).guardian_confirmed_at is None
