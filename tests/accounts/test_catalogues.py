"""Nothing that a library might say to a person is left in English."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

OURS = Path(__file__).parents[2] / "translations" / "id" / "LC_MESSAGES"
THEIRS = {
    "flask_security": files("flask_security") / "translations" / "flask_security.pot",
    "wtforms": files("wtforms") / "locale" / "wtforms.pot",
}
SAME = {"SMS", "Menu", "Google Authenticator"}  # are the same word in both languages


def catalogue(source):
    return {
        message.id if isinstance(message.id, str) else message.id[0]: message
        for message in read_po(source)
        if message.id
    }


@pytest.mark.parametrize("domain", THEIRS)
def test_every_string_has_its_indonesian(domain):
    with THEIRS[domain].open("rb") as file:
        asked = catalogue(file)
    with (OURS / f"{domain}.po").open("rb") as file:
        said = catalogue(file)
    assert set(asked) <= set(said)
    for msgid, message in said.items():
        text = message.string if isinstance(message.string, str) else message.string[0]
        assert text, msgid
        assert not message.fuzzy, msgid
        assert text != msgid or msgid in SAME
        assert sorted(re.findall(r"%\(\w+\)\w|%s", text)) == sorted(re.findall(r"%\(\w+\)\w|%s", msgid)), msgid
        assert "!" not in text, msgid


@pytest.mark.parametrize("domain", THEIRS)
def test_indonesian_has_one_form(domain):
    with (OURS / f"{domain}.po").open("rb") as file:
        assert read_po(file).num_plurals == 1


def test_they_are_what_a_page_says(client):
    page = client.get("/masuk")
    key = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]
    long = client.post("/masuk", data={"csrf_token": key, "identity": "x" * 300, "password": "y"})
    assert "Isi paling banyak 254 karakter." in long.text
    english = client.post("/en/masuk", data={"csrf_token": key, "identity": "x" * 300, "password": "y"})
    assert "Field cannot be longer than 254 characters." in english.text
