"""The form macros: what is typed is never lost, every message sits at its field and is announced with it."""

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.kernel.forms import BaseForm
from tests.pages import HOSTILE

WARDS = [("", "Choose"), ("medono", HOSTILE)]
CREDITS = [("full", HOSTILE), ("anonymous", "No name")]


class Sample(BaseForm):
    title = StringField(HOSTILE, [InputRequired(HOSTILE), Length(max=10, message="Too long, take away some letters.")])
    body = TextAreaField("Body", [InputRequired("Write something.")])
    ward = SelectField("Ward", [InputRequired("Choose a ward.")], choices=WARDS)
    credit = RadioField("Credit", [InputRequired("Choose one.")], choices=CREDITS)
    tags = SelectMultipleField("Tags", [InputRequired("Choose some.")], choices=[("a", "A"), ("b", HOSTILE)])
    consent = BooleanField("Consent", [InputRequired("Tick this.")])


MACROS = {
    "title": "{% from 'components/forms.html' import field %}{{ field(form.title, hint=h, count=10, lang=h) }}",
    "body": "{% from 'components/forms.html' import textarea %}{{ textarea(form.body, hint=h, count=10, rows=3) }}",
    "ward": "{% from 'components/forms.html' import select %}{{ select(form.ward, hint=h, optional=true) }}",
    "credit": "{% from 'components/forms.html' import radios %}{{ radios(form.credit, hint=h, notes={'full': h}) }}",
    "tags": "{% from 'components/forms.html' import checkboxes %}{{ checkboxes(form.tags, hint=h, two=true) }}",
    "consent": "{% from 'components/forms.html' import checkbox %}{{ checkbox(form.consent, h) }}",
}


@pytest.fixture
def form(page_app):
    """make(data): the sample form as it stands after a POST with that data (None: a fresh one)."""

    def make(data=None):
        with page_app.test_request_context("/", method="POST" if data is not None else "GET", data=data or {}):
            from_request = Sample(data=None) if data is None else Sample(MultiDict(data))
            if data is not None:
                from_request.validate()
            return from_request

    return make


@pytest.mark.parametrize("name", MACROS)
def test_a_fault_is_said_between_label_and_control_and_announced_with_it(inspect, form, name):
    tree = inspect(MACROS[name], form=form({"title": ""}), h=HOSTILE)
    [message] = tree.all("p", data_test="field-error")
    holders = [a for _, a in tree.elements if message["id"] in (a.get("aria-describedby") or "").split()]
    assert message["id"] == f"{name}-error"
    assert holders, "no control is described by its message"
    assert any(a.get("aria-invalid") == "true" for _, a in tree.elements)
    kinds = [tag for tag, _ in tree.elements]
    place = kinds.index("p")
    control = next(i for i, tag in enumerate(kinds) if tag in ("input", "select", "textarea"))
    assert place < control, "the message comes after the control"


@pytest.mark.parametrize("name", MACROS)
def test_a_fresh_field_says_nothing_is_wrong(inspect, form, name):
    tree = inspect(MACROS[name], form=form(), h="A hint")
    assert tree.all("p", data_test="field-error") == []
    assert not any("aria-invalid" in a for _, a in tree.elements)


@pytest.mark.parametrize("name", MACROS)
def test_every_control_has_a_label(inspect, form, name):
    tree = inspect(MACROS[name], form=form(), h="A hint")
    controls = [a for tag, a in tree.elements if tag in ("input", "select", "textarea")]
    labelled = {a.get("for") for a in tree.all("label")}
    for control in controls:
        in_row = "opt" in [a.get("class") for a in tree.all("label")]
        assert control["id"] in labelled or in_row


def test_further_attributes_reach_the_control(inspect, form):
    [control] = inspect(MACROS["title"], form=form(), h=HOSTILE).all("input")
    assert control["lang"] == HOSTILE


@pytest.mark.parametrize("name", ["title", "body"])
def test_what_was_typed_comes_back_whole(render, form, name):
    typed = HOSTILE + "\r\n" + "long " * 50
    markup = render(MACROS[name], form=form({name: typed}), h="")
    assert "maxlength" not in markup, "a browser would cut a text that is too long"
    assert "&lt;script&gt;" in markup
    assert markup.count("long ") == 50


def test_the_counter_counts_line_breaks_once_and_says_when_it_is_over(inspect, form):
    tree = inspect(MACROS["body"], form=form({"body": "ab\r\ncd\r\nefghijk"}), h="")
    [counter] = tree.all("p", data_counter="body")
    assert counter["class"] == "count over"
    assert counter["data-most"] == "10"
    assert counter["id"] in tree.all("textarea")[0]["aria-describedby"]


def test_chosen_answers_stay_chosen(inspect, form):
    data = {"ward": "medono", "credit": "anonymous", "tags": "b", "consent": "y"}
    chosen = {name: inspect(MACROS[name], form=form(data), h="") for name in data}
    assert [a["value"] for a in chosen["ward"].all("option") if "selected" in a] == ["medono"]
    for name, value in (("credit", "anonymous"), ("tags", "b"), ("consent", "y")):
        assert [a["value"] for a in chosen[name].all("input") if "checked" in a] == [value]


def test_the_summary_links_to_each_field_and_counts(inspect, render, form):
    source = "{% from 'components/forms.html' import errsum %}{{ errsum(form, [('photos', h), ('', h)]) }}"
    bad = form({"title": "x" * 11, "body": "words"})
    tree = inspect(source, form=bad, h=HOSTILE)
    assert [a["href"] for a in tree.all("a")] == ["#title", "#ward", "#credit", "#tags", "#consent", "#photos"]
    [box] = tree.all("div")
    assert (box["role"], box["tabindex"]) == ("alert", "-1")
    assert "Ada 7 hal yang perlu dilengkapi" in render(source, form=bad, h="x")
    assert "There are 7 things to complete" in render(source, "/", {"portal.language": "en"}, form=bad, h="x")


def test_what_is_no_field_may_stand_in_the_middle_of_the_summary(inspect, form):
    source = "{% from 'components/forms.html' import errsum %}{{ errsum(form, [('photos', 'x')], after='title') }}"
    for title in ("x" * 11, "fine"):
        links = [a["href"] for a in inspect(source, form=form({"title": title, "body": "words"})).all("a")]
        assert [each for each in links if each != "#title"] == ["#photos", "#ward", "#credit", "#tags", "#consent"]


def test_an_old_token_is_in_the_summary_although_no_field_is_to_blame(render, form):
    sample = form()
    sample.form_errors.append("Open for too long.")
    source = "{% from 'components/forms.html' import errsum, error_title %}{{ error_title(form) }}|{{ errsum(form) }}"
    markup = render(source, form=sample)
    assert markup.startswith("Galat: |")
    assert '<li><span data-test="field-error">Open for too long.</span></li>' in markup


def test_a_form_without_faults_has_no_summary_and_an_ordinary_title(render, form):
    source = "{% from 'components/forms.html' import errsum, error_title %}{{ error_title(form) }}{{ errsum(form) }}"
    assert render(source, form=form()).strip() == ""


@pytest.mark.parametrize("rows", [0, 4])
def test_a_plain_field_keeps_its_value_and_names_its_fault(inspect, rows):
    source = (
        "{% from 'components/forms.html' import plain %}"
        "{{ plain('caption', h, h, h, h, rows=rows, count=5, inputmode='text', **{'data-x': h}) }}"
    )
    tree = inspect(source, h=HOSTILE, rows=rows)
    [control] = tree.all("textarea" if rows else "input")
    assert control["name"] == control["id"] == "caption"
    assert control["aria-describedby"] == "caption-hint caption-error caption-count"
    assert control["data-x"] == HOSTILE
    if not rows:
        assert control["value"] == HOSTILE


def test_a_textarea_that_begins_with_a_line_break_keeps_it(render):
    source = "{% from 'components/forms.html' import plain %}{{ plain('a', 'A', v, rows=2) }}"
    body = render(source, v="\nfirst").split(">\n", 1)
    assert "\n\nfirst</textarea>" in render(source, v="\nfirst"), "HTML drops the first line break after the tag"
    assert len(body) == 2


def test_hidden_token_and_buttons_are_escaped(inspect):
    source = (
        "{% from 'components/forms.html' import csrf as token_field, dock, hidden, submit %}{{ token_field() }}"
        "{{ hidden(h, h) }}{% call dock() %}{{ submit(h, 'line', h, h, 'pen') }}{% endcall %}"
    )
    tree = inspect(source, h=HOSTILE)
    token, field = tree.all("input", type="hidden")
    assert token["name"] == "csrf_token"
    assert len(token["value"]) > 40
    assert field["value"] == HOSTILE
    assert tree.all("button")[0]["value"] == HOSTILE
