import pytest

PAGES = [
    "/",
    "/berita",
    "/kelurahan",
    "/kelurahan/medono",
    "/rubrik/kuliner",
    "/tentang",
    "/pencabutan",
    "/umpan.xml",
    "/en/",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_reader_is_told_nothing_that_stays_and_asked_for_nothing_twice(client, path):
    first = client.get(path)
    assert first.status_code == 200
    assert "Set-Cookie" not in first.headers
    assert first.headers["Cache-Control"] == "no-cache"
    etag = first.headers["ETag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == etag
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_head_answers_as_a_get_without_its_body(client):
    got, head = client.get("/berita"), client.head("/berita")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == got.headers["ETag"]
    assert head.headers["Content-Length"] == str(len(got.data))
    assert client.head("/berita", headers={"If-None-Match": got.headers["ETag"]}).status_code == 304


def test_unknown_parameters_change_nothing(client):
    assert client.get("/?utm_source=wa").headers["ETag"] == client.get("/").headers["ETag"]
    assert client.get("/berita?utm_source=wa&x[]=1").headers["ETag"] == client.get("/berita").headers["ETag"]


def test_what_a_cookie_may_have_changed_is_private(client):
    client.set_cookie("sesi", "x")
    assert client.get("/").headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", ["/berita?sebelum=x", "/kelurahan/nowhere", "/berita/x-BW-000001"])
def test_an_error_is_not_stamped(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "ETag" not in response.headers
