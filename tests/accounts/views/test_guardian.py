from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from portal.accounts import agreements, service
from portal.accounts.models import Consent, User
from tests import clocks
from tests.accounts.conftest import error_at, fresh_token, link_in
from tests.conftest import token
from tests.factories import accounts as made


@pytest.fixture
def dimas(session, enter):
    user = made.minor(session)
    session.commit()
    enter(user)
    return user


def test_the_page_says_what_is_missing_and_the_account_points_to_it(client, dimas):
    assert "Tinggal satu langkah" in client.get("/akun").text
    page = client.get("/akun/wali")
    assert page.status_code == 200
    assert "Orang tua atau wali Anda perlu setuju" in page.text


def test_adults_are_not_asked(client, session, enter):
    user = made.user(session)
    session.commit()
    enter(user)
    assert client.get("/akun/wali").location == "/akun"


@pytest.fixture
def ask(post):
    return lambda to="Ibu@Contoh.test", **more: post("/akun/wali", {"email": to, **more})


def test_a_letter_to_the_guardian_and_the_consent(app, client, ask, dimas, session, letters):
    assert ask().location == "/akun/wali"
    page = client.get("/akun/wali")
    assert "ibu@contoh.test" in page.text
    (letter,) = letters()
    assert letter["To"] == "ibu@contoh.test"
    way = link_in(letter, "/wali/")
    assert way not in page.text
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


def test_the_young_person_never_sees_the_link(client, ask, post, dimas):
    """L-8: whoever can make the link can open it signed out."""
    post("/akun/wali", {"action": "link"})
    ask(action="link")
    pages = [client.get("/akun/wali").text, client.get("/akun").text, client.get("/kiriman").text]
    with client.session_transaction() as cookie:
        assert not [key for key in cookie if "guardian" in key]
    assert not [page for page in pages if "/wali/" in page]


@pytest.mark.parametrize(
    "own", ["DIMAS.pratama@gmail.com", "d.imaspratama+ibu@googlemail.com", "dimaspratama@gmail.com"]
)
def test_the_own_mailbox_is_no_guardians(ask, dimas, session, letters, own):
    dimas.email = "dimas.pratama@gmail.com"
    session.commit()
    answer = ask(own)
    assert answer.status_code == 422
    assert error_at(answer, "email").startswith("Ini surel Anda sendiri")
    assert letters() == []


def test_a_newer_link_replaces_the_older(app, ask, dimas, letters):
    ask()
    ask("bapak@contoh.test")
    old, new = (link_in(letter, "/wali/") for letter in letters())
    assert app.test_client().get(old).status_code == 410
    assert app.test_client().get(new).status_code == 200


def test_not_more_than_five_letters_a_day_from_one_person(client, ask, dimas, letters):
    for number in range(7):
        ask(f"wali{number}@contoh.test")
    assert len(letters()) == 5
    assert "meminta lima surel" in client.get("/akun/wali").text


def test_nor_than_three_to_one_guardian_from_anybody(app, client, ask, enter, session, letters):
    for _ in range(5):
        young = made.minor(session)
        session.commit()
        enter(young)
        answer = ask()
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 3600
    assert 'value="Ibu@Contoh.test"' in answer.text
    assert len(letters()) == 3


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
    clocks.later(timedelta(days=14, seconds=1))
    assert client.get("/wali/kunci").status_code == 410


def test_opening_the_link_alone_agrees_to_nothing(client, session):
    user = made.minor(session)
    made.one_time_link(session, user, purpose="guardian")
    session.commit()
    client.get("/wali/kunci")
    client.head("/wali/kunci")
    session.expire_all()
    assert session.get_one(User, user.id).guardian_confirmed_at is None
