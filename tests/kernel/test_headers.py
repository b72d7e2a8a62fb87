import pytest

from portal import create_app
from tests.conftest import make_settings


@pytest.mark.parametrize("path", ["/", "/en/", "/tidak-ada", "/static/css/tokens.css", "/healthz"])
def test_every_answer_is_hardened(client, path):
    answer = client.get(path)
    csp = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in csp
    assert "unsafe" not in csp
    assert "frame-ancestors 'none'" in csp
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in answer.headers


def test_https_says_so(tmp_path, empty_database):
    app = create_app(make_settings(tmp_path, base_url="https://warga.example.id", demo=False))
    answer = app.test_client().get("/healthz")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_pages_of_one_person_are_not_kept(client):
    assert client.get("/tidak-ada").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/kirim", "/kirim/berita", "/kiriman"])
def test_a_page_that_reads_the_session_is_for_no_shared_cache(client, path):
    """Not "no-store": a browser would empty a long form on the way back to it."""
    assert client.get(path).headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", ["/akun", "/en/akun"])
def test_a_redirect_speaks_no_language(client, path):
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.location
    assert answer.data == b""


def test_a_header_that_a_view_set_itself_stays(app):
    def view():
        return "x", {"referrer-policy": "no-referrer"}

    view.guard = "anyone"
    app.add_url_rule("/own", "own", view)
    answer = app.test_client().get("/own")
    assert answer.headers.getlist("Referrer-Policy") == ["no-referrer"]
    assert answer.headers.getlist("X-Frame-Options") == ["DENY"]
