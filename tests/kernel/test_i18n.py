import pytest
from flask_babel import gettext

from portal.kernel import i18n, phrases


def test_the_prefix_alone_decides_the_language(client):
    assert '<html lang="id"' in client.get("/").text
    assert '<html lang="en"' in client.get("/en/").text
    assert '<html lang="id"' in client.get("/", headers={"Accept-Language": "en"}).text


def test_links_of_an_english_page_stay_english(client):
    page = client.get("/en/").text
    assert 'href="/en/rubrik/' in page
    assert 'href="/static/' in page, "assets have one address in both languages"


@pytest.mark.parametrize("path", ["/english", "/enam", "/en.html"])
def test_only_the_whole_word_is_a_prefix(client, path):
    assert '<html lang="id"' in client.get(path).text


def test_en_without_slash_is_the_english_front(client):
    assert client.get("/en").status_code in (200, 308)


def test_inside_another_language_is_spoken(app):
    with app.test_request_context("/", environ_overrides={"portal.language": "en"}):
        said = [(i18n.language(), gettext("Send a story"), phrases.gettext("Send a story"))]
        with i18n.speaking("id"):
            said.append((i18n.language(), gettext("Send a story"), phrases.gettext("Send a story")))
        said.append((i18n.language(), gettext("Send a story"), phrases.gettext("Send a story")))
    english, indonesian = ("en", *["Send a story"] * 2), ("id", *["Kirim berita"] * 2)
    assert said == [english, indonesian, english]


@pytest.mark.parametrize(("path", "there"), [("/kelurahan/medono", "/kelurahan/medono"), ("/cari%3Cb", "/cari%3Cb")])
def test_a_page_knows_itself_in_both_languages(app, path, there):
    with app.test_request_context(path, environ_overrides={"SCRIPT_NAME": "/en"}):
        assert (i18n.alternate_url("id"), i18n.alternate_url("en")) == (there, f"/en{there}")
        assert i18n.alternate_url("id") == there
