import pytest
from flask import Flask, flash, get_flashed_messages, session

from portal.kernel import sessions


def small(secret="geheim"):
    app = Flask(__name__, static_folder=None)
    app.secret_key = secret
    sessions.init_app(app)

    @app.get("/")
    def count():
        session["n"] = session.get("n", 0) + 1
        return str(session["n"])

    return app


def test_what_was_kept_is_found_again():
    client = small().test_client()
    assert [client.get("/").text for _ in range(3)] == ["1", "2", "3"]


def test_a_stranger_and_a_forged_cookie_begin_anew(monkeypatch):
    app = small()
    signed = []
    make = sessions.Sessions.get_signing_serializer
    monkeypatch.setattr(sessions.Sessions, "get_signing_serializer", lambda *given: signed.append(1) or make(*given))
    with app.test_request_context("/"):
        assert not session
        assert signed == [], "no signer is made for who sent no cookie"
    with app.test_request_context("/", headers={"Cookie": "session=eyJuIjo5fQ.x.y"}):
        assert not session
        assert signed


def test_another_cookie_with_the_name_inside_is_none_of_ours():
    with small().test_request_context("/", headers={"Cookie": "mysession=1"}):
        assert not session


def test_without_a_key_there_is_no_session():
    app = small(secret=None)
    with app.test_request_context("/"):
        assert type(session._get_current_object()).__name__ == "NullSession"


# ---- the mark beside it ------------------------------------------------------------------------------------------


@pytest.fixture
def marked():
    """A client and the app's ways to change what its session holds."""
    app = small()
    app.config["SESSION_COOKIE_SECURE"] = False
    app.add_url_rule("/in", view_func=lambda: session.update(_user_id="1") or "", endpoint="in")
    app.add_url_rule("/out", view_func=lambda: session.clear() or "", endpoint="out")
    app.add_url_rule("/say", view_func=lambda: flash("Hai") or "", endpoint="say")
    app.add_url_rule("/told", view_func=lambda: "".join(get_flashed_messages()), endpoint="told")
    app.add_url_rule("/over", view_func=lambda: session.get("n") or sessions.sign_in_over() or "", endpoint="over")
    app.add_url_rule("/plain", view_func=lambda: "", endpoint="plain")
    return app.test_client()


def is_marked(client):
    return client.get_cookie(sessions.MARK) is not None


def test_a_session_of_nobody_bears_no_mark(marked):
    marked.get("/")
    assert marked.get_cookie("session")
    assert not is_marked(marked)


def test_the_mark_comes_with_a_sign_in_and_goes_with_it(marked):
    marked.get("/in")
    mark = marked.get_cookie(sessions.MARK)
    assert (mark.http_only, mark.path, mark.value) == (True, "/", "1")
    assert "Set-Cookie" not in marked.get("/plain").headers
    marked.get("/out")
    assert not is_marked(marked)


def test_the_mark_stands_while_a_message_waits(marked):
    marked.get("/say")
    assert is_marked(marked)
    assert marked.get("/told").text == "Hai"
    assert not is_marked(marked)


def test_a_sign_in_that_is_over_loses_its_mark_and_one_without_gets_it(marked):
    marked.get("/in")
    marked.get("/over")
    assert not is_marked(marked)
    marked.get("/plain")
    assert not is_marked(marked), "an answer that asked nothing of the session says nothing of it"
    marked.get("/told")
    assert is_marked(marked)


def test_a_mark_alone_is_taken_away(marked):
    marked.set_cookie(sessions.MARK, "1")
    marked.get("/plain")
    assert is_marked(marked)
    marked.get("/told")
    assert not is_marked(marked)
