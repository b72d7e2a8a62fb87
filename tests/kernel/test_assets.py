"""Static files, packed and kept."""

import gzip
import os

import brotli
import pytest

from portal.kernel import assets, ui

WORDS = b"a { color: red }\n" * 40
PACKERS = {"gzip": gzip.decompress, "br": brotli.decompress}


@pytest.fixture
def folder(app, tmp_path):
    """The folder of static files, with a style sheet, a picture and something too short to pack."""
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "a.css").write_bytes(WORDS)
    (folder / "a.js").write_bytes(WORDS)
    (folder / "a.svg").write_bytes(WORDS)
    (folder / "a.png").write_bytes(WORDS)
    (folder / "short.css").write_bytes(b"a { }")
    (tmp_path / "secret.css").write_bytes(WORDS)
    app.static_folder = str(folder)
    return folder


@pytest.fixture
def get(app, folder):
    client = app.test_client()
    return lambda path, coding="", **headers: client.get(path, headers={"Accept-Encoding": coding, **headers})


@pytest.mark.parametrize("coding", PACKERS)
@pytest.mark.parametrize("name", ["a.css", "a.js", "a.svg"])
def test_what_is_text_is_packed(get, name, coding):
    answer = get(f"/static/{name}", coding)
    assert answer.headers["Content-Encoding"] == coding
    assert len(answer.data) < len(WORDS)
    assert PACKERS[coding](answer.data) == WORDS
    assert answer.headers["Content-Length"] == str(len(answer.data))


@pytest.mark.parametrize("name", ["a.css", "a.js", "a.svg", "a.png"])
def test_packed_or_not_the_type_is_the_same(get, name):
    assert get(f"/static/{name}", "br").content_type == get(f"/static/{name}").content_type


@pytest.mark.parametrize(
    ("name", "coding"), [("a.css", ""), ("a.css", "br;q=0"), ("a.png", "br"), ("short.css", "gzip")]
)
def test_the_rest_is_sent_as_it_is(get, folder, name, coding):
    answer = get(f"/static/{name}", coding)
    assert "Content-Encoding" not in answer.headers
    assert answer.data == (folder / name).read_bytes()
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("coding", ["", "br"])
def test_an_address_that_names_the_content_may_be_kept_for_ever(app, get, coding):
    with app.test_request_context("/"):
        address = ui.static_url("a.css")
    assert get(address, coding).headers["Cache-Control"] == assets.FOR_EVER


@pytest.mark.parametrize("coding", ["", "br"])
@pytest.mark.parametrize("query", ["", "?v=", "?v=0123456789ab", "?w=1"])
def test_any_other_is_asked_for_each_time(get, query, coding):
    """A page of the release before may name a version that is gone: its content must not be taken for that one."""
    assert get(f"/static/a.css{query}", coding).headers["Cache-Control"] == "no-cache"


def test_each_encoding_has_its_own_etag_and_304(get):
    tags = {coding: get("/static/a.css", coding).headers["ETag"] for coding in ("", "gzip", "br")}
    assert len(set(tags.values())) == 3
    for coding, tag in tags.items():
        again = get("/static/a.css", coding, **{"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["Vary"] == "Accept-Encoding"
    assert get("/static/a.css", "br", **{"If-None-Match": tags["gzip"]}).status_code == 200


def test_a_changed_file_is_packed_anew(get, folder):
    before = get("/static/a.css", "br").headers["ETag"]
    (folder / "a.css").write_bytes(WORDS.replace(b"red", b"tan"))
    os.utime(folder / "a.css", ns=(1, 1))
    after = get("/static/a.css", "br")
    assert b"tan" in brotli.decompress(after.data)
    assert after.headers["ETag"] != before


@pytest.mark.parametrize("coding", ["", "br"])
@pytest.mark.parametrize(
    "path", ["none.css", "../secret.css", "..%2fsecret.css", "%2e%2e/secret.css", ".", "a.css/b.css"]
)
def test_what_is_not_there_is_not_found(get, path, coding):
    assert get(f"/static/{path}", coding).status_code == 404


def test_the_headers_of_every_answer_are_there_too(get):
    assert get("/static/a.css", "br").headers["X-Content-Type-Options"] == "nosniff"
