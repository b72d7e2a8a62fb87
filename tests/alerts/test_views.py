import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.alerts.models import AlertRequest, Subscriber
from portal.alerts.rules import PER_ADDRESS, PER_CLIENT, Pace
from tests import clocks
from tests.alerts.conftest import text_of
from tests.conftest import token
from tests.factories import accounts, alerts, moderation
from tests.factories.alerts import AT

WISH = {"email": "sri@warga.test", "pace": "at_once"}


@pytest.fixture
def ask(client):
    """ask(ward, ...): fill in the form and send it."""

    def send(ward="medono", language="", **fields):
        path = f"{language}/kelurahan/{ward}/langganan"
        return client.post(path, data={"csrf_token": token(client.get(path))} | WISH | fields)

    return send


@pytest.fixture
def link(run_jobs, box):
    """The link of the last question that was sent."""

    def newest():
        run_jobs()
        (found,) = [re.search(r"http://127.0.0.1:8000(\S*/konfirmasi/\S+)", text_of(letter)) for letter in box()][-1:]
        return found[1]

    return newest


@pytest.fixture
def subscribed(app, session):
    """subscribed(...): the key of somebody who confirmed."""

    def make(**values):
        with app.app_context():
            made = alerts.subscriber(session, **values)
            session.commit()
            return alerts.key_of(made)

    return make


def everybody(session):
    """The subscribers there are now, read in a transaction of its own."""
    session.rollback()
    found = session.scalars(select(Subscriber)).all()
    session.expunge_all()
    session.rollback()
    return found


def test_from_the_ward_to_letters_and_out_again(client, session, ask, link):
    assert 'href="/kelurahan/medono/langganan"' in client.get("/kelurahan/medono").text
    answer = ask()
    assert (answer.status_code, answer.headers["Location"]) == (303, "/langganan/terkirim")
    assert client.get("/langganan/terkirim").status_code == 200
    path = link()
    assert everybody(session) == []
    done = client.post(path, data={"csrf_token": token(client.get(path))})
    assert done.status_code == 303
    assert everybody(session)[0].email == "sri@warga.test"
    page = client.get(done.headers["Location"])
    assert "sri@warga.test" in page.text
    assert re.search(r'value="medono"[^>]*checked', page.text)
    stop = f"{done.headers['Location']}/henti"
    assert client.get(stop).status_code == 200
    assert client.post(stop, data={"csrf_token": token(client.get(stop))}).status_code == 200
    assert everybody(session) == []


def test_opening_the_link_subscribes_nobody(client, session, ask, link):
    """What looks into letters for viruses opens every link."""
    ask()
    path = link()
    for _ in range(3):
        assert client.get(path).status_code == client.head(path).status_code == 200
    assert everybody(session) == []


def test_a_link_counts_once(client, ask, link):
    ask()
    path = link()
    form = {"csrf_token": token(client.get(path))}
    assert client.post(path, data=form).status_code == 303
    assert client.post(path, data=form).status_code == client.get(path).status_code == 410


def test_a_link_ends_after_seven_days(client, ask, link):
    ask()
    path = link()
    clocks.at(AT + timedelta(days=7, minutes=2))
    assert client.get(path).status_code == 410


def test_a_known_address_is_answered_like_any_other(client, session, ask, subscribed, run_jobs, box):
    subscribed(wards=("kauman",), pace=Pace.WEEKLY)
    known, unknown = ask(), ask(email="baru@warga.test")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    run_jobs()
    letters = {letter["To"]: text_of(letter) for letter in box()}
    bare = {re.sub(r"konfirmasi/\S+", "", text) for text in letters.values()}
    assert len(letters) == 2
    assert len(bare) == 1
    assert everybody(session)[0].pace is Pace.WEEKLY, "a stranger changed what an address gets"


def test_an_address_that_was_asked_often_is_answered_alike_and_left_in_peace(ask, run_jobs, box):
    answers = {(each.status_code, each.headers["Location"]) for each in (ask() for _ in range(PER_ADDRESS + 2))}
    run_jobs()
    assert answers == {(303, "/langganan/terkirim")}
    assert len(box()) == PER_ADDRESS


def test_one_connection_may_not_write_to_everybody(client, ask):
    for n in range(PER_CLIENT):
        assert ask(email=f"a{n}@warga.test").status_code == 303
    answer = ask(email="lain@warga.test", pace="weekly")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert 'value="lain@warga.test"' in answer.text
    assert re.search(r'value="weekly"[^>]*checked', answer.text)


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "bukan surel"), ("email", "sité@warga.test"), ("email", ""), ("pace", "setiap detik")],
)
def test_a_fault_is_named_at_its_field_and_nothing_typed_is_lost(client, session, ask, field, value):
    answer = ask(**{field: value})
    assert answer.status_code == 422
    assert 'data-test="field-error"' in answer.text
    assert "<title>Galat: " in answer.text
    assert session.scalars(select(AlertRequest)).all() == []
    if field == "email":
        assert f'value="{value}"' in answer.text


def test_the_english_form_writes_english_letters(client, ask, link):
    ask(language="/en")
    assert link().startswith("/en/langganan/konfirmasi/")


def test_who_is_signed_in_finds_the_own_address(client, session):
    user = accounts.user(session, "Siti Maryam", email="siti@warga.test")
    session.commit()
    moderation.sign_in(client, session, user)
    assert 'value="siti@warga.test"' in client.get("/kelurahan/medono/langganan").text


@pytest.mark.parametrize(
    "headers",
    [{}, {"Content-Type": "application/x-www-form-urlencoded"}, {"User-Agent": "Google-Mail", "Origin": "null"}],
)
def test_one_click_needs_no_session_no_token_and_no_cookie(app, session, subscribed, headers):
    key = subscribed()
    bare = app.test_client(use_cookies=False)
    body = {"List-Unsubscribe": "One-Click"}
    answer = bare.post(f"/langganan/{key}/henti", data=body, headers=headers)
    assert answer.status_code == 200
    assert everybody(session) == []
    assert bare.post(f"/langganan/{key}/henti", data=body).status_code == 200, "a second click is no fault"


def test_one_click_may_come_as_multipart_too(app, session, subscribed):
    key = subscribed()
    body = {"List-Unsubscribe": "One-Click"}
    answer = app.test_client().post(f"/langganan/{key}/henti", data=body, content_type="multipart/form-data")
    assert answer.status_code == 200
    assert everybody(session) == []


def test_letters_can_be_stopped_on_a_full_disk_too(app, session, subscribed, monkeypatch):
    key = subscribed()
    monkeypatch.setattr(app.extensions["portal.floor"], "low", lambda: True)
    assert app.test_client().post(f"/langganan/{key}/henti").status_code == 200
    assert everybody(session) == []


def test_opening_the_stop_link_stops_nothing(client, session, subscribed):
    key = subscribed()
    page = client.get(f"/langganan/{key}/henti")
    assert page.text.count("<button") == 1
    assert client.head(f"/langganan/{key}/henti").status_code == 200
    assert len(everybody(session)) == 1


@pytest.mark.parametrize("key", ["x", "%00", "a" * 300, "terkirim2", "é"])
def test_a_key_of_nobody_opens_nothing(client, subscribed, key):
    subscribed()
    assert client.get(f"/langganan/{key}").status_code == 404
    assert client.get(f"/langganan/{key}/henti").status_code == 200
    assert client.post(f"/langganan/{key}/henti").status_code == 200
    assert client.get(f"/langganan/konfirmasi/{key}").status_code == 410


def test_wards_and_pace_are_changed_by_who_has_the_letter(client, session, subscribed):
    path = f"/langganan/{subscribed()}"
    form = {"csrf_token": token(client.get(path)), "pace": "weekly", "wards": ["kauman", "krapyak"]}
    assert client.post(path, data=form).status_code == 303
    page = client.get(path).text
    assert all(re.search(rf'value="{each}"[^>]*checked', page) for each in ("weekly", "kauman", "krapyak"))
    assert not re.search(r'value="medono"[^>]*checked', page)
    none = client.post(path, data=form | {"wards": []})
    assert none.status_code == 422
    assert re.search(r'value="weekly"[^>]*checked', none.text)


def test_changing_needs_the_token_of_its_form(client, session, subscribed):
    path = f"/langganan/{subscribed()}"
    assert client.post(path, data={"pace": "weekly", "wards": ["kauman"]}).status_code == 400
    assert everybody(session)[0].pace is Pace.AT_ONCE


@pytest.mark.parametrize("path", ["/kelurahan/medono/langganan", "/langganan/terkirim", "/langganan/x/henti"])
def test_nobody_keeps_or_finds_these_pages(client, path):
    answer = client.get(path)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in answer.text


def test_a_ward_that_is_not_there_has_no_letters(client):
    assert client.get("/kelurahan/atlantis/langganan").status_code == 404


def test_the_ward_page_stays_one_for_everybody(client):
    answer = client.get("/kelurahan/medono")
    assert "Set-Cookie" not in answer.headers
    assert "csrf_token" not in answer.text
