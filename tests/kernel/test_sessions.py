from flask import Flask, session

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
