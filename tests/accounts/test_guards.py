import pytest

from portal.accounts import sessions
from portal.accounts.models import Role
from portal.kernel import clock
from tests.accounts.conftest import fresh_token
from tests.conftest import token
from tests.factories import accounts as made

PLACES = ("signed_in", "director", "humas", "admin")
# who gets in where; everybody else is sent to sign in (visitors) or refused (people)
TABLE = {
    "resident": ("signed_in",),
    Role.DIRECTOR: ("signed_in", "director"),
    Role.DEPUTY: ("signed_in", "director"),
    Role.HUMAS: ("signed_in", "director", "humas"),
    Role.ADMIN: ("signed_in", "admin"),
}


def person(session, who):
    made_now = made.user(session) if who == "resident" else made.staff(session, who, is_demo=True)
    session.commit()
    return made_now


@pytest.mark.parametrize("who", TABLE)
def test_every_role_gets_in_where_the_table_says(client, session, enter, who):
    enter(person(session, who))
    key = fresh_token(client)
    for place in PLACES:
        wanted = 200 if place in TABLE[who] else 403
        assert client.get(f"/uji/{place}").status_code == wanted, place
        assert client.post(f"/uji/{place}", data={"csrf_token": key}).status_code == wanted, place


def test_a_visitor_is_sent_to_sign_in_and_back(client):
    for place in PLACES:
        assert client.get(f"/uji/{place}?a=1").location == f"/masuk?next=/uji/{place}?a%3D1"
        assert client.get(f"/en/uji/{place}").location == f"/en/masuk?next=/en/uji/{place}"


def test_a_visitor_who_posts_is_sent_back_to_the_page_the_form_was_on(client):
    fields = {"csrf_token": token(client.get("/masuk"))}
    answer = client.post("/uji/signed_in", data=fields, headers={"Referer": "http://localhost/kiriman/X?a=1"})
    assert (answer.status_code, answer.location) == (303, "/masuk?next=/kiriman/X")
    fields["csrf_token"] = fresh_token(client)
    answer = client.post("/uji/signed_in", data=fields, headers={"Referer": "http://evil.test/kiriman"})
    assert answer.location == "/masuk"


def test_an_appointment_that_is_not_begun_over_or_recalled_opens_nothing(client, session, enter):
    today = clock.now().astimezone(clock.WIB).date()
    user = made.user(session)
    day = clock.timedelta(days=1)
    made.appointment(session, user, starts_on=today + day)
    made.appointment(session, user, slug="kauman", ends_on=today - day)
    made.appointment(session, user, slug="poncol", ended_at=clock.now())
    session.commit()
    enter(user)
    assert client.get("/uji/director").status_code == 403


def test_whoever_was_signed_out_meanwhile_gets_the_words_back(client, session, enter):
    user = person(session, "resident")
    enter(user)
    fields = {"csrf_token": fresh_token(client), "note": "Catatan yang panjang", "version": "3"}
    sessions.end_all(session, user, clock.now(), "test")
    session.commit()
    answer = client.post("/uji/signed_in?x=1", data=fields)
    assert answer.status_code == 422
    assert "Catatan yang panjang" in answer.text
    assert 'action="/uji/signed_in?x=1"' in answer.text


def test_a_form_left_open_in_another_tab_is_sent_again_after_signing_in_anew(client, session, enter, post):
    user = person(session, "resident")
    enter(user)
    typed = {"csrf_token": fresh_token(client), "note": "Catatan yang panjang"}
    post("/keluar")
    answer = client.post("/uji/signed_in", data=typed)
    assert answer.status_code == 422
    again = {"csrf_token": token(answer), "note": "Catatan yang panjang"}
    enter(user)
    assert client.post("/uji/signed_in", data=again).status_code == 200


def test_also_when_the_cookie_is_gone(app, session, enter):
    user = person(session, "resident")
    first = app.test_client()
    enter(user, to=first)
    typed = {"csrf_token": fresh_token(first), "note": "Catatan"}
    answer = app.test_client().post("/uji/signed_in", data=typed)
    assert answer.status_code == 422
    assert "Catatan" in answer.text
