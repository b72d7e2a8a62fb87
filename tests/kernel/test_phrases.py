import pytest
from flask_babel import gettext

from portal.kernel import phrases


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


@pytest.mark.parametrize(("lang", "one", "many"), [("id", "1 berita", "3 berita"), ("en", "1 story", "3 stories")])
def test_code_says_and_counts_what_a_template_does(page_app, lang, one, many):
    source = '{{ ngettext("%(num)d story", "%(num)d stories", n) }}'
    with page_app.test_request_context("/", environ_overrides={"portal.language": lang}):
        assert phrases.gettext("Send a story") == gettext("Send a story")
        assert phrases.gettext("Photo: %(credit)s", credit="<b>").endswith("<b>"), "escaping is the page's business"
        for n, said in ((1, one), (3, many)):
            assert phrases.ngettext("%(num)d story", "%(num)d stories", n) == said
            assert page_app.jinja_env.from_string(source).render(n=n) == said


def test_a_number_in_a_sentence_stays_one(page_app):
    with page_app.test_request_context("/"):
        drawn = page_app.jinja_env.from_string(
            '{{ _("%(num)d wards", num=27) }}{{ _("%(num)d wards", num=2.0) }}'
        ).render()
        assert drawn == "27 kelurahan2 kelurahan"


def test_without_an_application_words_stay_english():
    assert phrases.gettext("Send a story") == "Send a story"
    assert phrases.ngettext("%(num)d story", "%(num)d stories", 2) == "2 stories"
