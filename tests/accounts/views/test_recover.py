import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts import links, rules
from portal.accounts.models import LoginSession, OneTimeLink
from portal.kernel import clock
from portal.kernel.jobs import Work
from tests import clocks
from tests.accounts.conftest import error_at, link_in, text_of
from tests.conftest import token
from tests.factories import accounts as made

NEW = "lopis raksasa syawalan"


@pytest.fixture
def siti(session):
    user = made.user(session, email="siti@contoh.test")
    session.commit()
    return user


def test_a_letter_leads_to_a_new_password(app, client, post, siti, letters, enter, session):
    phone = app.test_client()
    enter(siti, to=phone)
    answer = post("/lupa", {"identity": "SITI@contoh.test"})
    assert (answer.status_code, answer.location) == (303, "/lupa/terkirim")
    (letter,) = letters()
    way = link_in(letter, "/sandi/")
    page = client.get(way)
    assert page.status_code == 200
    assert '<meta name="referrer" content="no-referrer">' in page.text
    answer = client.post(way, data={"csrf_token": token(page), "password": NEW})
    assert (answer.status_code, answer.location) == (303, "/masuk")
    assert phone.get("/akun").status_code == 303, "signed out everywhere"
    assert enter(siti).status_code == 422
    assert enter(siti, NEW).status_code == 303
    assert client.get(way).status_code == 410, "the link counts once"
    assert letters()[-1]["Subject"] == "Kata sandi Anda diganti"
    assert session.scalars(select(LoginSession)).first().ended_why == "password changed"


def test_the_address_in_the_letter_is_the_configured_one(client, siti, letters):
    evil = "http://evil.test"
    key = token(client.get("/lupa", base_url=evil))
    client.post("/lupa", data={"csrf_token": key, "identity": siti.email}, base_url=evil)
    assert "http://127.0.0.1:8000/sandi/" in text_of(letters()[0])


def test_the_answer_is_the_same_for_an_address_nobody_has(client, post, siti, letters, session):
    closed = made.user(session, email="tutup@contoh.test", active=False)
    session.commit()
    for identity in ("tak.ada@contoh.test", "081234567890", "bukan apa-apa", closed.email):
        answer = post("/lupa", {"identity": identity})
        assert (answer.status_code, answer.location) == (303, "/lupa/terkirim")
    assert letters() == []
    assert "Bila surel ini punya akun" in client.get("/lupa/terkirim").text


def test_nobodys_post_box_is_filled(post, siti, letters):
    for _ in range(6):
        post("/lupa", {"identity": siti.email})
    assert len(letters()) == 3
    clocks.later(timedelta(hours=1, seconds=1))
    post("/lupa", {"identity": siti.email})
    assert len(letters()) == 4


def test_one_address_cannot_fill_the_table_of_work(post, monkeypatch, session):
    """Each request leaves a row, whether anybody has the account or not."""
    monkeypatch.setattr(rules, "RESET_REQUESTS_IN_DEMO", 3)
    answers = [post("/lupa", {"identity": f"siapa{n}@contoh.test"}) for n in range(5)]
    assert [answer.status_code for answer in answers] == [303, 303, 303, 429, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert "siapa4@contoh.test" in answers[-1].text
    assert len(session.scalars(select(Work).where(Work.kind == "account.reset")).all()) == 3


def test_an_empty_field_is_said(post):
    answer = post("/lupa", {"identity": ""})
    assert answer.status_code == 422
    assert error_at(answer, "identity") == "Tulis alamat surel Anda."


def test_a_link_ends_after_an_hour(client, session, siti):
    made.one_time_link(session, siti)
    session.commit()
    assert client.get("/sandi/kunci").status_code == 200
    clocks.later(timedelta(hours=1, seconds=1))
    assert client.get("/sandi/kunci").status_code == 410


@pytest.mark.parametrize("purpose", ["guardian", "recovery"])
def test_a_link_for_something_else_sets_no_password(client, session, siti, purpose):
    made.one_time_link(session, siti, purpose=purpose)
    session.commit()
    assert client.get("/sandi/kunci").status_code == 410


def test_a_closed_account_gets_no_new_password(client, session, siti):
    made.one_time_link(session, siti)
    siti.active = False
    session.commit()
    assert client.get("/sandi/kunci").status_code == 410


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "Buat kata sandi baru."),
        ("pendek", "paling sedikit 8"),
        ("bismillah1", "dipakai banyak orang"),
        ("siti1906", "terlalu mirip"),
    ],
)
def test_a_weak_new_password_is_refused_and_the_link_stays_good(client, session, siti, password, words):
    made.one_time_link(session, siti)
    session.commit()
    page = client.get("/sandi/kunci")
    answer = client.post("/sandi/kunci", data={"csrf_token": token(page), "password": password})
    assert answer.status_code == 422
    assert words in error_at(answer, "password")
    assert client.get("/sandi/kunci").status_code == 200


@pytest.fixture
def by_phone(session):
    user = made.user(session, email=None, us_phone_number="+6281234567890")
    codes = links.issue_codes(session, user, clock.now())
    session.commit()
    return user, codes


def test_a_recovery_code_leads_to_a_new_password(client, post, by_phone, enter):
    user, codes = by_phone
    answer = post("/lupa/kode", {"identity": "0812 3456 7890", "code": codes[0].lower().replace("-", " ")})
    assert answer.status_code == 303
    assert re.fullmatch(r"/sandi/[\w-]{32}", answer.location)
    page = client.get(answer.location)
    assert client.post(answer.location, data={"csrf_token": token(page), "password": NEW}).location == "/masuk"
    assert enter(user, NEW).status_code == 303
    again = post("/lupa/kode", {"identity": "081234567890", "code": codes[0]})
    assert again.status_code == 422
    assert post("/lupa/kode", {"identity": "081234567890", "code": codes[1]}).status_code == 303


def test_a_code_is_guessed_five_times_a_minute_at_most(post, by_phone):
    for number in range(5):
        answer = post("/lupa/kode", {"identity": "081234567890", "code": f"0000-0000-000{number}"})
        assert answer.status_code == 422
        assert error_at(answer, "code").startswith("Surel, nomor HP, atau kode salah")
    answer = post("/lupa/kode", {"identity": "081234567890", "code": by_phone[1][0]})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]


def test_a_code_is_for_its_owner(post, by_phone, session):
    made.user(session, email="lain@contoh.test")
    session.commit()
    answer = post("/lupa/kode", {"identity": "lain@contoh.test", "code": by_phone[1][0]})
    assert answer.status_code == 422
    assert session.scalars(select(OneTimeLink).where(OneTimeLink.used_at.is_not(None))).all() == []
