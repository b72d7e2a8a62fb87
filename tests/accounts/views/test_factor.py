import re
import time
from datetime import timedelta

import pytest
from flask_security.proxies import _security
from sqlalchemy import select

from portal.accounts import factor, rules
from portal.accounts.models import LoginSession, Role, User
from portal.audit.models import AuditEntry
from portal.kernel import clock
from tests.accounts.conftest import error_at, fresh_token
from tests.conftest import token
from tests.factories import accounts as made


def code_for(app, secret) -> str:
    """What the phone shows now; `secret` as the page or the database has it."""
    with app.test_request_context():
        return _security.totp_factory._totp.from_source(secret).generate(time=int(time.time())).token


def key_on(page) -> str:
    return re.search(r'translate="no">([A-Z2-7-]{20,})<', page.text)[1].replace("-", "")


EVENTS = ("set_up", "code_used", "moved", "codes", "off")


def codes_on(page) -> list[str]:
    return re.findall(r"<li><b>([0-9a-f-]{14})</b>", page.text)


def code_of_page(page) -> str:
    """Made by other hands than ours: RFC 6238 from the key on the page."""
    from passlib.totp import TOTP

    return TOTP(key=key_on(page)).generate().token


@pytest.fixture
def humas(session):
    user = made.staff(session, Role.HUMAS, email="humas@contoh.test")
    session.commit()
    return user


@pytest.fixture
def equipped(app, session):
    """A humas officer whose second step is on."""
    user = made.staff(session, Role.HUMAS, email="ratna@contoh.test")
    with app.test_request_context():
        user.secret = factor.new_secret()
        user.codes = factor.turn_on(user, user.secret, factor.Proof(1))
    session.commit()
    return user


def test_humas_set_the_second_step_up_before_anything_else(app, client, post, enter, humas, session):
    answer = enter(humas, next="/siar?a=1")
    assert (answer.status_code, answer.location) == (303, "/masuk/pasang")
    assert client.get("/uji/humas").status_code == 303, "the password alone opens nothing"
    page = client.get("/masuk/pasang")
    assert page.text.count("<svg viewBox") >= 1
    assert "otpauth://totp/" in page.text
    answer = post("/masuk/pasang", {"code": code_of_page(page)})
    assert (answer.status_code, answer.location) == (303, "/akun/kode-cadangan")
    assert client.get("/uji/humas").status_code == 200
    codes = client.get("/akun/kode-cadangan")
    assert len(set(re.findall(r"<li><b>([0-9a-f-]{14})</b>", codes.text))) == 8
    assert 'href="/siar?a=1"' in codes.text
    session.expire_all()
    assert factor.is_on(session.get_one(User, humas.id))
    assert session.scalars(select(LoginSession)).one().second_factor


def test_reloading_the_page_keeps_the_key(client, enter, humas):
    enter(humas)
    assert key_on(client.get("/masuk/pasang")) == key_on(client.get("/masuk/pasang"))


def test_the_next_person_at_a_computer_gets_another_key(client, enter, humas, session):
    other = made.staff(session, Role.HUMAS, email="lain@contoh.test")
    session.commit()
    enter(humas)
    first = key_on(client.get("/masuk/pasang"))
    enter(other)
    assert key_on(client.get("/masuk/pasang")) != first


def test_a_wrong_code_sets_nothing_up(client, post, enter, humas, session):
    enter(humas)
    answer = post("/masuk/pasang", {"code": "000000"})
    assert answer.status_code == 422
    assert error_at(answer, "code").startswith("Kode ini belum cocok")
    session.expire_all()
    assert not factor.is_on(session.get_one(User, humas.id))
    session.commit()
    assert client.get("/uji/humas").status_code == 303


def test_signing_in_takes_the_code(app, client, post, enter, equipped):
    answer = enter(equipped, next="/akun")
    assert answer.location == "/masuk/kode"
    assert client.get("/masuk/kode").status_code == 200
    assert client.get("/uji/humas").status_code == 303
    answer = post("/masuk/kode", {"code": code_for(app, equipped.secret)})
    assert (answer.status_code, answer.location) == (303, "/akun")
    assert client.get("/uji/humas").status_code == 200


def test_one_code_signs_in_once(app, post, enter, equipped):
    code = code_for(app, equipped.secret)
    enter(equipped)
    assert post("/masuk/kode", {"code": code}).status_code == 303
    other = app.test_client()
    enter(equipped, to=other)
    assert post("/masuk/kode", {"code": code}, to=other).status_code == 422


def test_a_recovery_code_stands_in_once(app, client, post, enter, equipped):
    enter(equipped)
    assert post("/masuk/kode", {"code": equipped.codes[0].upper()}).status_code == 303
    assert "Sisa 7" in client.get("/akun").text
    other = app.test_client()
    enter(equipped, to=other)
    assert post("/masuk/kode", {"code": equipped.codes[0]}, to=other).status_code == 422


def test_codes_are_guessed_five_times_a_minute_at_most(app, post, enter, equipped):
    enter(equipped)
    for number in range(5):
        assert post("/masuk/kode", {"code": f"00000{number}"}).status_code == 422
    answer = post("/masuk/kode", {"code": code_for(app, equipped.secret)})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]
    assert enter(equipped).status_code == 429, "code and password share the count"


def test_the_password_is_good_for_ten_minutes(monkeypatch, client, enter, equipped):
    enter(equipped)
    real = clock.real_now()
    monkeypatch.setattr(clock, "real_now", lambda: real + rules.HALF_LIFE + timedelta(seconds=1))
    assert client.get("/masuk/kode").location == "/masuk"


def test_a_password_changed_meanwhile_counts_no_more(client, enter, equipped, session):
    enter(equipped)
    equipped.fs_uniquifier = "neu"
    session.commit()
    assert client.get("/masuk/kode").location == "/masuk"


@pytest.mark.parametrize("path", ["/masuk/kode", "/masuk/pasang"])
def test_without_the_password_there_is_nothing_to_prove(client, post, path):
    assert client.get(path).location == "/masuk"
    assert post(path, {"code": "123456"}).location == "/masuk"


def test_who_is_equipped_cannot_set_up_anew_with_the_password_alone(client, enter, equipped):
    enter(equipped)
    assert client.get("/masuk/pasang").location == "/masuk"


def test_demo_people_are_spared_and_a_banner_says_so(session, enter, client):
    user = made.staff(session, Role.HUMAS, is_demo=True)
    session.commit()
    assert enter(user).location == "/siar"
    assert "Verifikasi dua langkah" in client.get("/masuk/kode", follow_redirects=True).text or client.get("/akun").text


@pytest.fixture
def director(session, enter):
    user = made.staff(session, Role.DIRECTOR)
    session.commit()
    enter(user)
    return user


def test_a_director_may_turn_it_on_and_off(app, client, post, director, session):
    page = client.get("/akun/dua-langkah")
    answer = post("/akun/dua-langkah", {"code": code_of_page(page), "password": made.PASSWORD})
    assert answer.location == "/akun/kode-cadangan"
    codes = codes_on(client.get("/akun/kode-cadangan"))
    mine = client.get("/akun/dua-langkah")
    assert "Sisa 8 kode cadangan" in mine.text
    for fields in (
        {"password": "bukan sandinya", "current": codes[0]},
        {"password": made.PASSWORD},
        {"password": made.PASSWORD, "current": "000000"},
    ):
        assert post("/akun/dua-langkah/matikan", fields).status_code == 422
    fields = {"password": made.PASSWORD, "current": codes[0]}
    assert post("/akun/dua-langkah/matikan", fields).location == "/akun"
    session.expire_all()
    assert not factor.is_on(session.get_one(User, director.id))


def test_turning_it_on_ends_the_sign_ins_without_it(app, client, post, director, enter):
    phone = app.test_client()
    enter(director, to=phone)
    fields = {"code": code_of_page(client.get("/akun/dua-langkah")), "password": made.PASSWORD}
    post("/akun/dua-langkah", fields)
    assert phone.get("/akun").status_code == 303
    assert client.get("/akun").status_code == 200


@pytest.fixture
def signed_in_humas(app, post, enter, equipped):
    enter(equipped)
    post("/masuk/kode", {"code": code_for(app, equipped.secret)})
    return equipped


def test_humas_cannot_turn_it_off(client, post, signed_in_humas, session):
    assert "tidak dapat dinonaktifkan" in client.get("/akun/dua-langkah").text
    assert post("/akun/dua-langkah/matikan", {"password": made.PASSWORD}).location == "/akun/dua-langkah"
    session.expire_all()
    assert factor.is_on(session.get_one(User, signed_in_humas.id))


def move(app, client, user, **changes):
    """The fields that move the second step to the phone of the page."""
    new = code_of_page(client.get("/akun/dua-langkah?pasang=1"))
    return {"code": new, "password": made.PASSWORD, "current": user.codes[0]} | changes


def test_but_move_it_to_another_phone(app, client, post, signed_in_humas, session):
    assert post("/akun/dua-langkah", move(app, client, signed_in_humas)).location == "/akun/kode-cadangan"
    session.expire_all()
    user = session.get_one(User, signed_in_humas.id)
    assert user.tf_totp_secret != signed_in_humas.secret
    session.commit()
    assert client.get("/uji/humas").status_code == 200
    assert signed_in_humas.codes[1] not in codes_on(client.get("/akun/kode-cadangan"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password": "", "current": ""}, "password"),
        ({"password": "bukan sandinya"}, "password"),
        ({"current": ""}, "current"),
        ({"current": "000000"}, "current"),
        ({"code": "000000"}, "code"),
    ],
)
def test_an_open_session_alone_does_not_move_it(app, client, post, signed_in_humas, session, changes, field):
    answer = post("/akun/dua-langkah", move(app, client, signed_in_humas, **changes))
    assert answer.status_code == 422
    assert error_at(answer, field)
    session.expire_all()
    user = session.get_one(User, signed_in_humas.id)
    assert user.tf_totp_secret == signed_in_humas.secret
    assert factor.codes_left(user) == 8, "nothing is used up"


def test_the_code_of_the_new_phone_is_none_of_the_old(app, client, post, signed_in_humas):
    fields = move(app, client, signed_in_humas)
    answer = post("/akun/dua-langkah", fields | {"current": fields["code"]})
    assert answer.status_code == 422
    assert error_at(answer, "current")


def test_moving_is_guessed_five_times_a_minute_at_most(app, client, post, signed_in_humas):
    for _ in range(5):
        assert post("/akun/dua-langkah", move(app, client, signed_in_humas, current="000000")).status_code == 422
    answer = post("/akun/dua-langkah", move(app, client, signed_in_humas))
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]


def test_setting_it_up_takes_the_password(client, post, director, session):
    fields = {"code": code_of_page(client.get("/akun/dua-langkah"))}
    for password in ("", "bukan sandinya"):
        answer = post("/akun/dua-langkah", fields | {"password": password})
        assert answer.status_code == 422
        assert error_at(answer, "password")
    session.expire_all()
    assert not factor.is_on(session.get_one(User, director.id))


def test_new_recovery_codes_take_password_and_code(client, post, signed_in_humas):
    old = signed_in_humas.codes
    for fields in (
        {"password": "bukan sandinya", "current": old[0]},
        {"password": made.PASSWORD},
        {"password": made.PASSWORD, "current": "0000-0000-0000"},
    ):
        assert post("/akun/kode-cadangan", fields).status_code == 422
    answer = post("/akun/kode-cadangan", {"password": made.PASSWORD, "current": old[0]})
    assert answer.location == "/akun/kode-cadangan"
    codes = codes_on(client.get("/akun/kode-cadangan"))
    assert len(codes) == 8
    assert not set(codes) & set(old)


def test_the_owner_is_told_of_each_change_and_the_log_keeps_it(app, client, post, director, enter, session, letters):
    fields = {"code": code_of_page(client.get("/akun/dua-langkah")), "password": made.PASSWORD}
    post("/akun/dua-langkah", fields)
    codes = codes_on(client.get("/akun/kode-cadangan"))
    other = app.test_client()
    enter(director, to=other)
    post("/masuk/kode", {"code": codes[0]}, to=other)
    director.codes = codes[1:]
    post("/akun/dua-langkah", move(app, other, director), to=other)
    codes = codes_on(other.get("/akun/kode-cadangan"))
    post("/akun/kode-cadangan", {"password": made.PASSWORD, "current": codes[0]}, to=other)
    codes = codes_on(other.get("/akun/kode-cadangan"))
    post("/akun/dua-langkah/matikan", {"password": made.PASSWORD, "current": codes[0]}, to=other)
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == [f"factor.{what}" for what in EVENTS]
    assert {(entry.actor_id, entry.object) for entry in entries} == {(director.id, f"person:{director.id}")}
    session.commit()
    found = letters()
    assert {letter["To"] for letter in found} == {director.email}
    assert {letter["Subject"] for letter in found} == {
        "Verifikasi dua langkah akun Anda diaktifkan",
        "Satu kode cadangan akun Anda dipakai",
        "Verifikasi dua langkah akun Anda dipindahkan ke ponsel lain",
        "Akun Anda punya kode cadangan baru",
        "Verifikasi dua langkah akun Anda dinonaktifkan",
    }


def test_the_secret_is_in_no_cookie_that_can_be_read(app, client, enter, humas):
    enter(humas)
    page = client.get("/masuk/pasang")
    with client.session_transaction() as cookie:
        assert key_on(page) not in str(dict(cookie))


def test_an_old_page_proves_nothing(app, client, enter, equipped):
    enter(equipped)
    with client.session_transaction() as cookie:
        cookie.pop("csrf_token")
    old = fresh_token(app.test_client())
    answer = client.post("/masuk/kode", data={"csrf_token": old, "code": code_for(app, equipped.secret)})
    assert answer.status_code == 422
    assert token(answer)
