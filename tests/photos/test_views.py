"""`/foto/…`: who gets a picture, what is in it, and what the answer says."""

import re

import pytest
from sqlalchemy import event, update

from portal.kernel.db import db
from portal.photos import access, rules, service
from portal.photos.models import Photo, PhotoState
from tests.factories import photos, pictures
from tests.photos.metadata import extras

NAMES = rules.rendition_names()


@pytest.fixture
def ready(app, session, resident, run_jobs):
    with app.app_context():
        photo = photos.received(session, resident, pictures.phone_jpeg(1800, 1350, orientation=6))
        session.commit()
    run_jobs()
    return photo


@pytest.fixture
def public(app):
    access.MAY_SEE.append(lambda session, photo, rights: not rights.signed_in)


@pytest.fixture
def statements(app):
    seen = []

    def note(connection, cursor, statement, *_):
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def address(photo, name="m.webp"):
    return f"/foto/{photo.public_id}/{name}"


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize("name", NAMES)
def test_a_published_picture_is_served_bare_and_upright(name, ready, client, media):
    answer = client.get(address(ready, name))
    assert answer.status_code == 200
    assert extras(answer.data) == []
    header = rules.sniff(answer.data, len(answer.data))
    edge = rules.RENDITIONS[name[0]]
    assert (header.width, header.height) == rules.fit(1800, 1350, edge)
    assert answer.mimetype == rules.MIME[name.split(".")[1]]
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert re.fullmatch(r'inline; filename="foto-[0-9a-f]{8}-[sml]\.(webp|jpg)"', answer.headers["Content-Disposition"])


@pytest.mark.usefixtures("public")
def test_a_published_picture_may_be_kept_for_a_minute_and_by_anybody(ready, client):
    answer = client.get(address(ready))
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not {"Set-Cookie", "Vary"} & set(answer.headers.keys())


@pytest.mark.usefixtures("public")
def test_a_signed_in_reader_gets_the_same_published_answer(ready, browser, other, client):
    theirs, anybodys = browser(other).get(address(ready)), client.get(address(ready))
    assert dict(theirs.headers) | {"Date": ""} == dict(anybodys.headers) | {"Date": ""}


@pytest.mark.usefixtures("public")
def test_what_a_browser_has_is_not_sent_again(ready, client):
    tag = client.get(address(ready)).headers["ETag"]
    again = client.get(address(ready), headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Cache-Control"] == "public, max-age=60"
    assert client.get(address(ready), headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.get(address(ready, "s.webp"), headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.usefixtures("public")
def test_head_says_the_same_without_the_bytes(ready, client):
    get, head = client.get(address(ready)), client.head(address(ready))
    assert head.data == b""
    assert head.headers["Content-Length"] == str(len(get.data))
    assert head.headers["ETag"] == get.headers["ETag"]


def test_an_unpublished_picture_is_only_for_its_owner_and_for_no_cache(ready, client, browser, resident, other):
    mine = browser(resident).get(address(ready))
    assert (mine.status_code, mine.headers["Cache-Control"]) == (200, "private, no-store")
    assert "Set-Cookie" not in mine.headers
    for stranger in (client, browser(other)):
        answer = stranger.get(address(ready))
        assert answer.status_code == 404
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize(
    "name",
    [
        "m.png",
        "x.jpg",
        "original",
        "m.webp.jpg",
        ".jpg",
        "m.",
        "..%2f..%2fsecret",
        "M.jpg",
        "m.JPG",
        "%00.jpg",
    ],
)
def test_no_other_file_has_an_address(name, ready, client):
    assert client.get(address(ready, name)).status_code == 404


def test_a_slash_behind_the_name_leads_to_the_picture(ready, client):
    answer = client.get(address(ready, "l.jpg/"))
    assert (answer.status_code, answer.location) == (308, address(ready, "l.jpg"))


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize("public_id", ["0" * 24, "..", "%2e%2e", "a" * 5000, "☃", "'; drop table photo; --"])
def test_no_other_id_has_an_address(public_id, client):
    assert client.get(f"/foto/{public_id}/m.jpg").status_code == 404


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize("state", [PhotoState.RECEIVED, PhotoState.FAILED])
def test_what_is_not_ready_is_not_there(state, ready, session, client):
    session.execute(update(Photo).values(state=state))
    session.commit()
    assert client.get(address(ready)).status_code == 404


@pytest.mark.usefixtures("public")
def test_a_lost_file_is_not_there(ready, client, media):
    (media / service.rendition_key(ready.public_id, "m.webp")).unlink()
    assert client.get(address(ready)).status_code == 404
    assert client.get(address(ready, "l.webp")).status_code == 200


def test_taking_down_acts_at_the_next_request(ready, client):
    access.MAY_SEE.append(lambda session, photo, rights: True)
    tag = client.get(address(ready)).headers["ETag"]
    access.MAY_SEE.clear()
    assert client.get(address(ready), headers={"If-None-Match": tag}).status_code == 404


@pytest.mark.usefixtures("public")
def test_a_published_picture_costs_one_statement_besides_the_rule(ready, client, statements):
    client.get(address(ready))
    assert len([line for line in statements if "BEGIN" not in line]) == 1


def test_nothing_may_be_sent_there(ready, client):
    assert client.post(address(ready)).status_code in (400, 405)
    assert client.delete(address(ready)).status_code == 405
