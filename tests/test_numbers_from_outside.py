"""Every address and every field of every form, given numbers and days nobody means: an answer in words, no fault."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.accounts.models import Role, User
from portal.kernel import codes
from portal.kernel.db import db
from portal.kernel.forms import BaseForm
from tests.conftest import token
from tests.factories import accounts, newsroom, stories
from tests.factories import moderation as made

pytestmark = pytest.mark.outside

SOURCE = Path(__file__).parents[1] / "portal"
HOSTILE = (
    "-99999999999999999999",
    "9" * 31,
    "9" * 4400,
    "2147483648",
    "9223372036854775808",
    "٣",
    "1e9",
    "0x1",
    "NaN",
    " 1",
    "-1",
    "0000-00-00",
    "99999-01-01",
    "0001-01-01T00:00",
)
LEAVES = ("accounts.sign_out",)
GUARDS = {
    "anyone": Role.HUMAS,
    "signed in": Role.HUMAS,
    "staff": Role.HUMAS,
    "author of the submission": None,
    "director of the ward": Role.DIRECTOR,
    "humas": Role.HUMAS,
    "admin": Role.ADMIN,
}


def forms(kind=BaseForm):
    for each in kind.__subclasses__():
        yield each
        yield from forms(each)


def names(pattern):
    """What the code reads by a name, as far as the name is written out."""
    return {name for file in SOURCE.rglob("*.py") for name in re.findall(pattern, file.read_text())}


def fields():
    declared = {name for form in forms() for name in dir(form) if hasattr(getattr(form, name), "field_class")}
    return declared | names(r"request\.form(?:\.get|\.getlist)?[\[(]\"([\w-]+)\"")


PARAMETERS = names(r"request\.args\.get\(\"([\w-]+)\"") | {"maxwidth", "maxheight"}


@pytest.fixture
def town(both):
    """A published and a waiting story, a post, and the number of a person for each guard."""
    with both.app_context():
        session = db.session()
        author = accounts.user(session)
        people = {
            name: made.staff(session, role, "medono" if role is Role.DIRECTOR else None)
            for name, role in GUARDS.items()
            if role
        }
        people["author of the submission"] = author
        waiting = stories.story(session, author)
        post = newsroom.post(session)
        numbers = {guard: person.id for guard, person in people.items()}
        values = {"code": codes.pretty(waiting.code), "post_id": post.id, "user_id": author.id, "number": 1, "part": 1}
        values |= {"slug": "medono", "appointment_id": 1}
        session.commit()
    return both, numbers, values


def entered(app, number):
    client = app.test_client()
    with app.app_context():
        made.sign_in(client, db.session(), db.session.get(User, number))
        db.session.commit()
    return client


def addresses(app, values):
    """(rule, address with what exists, addresses with a strange part) of every view."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or rule.endpoint in LEAVES:
            continue
        parts = re.findall(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", rule.rule)

        def filled(changes, rule=rule):
            return re.sub(
                r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>",
                lambda found: quote(str(changes.get(found[1], values.get(found[1], "x"))), safe=""),
                rule.rule,
            )

        yield rule, filled({}), [filled({part: strange}) for part in parts for strange in HOSTILE]


def test_no_number_or_day_from_outside_breaks_a_page(town):
    app, people, values = town
    known = fields()
    assert {"version", "event_date", "due_at", "id", "every"} <= known
    broken = []

    def look(client, method, address, **sent):
        answer = client.open(address, method=method, **sent)
        if answer.status_code >= 500:
            broken.append((method, address[:80], answer.status_code))

    for rule, address, strange in addresses(app, values):
        guard = getattr(app.view_functions[rule.endpoint], "guard", "anyone")
        client = entered(app, people[guard])  # anew each time: some pages sign people out
        for each in strange:
            look(client, "GET" if "GET" in rule.methods else "POST", each)
        for text in HOSTILE:
            if "GET" in rule.methods:
                look(client, "GET", address, query_string=dict.fromkeys(PARAMETERS, text))
            if "POST" in rule.methods:
                form = dict.fromkeys(known, text) | {"csrf_token": token(client.get("/akun"))}
                look(client, "POST", address, data=form)
    assert not broken


def test_any_cursor_and_any_code_is_answered(town):
    app, people, _values = town
    humas, admin = (entered(app, people[guard]) for guard in ("humas", "admin"))
    lists = (
        (app.test_client(), "/berita", "sebelum"),
        (app.test_client(), "/cari?q=batik", "sebelum"),
        (humas, "/meja", "sesudah"),
        (humas, "/siar", "sesudah"),
        (humas, "/kiriman", "sebelum"),
        (admin, "/admin/audit", "sebelum"),
    )
    cursors = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.from_regex(
        r"[ab0-9.]{0,3}[0-9a-z]{1,13}-[0-9a-z]{1,13}", fullmatch=True
    )

    @settings(max_examples=40, deadline=None)
    @given(
        cursors, st.text(st.characters(exclude_characters="/\x00", exclude_categories=["Cs"]), min_size=1, max_size=30)
    )
    def ask(cursor, code):
        for client, path, name in lists:
            address = f"{path}{'&' if '?' in path else '?'}{name}={quote(cursor)}"
            assert client.get(address).status_code in (200, 303, 404), address
        for client, path in ((app.test_client(), "/berita/x-"), (humas, "/meja/"), (humas, "/kiriman/")):
            assert client.get(path + quote(code, safe="")).status_code in (200, 303, 308, 403, 404, 410), code

    ask()
