from io import BytesIO

import pytest

from portal.kernel import body_layer, request_body


@pytest.mark.parametrize(
    ("path", "size", "left"),
    [
        ("/tidak-ada", 1_000_000, 0),
        ("/tidak-ada", request_body.DRAIN_MOST + 5, 5),
        ("/unggah/abc", 1_000_000, 0),
    ],
)
def test_a_refusal_reads_what_is_still_on_its_way(client, path, size, left):
    body = BytesIO(b"x" * size)
    answer = client.patch(path, input_stream=body, content_length=size, headers={"Tus-Resumable": "1.0.0"})
    assert answer.status_code in (401, 404)
    assert len(body.read()) == left


def test_a_request_without_a_body_is_not_waited_for(client):
    assert client.post("/tidak-ada").status_code == 404


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_what_comes_with_a_request_that_only_reads_is_not_looked_at(client, method):
    body = BytesIO(b"x" * 100)
    assert client.open("/masuk", method=method, input_stream=body, content_length=100).status_code == 200
    assert body.tell() == 0


def test_without_a_slot_a_request_is_told_when_to_come_again(app, client, monkeypatch):
    monkeypatch.setattr("portal.kernel.concurrency.OF_ADDRESS", 0)
    body = BytesIO(b"identity=a")
    answer = client.post("/masuk", input_stream=body, content_length=10)
    assert (answer.status_code, answer.headers["Retry-After"], body.tell()) == (503, "5", 0)
    assert "Banyak formulir dan foto" in answer.text
    assert "Content-Security-Policy" in answer.headers
    assert client.post("/en/masuk", input_stream=BytesIO(b"a"), content_length=1).status_code == 503
    problem = client.post("/masuk", data={"a": "b"}, headers={"Accept": "application/json"})
    assert (problem.status_code, problem.mimetype) == (503, "application/problem+json")


def test_a_person_who_is_signed_in_has_slots_of_their_own(app, client, monkeypatch):
    monkeypatch.setattr("portal.kernel.concurrency.ANONYMOUS", 0)
    assert client.post("/masuk", data={"a": "b"}).status_code == 503
    signed = app.session_interface.get_signing_serializer(app).dumps({"_user_id": "1"})
    client.set_cookie("sesi", signed)
    assert client.post("/masuk", data={"a": "b"}).status_code == 400, "no token, but it was read"
    client.set_cookie("sesi", signed[:-1] + ("a" if signed[-1] != "a" else "b"))
    assert client.post("/masuk", data={"a": "b"}).status_code == 503


def test_a_slot_is_given_back_whatever_comes_of_the_request(app, client, monkeypatch):
    monkeypatch.setattr("portal.kernel.concurrency.OF_ADDRESS", 1)
    for path in ("/masuk", "/tidak-ada", "/kirim/berita"):
        assert client.post(path, data={"a": "b"}).status_code in (400, 404)


def test_a_body_that_comes_too_slowly_is_answered_in_words(client, monkeypatch):
    def late(self, now):
        return True

    monkeypatch.setattr(request_body.Meter, "slow", late)
    answer = client.post("/masuk", data={"identity": "a"})
    assert answer.status_code == 408
    assert "terlalu lama" in answer.text


def told(layer, environ):
    seen = []
    layer.inner = lambda _environ, start: start("200 OK", [("X-One", "1")]) or [b"ok"]
    made = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "100", "REMOTE_ADDR": "203.0.113.1"} | environ
    assert layer(made | {"wsgi.input": BytesIO(b"x")}, lambda *args: seen.append(args)) == [b"ok"]
    return seen[0][1]


def test_a_connection_is_closed_where_a_body_was_left(app):
    """Only told to the server that takes it: for others this header is none of an application's."""
    layer = body_layer.BodyLayer(app)
    assert ("Connection", "close") in told(layer, {"SERVER_SOFTWARE": "Granian"})
    assert told(layer, {"SERVER_SOFTWARE": "gunicorn"}) == [("X-One", "1")]
