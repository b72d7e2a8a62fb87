"""What the tests of a resident's pages share: people who are signed in, forms with their token, letters."""

import hashlib
import io
import re
import secrets
from contextlib import contextmanager
from html import unescape
from html.parser import HTMLParser

import pytest
from sqlalchemy import event
from werkzeug.datastructures import MultiDict

from portal.accounts import rules, sessions
from portal.accounts.models import LoginSession
from portal.kernel import clock
from portal.kernel.db import db
from tests.conftest import token
from tests.factories import stories as make


@pytest.fixture
def author(session):
    user = make.person(session)
    session.commit()
    return user


@pytest.fixture
def browser(app, session):
    """`browser(user)`: a client in which that person is signed in; without a person, a visitor's."""

    def open_for(user=None):
        client = app.test_client()
        if user is not None:
            sign_in(client, session, user)
        return client

    return open_for


def sign_in(client, session, user) -> None:
    session.expire(user, ["appointments"])
    at, key = clock.now(), secrets.token_urlsafe(16)
    rights = sessions.rights_now(user, at)
    row = LoginSession(key_hash=hashlib.sha256(key.encode()).hexdigest(), user_id=user.id, created_at=at, seen_at=at)
    row.standing, row.second_factor, row.agent = sorted(rules.standing(rights.roles, rights.wards)), True, "tests"
    session.add(row)
    session.commit()
    with client.session_transaction() as cookie:
        cookie.update({sessions.KEY: key, "_user_id": user.fs_uniquifier, "_fresh": True})


@pytest.fixture
def mine(browser, author):
    """The author's browser."""
    return browser(author)


def post(client, path="/kirim/berita", files=(), page=None, **fields):
    """Send a form with the token of the page it is on; `files` are (name, bytes) for `photos`, values may be lists."""
    data = {"csrf_token": token(client.get(page or path)), **fields}
    if files:
        data["photos"] = [(io.BytesIO(content), name) for name, content in files]
    return client.post(path, data=data, content_type="multipart/form-data")


def send(client, files=(), **changes):
    """A whole story, as a browser sends it."""
    return post(client, files=files, **make.fields(**changes))


def text(page) -> str:
    """A page as somebody reads it."""
    body = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page.get_data(as_text=True), flags=re.S)
    return " ".join(unescape(body).split())


def value(page, name) -> str:
    """What a text field of the page holds."""
    html = page.get_data(as_text=True)
    area = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\r?\n?(.*?)</textarea>', html, re.S)
    if area:
        return unescape(area[1])
    field = re.search(rf'<input(?=[^>]* name="{name}")[^>]*>', html)
    assert field, f"no field {name}"
    found = re.search(r' value="([^"]*)"', field[0])
    return unescape(found[1]) if found else ""


def values(page, name) -> list[str]:
    """Every value of the hidden fields of one name, in their order."""
    html = page.get_data(as_text=True)
    return [unescape(found) for found in re.findall(rf'name="{name}" value="([^"]*)"', html)]


def error_at(page, field) -> str:
    """The message at one field."""
    found = re.search(rf'id="{field}-error"[^>]*>.*?<span>(.*?)</span>', page.get_data(as_text=True), re.S)
    return unescape(found[1]) if found else ""


def status(page) -> str:
    """The state the page shows."""
    found = re.search(r'data-test="status" data-state="([a-z_]+)"', page.get_data(as_text=True))
    return found[1] if found else ""


def code_of(response) -> str:
    """The code a receipt's address ends with."""
    assert response.status_code == 303, response.get_data(as_text=True)[:2000]
    found = re.fullmatch(r"(?:/en)?/kiriman/(BW-[0-9A-Z]{6})", response.headers["Location"])
    assert found, response.headers["Location"]
    return found[1]


@pytest.fixture
def counted(app):
    """`with counted() as statements`: every SQL statement the app runs meanwhile."""

    @contextmanager
    def watch():
        seen = []

        def note(_connection, _cursor, statement, *_rest):
            if not statement.startswith(("BEGIN", "SAVEPOINT")):
                seen.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        yield seen
        event.remove(engine, "before_cursor_execute", note)

    return watch


class Sheet(HTMLParser):
    """What a browser without a script would send of the story form on a page: `fields` as (name, value) pairs."""

    def __init__(self, page) -> None:
        super().__init__()
        self.fields, self.files, self._inside, self._area, self._choice = [], [], False, "", ""
        self.feed(page.get_data(as_text=True))

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("form", "template"):
            self._inside = tag == "form" and attrs.get("data-autosave") in ("story", "photos")
        name = attrs.get("name")
        if not self._inside:
            return
        if tag == "input" and attrs.get("type") == "file":
            self.files.append(name)
        elif tag == "input" and name and (attrs.get("type") not in ("checkbox", "radio") or "checked" in attrs):
            self.fields.append((name, attrs.get("value", "")))
        elif tag == "textarea":
            self._area = name
            self.fields.append((name, ""))
        elif tag == "select":
            self._choice = name
        elif tag == "option" and "selected" in attrs:
            self.fields.append((self._choice, attrs.get("value", "")))

    def handle_data(self, data):
        if self._area:
            self.fields[-1] = (self._area, (self.fields[-1][1] + data).removeprefix("\n"))

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = ""
        elif tag == "template":
            self._inside = True
        elif tag == "form":
            self._inside = False

    def send(self, client, path="/kirim/berita", action="submit", files=(), **changes):
        """Press a button; `files` are (field, name, bytes), `changes` replace single fields."""
        data = MultiDict((name, value) for name, value in self.fields if name not in changes)
        data.update({name: value for name, value in changes.items() if value is not None} | {"action": action})
        for field, name, content in files:
            data.add(field, (io.BytesIO(content), name))
        return client.post(path, data=data, content_type="multipart/form-data")
