import pytest
from flask_babel import gettext


@pytest.mark.parametrize(("lang", "word"), [("id", "Kirim berita"), ("en", "Send a story")])
def test_a_template_says_what_the_catalogue_says(page_app, lang, word):
    with page_app.test_request_context("/", environ_overrides={"portal.language": lang}):
        said = page_app.jinja_env.from_string('{{ _("Send a story") }}').render()
        assert said == word == gettext("Send a story")


def test_outside_a_request_words_are_indonesian(page_app):
    with page_app.app_context():
        assert page_app.jinja_env.from_string('{{ _("Send a story") }}').render() == "Kirim berita"


def test_variables_are_escaped_where_the_template_escapes(page_app):
    source = '{{ _("Photo: %(credit)s", credit="<b>&") }}'
    with page_app.test_request_context("/"):
        assert page_app.jinja_env.from_string(source).render() == "Foto: &lt;b&gt;&amp;"
        plain = page_app.jinja_env.overlay(autoescape=False)
        assert plain.from_string(source).render() == "Foto: <b>&"


def test_a_sentence_nobody_translated_is_said_as_it_is(page_app):
    with page_app.test_request_context("/"):
        assert page_app.jinja_env.from_string('{{ _("Nobody said this, 100%%") }}').render() == "Nobody said this, 100%"
