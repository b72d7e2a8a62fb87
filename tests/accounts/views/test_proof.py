"""Whose address is it: the link in the first letter, and what counts only after it was used."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts import appointments, rules
from portal.accounts.models import Appointment, PendingAppointment, Role, User
from portal.audit.models import AuditEntry
from portal.kernel import clock
from tests import clocks
from tests.accounts.conftest import fresh_token, link_in
from tests.conftest import token
from tests.factories import accounts as made

TODAY = clock.now().astimezone(clock.WIB).date


@pytest.fixture
def siti(session, enter):
    """A resident who has not proven the address, signed in."""
    user = made.user(session, email="siti@contoh.test", confirmed_at=None)
    session.commit()
    enter(user)
    return user


@pytest.fixture
def way(client, siti, post, letters):
    """The link in the letter."""
    assert post("/akun/surel").location == "/akun"
    return link_in(letters()[-1], "/surel/")


def again(session, user) -> User:
    session.expire_all()
    found = session.get_one(User, user.id)
    session.commit()
    return found


def press(client, way, action="confirm"):
    return client.post(way, data={"csrf_token": token(client.get(way)), "action": action})


def test_the_own_pages_say_what_is_missing_until_it_is_proven(client, siti, way):
    for path in ("/akun", "/kiriman"):
        assert "Surel Anda belum dibuktikan" in client.get(path).text
    answer = press(client, way)
    assert (answer.status_code, answer.location) == (303, "/akun")
    for path in ("/akun", "/kiriman"):
        assert "Surel Anda belum dibuktikan" not in client.get(path).text


def test_the_link_counts_once_and_is_logged(app, client, session, siti, way):
    assert press(app.test_client(), way).location == "/masuk"
    assert again(session, siti).email_proven
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.actor_id, entry.action, entry.detail) == (siti.id, "account.email_proven", {"how": "letter"})
    session.commit()
    assert client.get(way).status_code == 410


def test_opening_it_proves_nothing(app, session, siti, way):
    scanner = app.test_client()
    for _ in range(3):
        assert scanner.get(way).status_code == 200
        assert scanner.head(way).status_code == 200
    assert scanner.post(way, data={}).status_code == 400
    assert not again(session, siti).email_proven


def test_an_old_page_proves_nothing_yet(app, client, session, siti, way):
    old = fresh_token(app.test_client())
    answer = app.test_client().post(way, data={"csrf_token": old})
    assert answer.status_code == 422
    assert not again(session, siti).email_proven


def test_it_ends_after_two_weeks(client, siti, way):
    clocks.later(rules.PROOF_LIFE + timedelta(seconds=1))
    assert client.get(way).status_code == 410


def test_the_letter_is_sent_again_once_a_day(client, siti, post, letters):
    for _ in range(4):
        answer = post("/akun/surel")
        assert (answer.status_code, answer.location) == (303, "/akun")
    assert len(letters()) == 1
    clocks.later(timedelta(days=1))
    post("/akun/surel")
    assert len(letters()) == 2


def test_the_owner_of_an_address_takes_it_off_a_strangers_account(app, client, session, siti, way):
    assert press(app.test_client(), way, "disown").location == "/"
    user = again(session, siti)
    assert (user.email, user.claimed_email) == (None, None)
    assert client.get("/akun").status_code == 303, "signed out"
    assert app.test_client().get(way).status_code == 410


def test_an_appointment_waits_for_the_proof(app, client, session, siti, way, enter):
    with app.app_context():
        appointments.appoint(session, siti, Role.DIRECTOR, made.ward(session), "SK 1", TODAY(), None, None, clock.now())
    session.commit()
    assert client.get("/uji/director").status_code == 403
    press(client, way)
    assert client.get("/akun").status_code == 303, "signed in anew, the role starts clean"
    enter(siti)
    assert client.get("/uji/director").status_code == 200
    assert session.scalars(select(Appointment)).one().decree == "SK 1"
    assert session.scalars(select(PendingAppointment)).all() == []


def test_who_registered_for_somebody_with_an_appointment_is_locked_out_by_its_owner(app, client, session, siti, way):
    with app.app_context():
        appointments.appoint(session, siti, Role.DIRECTOR, made.ward(session), "SK 1", TODAY(), None, None, clock.now())
    session.commit()
    owner = app.test_client()
    answer = press(owner, way)
    assert answer.location.startswith("/sandi/")
    assert not again(session, siti).email_proven
    assert session.scalars(select(Appointment)).all() == []
    session.commit()
    page = owner.get(answer.location)
    assert "Penunjukan menunggu Anda" in page.text
    owner.post(answer.location, data={"csrf_token": token(page), "password": "lopis raksasa syawalan"})
    assert again(session, siti).email_proven
    assert session.scalars(select(Appointment)).one().decree == "SK 1"
    session.commit()
    assert client.get("/akun").status_code == 303, "the stranger is signed out"
    sent = {"identity": "siti@contoh.test", "password": made.PASSWORD}
    assert client.post("/masuk", data={**sent, "csrf_token": token(client.get("/masuk"))}).status_code == 422


def test_whoever_proves_an_address_gets_it_from_who_only_gave_it(app, client, session, siti, post, enter, letters):
    second = made.user(session, "Pemilik", email=None, claimed_email="siti@contoh.test", confirmed_at=None)
    session.commit()
    theirs = app.test_client()
    fields = {"identity": "siti@contoh.test", "password": made.PASSWORD, "csrf_token": token(theirs.get("/masuk"))}
    second.password = made.hashed("kata sandi pemilik")
    session.commit()
    fields["password"] = "kata sandi pemilik"
    assert theirs.post("/masuk", data=fields).status_code == 303
    theirs.post("/akun/surel", data={"csrf_token": token(theirs.get("/akun"))})
    assert press(theirs, link_in(letters()[-1], "/surel/")).location == "/akun"
    first, second = again(session, siti), again(session, second)
    assert (first.email, first.claimed_email) == (None, "siti@contoh.test")
    assert (second.email, second.email_proven) == ("siti@contoh.test", True)


def test_a_proven_address_is_not_taken(app, client, session, siti, way):
    again(session, siti).email = None
    session.commit()
    siti.claimed_email = "siti@contoh.test"
    made.user(session, email="siti@contoh.test")
    session.commit()
    assert press(app.test_client(), way).status_code == 410
    assert not again(session, siti).email_proven


def test_a_reset_by_letter_proves_the_address_too(client, session, post, letters, app):
    user = made.user(session, email="siti@contoh.test", confirmed_at=None)
    session.commit()
    post("/lupa", {"identity": "siti@contoh.test"})
    way = link_in(letters()[-1], "/sandi/")
    client.post(way, data={"csrf_token": token(client.get(way)), "password": "lopis raksasa syawalan"})
    assert again(session, user).email_proven


def test_the_page_speaks_english(client, siti, way):
    assert "Is this your address?" in client.get(f"/en{way}").text


def test_who_disowns_a_strangers_account_gets_the_letter_for_their_own_at_once(app, session, siti, way, letters):
    """Or a stranger who registers daily with an address would use up its one letter of each day."""
    owner = made.user(session, email=None, claimed_email="siti@contoh.test")
    session.commit()
    sent = len(letters())
    press(app.test_client(), way, "disown")
    assert len(letters()) == sent + 1
    press(app.test_client(), link_in(letters()[-1], "/surel/"))
    assert again(session, owner).email_proven
    assert again(session, siti).given_email is None
