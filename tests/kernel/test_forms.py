"""What a token is worth: good, stale (the words stay), or forged."""

from datetime import timedelta

import pytest
import time_machine
from flask import g, render_template_string, request
from itsdangerous import URLSafeTimedSerializer
from wtforms import StringField
from wtforms.validators import DataRequired

from portal.kernel import forms
from tests.conftest import SECRET, token

PAGE = """<!doctype html><html lang="id"><a class="skip"></a><main><h1>x</h1>
<form method="post">{{ csrf() }}<p>{{ form.form_errors }}</p>{{ form.words() }}</form></main></html>"""


class WordsForm(forms.BaseForm):
    words = StringField(validators=[DataRequired()])


@pytest.fixture
def page(app):
    saved = []

    def view():
        form = WordsForm(request.form)
        if request.method == "POST" and form.validate():
            saved.append(form.words.data)
            return "saved"
        return render_template_string(PAGE, form=form), 422 if request.method == "POST" else 200

    view.guard = "anyone"
    app.add_url_rule("/words", "words", view, methods=["GET", "POST"])
    return saved


def test_a_good_token_lets_the_words_through(client, page):
    answer = client.post("/words", data={"csrf_token": token(client.get("/words")), "words": "kabar"})
    assert (answer.text, page) == ("saved", ["kabar"])


@pytest.mark.parametrize("forged", ["", "x", "a.b.c", "é\x00", "." * 5000])
def test_a_missing_or_forged_token_is_400(client, page, forged):
    client.get("/words")
    assert client.post("/words", data={"csrf_token": forged, "words": "kabar"}).status_code == 400
    assert page == []


def test_a_token_of_another_browser_is_400(app, client, page):
    theirs = token(app.test_client().get("/words"))
    client.get("/words")
    assert client.post("/words", data={"csrf_token": theirs, "words": "kabar"}).status_code == 400
    assert page == []


def test_a_token_we_signed_with_another_key_is_400(client, page):
    client.get("/words")
    other = URLSafeTimedSerializer("other" + SECRET, salt="wtf-csrf-token").dumps("x")
    assert client.post("/words", data={"csrf_token": other, "words": "kabar"}).status_code == 400


def test_an_expired_token_keeps_the_words(client, page):
    old = token(client.get("/words"))
    with time_machine.travel(timedelta(seconds=forms.TOKEN_LIFE + 60)):
        answer = client.post("/words", data={"csrf_token": old, "words": "kabar lama"})
    assert answer.status_code == 422
    assert "kabar lama" in answer.text
    assert page == []


def test_a_token_outlives_its_session_as_stale(app, client, page):
    old = token(client.get("/words"))
    answer = app.test_client().post("/words", data={"csrf_token": old, "words": "kabar lama"})
    assert answer.status_code == 422
    assert "kabar lama" in answer.text
    fresh = token(answer)
    assert fresh != old
    assert page == []


def test_reading_needs_no_token_and_exempt_views_neither(app, client):
    @forms.exempt
    def tus():
        return str(g.token_stale)

    tus.guard = "anyone"
    app.add_url_rule("/tus", "tus", tus, methods=["POST"])
    assert client.get("/").status_code == 200
    assert client.post("/tus").text == "False"


def test_the_header_serves_as_well(client, page):
    good = token(client.get("/words"))
    assert client.post("/words", data={"words": "x"}, headers={"X-CSRFToken": good}).status_code == 200


def test_messages_are_indonesian(client, page, app):
    answer = client.post("/words", data={"csrf_token": token(client.get("/words"))})
    assert answer.status_code == 422
    with app.test_request_context("/words"):
        form = WordsForm(data={})
        form.validate()
        assert form.words.errors
        assert "This field" not in form.words.errors[0]


def test_a_program_is_told_the_faults_of_a_form_as_problem_json(client, page):
    data = {"csrf_token": token(client.get("/words")), "words": ""}
    answer = client.post("/words", data=data, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.json["status"] == 422
    assert answer.json["detail"].startswith("words: ")
    assert "Accept" in answer.headers["Vary"]


def test_a_field_of_ten_megabytes_reaches_its_form(client, page):
    data = {"csrf_token": token(client.get("/words")), "words": "k" * 10_000_000}
    assert client.post("/words", data=data, content_type="multipart/form-data").text == "saved"


def test_a_token_of_before_the_rotation_is_stale_and_the_new_one_good(app, client, page):
    app.add_url_rule("/rotate", "rotate", lambda: forms.rotate_token() or "")
    old = [token(client.get("/words"))]
    for _ in range(forms.FORMER_KEPT):
        client.get("/rotate")
        old.append(token(client.get("/words")))
    answers = [client.post("/words", data={"csrf_token": each, "words": "kabar"}).status_code for each in old]
    assert answers == [422] * forms.FORMER_KEPT + [200]
    assert page == ["kabar"]
    client.get("/rotate")
    assert client.post("/words", data={"csrf_token": old[0], "words": "kabar"}).status_code == 400, "kept are only some"


def test_one_request_hands_out_tokens_of_the_new_secret(app):
    with app.test_request_context():
        before = forms.generate_csrf()
        forms.rotate_token()
        assert forms.generate_csrf() != before
