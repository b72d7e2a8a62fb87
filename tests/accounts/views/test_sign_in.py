from datetime import timedelta

import pytest
from argon2 import low_level
from sqlalchemy import select

from portal import create_app
from portal.accounts.models import FailedSignIn, LoginSession, Role
from portal.kernel.db import db
from tests import clocks
from tests.accounts.conftest import error_at, fresh_token, how_many
from tests.conftest import LookingClient, make_settings, token
from tests.factories import accounts as made


@pytest.fixture
def siti(session):
    user = made.user(session, email="siti@contoh.test", us_phone_number="+6281234567890")
    session.commit()
    return user


def test_the_page_asks_for_one_identity_and_a_password(client):
    page = client.get("/masuk")
    assert page.status_code == 200
    assert 'name="identity"' in page.text
    assert 'name="password"' in page.text
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("field", ["identity", "email"])
@pytest.mark.parametrize("text", ["siti@contoh.test", " Siti@Contoh.TEST ", "081234567890", "+62 812-3456-7890"])
def test_signs_in_by_address_or_number_under_either_name(client, post, siti, field, text):
    answer = post("/masuk", {field: text, "password": made.PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/kiriman")
    assert client.get("/akun").status_code == 200


def test_the_way_leads_where_the_person_was_going(client, enter, siti):
    assert client.get("/akun?a=1").location == "/masuk?next=/akun?a%3D1"
    assert 'value="/akun?a=1"' in client.get("/masuk?next=/akun?a%3D1").text
    assert enter(siti, next="/akun?a=1").location == "/akun?a=1"


def test_a_signed_in_person_is_sent_on(client, enter, siti):
    enter(siti)
    assert client.get("/masuk").location == "/kiriman"
    assert client.get("/masuk?next=/kirim").location == "/kirim"
    assert client.get("/en/masuk").location == "/en/kiriman"


@pytest.mark.parametrize(
    ("role", "landing"),
    [(Role.HUMAS, "/siar"), (Role.DIRECTOR, "/meja"), (Role.DEPUTY, "/meja"), (Role.ADMIN, "/admin")],
)
def test_staff_land_at_their_desk(session, enter, role, landing):
    person = made.staff(session, role, is_demo=True)  # demo: no second factor
    session.commit()
    assert enter(person).location == landing


EVIL = [
    "//evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "https://evil.test/",
    "javascript:alert(1)",
    "/a\r\nSet-Cookie: x=1",
]


@pytest.mark.parametrize("path", [*EVIL, "evil", " /akun", "/\t/evil.test", "", "/keluar", "/masuk", "/en//evil.test"])
def test_no_way_leads_off_the_site(client, enter, siti, path):
    assert enter(siti, next=path).location == "/kiriman"


@pytest.mark.parametrize("path", EVIL)
def test_nor_from_the_address_of_the_page(client, post, siti, path):
    fields = {"identity": siti.email, "password": made.PASSWORD}
    answer = post("/masuk", fields, query_string={"next": path})
    assert answer.location == "/kiriman"


def test_wrong_password_and_unknown_person_get_the_same_page(post, siti):
    def page(identity):
        answer = post("/masuk", {"identity": identity, "password": "bukan sandinya"})
        assert answer.status_code == 422
        assert "bukan sandinya" not in answer.text
        assert error_at(answer, "identity").startswith("Surel, nomor HP, atau kata sandi salah")
        fixed = answer.text.replace(identity, "X")
        return fixed.split("csrf_token")[0] + fixed.split("csrf_token")[-1].split(">", 1)[1]

    assert page("siti@contoh.test") == page("ranti@contoh.test") == page("081299999999")


def test_every_try_costs_as_many_argon2_whoever_has_the_name(monkeypatch, post, siti, session):
    closed = made.user(session, email="tutup@contoh.test", active=False)
    made.user(session, email="baru@contoh.test", us_phone_number="+6281234567001", confirmed_at=None)
    session.commit()
    post("/masuk", {"identity": "hangat@contoh.test", "password": "pemanasan"})
    calls = []
    for name in ("hash_secret", "verify_secret", "hash_secret_raw", "core"):
        real = getattr(low_level, name)
        monkeypatch.setattr(
            low_level, name, lambda *a, _name=name, _real=real, **k: (calls.append(_name), _real(*a, **k))[1]
        )
    for identity in (siti.email, "tak.ada@contoh.test", "08129999", closed.email, "baru@contoh.test", "081234567001"):
        calls.clear()
        post("/masuk", {"identity": identity, "password": "bukan sandinya"})
        assert calls == ["verify_secret"] * 2, identity
        with session.begin():
            session.query(FailedSignIn).delete()


def test_no_transaction_is_open_while_argon2_works(monkeypatch, post, siti):
    seen = []
    real = low_level.verify_secret
    monkeypatch.setattr(
        low_level, "verify_secret", lambda *a: (seen.append(db.session().in_transaction()), real(*a))[1]
    )
    post("/masuk", {"identity": siti.email, "password": made.PASSWORD})
    assert seen == [False, False]


def test_a_field_left_empty_is_named_and_the_other_kept(post):
    answer = post("/masuk", {"identity": "siti@contoh.test", "password": ""})
    assert answer.status_code == 422
    assert error_at(answer, "password") == "Tulis kata sandi Anda."
    assert 'value="siti@contoh.test"' in answer.text
    assert "<title>Galat: " in answer.text


@pytest.mark.parametrize("text", ["x" * 300, "\x00", "🦑🐙", "<script>", "' OR 1=1 --", "+62", "@"])
def test_hostile_identities_are_only_wrong(post, siti, text):
    assert post("/masuk", {"identity": text, "password": "x" * 100}).status_code == 422
    assert post("/masuk", {"identity": siti.email, "password": text * 3}).status_code == 422


def test_five_wrong_tries_a_minute_for_one_account(client, enter, siti, session):
    for _ in range(5):
        assert enter(siti, "salah salah").status_code == 422
    answer = enter(siti)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert "Terlalu banyak percobaan" in answer.text
    assert f'value="{siti.email}"' in answer.text
    assert client.get("/akun").status_code == 303
    assert how_many(session, FailedSignIn) == 5
    clocks.later(timedelta(seconds=61))
    assert enter(siti).status_code == 303


def test_the_limit_of_an_account_counts_all_its_names_and_every_address(app, post, siti):
    for number in range(5):
        name = (siti.email, siti.us_phone_number)[number % 2]
        fields = {"identity": name, "password": "salah salah"}
        post("/masuk", fields, environ_base={"REMOTE_ADDR": f"203.0.113.{number}"})
    fields = {"identity": siti.email, "password": made.PASSWORD}
    assert post("/masuk", fields, environ_base={"REMOTE_ADDR": "203.0.113.99"}).status_code == 429


def test_five_wrong_tries_from_one_address_whatever_the_account(post, siti):
    here, there = {"REMOTE_ADDR": "198.51.100.7"}, {"REMOTE_ADDR": "198.51.100.8"}
    for number in range(5):
        post("/masuk", {"identity": f"orang{number}@contoh.test", "password": "salah salah"}, environ_base=here)
    fields = {"identity": siti.email, "password": made.PASSWORD}
    assert post("/masuk", fields, environ_base=here).status_code == 429
    assert post("/masuk", fields, environ_base=there).status_code == 303


def test_signing_in_rightly_costs_nothing(app, post, siti, session):
    for _ in range(12):
        client = app.test_client()
        fields = {"identity": siti.email, "password": made.PASSWORD}
        assert post("/masuk", fields, to=client).status_code == 303
    assert how_many(session, FailedSignIn) == 0


def test_a_missing_or_forged_token_is_400_and_an_old_one_keeps_the_words(app, client, siti):
    fields = {"identity": siti.email, "password": made.PASSWORD}
    assert client.post("/masuk", data=fields).status_code == 400
    assert client.post("/masuk", data={**fields, "csrf_token": "palsu"}).status_code == 400
    other = app.test_client()
    foreign = token(other.get("/masuk"))
    client.get("/masuk")
    assert client.post("/masuk", data={**fields, "csrf_token": foreign}).status_code == 400
    late = app.test_client().post("/masuk", data={**fields, "csrf_token": foreign})
    assert late.status_code == 422
    assert f'value="{siti.email}"' in late.text


def test_a_demo_account_stays_out_where_there_is_no_demo(settings, empty_database, session, app):
    made.user(session, email="contoh@demo.test", is_demo=True)
    session.commit()
    plain = create_app(make_settings(settings.instance, demo=False))
    plain.test_client_class = LookingClient
    client = plain.test_client()
    fields = {"csrf_token": token(client.get("/masuk")), "identity": "contoh@demo.test", "password": made.PASSWORD}
    answer = client.post("/masuk", data=fields)
    assert answer.status_code == 422
    assert "demo.test</dd>" not in client.get("/masuk").text


def test_a_demo_sign_in_ends_where_the_demo_ends(settings, session, app, enter, client):
    user = made.user(session, email="contoh@demo.test", is_demo=True)
    session.commit()
    enter(user)
    assert client.get("/akun").status_code == 200
    app.config["SETTINGS"] = make_settings(settings.instance, demo=False)
    assert client.get("/akun").status_code == 303


def test_signing_out_takes_a_post_with_a_token(client, enter, siti):
    enter(siti)
    assert client.get("/keluar").status_code == 405
    assert client.post("/keluar").status_code == 400
    assert client.get("/akun").status_code == 200


def test_signing_out_ends_the_row_and_a_kept_cookie_is_dead(app, client, enter, post, siti, session):
    enter(siti)
    kept = client.get_cookie("sesi").value
    answer = post("/keluar")
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/akun").status_code == 303
    thief = app.test_client()
    thief.set_cookie("sesi", kept)
    assert thief.get("/akun").status_code == 303
    assert session.scalars(select(LoginSession)).one().ended_why == "signed out"


def test_signing_out_leaves_nothing_but_the_secrets_of_forms(client, enter, post, siti):
    enter(siti)
    with client.session_transaction() as cookie:
        cookie["draf"] = "rahasia"
        before = cookie["csrf_token"]
    post("/keluar")
    with client.session_transaction() as cookie:
        assert cookie["csrf_token"] != before
        assert cookie["csrf_former"][-1] == before
        assert not {"draf", "sid", "_user_id", "_id"} & set(cookie)


def test_signing_in_changes_the_secret_of_the_form_tokens(client, enter, siti):
    """Whoever planted the cookie knows a token of before; after sign-in it changes nothing and keeps the words."""
    planted = token(client.get("/masuk"))
    enter(siti)
    answer = client.post("/akun", data={"csrf_token": planted, "name": "Nama Baru", "ward": "kauman"})
    assert answer.status_code == 422
    assert 'value="Nama Baru"' in answer.text
    assert (
        client.post("/akun", data={"csrf_token": token(answer), "name": "Nama Baru", "ward": "kauman"}).status_code
        == 303
    )


def test_a_form_from_before_signing_out_keeps_its_words(client, enter, post, siti):
    enter(siti)
    old = token(client.get("/akun"))
    post("/keluar")
    answer = client.post("/akun", data={"csrf_token": old, "name": "Nama Baru"})
    assert answer.status_code == 422
    assert "Nama Baru" in answer.text


def test_what_a_visitor_left_in_the_session_survives_signing_in(client, enter, siti, session):
    client.get("/masuk")
    with client.session_transaction() as cookie:
        cookie["titipan"] = "kunci"
    enter(siti)
    with client.session_transaction() as cookie:
        assert cookie["titipan"] == "kunci"


def test_what_another_person_left_does_not(app, client, enter, siti, session):
    other = made.user(session, email="ranti@contoh.test")
    session.commit()
    enter(siti)
    with client.session_transaction() as cookie:
        cookie["titipan"] = "milik siti"
    enter(other)
    with client.session_transaction() as cookie:
        assert "titipan" not in cookie
    rows = session.scalars(select(LoginSession).order_by(LoginSession.id)).all()
    assert [row.ended_why for row in rows] == ["signed in anew", None]


def test_signing_out_works_for_a_visitor_too(post):
    assert post("/keluar").status_code == 303


def test_english_pages_lead_to_english_pages(client, siti):
    fields = {"csrf_token": token(client.get("/en/masuk")), "identity": siti.email, "password": made.PASSWORD}
    assert client.post("/en/masuk", data=fields).location == "/en/kiriman"
    fields["csrf_token"] = fresh_token(client)
    assert client.post("/en/keluar", data=fields).location == "/en/"
