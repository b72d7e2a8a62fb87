"""What the tests of accounts and of the administration share."""

import re
from html import unescape

import pytest
from sqlalchemy import event, func, select

from portal.accounts import guards
from portal.kernel.db import db
from tests.conftest import token
from tests.factories import accounts as made


@pytest.fixture
def app(app):
    """The portal with one bare page for each guard: /uji/signed_in, /uji/director, /uji/humas, /uji/admin."""
    for name in ("signed_in", "director", "humas", "admin"):
        view = getattr(guards, name)(lambda: "bare")
        app.add_url_rule(f"/uji/{name}", f"uji_{name}", view, methods=["GET", "POST"])
    return app


@pytest.fixture
def post(client):
    """Post a form with a good token, from the page that carries it."""

    def send(path, data=None, page="/masuk", to=None, **more):
        to = to or client
        if "csrf_token" not in (data or {}):
            with to.session_transaction() as cookie:
                known = "csrf_token" in cookie
            data = {"csrf_token": fresh_token(to) if known else token(to.get(page)), **(data or {})}
        return to.post(path, data=data, **more)

    return send


def fresh_token(client) -> str:
    """A token for this client's session, from a page that everybody may see."""
    return token(client.get("/lupa"))


@pytest.fixture
def enter(client, post):
    """Sign a person in through the front door; returns the answer."""

    def sign_in(user, password=made.PASSWORD, to=None, **data):
        fields = {"identity": user.email or user.us_phone_number, "password": password, **data}
        return post("/masuk", fields, to=to)

    return sign_in


@pytest.fixture
def in_request(app):
    """A request context for functions that need one, with the app's own session."""
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": "203.0.113.5"}):
        yield db.session()
        db.session.rollback()


@pytest.fixture
def statements(app):
    """The SQL the app sends, as it sends it."""
    sent = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
    return sent


def how_many(session, model) -> int:
    """Rows of a model; the reading transaction is ended, so that the app can write again."""
    count = session.scalar(select(func.count()).select_from(model))
    session.commit()
    return count


def text_of(letter) -> str:
    return letter.get_body(("plain",)).get_content()


def link_in(letter, path: str) -> str:
    """The path of the link that a letter carries, without the host."""
    return re.search(rf"https?://[^\s/]+(\S*{path}\S+)", text_of(letter))[1]


def error_at(page, field: str) -> str:
    """The message at one field of a page."""
    found = re.search(rf'id="{field}-error"[^>]*>.*?<span>(.*?)</span>', page.get_data(as_text=True), re.S)
    return unescape(found[1]) if found else ""
