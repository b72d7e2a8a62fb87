import shutil
from collections import namedtuple

import pytest
from flask.testing import FlaskClient

from portal.kernel import floor, storage
from tests.conftest import token
from tests.factories import accounts, stories

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def full(app, monkeypatch):
    """The disk is as good as full."""
    monkeypatch.setattr(storage, "FREE_FLOOR", 1 << 62)
    app.extensions["portal.floor"]._until = 0


def signed_in(client, session):
    user = accounts.user(session)
    session.commit()
    fields = {"identity": user.email, "password": accounts.PASSWORD, "csrf_token": token(client.get("/masuk"))}
    assert client.post("/masuk", data=fields).status_code == 303
    return user


def test_the_disk_is_looked_at_once_a_second(tmp_path, monkeypatch):
    looks, now = [], [0.0]
    monkeypatch.setattr(floor, "monotonic", lambda: now[0])
    monkeypatch.setattr(
        shutil, "disk_usage", lambda _: looks.append(1) or Usage(100, 99, storage.FREE_FLOOR - len(looks))
    )
    place = floor.Floor(tmp_path)
    assert [place.low() for _ in range(3)] == [True] * 3
    now[0] = 1.5
    assert place.low()
    assert len(looks) == 2


def test_exactly_the_floor_is_enough(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(100, 0, storage.FREE_FLOOR))
    assert not floor.Floor(tmp_path).low()


def test_a_story_is_refused_in_words_and_shown_as_typed(client, session, full):
    signed_in(client, session)
    fields = stories.fields(title="Rob <b>naik</b> di gang", csrf_token=token(client.get("/kirim/berita")))
    page = client.post("/kirim/berita", data=fields)
    assert page.status_code == 507
    assert page.headers["Retry-After"] == "3600"
    assert "Rob &lt;b&gt;naik&lt;/b&gt; di gang" in page.text
    assert stories.BODY[:40] in page.text
    assert "readonly" in page.text
    assert fields["submission_key"] not in page.text
    assert fields["csrf_token"] not in page.text


def test_a_program_is_told_so_too(client, session, full):
    signed_in(client, session)
    fields = stories.fields(csrf_token=token(client.get("/kirim/berita")))
    answer = client.post("/kirim/berita", data=fields, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (507, "application/problem+json")


@pytest.mark.parametrize("path", ["/daftar", "/lupa", "/kirim/berita", "/kirim/aduan"])
def test_visitors_write_nothing_either(client, full, path):
    fields = {"csrf_token": token(client.get(path)), "text": "Lampu mati"}
    assert client.post(path, data=fields).status_code == 507


def test_reading_signing_in_and_out_go_on(client, session, full):
    signed_in(client, session)
    for path in ("/", "/berita", "/kiriman", "/kirim/berita", "/healthz"):
        assert client.get(path).status_code == 200
    page = client.get("/akun")
    assert client.post("/keluar", data={"csrf_token": token(page)}).status_code == 303


def test_a_forged_request_and_an_unknown_address_are_told_what_is_wrong(client, full):
    assert client.post("/kirim/berita", data={}).status_code == 400
    assert client.post("/tidak-ada", data={}).status_code == 404


def test_it_works_again_without_a_restart(app, client, session, full, monkeypatch):
    signed_in(client, session)
    fields = stories.fields(csrf_token=token(client.get("/kirim/berita")))
    assert client.post("/kirim/berita", data=fields).status_code == 507
    monkeypatch.setattr(storage, "FREE_FLOOR", 0)
    app.extensions["portal.floor"]._until = 0
    assert client.post("/kirim/berita", data=fields).status_code == 303


def test_what_makes_room_is_let_through(app, full):
    app.add_url_rule("/uji/hapus", "uji_hapus", lambda: "ok", methods=["DELETE", "PUT"])
    floor_only = FlaskClient(app)
    with app.test_request_context("/uji/hapus", method="DELETE"):
        assert floor.refuse() is None
    assert floor_only.get("/tidak-ada").status_code == 404
