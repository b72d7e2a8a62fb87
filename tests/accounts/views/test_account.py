from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import LoginSession, OneTimeLink, Role, User
from portal.kernel import clock
from tests import clocks
from tests.accounts.conftest import error_at, fresh_token
from tests.conftest import token
from tests.factories import accounts as made

NEW = "lopis raksasa syawalan"
ANDROID = {"User-Agent": "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"}


@pytest.fixture
def siti(session, enter):
    user = made.user(session, email="siti@contoh.test", us_phone_number="+6281234567890")
    made.consent(session, user, "PDP_NOTICE")
    session.commit()
    enter(user)
    return user


def now_of(session, user) -> User:
    session.expire_all()
    found = session.get_one(User, user.id)
    session.refresh(found)
    session.commit()
    return found


def test_the_page_shows_profile_devices_and_consents_but_no_contact_in_full(client, siti):
    page = client.get("/akun")
    assert page.headers["Cache-Control"] == "no-store"
    for shown in ("Siti Aminah", "s•••@contoh.test", "•••• 890", "Perangkat ini", "memverifikasi kiriman"):
        assert shown in page.text
    for hidden in ("siti@contoh.test", "6281234567890", "81234"):
        assert hidden not in page.text


def test_name_and_ward_can_be_changed(client, post, siti, session):
    answer = post("/akun", {"name": " Siti  Aminah Zahra ", "ward": "kauman"})
    assert (answer.status_code, answer.location) == (303, "/akun")
    user = now_of(session, siti)
    assert user.name == "Siti Aminah Zahra"
    assert 'value="kauman"' in client.get("/akun").text
    assert "Profil Anda tersimpan." in answer.text or client.get("/akun").status_code == 200


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"name": "", "ward": "kauman"}, "name"),
        ({"name": "\u3164\u3164\u3164", "ward": "kauman"}, "name"),
        ({"name": "A\u3164\u115f", "ward": "kauman"}, "name"),
        ({"name": "Siti", "ward": ""}, "ward"),
        ({"name": "Siti", "ward": "x"}, "ward"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(post, siti, session, fields, at):
    answer = post("/akun", fields)
    assert answer.status_code == 422
    assert error_at(answer, at)
    assert now_of(session, siti).name == "Siti Aminah"


def change(post, **fields):
    return post("/akun/sandi", {"current": made.PASSWORD, "password": NEW, **fields})


def test_a_new_password_signs_out_every_other_browser(app, client, post, siti, enter, letters):
    phone = app.test_client()
    enter(siti, to=phone)
    kept = client.get_cookie("sesi").value
    assert change(post).location == "/akun"
    assert client.get("/akun").status_code == 200, "this browser stays"
    assert phone.get("/akun").status_code == 303
    copy = app.test_client()
    copy.set_cookie("sesi", kept)
    assert copy.get("/akun").status_code == 303, "a copy of the old cookie is dead"
    assert letters()[0]["Subject"] == "Kata sandi Anda diganti"
    post("/keluar")
    assert enter(siti).status_code == 422
    assert enter(siti, NEW).status_code == 303


def test_the_current_password_is_asked_for_and_its_guesses_are_limited(client, post, siti, session):
    for _ in range(5):
        answer = change(post, current="bukan sandinya")
        assert answer.status_code == 422
        assert error_at(answer, "current") == "Ini bukan kata sandi Anda. Ketik lagi."
        assert NEW not in answer.text
    assert change(post).status_code == 429
    clocks.later(timedelta(seconds=61))
    assert change(post).status_code == 303


def test_a_weak_new_password_is_refused(post, siti):
    answer = change(post, password="sitiaminah1")
    assert error_at(answer, "password").startswith("Kata sandi ini terlalu mirip")


def test_a_new_password_voids_open_links(post, siti, session):
    made.one_time_link(session, siti)
    session.commit()
    change(post)
    session.expire_all()
    assert session.scalars(select(OneTimeLink)).one().used_at


def test_another_device_is_named_and_can_be_signed_out(app, client, post, siti, enter, session):
    phone = app.test_client()
    fields = {"csrf_token": token(phone.get("/masuk")), "identity": siti.email, "password": made.PASSWORD}
    phone.post("/masuk", data=fields, headers=ANDROID)
    assert "Chrome, Android" in client.get("/akun").text
    row = session.scalars(select(LoginSession).order_by(LoginSession.id.desc())).first()
    session.commit()
    assert post("/akun/keluarkan", {"id": row.id}).location == "/akun"
    assert phone.get("/akun").status_code == 303
    assert client.get("/akun").status_code == 200
    assert "Chrome, Android" not in client.get("/akun").text


def test_or_all_of_them(app, client, post, siti, enter):
    phones = [app.test_client(), app.test_client()]
    for phone in phones:
        enter(siti, to=phone)
    post("/akun/keluarkan")
    assert [phone.get("/akun").status_code for phone in phones] == [303, 303]
    assert client.get("/akun").status_code == 200


@pytest.mark.parametrize("row", ["999999999999999999999", "-1", "abc", "1e9"])
def test_a_strange_row_number_breaks_nothing(client, post, siti, row):
    assert post("/akun/keluarkan", {"id": row}).status_code == 303
    assert client.get("/akun").status_code == 200


def test_nobody_signs_out_a_strangers_device(app, client, post, siti, enter, session):
    other, theirs = made.user(session), app.test_client()
    session.commit()
    enter(other, to=theirs)
    row = session.scalars(select(LoginSession).where(LoginSession.user_id == other.id)).one()
    session.commit()
    post("/akun/keluarkan", {"id": row.id})
    assert theirs.get("/akun").status_code == 200


def test_a_sign_in_that_ran_out_is_not_listed(client, siti, session):
    made.login_session(session, siti, at=clock.now() - timedelta(days=40))
    session.commit()
    assert client.get("/akun").text.count("terakhir dipakai") == 1


def test_an_old_page_does_nothing_until_it_is_sent_again(app, client, siti, session):
    with client.session_transaction() as cookie:
        raw = cookie.pop("csrf_token")
    old = fresh_token(app.test_client())
    answer = client.post("/akun/keluarkan", data={"csrf_token": old})
    assert answer.status_code == 422
    assert "terlalu lama terbuka" in answer.text
    assert raw


def test_directors_are_offered_the_second_step(session, enter, client):
    director = made.staff(session, Role.DIRECTOR)
    session.commit()
    enter(director)
    page = client.get("/akun").text
    assert "Anda memutuskan kiriman orang lain." in page
    assert "Direktur rubrik" in page
    assert "SK 1/2026" in page


def test_residents_are_not(client, siti):
    assert "Anda memutuskan kiriman orang lain." not in client.get("/akun").text
