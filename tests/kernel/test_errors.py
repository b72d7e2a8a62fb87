"""Error answers: words for people, problem+json for programs, and nothing that needs the database."""

import errno
import json

import pytest
from flask import abort, redirect
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from portal.kernel import errors
from tests.pages import HOSTILE, Tree

CODES = (400, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503, 507)


@pytest.fixture
def client(page_app):
    page_app.config["PROPAGATE_EXCEPTIONS"] = False

    @page_app.context_processor
    def ask_the_database():
        raise AssertionError("an error page must not run context processors: they may ask the database")

    @page_app.get("/code/<int:code>")
    def raise_code(code):
        abort(code)

    @page_app.get("/said/<int:code>")
    def raise_said(code):
        abort(code, description=f"Kode ini salah ketik. {HOSTILE}")

    @page_app.get("/raise/<what>")
    def raise_fault(what):
        raise {
            "bug": ZeroDivisionError("secret detail"),
            "gone": OperationalError("SELECT secret", {}, Exception("unable to open database file")),
            "cut": InterfaceError("SELECT secret", {}, Exception("connection closed")),
            "full": OperationalError("INSERT secret", {}, Exception("database or disk is full")),
            "disk": OSError(errno.ENOSPC, "No space left on device"),
            "file": FileNotFoundError("secret/path"),
            "range": RequestedRangeNotSatisfiable(),
        }[what]

    @page_app.post("/only-post")
    def only_post():
        return redirect("/")

    return page_app.test_client()


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_code_is_a_whole_page_in_both_languages(client, code, prefix):
    answer = client.get(f"{prefix}/code/{code}")
    tree = Tree(answer.text)
    assert answer.status_code == code
    assert tree.problems == []
    assert len(tree.all("h1")) == len(tree.all("main")) == 1
    assert tree.all("html")[0]["lang"] == ("en" if prefix else "id")
    words = errors.WORDS[code]
    assert (str(words.title._args[0]) in answer.text) == bool(prefix), "the words are not in the page's language"


@pytest.mark.parametrize("code", CODES)
def test_programs_get_problem_json(client, code):
    answer = client.get(f"/en/code/{code}", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (code, "application/problem+json")
    body = json.loads(answer.data)
    assert body["status"] == code
    assert body["type"] == "about:blank"
    assert body["title"]
    assert body["detail"]


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [
        ("*/*", "text/html"),
        ("text/html,application/json;q=0.9", "text/html"),
        ("", "text/html"),
        ("application/problem+json", "application/problem+json"),
        ("application/json, text/html;q=0.5", "application/problem+json"),
    ],
)
def test_a_page_is_the_default(client, accept, mimetype):
    assert client.get("/code/404", headers={"Accept": accept}).mimetype == mimetype


def test_what_the_caller_says_replaces_the_general_words(client):
    page = client.get("/said/404").text
    assert "Kode ini salah ketik." in page
    assert "<script>alert" not in page
    body = json.loads(client.get("/said/404", headers={"Accept": "application/json"}).data)
    assert body["detail"].startswith("Kode ini salah ketik.")


@pytest.mark.parametrize(
    ("what", "code"),
    [("bug", 500), ("gone", 503), ("cut", 503), ("full", 507), ("disk", 507), ("file", 500)],
)
def test_a_fault_is_named_without_its_details(client, what, code):
    for accept in ("text/html", "application/json"):
        answer = client.get(f"/raise/{what}", headers={"Accept": accept})
        assert answer.status_code == code
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text


@pytest.mark.parametrize("code", [429, 503, 507])
def test_a_caller_is_told_when_to_come_back(client, code):
    assert int(client.get(f"/code/{code}").headers["Retry-After"]) > 0


def test_headers_of_the_error_are_kept(client):
    assert "POST" in client.get("/only-post").headers["Allow"]
    assert client.get("/raise/range").status_code == 416


def test_a_redirect_is_no_error(client):
    assert client.post("/only-post").status_code == 400, "the token is asked first"
    assert client.get("/code/404/").status_code == 404


def test_error_pages_carry_the_headers_of_every_page(client):
    answer = client.get("/nowhere")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("code", [500, 503, 507])
def test_what_was_typed_is_shown_when_its_form_cannot_be(app, code):
    with app.test_request_context(
        "/kirim/berita", method="POST", data={"body": "Baris <satu>", "password": "rahasia"}
    ) as at:
        at.request.form  # noqa: B018 – read by the token check
        page = errors.answer(code).get_data(as_text=True)
    assert "Baris &lt;satu&gt;" in page
    assert "rahasia" not in page


def test_other_errors_and_readers_see_no_form(app):
    with app.test_request_context("/kirim/berita", method="POST", data={"body": "Baris"}) as at:
        at.request.form  # noqa: B018
        assert "readonly" not in errors.answer(404).get_data(as_text=True)
    with app.test_request_context("/?body=Baris"):
        assert "readonly" not in errors.answer(503).get_data(as_text=True)
