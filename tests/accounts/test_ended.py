import io
from html import unescape

from portal.accounts import sessions
from portal.kernel import clock
from tests.accounts.conftest import fresh_token
from tests.factories import accounts as made


def ended(client, session, enter, **data):
    user = made.user(session)
    session.commit()
    enter(user)
    fields = {"csrf_token": fresh_token(client), **data}
    sessions.end_all(session, user, clock.now(), "test")
    session.commit()
    return client.post("/uji/signed_in", data=fields, headers={})


def test_every_field_travels_along_but_secrets(client, session, enter):
    page = ended(
        client, session, enter, title="Rob <b>naik</b>", current_password="rahasia", secret="kunci", version="3"
    )
    text = page.text
    assert 'name="version" value="3"' in text
    assert "Rob &lt;b&gt;naik&lt;/b&gt;" in text
    assert "rahasia" not in text
    assert "kunci" not in text
    assert text.count('name="csrf_token"') == 1


def test_a_field_sent_twice_stays_twice(client, session, enter):
    page = ended(client, session, enter, reasons=["A", "B"])
    assert 'name="reasons" value="A"' in page.text
    assert 'name="reasons" value="B"' in page.text


def test_what_people_write_is_shown_and_technical_fields_are_not(client, session, enter):
    page = ended(client, session, enter, body="Baris satu\nBaris dua", submission_key="abc-123")
    assert '<label for="kept-1">Cerita</label>' in page.text
    assert "Baris satu\nBaris dua</textarea>" in unescape(page.text)
    assert page.text.count("abc-123") == 1


def test_a_file_has_to_be_chosen_again_and_is_named(client, session, enter):
    page = ended(client, session, enter, photos=(io.BytesIO(b"x"), "rob.jpg"))
    assert page.status_code == 422
    assert "rob.jpg" in page.text


def test_the_way_to_sign_in_opens_beside_it(client, session, enter):
    page = ended(client, session, enter, title="Rob")
    assert 'href="/masuk" target="_blank" rel="noopener"' in page.text
    assert "Anda sudah keluar, tulisan Anda tetap di sini" in page.text


def test_programs_get_a_problem(client, session, enter):
    user = made.user(session)
    session.commit()
    enter(user)
    fields = {"csrf_token": fresh_token(client)}
    sessions.end_all(session, user, clock.now(), "test")
    session.commit()
    answer = client.post("/uji/signed_in", data=fields, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
